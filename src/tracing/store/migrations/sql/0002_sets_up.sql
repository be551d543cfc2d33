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
-- Nothing waits to be put into the index: it is asked for each row that some readers see, and acts are rare.
CREATE INDEX set_acts_of_record ON casework.set_acts USING gin (records) WITH (fastupdate = off);

-- The set of a record, as casework.sets.same derives it: two records are in one set where the last act but 'apart' that names
-- either of them is a confirmation that names both. Most records are in none: for them it is one look-up.
CREATE FUNCTION casework.set_of(record bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
DECLARE
    latest casework.set_acts;
BEGIN
    -- OFFSET 0: who walks back along the acts for the last one of a record that has none would walk along all.
    SELECT touching.* INTO latest
    FROM (SELECT * FROM casework.set_acts a WHERE a.records @> ARRAY[record] AND a.kind <> 'apart' OFFSET 0) touching
    ORDER BY touching.id DESC
    LIMIT 1;
    IF latest.id IS NULL OR latest.kind = 'split' THEN
        RETURN ARRAY[record];
    END IF;
    RETURN ARRAY(SELECT named.id FROM unnest(latest.records) AS named (id)
                 WHERE NOT EXISTS (SELECT FROM casework.set_acts a
                                   WHERE a.records @> ARRAY[named.id] AND a.kind <> 'apart' AND a.id > latest.id));
END;
$$;

-- Which records may tell of the same child, where something is to be kept from crossing a border: all that anybody ever joined,
-- whatever was split again since. In doubt nothing crosses. As quick for a record that nobody joined.
CREATE FUNCTION casework.same_as(record bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
DECLARE
    known bigint[] := ARRAY[record];
    named bigint[];
BEGIN
    LOOP
        SELECT array_agg(DISTINCT one.id) INTO named
        FROM casework.set_acts a CROSS JOIN LATERAL unnest(a.records) AS one (id)
        WHERE a.records && known AND a.kind = 'confirm';
        IF named IS NULL OR named <@ known THEN
            RETURN known;
        END IF;
        known := named;
    END LOOP;
END;
$$;

-- Who may ask them would learn of records that they don't see.
REVOKE EXECUTE ON FUNCTION casework.set_of, casework.same_as FROM PUBLIC;

-- A hold on one record of a set stops all of them: its pairs are held, and no family is told. These belong to the worker already.
GRANT CREATE ON SCHEMA casework TO tracing_worker;
SET LOCAL ROLE tracing_worker;
CREATE FUNCTION casework.held_among(asked bigint[]) RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
BEGIN
    RETURN QUERY
    SELECT h.record_id FROM casework.holds h WHERE h.record_id = ANY (asked) AND h.lifted_at IS NULL
    UNION
    -- Asked of all records of new links: of those that nobody has said anything of no set is worked out.
    SELECT member.id
    FROM (SELECT DISTINCT one.id FROM casework.set_acts a CROSS JOIN LATERAL unnest(a.records) AS one (id)
          WHERE a.records && asked AND one.id = ANY (asked)) member
    WHERE EXISTS (SELECT FROM casework.holds h
                  WHERE h.record_id = ANY (casework.set_of(member.id)) AND h.lifted_at IS NULL);
END;
$$;
REVOKE EXECUTE ON FUNCTION casework.held_among FROM PUBLIC;
CREATE OR REPLACE FUNCTION casework.standing_hold(record bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
BEGIN
    RETURN EXISTS (SELECT FROM casework.held_among(ARRAY[record]));
END;
$$;
-- Note anew which pairs of some records are held. The worker's, as the triggers that call it are, also once it
-- is restored from a backup.
CREATE FUNCTION casework.note_held(touched bigint[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
DECLARE
    ends bigint[] := ARRAY(
        SELECT DISTINCT one.id FROM casework.queue q CROSS JOIN LATERAL (VALUES (q.inquiry_id), (q.child_id)) AS one (id)
        WHERE q.inquiry_id = ANY (touched) OR q.child_id = ANY (touched));
    now_held bigint[] := ARRAY(SELECT casework.held_among(ends));
BEGIN
    UPDATE casework.queue q
    SET held = q.inquiry_id = ANY (now_held) OR q.child_id = ANY (now_held)
    WHERE q.inquiry_id = ANY (touched) OR q.child_id = ANY (touched);
END;
$$;
REVOKE EXECUTE ON FUNCTION casework.note_held FROM PUBLIC;
CREATE OR REPLACE FUNCTION casework.hold_in_queue() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
BEGIN
    PERFORM casework.note_held(casework.set_of(NEW.record_id));
    RETURN NULL;
END;
$$;
RESET ROLE;
REVOKE CREATE ON SCHEMA casework FROM tracing_worker;

-- Whoever joins records, or splits them, changes what is held: of them, and of those that they were in a set with.
CREATE FUNCTION casework.hold_sets_in_queue() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
BEGIN
    PERFORM casework.note_held(
        ARRAY(SELECT DISTINCT unnest(casework.same_as(named.id)) FROM unnest(NEW.records) AS named (id)));
    RETURN NULL;
END;
$$;
CREATE TRIGGER hold_sets_in_queue AFTER INSERT ON casework.set_acts
    FOR EACH ROW EXECUTE FUNCTION casework.hold_sets_in_queue();

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
