-- Release 2, trafficking: shielded records, concerns that rules raise, referrals.

-- ---------------------------------------------------------------------------------------------------------------------
-- Shielded records. From the moment a protection officer shields a record, protection officers alone see it and its pairs;
-- another one ends it. The asking side goes on reading what it wrote itself: a record of its own that vanished would tell
-- it that somebody suspects it.

CREATE TABLE casework.shields (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    record_id   bigint NOT NULL REFERENCES casework.records,
    reason      bytea NOT NULL,     -- encrypted
    review_on   date NOT NULL,
    shielded_by bigint NOT NULL REFERENCES casework.users,
    shielded_at timestamptz NOT NULL DEFAULT now(),
    ended_by    bigint REFERENCES casework.users,
    ended_at    timestamptz,
    end_reason  bytea,
    CHECK ((ended_by IS NULL) = (ended_at IS NULL) AND (ended_by IS NULL) = (end_reason IS NULL)),
    CHECK (ended_by <> shielded_by)
);
CREATE UNIQUE INDEX one_shield_of_a_record ON casework.shields (record_id) WHERE ended_at IS NULL;

-- Kept by a trigger on shields: asked for each row that is read, it must cost nothing, and it answers nobody who asks it
-- of a number that was guessed.
ALTER TABLE casework.records ADD COLUMN shielded boolean NOT NULL DEFAULT false;
ALTER TABLE casework.queue ADD COLUMN shielded boolean NOT NULL DEFAULT false;

CREATE FUNCTION casework.keep_shield() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT casework.is_worker() THEN
        RAISE insufficient_privilege USING MESSAGE = 'a record is shielded by a row of shields';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER keep_shield BEFORE UPDATE ON casework.records
    FOR EACH ROW WHEN (OLD.shielded <> NEW.shielded) EXECUTE FUNCTION casework.keep_shield();

CREATE FUNCTION casework.apply_shield() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
BEGIN
    UPDATE casework.records r SET shielded = NEW.ended_at IS NULL
    WHERE r.id = NEW.record_id AND r.shielded <> (NEW.ended_at IS NULL);
    UPDATE casework.queue q
    SET shielded = EXISTS (SELECT FROM casework.records r WHERE r.id IN (q.inquiry_id, q.child_id) AND r.shielded)
    WHERE q.inquiry_id = NEW.record_id OR q.child_id = NEW.record_id;
    IF NEW.ended_at IS NULL THEN
        DELETE FROM casework.tellings t
        WHERE t.inquiry_id = ANY (casework.set_of(NEW.record_id)) OR t.child_id = ANY (casework.set_of(NEW.record_id));
        DELETE FROM casework.leases l USING casework.users u
        WHERE u.id = l.user_id AND u.role <> 'protection_officer'
              AND (l.inquiry_id = NEW.record_id OR l.child_id = NEW.record_id);
    END IF;
    RETURN NULL;
END;
$$;
CREATE TRIGGER apply_shield AFTER INSERT OR UPDATE OF ended_at ON casework.shields
    FOR EACH ROW EXECUTE FUNCTION casework.apply_shield();

-- Matching goes on, and what it finds of a shielded record comes into the queue shielded.
CREATE FUNCTION casework.shield_in_queue() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
BEGIN
    IF EXISTS (SELECT FROM casework.shields s WHERE s.ended_at IS NULL) THEN
        UPDATE casework.queue q SET shielded = true
        FROM new_rows n, casework.shields s
        WHERE s.ended_at IS NULL AND s.record_id IN (n.inquiry_id, n.child_id)
              AND (q.inquiry_id, q.child_id, q.matcher_id) = (n.inquiry_id, n.child_id, n.matcher_id);
    END IF;
    RETURN NULL;
END;
$$;
CREATE TRIGGER shield_in_queue AFTER INSERT ON casework.queue
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION casework.shield_in_queue();

