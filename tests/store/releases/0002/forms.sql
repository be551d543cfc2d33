-- Release 2, forms.
SET ROLE tracing_worker;
INSERT INTO casework.definitions (record_id, status, company, known_by, note, assessed_on, user_id)
VALUES (1, 'separated', '{relative}', '{child_says,documents}', '\x01', '2026-03-31', 1);
INSERT INTO casework.captures (agency_id, file, place, line, by_user)
VALUES (1, '6f1c0c1e-0a4e-4d0e-9d2c-6a5f7f0f9a11', 1, '\x02', 1);
