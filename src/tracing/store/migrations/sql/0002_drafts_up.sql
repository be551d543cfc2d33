-- What somebody has filled into a page and not sent yet: kept for them alone, so that a session that ends loses nothing. What
-- it says is encrypted; the page is named by its path, which holds pseudonyms at most.
CREATE TABLE casework.drafts (
    user_id    bigint NOT NULL REFERENCES casework.users ON DELETE CASCADE,
    page       text NOT NULL CHECK (length(page) <= 200),
    ciphertext bytea NOT NULL CHECK (length(ciphertext) <= 200000),
    saved_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, page)
);
CREATE INDEX ON casework.drafts (saved_at);

CALL pg_temp.shut('drafts');

GRANT INSERT, DELETE ON casework.drafts TO tracing_app;
GRANT UPDATE (ciphertext, saved_at) ON casework.drafts TO tracing_app;
CREATE POLICY read ON casework.drafts FOR SELECT TO tracing_app USING (user_id = casework.reader_person());
CREATE POLICY enter ON casework.drafts FOR INSERT TO tracing_app WITH CHECK (user_id = casework.reader_person());
CREATE POLICY change ON casework.drafts FOR UPDATE TO tracing_app
    USING (user_id = casework.reader_person()) WITH CHECK (user_id = casework.reader_person());
CREATE POLICY forget ON casework.drafts FOR DELETE TO tracing_app USING (user_id = casework.reader_person());
