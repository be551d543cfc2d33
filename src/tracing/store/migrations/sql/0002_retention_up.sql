-- Release 2, retention: pairs that came to nothing leave the queue once their time is over, and the oldest of the audit goes.

-- Pairs that aren't shown to anybody any more. Their links stay: what is stored of two live records is what a fresh match
-- gives (docs/casework.md).
CREATE TABLE casework.retired_pairs (
    inquiry_id      bigint NOT NULL,
    child_id        bigint NOT NULL,
    retired_at      timestamptz NOT NULL,
    -- Whether people had decided on it: then it comes back by what people do alone (service.state_of). Else it is another pair once
    -- a record of it has another version, or it is no weak one any more.
    judged          boolean NOT NULL,
    inquiry_version integer NOT NULL,
    child_version   integer NOT NULL,
    PRIMARY KEY (inquiry_id, child_id)
);
CREATE INDEX ON casework.retired_pairs (child_id);

CALL pg_temp.shut('retired_pairs');
-- Who works on pairs may take a decision back on one that left.
CREATE POLICY read ON casework.retired_pairs FOR SELECT TO tracing_app
    USING (casework.reader_role() IN ('reviewer', 'protection_officer'));
CREATE POLICY shield ON casework.retired_pairs AS RESTRICTIVE TO tracing_app USING (casework.sees_pair(inquiry_id, child_id));

-- Matching writes links anew without knowing of it: what enters them in the queue leaves these out (casework.enter_in_queue).

-- ---------------------------------------------------------------------------------------------------------------------
-- The audit's beginning. It is shortened by the owner of the database alone, and what is left is held by an anchor: the last
-- entry that went, its hash, and the export that holds it. The chain says the same of itself, in the entry of the shortening.

CREATE TABLE casework.audit_anchors (
    number        bigint PRIMARY KEY,       -- the last entry that was removed
    hash          bytea NOT NULL,           -- its hash, which the first that is left names as the one before
    shortened_at  timestamptz NOT NULL,
    shortened_by  text NOT NULL,            -- who was signed in to the database
    export_digest bytea NOT NULL,           -- SHA-256 of the export against which it was held
    entry         bigint NOT NULL           -- the audit's entry of the shortening itself
);

ALTER TABLE casework.audit_anchors ENABLE ROW LEVEL SECURITY;
ALTER TABLE casework.audit_anchors FORCE ROW LEVEL SECURITY;
GRANT SELECT ON casework.audit_anchors TO tracing_app, tracing_worker, tracing_backup;
GRANT SELECT, INSERT ON casework.audit_anchors TO tracing_audit;
CREATE POLICY backup ON casework.audit_anchors FOR SELECT TO tracing_backup USING (true);
CREATE POLICY read ON casework.audit_anchors FOR SELECT TO tracing_app USING (casework.reader_role() = 'auditor');
CREATE POLICY chain ON casework.audit_anchors TO tracing_audit USING (true) WITH CHECK (true);

-- Removes the entries up to one whose hash is given, as the export has it; returns how many. Whatever the law of a place says,
-- nothing of the last year goes, so never the whole chain either.
CREATE FUNCTION casework.shorten_audit(upto bigint, expected bytea, export_digest bytea) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, casework AS $$
DECLARE
    place   bigint;
    removed bigint;
    caller  text := coalesce(nullif(current_setting('role'), 'none'), session_user);
BEGIN
    -- Asked here and not by a grant: a backup may be restored where the owner has another name.
    IF caller IS DISTINCT FROM (SELECT pg_get_userbyid(d.datdba) FROM pg_database d WHERE d.datname = current_database()) THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied: the database''s owner alone shortens the audit';
    END IF;
    -- As write_audit: the chain has one end at a time, and one beginning.
    PERFORM pg_advisory_xact_lock(7265437721);
    IF NOT EXISTS (SELECT FROM casework.audit a WHERE a.number = upto AND a.hash = expected) THEN
        RAISE invalid_parameter_value USING MESSAGE = 'no entry of the audit has this number and this hash';
    END IF;
    IF octet_length(export_digest) IS DISTINCT FROM 32 THEN
        RAISE invalid_parameter_value USING MESSAGE = 'the digest of an export has 32 bytes';
    END IF;
    IF EXISTS (SELECT FROM casework.audit a WHERE a.number <= upto AND a.at > now() - interval '1 year') THEN
        RAISE invalid_parameter_value USING MESSAGE = 'what is younger than a year stays in the audit';
    END IF;
    place := casework.write_audit('shorten_audit', 'retention', 'audit', upto::text,
                                  jsonb_build_object('hash', encode(expected, 'hex'),
                                                     'export', encode(export_digest, 'hex')), NULL);
    INSERT INTO casework.audit_anchors VALUES (upto, expected, clock_timestamp(), session_user, export_digest, place);
    DELETE FROM casework.audit a WHERE a.number <= upto;
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed;
END;
$$;

-- The function is its, as the one that writes.
GRANT DELETE ON casework.audit TO tracing_audit;
