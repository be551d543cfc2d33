-- Release 2, forms: what a child found was assessed to be, and which files of offline capture were taken in.

-- Unaccompanied, separated or accompanied, with who assessed it, when and on what basis. Appended, never edited.
CREATE TABLE casework.definitions (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    record_id   bigint NOT NULL REFERENCES casework.records,
    status      text NOT NULL CHECK (status IN ('unaccompanied', 'separated', 'accompanied')),
    company     text[] NOT NULL,
    known_by    text[] NOT NULL,
    note        bytea,              -- encrypted
    assessed_on date NOT NULL,
    user_id     bigint NOT NULL REFERENCES casework.users,
    at          timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON casework.definitions (record_id);

-- Which lines of which file of offline capture became records, so that a file that comes again makes none twice. Holds
-- nothing of the record, not even its number.
CREATE TABLE casework.captures (
    agency_id bigint NOT NULL REFERENCES casework.agencies,
    file      uuid NOT NULL,        -- as the file names itself
    place     integer NOT NULL CHECK (place >= 1),
    line      bytea NOT NULL,       -- SHA-256 of the encrypted line
    by_user   bigint REFERENCES casework.users,
    by_key    bigint REFERENCES casework.api_keys,
    at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (agency_id, file, place)
);

CALL pg_temp.shut('definitions', 'captures');
GRANT INSERT ON casework.definitions, casework.captures TO tracing_app;
GRANT USAGE ON SEQUENCE casework.definitions_id_seq TO tracing_app;
-- What was assessed stays as it was; encrypting it anew is the worker's, and erasing.
REVOKE UPDATE ON casework.definitions FROM tracing_worker;
GRANT UPDATE (note) ON casework.definitions TO tracing_worker;
REVOKE UPDATE ON casework.captures FROM tracing_worker;

-- The child's own agency and protection officers; reviewers need it for nothing, and the asking side never learns it.
CREATE POLICY read ON casework.definitions FOR SELECT TO tracing_app
    USING (casework.reader_role() = 'protection_officer'
           OR (casework.reader_role() IN ('agency', 'found_worker')
               AND EXISTS (SELECT FROM casework.records r WHERE r.id = record_id AND r.side = 'child')));
CREATE POLICY enter ON casework.definitions FOR INSERT TO tracing_app
    WITH CHECK (casework.reader_role() IN ('found_worker', 'protection_officer')
                AND user_id = casework.reader_person()
                AND EXISTS (SELECT FROM casework.records r WHERE r.id = record_id AND r.side = 'child'));

CREATE POLICY read ON casework.captures FOR SELECT TO tracing_app
    USING (casework.owns_record('child', agency_id));
CREATE POLICY enter ON casework.captures FOR INSERT TO tracing_app
    WITH CHECK (casework.owns_record('child', agency_id)
                AND by_user IS NOT DISTINCT FROM casework.reader_person()
                AND (by_key IS NULL OR EXISTS (SELECT FROM casework.api_keys k WHERE k.id = by_key)));
