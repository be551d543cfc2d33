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

-- A file that somebody has sent to look at: kept, encrypted, until they say what its columns mean or let it be. One each.
CREATE TABLE casework.import_previews (
    user_id    bigint PRIMARY KEY REFERENCES casework.users ON DELETE CASCADE,
    side       text NOT NULL CHECK (side IN ('child', 'inquiry')),
    format     text NOT NULL CHECK (format IN ('csv', 'jsonl', 'xlsx')),
    file       bytea NOT NULL,
    saved_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON casework.import_previews (saved_at);

CALL pg_temp.shut('import_previews');

GRANT INSERT, DELETE ON casework.import_previews TO tracing_app;
GRANT UPDATE (side, format, file, saved_at) ON casework.import_previews TO tracing_app;
CREATE POLICY read ON casework.import_previews FOR SELECT TO tracing_app USING (user_id = casework.reader_person());
CREATE POLICY enter ON casework.import_previews FOR INSERT TO tracing_app WITH CHECK (user_id = casework.reader_person());
CREATE POLICY change ON casework.import_previews FOR UPDATE TO tracing_app
    USING (user_id = casework.reader_person()) WITH CHECK (user_id = casework.reader_person());
CREATE POLICY forget ON casework.import_previews FOR DELETE TO tracing_app USING (user_id = casework.reader_person());

-- Which headers of the file mean what, encrypted: where a file has no header, values of a person stand there.
ALTER TABLE casework.imports ADD COLUMN columns bytea;
