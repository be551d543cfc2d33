-- Release 2, sharing: agreements, what is shared under them, consulates, transfers, keys that sign bundles.

-- ---------------------------------------------------------------------------------------------------------------------
-- Tables

-- From the agency that holds records to the one that reads of them. In force once a second person has confirmed it.
CREATE TABLE casework.agreements (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code         text NOT NULL UNIQUE CHECK (code ~ '^[A-Z0-9][A-Z0-9-]{2,59}$'),  -- as people call it: an id would count
    sender_id    bigint NOT NULL REFERENCES casework.agencies,
    receiver_id  bigint NOT NULL REFERENCES casework.agencies,
    purpose      text NOT NULL CHECK (purpose IN ('tracing', 'verification', 'care', 'case_transfer', 'repatriation',
                                                  'consular')),
    fields       text[] NOT NULL CHECK (cardinality(fields) BETWEEN 1 AND 100),     -- child.birth_date, case.acts, ...
    valid_from   date NOT NULL,
    valid_until  date NOT NULL,
    entered_by   bigint NOT NULL REFERENCES casework.users,
    entered_at   timestamptz NOT NULL,
    confirmed_by bigint REFERENCES casework.users,
    confirmed_at timestamptz,
    ended_by     bigint REFERENCES casework.users,
    ended_at     timestamptz,
    end_reason   text,
    CHECK (sender_id <> receiver_id),
    CHECK (valid_from <= valid_until),
    CHECK (confirmed_by <> entered_by),
    CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
    CHECK ((ended_by IS NULL) = (ended_at IS NULL))
);

-- A record that is shared under an agreement, decided singly by a person: no agreement opens a whole register.
CREATE TABLE casework.shares (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name         uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),    -- as the receiver knows it
    agreement_id bigint NOT NULL REFERENCES casework.agreements,
    record_id    bigint NOT NULL REFERENCES casework.records,
    basis        text NOT NULL CHECK (basis IN ('consent', 'best_interests', 'vital_interest', 'legal_duty')),
    until        date NOT NULL,
    decided_by   bigint NOT NULL REFERENCES casework.users,
    decided_at   timestamptz NOT NULL,
    ended_by     bigint REFERENCES casework.users,
    ended_at     timestamptz,
    CHECK ((ended_by IS NULL) = (ended_at IS NULL))
);
CREATE UNIQUE INDEX one_open_share ON casework.shares (agreement_id, record_id) WHERE ended_at IS NULL;
CREATE INDEX ON casework.shares (record_id);

-- Everything that crossed: sender, receiver, basis, fields, date (brief I6). Once a record is erased its number goes.
CREATE TABLE casework.transfers (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    agreement_id bigint NOT NULL REFERENCES casework.agreements,
    kind         text NOT NULL CHECK (kind IN ('read', 'bundle', 'notification')),
    share        uuid NOT NULL,         -- the share's name, or the bundle's
    record_id    bigint REFERENCES casework.records,
    side         text NOT NULL CHECK (side IN ('child', 'inquiry')),
    sender_id    bigint NOT NULL REFERENCES casework.agencies,
    receiver_id  bigint NOT NULL REFERENCES casework.agencies,
    basis        text NOT NULL,
    fields       text[] NOT NULL,       -- names, no values
    digest       bytea,                 -- of a bundle: SHA-256 of the file
    by_user      bigint NOT NULL REFERENCES casework.users,
    at           timestamptz NOT NULL
);
CREATE INDEX ON casework.transfers (record_id);
CREATE INDEX ON casework.transfers (agreement_id, id);

-- That a child was told of the right to its consulate and what it wished, and that a consulate was notified. Appended.
CREATE TABLE casework.consular_records (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    record_id    bigint NOT NULL REFERENCES casework.records,
    consulate_id bigint NOT NULL REFERENCES casework.agencies,
    kind         text NOT NULL CHECK (kind IN ('informed', 'notified')),
    wish         text CHECK (wish IN ('yes', 'no', 'undecided')),
    on_day       date NOT NULL,
    language     text NOT NULL,
    detail       bytea,                 -- encrypted: who explained it, the interpreter, the child's words
    by_user      bigint NOT NULL REFERENCES casework.users,
    at           timestamptz NOT NULL,
    CHECK ((kind = 'informed') = (wish IS NOT NULL))
);
CREATE INDEX ON casework.consular_records (record_id, consulate_id, id);

