-- Release 0002, pages: a row or more in every table, all invented. Stands on 0001.sql.
SET ROLE tracing_worker;
INSERT INTO casework.drafts (user_id, page, ciphertext, saved_at)
SELECT min(id), '/inquiries/new', '\x00', '2026-04-07T10:00:00Z' FROM casework.users;
INSERT INTO casework.import_previews (user_id, side, format, file, saved_at)
SELECT min(id), 'inquiry', 'csv', '\x00', '2026-04-07T10:00:00Z' FROM casework.users;