-- Nobody is told of a pair that is shielded, on whatever record of its sets, whatever was decided before.
CREATE FUNCTION casework.keep_untold() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
BEGIN
    IF EXISTS (SELECT FROM casework.records r
               WHERE r.id = ANY (casework.set_of(NEW.inquiry_id) || casework.set_of(NEW.child_id)) AND r.shielded) THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER keep_untold BEFORE INSERT ON casework.tellings FOR EACH ROW EXECUTE FUNCTION casework.keep_untold();

-- Whether a pair that analysts, or the child's own agency, may know of at all has no shield. Of a pair that isn't there it
-- says the same as of one that is shielded.
CREATE FUNCTION casework.pair_open(inquiry bigint, child bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework
    RETURN coalesce(
        CASE casework.reader_role() WHEN 'analyst' THEN true WHEN 'found_worker' THEN casework.is_own(child) END
        AND (EXISTS (SELECT FROM casework.decisions d WHERE (d.inquiry_id, d.child_id) = (inquiry, child))
             OR EXISTS (SELECT FROM casework.links l WHERE (l.inquiry_id, l.child_id) = (inquiry, child))
             OR EXISTS (SELECT FROM casework.verification_questions q
                        WHERE (q.inquiry_id, q.child_id) = (inquiry, child)))
        AND NOT EXISTS (SELECT FROM casework.records r WHERE r.id IN (inquiry, child) AND r.shielded), false);

-- The asking side's own questions and acts stay with it, whatever is shielded: that they vanished would tell.
CREATE FUNCTION casework.sees_pair(inquiry bigint, child bigint) RETURNS boolean LANGUAGE sql STABLE
    RETURN CASE
        WHEN casework.reader_role() = 'reviewer'
            THEN EXISTS (SELECT FROM casework.records r WHERE r.id = inquiry)
                 AND EXISTS (SELECT FROM casework.records r WHERE r.id = child)
        WHEN casework.reader_role() IN ('analyst', 'found_worker') THEN casework.pair_open(inquiry, child)
        ELSE true END;

-- What is asked of records by number must know of shields, too. These belong to the worker already.
GRANT CREATE ON SCHEMA casework TO tracing_worker;
SET LOCAL ROLE tracing_worker;
CREATE OR REPLACE FUNCTION casework.is_own(record bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework
    RETURN EXISTS (SELECT FROM casework.records r
                   WHERE r.id = record AND r.agency_id = casework.reader_agency() AND (r.side = 'inquiry' OR NOT r.shielded)
                         AND CASE casework.reader_role() WHEN 'found_worker' THEN r.side = 'child'
                                                         WHEN 'family_worker' THEN r.side = 'inquiry'
                                                         ELSE casework.reader_role() = 'agency' END);
-- What is asked of a record by its number is answered of those within reach, and of none behind the firewall (whose functions
-- come in later parts).
CREATE OR REPLACE FUNCTION casework.flagged(record bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
BEGIN
    RETURN casework.in_reach(record) AND NOT casework.is_walled(record)
        AND EXISTS (SELECT FROM casework.protection_flags f
                    JOIN casework.records r ON r.id = f.record_id
                    WHERE f.record_id = record AND f.ended_at IS NULL AND f.kind NOT IN ('consent', 'medical_need')
                          AND (NOT r.shielded OR casework.reader_role() = 'protection_officer'));
END;
$$;
CREATE OR REPLACE FUNCTION casework.held(record bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
BEGIN
    RETURN casework.in_reach(record) AND NOT casework.is_walled(record)
        AND EXISTS (SELECT FROM casework.holds h
                    JOIN casework.records r ON r.id = h.record_id
                    WHERE h.record_id = record AND h.lifted_at IS NULL
                          AND (NOT r.shielded OR casework.reader_role() = 'protection_officer'));
END;
$$;
RESET ROLE;
REVOKE CREATE ON SCHEMA casework FROM tracing_worker;

CALL pg_temp.shut('shields');
GRANT INSERT ON casework.shields TO tracing_app;
GRANT UPDATE (reason, review_on, ended_by, ended_at, end_reason) ON casework.shields TO tracing_app;
GRANT USAGE ON SEQUENCE casework.shields_id_seq TO tracing_app;
CREATE POLICY read ON casework.shields FOR SELECT TO tracing_app
    USING (casework.reader_role() = 'protection_officer');
CREATE POLICY enter ON casework.shields FOR INSERT TO tracing_app
    WITH CHECK (casework.reader_role() = 'protection_officer' AND shielded_by = casework.reader_person()
                AND ended_by IS NULL
                AND EXISTS (SELECT FROM casework.records r WHERE r.id = record_id));
CREATE POLICY change ON casework.shields FOR UPDATE TO tracing_app
    USING (casework.reader_role() = 'protection_officer' AND ended_by IS NULL)
    WITH CHECK (casework.reader_role() = 'protection_officer'
                AND (ended_by IS NULL OR ended_by = casework.reader_person()));

-- Beside what the other policies allow (restrictive).
CREATE POLICY shield ON casework.records AS RESTRICTIVE TO tracing_app
    USING (NOT shielded OR casework.reader_role() = 'protection_officer'
           OR (side = 'inquiry' AND casework.reader_role() IN ('agency', 'family_worker')));
CREATE POLICY shield ON casework.queue AS RESTRICTIVE TO tracing_app
    USING (NOT shielded OR (SELECT casework.reader_role()) = 'protection_officer');
CREATE POLICY shield ON casework.links AS RESTRICTIVE TO tracing_app USING (casework.sees_pair(inquiry_id, child_id));
CREATE POLICY shield ON casework.leases AS RESTRICTIVE TO tracing_app USING (casework.sees_pair(inquiry_id, child_id));
CREATE POLICY shield ON casework.decisions AS RESTRICTIVE TO tracing_app USING (casework.sees_pair(inquiry_id, child_id));
CREATE POLICY shield ON casework.acts AS RESTRICTIVE TO tracing_app USING (casework.sees_pair(inquiry_id, child_id));
CREATE POLICY shield ON casework.pair_views AS RESTRICTIVE TO tracing_app USING (casework.sees_pair(inquiry_id, child_id));
CREATE POLICY shield ON casework.verification_questions AS RESTRICTIVE TO tracing_app
    USING (casework.sees_pair(inquiry_id, child_id));
CREATE POLICY shield ON casework.holds AS RESTRICTIVE TO tracing_app
    USING (casework.reader_role() <> 'reviewer' OR EXISTS (SELECT FROM casework.records r WHERE r.id = record_id));
CREATE POLICY shield ON casework.conflicts AS RESTRICTIVE TO tracing_app
    USING (casework.reader_role() = 'protection_officer'
           OR EXISTS (SELECT FROM casework.records r WHERE r.id = record_id));

-- ---------------------------------------------------------------------------------------------------------------------
-- Concerns: what rules see in inquiries that may point to trafficking (casework.trafficking). Protection officers alone
-- read them. The worker raises them; one that was dismissed comes back only on facts that are new.

CREATE TABLE casework.concerns (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    record_id    bigint NOT NULL REFERENCES casework.records,
    kind         text NOT NULL,
    rule         text NOT NULL,
    facts        bytea[] NOT NULL,      -- keyed hashes of what the rule saw
    raised_at    timestamptz NOT NULL,
    changed_at   timestamptz NOT NULL,  -- when facts were added
    dismissed_by bigint REFERENCES casework.users,
    dismissed_at timestamptz,
    reason       bytea,                 -- encrypted: why it was dismissed
    CHECK ((dismissed_by IS NULL) = (dismissed_at IS NULL) AND (dismissed_by IS NULL) = (reason IS NULL))
);
CREATE UNIQUE INDEX one_open_concern ON casework.concerns (record_id, kind) WHERE dismissed_at IS NULL;
CREATE INDEX ON casework.concerns (record_id);

-- The records a concern rests on, its own among them.
CREATE TABLE casework.concern_records (
    concern_id bigint NOT NULL REFERENCES casework.concerns,
    record_id  bigint NOT NULL REFERENCES casework.records,
    PRIMARY KEY (concern_id, record_id)
);
CREATE INDEX ON casework.concern_records (record_id);

-- What an inquirer can be known by, and where children were found, as keyed hashes. Of a withdrawn inquiry they stay
-- until it is erased: to ask, withdraw and ask again is what the rules look for.
CREATE TABLE casework.traces (
    record_id bigint NOT NULL,
    side      text NOT NULL CHECK (side IN ('child', 'inquiry')),
    thing     text NOT NULL CHECK (thing IN ('phone', 'address', 'place')),
    hash      bytea NOT NULL,
    PRIMARY KEY (record_id, thing, hash)
);
CREATE INDEX ON casework.traces (hash, thing, side);

CALL pg_temp.shut('concerns', 'concern_records', 'traces');
GRANT UPDATE (dismissed_by, dismissed_at, reason) ON casework.concerns TO tracing_app;
CREATE POLICY read ON casework.concerns FOR SELECT TO tracing_app
    USING (casework.reader_role() = 'protection_officer');
CREATE POLICY dismiss ON casework.concerns FOR UPDATE TO tracing_app
    USING (casework.reader_role() = 'protection_officer' AND dismissed_by IS NULL)
    WITH CHECK (casework.reader_role() = 'protection_officer' AND dismissed_by = casework.reader_person());
CREATE POLICY read ON casework.concern_records FOR SELECT TO tracing_app
    USING (casework.reader_role() = 'protection_officer');

-- ---------------------------------------------------------------------------------------------------------------------
-- Referrals: to whom a child's (or an inquirer's) file went, what of it, on which legal basis, until when they must act,
-- and what came of it. Appended, never edited.

CREATE TABLE casework.referrals (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    record_id bigint NOT NULL REFERENCES casework.records,
    recipient text NOT NULL,            -- a kind (casework.trafficking.referral.Recipient)
    code      text NOT NULL CHECK (length(code) BETWEEN 1 AND 100),     -- in the directory
    shared    text[] NOT NULL,
    basis     text NOT NULL,
    urgency   text NOT NULL,
    rule      text NOT NULL,            -- which deadline
    since     timestamptz NOT NULL,     -- from when it runs
    due_at    timestamptz NOT NULL,
    detail    bytea,                    -- encrypted
    made_by   bigint NOT NULL REFERENCES casework.users,
    made_at   timestamptz NOT NULL,
    CHECK (due_at >= since)
);
CREATE INDEX ON casework.referrals (record_id);
CREATE INDEX ON casework.referrals (due_at);

CREATE TABLE casework.referral_outcomes (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    referral_id bigint NOT NULL REFERENCES casework.referrals,
    outcome     text NOT NULL,
    detail      bytea,                  -- encrypted
    by_user     bigint NOT NULL REFERENCES casework.users,
    at          timestamptz NOT NULL
);
CREATE INDEX ON casework.referral_outcomes (referral_id);

CALL pg_temp.shut('referrals', 'referral_outcomes');
GRANT INSERT ON casework.referrals, casework.referral_outcomes TO tracing_app;
GRANT USAGE ON SEQUENCE casework.referrals_id_seq, casework.referral_outcomes_id_seq TO tracing_app;
CREATE POLICY read ON casework.referrals FOR SELECT TO tracing_app
    USING (casework.reader_role() = 'protection_officer');
CREATE POLICY enter ON casework.referrals FOR INSERT TO tracing_app
    WITH CHECK (casework.reader_role() = 'protection_officer' AND made_by = casework.reader_person()
                AND EXISTS (SELECT FROM casework.records r WHERE r.id = record_id));
CREATE POLICY read ON casework.referral_outcomes FOR SELECT TO tracing_app
    USING (casework.reader_role() = 'protection_officer'
           AND EXISTS (SELECT FROM casework.referrals f WHERE f.id = referral_id));
CREATE POLICY enter ON casework.referral_outcomes FOR INSERT TO tracing_app
    WITH CHECK (casework.reader_role() = 'protection_officer' AND by_user = casework.reader_person()
                AND EXISTS (SELECT FROM casework.referrals f WHERE f.id = referral_id));
