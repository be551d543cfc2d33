-- Release 2, sets: which records are of one child or one inquiry, and who is kin to whom.

-- What people have said of records, appended. Sets follow from it (casework.sets.same) and are stored nowhere.
CREATE TABLE casework.set_acts (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    side    text NOT NULL CHECK (side IN ('child', 'inquiry')),
    kind    text NOT NULL CHECK (kind IN ('confirm', 'split', 'apart')),
    records bigint[] NOT NULL CHECK (cardinality(records) BETWEEN 1 AND 50),
    reasons text[] NOT NULL,
    note    bytea,
    user_id bigint NOT NULL REFERENCES casework.users,
    at      timestamptz NOT NULL
);
CREATE INDEX set_acts_of_record ON casework.set_acts USING gin (records);

-- Pairs of one side that the matcher in use holds to be alike: suggestions, written by the worker.
CREATE TABLE casework.likenesses (
    first_id    bigint NOT NULL,
    second_id   bigint NOT NULL CHECK (first_id < second_id),
    side        text NOT NULL CHECK (side IN ('child', 'inquiry')),
    matcher_id  integer NOT NULL REFERENCES casework.matchers,
    weight      integer NOT NULL,           -- units of 1/256 bit
    probability double precision NOT NULL,
    warnings    text[] NOT NULL,
    found_at    timestamptz NOT NULL,
    PRIMARY KEY (first_id, second_id)
);
CREATE INDEX likenesses_of_second ON casework.likenesses (second_id);
CREATE INDEX likenesses_in_order ON casework.likenesses (side, weight DESC, first_id, second_id);

CREATE TABLE casework.likeness_due (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    record_id bigint NOT NULL
);

-- A record that was screened is new or has changed.
CREATE FUNCTION casework.note_likeness() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
BEGIN
    INSERT INTO casework.likeness_due (record_id) SELECT n.record_id FROM new_screenings n;
    RETURN NULL;
END;
$$;
CREATE TRIGGER note_new AFTER INSERT ON casework.screenings
    REFERENCING NEW TABLE AS new_screenings FOR EACH STATEMENT EXECUTE FUNCTION casework.note_likeness();
CREATE TRIGGER note_changed AFTER UPDATE ON casework.screenings
    REFERENCING NEW TABLE AS new_screenings FOR EACH STATEMENT EXECUTE FUNCTION casework.note_likeness();

-- What an adult or another child is to a child found, appended: the adult is the inquirer of an inquiry, or somebody known by
-- name (encrypted, and hashed so that one person stays one); another child is a record.
CREATE TABLE casework.kin (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    child_id   bigint NOT NULL REFERENCES casework.records,
    inquiry_id bigint REFERENCES casework.records,
    other_id   bigint REFERENCES casework.records CHECK (other_id <> child_id),
    name       bytea,
    name_hash  bytea,
    relation   text NOT NULL,
    standing   text NOT NULL CHECK (standing IN ('claimed', 'documented', 'assessed')),
    bases      text[] NOT NULL,
    note       bytea,
    user_id    bigint NOT NULL REFERENCES casework.users,
    at         timestamptz NOT NULL,
    CHECK (num_nonnulls(inquiry_id, other_id, name) = 1 AND (name IS NULL) = (name_hash IS NULL))
);
CREATE INDEX ON casework.kin (child_id);
CREATE INDEX ON casework.kin (inquiry_id);
CREATE INDEX ON casework.kin (other_id);

CALL pg_temp.shut('set_acts', 'likenesses', 'likeness_due', 'kin');

-- Acts stay as they were made; erasure may empty what they say of a person, and nothing else.
REVOKE UPDATE, DELETE ON casework.set_acts FROM tracing_worker;
GRANT UPDATE (note) ON casework.set_acts TO tracing_worker;
GRANT INSERT ON casework.set_acts, casework.kin TO tracing_app;
-- What is encrypted names its row, so the number is known before the row is.
GRANT USAGE ON SEQUENCE casework.set_acts_id_seq, casework.kin_id_seq TO tracing_app;

-- What is said of a record is seen by who sees all the records that it is said of.
CREATE POLICY read ON casework.set_acts FOR SELECT TO tracing_app
    USING ((SELECT casework.reader_role()) IN ('reviewer', 'protection_officer')
           AND NOT EXISTS (SELECT FROM unnest(records) AS named (id)
                           WHERE NOT EXISTS (SELECT FROM casework.records r WHERE r.id = named.id)));
CREATE POLICY enter ON casework.set_acts FOR INSERT TO tracing_app
    WITH CHECK (casework.reader_role() IN ('reviewer', 'protection_officer')
                AND user_id = casework.reader_person()
                AND NOT EXISTS (SELECT FROM unnest(records) AS named (id)
                                WHERE NOT EXISTS (SELECT FROM casework.records r WHERE r.id = named.id)
                                      OR casework.conflicted(named.id, casework.reader_person())
                                      OR casework.submitted_by(named.id, casework.reader_person())));

CREATE POLICY read ON casework.likenesses FOR SELECT TO tracing_app
    USING ((SELECT casework.reader_role()) IN ('reviewer', 'protection_officer')
           AND EXISTS (SELECT FROM casework.records r WHERE r.id = first_id)
           AND EXISTS (SELECT FROM casework.records r WHERE r.id = second_id));

-- Whom a family is, is known to protection officers alone.
CREATE POLICY read ON casework.kin FOR SELECT TO tracing_app
    USING ((SELECT casework.reader_role()) = 'protection_officer');
CREATE POLICY enter ON casework.kin FOR INSERT TO tracing_app
    WITH CHECK (casework.reader_role() = 'protection_officer'
                AND user_id = casework.reader_person()
                AND NOT casework.conflicted(child_id, casework.reader_person())
                AND EXISTS (SELECT FROM casework.records r WHERE r.id = child_id AND r.side = 'child')
                AND (inquiry_id IS NULL
                     OR EXISTS (SELECT FROM casework.records r WHERE r.id = inquiry_id AND r.side = 'inquiry'))
                AND (other_id IS NULL
                     OR EXISTS (SELECT FROM casework.records r WHERE r.id = other_id AND r.side = 'child')));
