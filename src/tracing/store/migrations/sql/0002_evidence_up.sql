-- Release 2, evidence: erasures that were asked for and wait, because something that stands on the record may need it as
-- evidence, and what a protection officer decided on one.
CREATE TABLE casework.erasures (
    record_id bigint PRIMARY KEY REFERENCES casework.records,
    cause     text NOT NULL,
    asked_at  timestamptz NOT NULL,
    kept_by   bigint REFERENCES casework.users,     -- who decided that it is kept
    kept_at   timestamptz,
    reason    bytea,                                -- encrypted: why it is kept
    CHECK ((kept_by IS NULL) = (kept_at IS NULL) AND (kept_by IS NULL) = (reason IS NULL))
);

CALL pg_temp.shut('erasures');
-- Protection officers alone learn of one; the worker enters them and what was decided.
CREATE POLICY read ON casework.erasures FOR SELECT TO tracing_app
    USING (casework.reader_role() = 'protection_officer');