-- Keys that sign case bundles. The public halves stay as long as bundles are to be verified; the secret one is encrypted
-- by the keyring and goes when the key is retired.
CREATE TABLE casework.signing_keys (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public      bytea NOT NULL,         -- Ed25519, of JSON
    certificate bytea NOT NULL,         -- X.509 (DER), of PDF
    secret      bytea,
    created_at  timestamptz NOT NULL,
    retired_at  timestamptz,
    CHECK (retired_at IS NULL OR secret IS NULL)
);
CREATE UNIQUE INDEX one_signing_key ON casework.signing_keys ((true)) WHERE retired_at IS NULL;

CALL pg_temp.shut('agreements', 'shares', 'transfers', 'consular_records', 'signing_keys');
GRANT INSERT ON casework.agreements, casework.shares, casework.transfers, casework.consular_records TO tracing_app;
GRANT UPDATE (confirmed_by, confirmed_at, ended_by, ended_at, end_reason) ON casework.agreements TO tracing_app;
GRANT UPDATE (ended_by, ended_at) ON casework.shares TO tracing_app;
GRANT USAGE ON SEQUENCE casework.consular_records_id_seq TO tracing_app;
GRANT USAGE ON SEQUENCE casework.signing_keys_id_seq TO tracing_worker;
-- What crossed stays as it was written.
REVOKE UPDATE, DELETE ON casework.transfers FROM tracing_worker;
GRANT UPDATE (record_id) ON casework.transfers TO tracing_worker;

-- ---------------------------------------------------------------------------------------------------------------------
-- Questions that are answered without seeing the rows behind them. In PL/pgSQL, which plans them once a connection: a plan
-- made at each call would take longer than all else, and only where there is something to look at.

CREATE FUNCTION casework.in_force(agreement bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
BEGIN
    RETURN casework.reader_role() IS NOT NULL AND EXISTS (
        SELECT FROM casework.agreements g
        WHERE g.id = agreement AND g.confirmed_at IS NOT NULL AND g.ended_at IS NULL
              AND (now() AT TIME ZONE 'UTC')::date BETWEEN g.valid_from AND g.valid_until);
END;
$$;

-- Protection officers of the office that runs the program enter agreements; they, and those of the agency that gives,
-- decide what is shared under one.
CREATE FUNCTION casework.is_office() RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
BEGIN
    RETURN casework.reader_role() = 'protection_officer' AND EXISTS (
        SELECT FROM casework.agencies a WHERE a.id = casework.reader_agency() AND a.kind = 'tracing_office');
END;
$$;

CREATE FUNCTION casework.gives(agreement bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
BEGIN
    RETURN casework.reader_role() = 'protection_officer' AND EXISTS (
        SELECT FROM casework.agreements g
        WHERE g.id = agreement AND (g.sender_id = casework.reader_agency() OR casework.is_office()));
END;
$$;

-- Whether a share comes through to the reader now: they belong to the agency that receives, their role may read that side,
-- the agreement is in force, and nothing stands against it. With an asylum request, or a hold that is known only as one,
-- nothing crosses a border or goes to a consulate; a flag that bars a country (its detail is encrypted) stops whatever was
-- decided before it. What stops one record of a child stops every record of it; what lets one through lets through no other.
-- casework.sharing says the same and more; this holds when it is forgotten.
CREATE FUNCTION casework.comes_through(share bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
DECLARE
    same bigint[] := casework.same_as((SELECT s.record_id FROM casework.shares s WHERE s.id = share));
BEGIN
    RETURN EXISTS (
        SELECT FROM casework.shares s
        JOIN casework.agreements g ON g.id = s.agreement_id
        JOIN casework.agencies giver ON giver.id = g.sender_id
        JOIN casework.agencies taker ON taker.id = g.receiver_id
        JOIN casework.records r ON r.id = s.record_id
        WHERE s.id = share
              AND g.receiver_id = casework.reader_agency() AND taker.active
              AND CASE casework.reader_role() WHEN 'found_worker' THEN r.side = 'child' AND taker.kind <> 'consulate'
                                              WHEN 'family_worker' THEN r.side = 'inquiry' AND taker.kind <> 'consulate'
                                              WHEN 'consulate' THEN r.side = 'child' AND taker.kind = 'consulate'
                                              ELSE casework.reader_role() = 'protection_officer' END
              AND casework.in_force(g.id)
              AND s.ended_at IS NULL AND (now() AT TIME ZONE 'UTC')::date <= s.until
              AND r.agency_id = g.sender_id AND r.state = 'live'
              AND NOT EXISTS (SELECT FROM casework.records m WHERE m.id = ANY (same) AND m.shielded)
              AND NOT ((giver.country <> taker.country OR taker.kind = 'consulate')
                       AND (EXISTS (SELECT FROM casework.protection_flags f
                                    WHERE f.record_id = ANY (same) AND f.ended_at IS NULL AND f.kind = 'asylum_confidential')
                            OR EXISTS (SELECT FROM casework.holds h
                                       WHERE h.record_id = ANY (same) AND h.lifted_at IS NULL
                                             AND (h.confidential OR h.kind = 'asylum'))))
              AND NOT EXISTS (SELECT FROM casework.protection_flags f
                              WHERE f.record_id = ANY (same) AND f.ended_at IS NULL AND f.kind = 'do_not_share_with_country'
                                    AND f.raised_at > s.decided_at)
              AND (taker.kind <> 'consulate'
                   OR (s.basis = 'consent'
                       AND (SELECT c.wish = 'yes' FROM casework.consular_records c
                            WHERE c.record_id = r.id AND c.consulate_id = taker.id AND c.kind = 'informed'
                            ORDER BY c.id DESC LIMIT 1)
                       AND (SELECT c.wish = 'yes' FROM casework.consular_records c
                            WHERE c.record_id = ANY (same) AND c.consulate_id = taker.id AND c.kind = 'informed'
                            ORDER BY c.id DESC LIMIT 1)))
              AND (r.side <> 'child' OR s.basis <> 'consent'
                   OR (EXISTS (SELECT FROM casework.protection_flags f
                               WHERE f.record_id = r.id AND f.ended_at IS NULL AND f.kind = 'consent')
                       AND NOT EXISTS (SELECT FROM casework.holds h
                                       WHERE h.record_id = ANY (same) AND h.lifted_at IS NULL
                                             AND (h.kind IN ('consent_withdrawn', 'child_refuses')
                                                  OR (h.kind = 'consent_unknown' AND h.record_id = r.id))))));
END;
$$;

-- A shared record, in the fields that its agreement names and no others. What may cross to whom by the matrix is looked at
-- when an agreement is entered, and again by casework.sharing. A consulate gets nothing that is encrypted, and where a flag
-- keeps somebody from learning where the child is, neither does anybody here.
CREATE FUNCTION casework.shared_record(agreement bigint, share uuid)
    RETURNS TABLE (share_id bigint, record_id bigint, side text, version integer, reference text, basis text, content jsonb,
                   documents bytea, phones bytea, restricted bytea, withheld boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, casework AS $$
#variable_conflict use_column
DECLARE
    asked bigint := (SELECT s.id FROM casework.shares s WHERE s.name = share AND s.agreement_id = agreement);
BEGIN
    -- Asked of what isn't there too: how long an answer takes tells nothing of why there is none.
    IF NOT casework.comes_through(coalesce(asked, 0)) THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT s.id, r.id, r.side, r.version,
           CASE WHEN r.side || '.record_id' = ANY (g.fields) THEN r.reference END,
           s.basis,
           coalesce((SELECT jsonb_object_agg(c.key, c.value) FROM jsonb_each(v.content) c
                     WHERE r.side || '.' || c.key = ANY (g.fields)), '{}'),
           CASE WHEN r.side || '.documents' = ANY (g.fields) AND taker.kind <> 'consulate' THEN
               (SELECT x.ciphertext FROM casework.record_secrets x
                WHERE x.record_id = r.id AND x.version = r.version AND x.field = 'documents' AND x.place = 0) END,
           CASE WHEN r.side || '.phones' = ANY (g.fields) AND taker.kind <> 'consulate' THEN
               (SELECT x.ciphertext FROM casework.record_secrets x
                WHERE x.record_id = r.id AND x.version = r.version AND x.field = 'phones' AND x.place = 0) END,
           CASE WHEN g.fields && ARRAY['child.event_place', 'child.notes'] AND taker.kind <> 'consulate' AND NOT w.withheld THEN
               (SELECT x.ciphertext FROM casework.whereabouts x WHERE x.record_id = r.id AND x.version = r.version) END,
           w.withheld
    FROM casework.shares s
    JOIN casework.agreements g ON g.id = s.agreement_id
    JOIN casework.agencies taker ON taker.id = g.receiver_id
    JOIN casework.records r ON r.id = s.record_id
    JOIN casework.record_versions v ON v.record_id = r.id AND v.version = r.version
    CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM casework.protection_flags f
                                       WHERE f.record_id = ANY (casework.same_as(r.id)) AND f.ended_at IS NULL
                                             AND f.kind = 'whereabouts_withheld_from')) AS w (withheld)
    WHERE s.id = asked;
END;
$$;

-- Whether a share of a record under an agreement comes through to the reader: what a transfer may be entered of.
CREATE FUNCTION casework.may_transfer(agreement bigint, named uuid, of_record bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
BEGIN
    RETURN EXISTS (SELECT FROM casework.shares s
                   WHERE s.name = named AND s.agreement_id = agreement AND s.record_id = of_record
                         AND casework.comes_through(s.id));
END;
$$;

-- ---------------------------------------------------------------------------------------------------------------------
-- Who sees which row

-- Both parties see their agreements, the office and the auditor all.
CREATE POLICY read ON casework.agreements FOR SELECT TO tracing_app
    USING (casework.reader_role() = 'auditor' OR casework.is_office()
           OR (casework.reader_role() IN ('protection_officer', 'found_worker', 'family_worker', 'consulate')
               AND casework.reader_agency() IN (sender_id, receiver_id)));
CREATE POLICY enter ON casework.agreements FOR INSERT TO tracing_app
    WITH CHECK (casework.is_office() AND entered_by = casework.reader_person() AND confirmed_by IS NULL AND ended_by IS NULL);
CREATE POLICY change ON casework.agreements FOR UPDATE TO tracing_app
    USING (casework.reader_role() = 'protection_officer'
           AND (casework.is_office() OR casework.reader_agency() IN (sender_id, receiver_id)));

-- A signature is one's own, and stands; so does an end.
CREATE FUNCTION casework.keep_agreement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT casework.is_worker()
       AND ((OLD.confirmed_by IS DISTINCT FROM NEW.confirmed_by
             AND (OLD.confirmed_by IS NOT NULL OR NEW.confirmed_by IS DISTINCT FROM casework.reader_person()))
            OR (OLD.ended_by IS DISTINCT FROM NEW.ended_by
                AND (OLD.ended_by IS NOT NULL OR NEW.ended_by IS DISTINCT FROM casework.reader_person()))) THEN
        RAISE insufficient_privilege USING MESSAGE = 'people sign and end agreements in their own name, once';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER keep BEFORE UPDATE ON casework.agreements FOR EACH ROW EXECUTE FUNCTION casework.keep_agreement();

CREATE POLICY read ON casework.shares FOR SELECT TO tracing_app
    USING (casework.gives(agreement_id) OR casework.comes_through(id));
CREATE POLICY enter ON casework.shares FOR INSERT TO tracing_app
    WITH CHECK (casework.gives(agreement_id) AND casework.in_force(agreement_id)
                AND decided_by = casework.reader_person() AND ended_by IS NULL
                AND EXISTS (SELECT FROM casework.records r JOIN casework.agreements g ON g.sender_id = r.agency_id
                            WHERE r.id = record_id AND g.id = agreement_id));
CREATE POLICY change ON casework.shares FOR UPDATE TO tracing_app
    USING (casework.gives(agreement_id)) WITH CHECK (ended_by IS NOT DISTINCT FROM casework.reader_person());

-- Officers of both parties, and the auditor.
CREATE POLICY read ON casework.transfers FOR SELECT TO tracing_app
    USING (casework.reader_role() = 'auditor' OR casework.is_office()
           OR (casework.reader_role() = 'protection_officer' AND casework.reader_agency() IN (sender_id, receiver_id)));
CREATE POLICY enter ON casework.transfers FOR INSERT TO tracing_app
    WITH CHECK (by_user = casework.reader_person() AND casework.in_force(agreement_id)
                AND EXISTS (SELECT FROM casework.agreements g
                            WHERE g.id = agreement_id AND (g.sender_id, g.receiver_id) = (transfers.sender_id, transfers.receiver_id))
                AND CASE WHEN kind = 'read' THEN casework.may_transfer(agreement_id, share, record_id)
                         ELSE casework.gives(agreement_id)
                              AND EXISTS (SELECT FROM casework.records r WHERE r.id = record_id) END);

-- The child's own workers and protection officers; no consulate learns who was told of the right.
CREATE POLICY read ON casework.consular_records FOR SELECT TO tracing_app
    USING (casework.reader_role() = 'protection_officer'
           OR (casework.reader_role() = 'found_worker' AND casework.is_own(record_id)));
CREATE POLICY enter ON casework.consular_records FOR INSERT TO tracing_app
    WITH CHECK (by_user = casework.reader_person()
                AND (casework.reader_role() = 'protection_officer'
                     OR (casework.reader_role() = 'found_worker' AND kind = 'informed'))
                AND EXISTS (SELECT FROM casework.records r WHERE r.id = record_id AND r.side = 'child'));
