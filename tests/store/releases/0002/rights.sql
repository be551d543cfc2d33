-- Release 0002, rights: a row or more in every table, all invented. Stands on 0001.sql.
SET ROLE tracing_worker;
INSERT INTO casework.acts (id, inquiry_id, child_id, kind, outcome, reasons, user_id, role)
OVERRIDING SYSTEM VALUE
VALUES (201, 2, 1, 'child_views', 'agrees', '{own_language}', 1, 'protection_officer'),
       (202, 2, 1, 'best_interests', 'reunification', '{panel}', 1, 'protection_officer'),
       (203, 2, 1, 'child_views', 'agrees', '{own_language}', 1, 'protection_officer');
INSERT INTO casework.hearings (act_id, heard_on, hear_again_on, record)
VALUES (201, '2026-03-01', '2030-01-01', '\x0102');
INSERT INTO casework.best_interests (act_id, kind, panel, review_on, record)
VALUES (202, 'determination', '{1,2}', '2030-01-01', '\x0304');
INSERT INTO casework.acts_before_records (act_id) VALUES (203);
INSERT INTO casework.complaints (name, agency_id, record_id, complainant, subject, urgent, received_by, received_on, record)
VALUES ('6f9f2b5e-0000-4000-8000-000000000001', 1, 1, 'child', 'not_heard', false, 1, '2026-03-01', '\x0506');
INSERT INTO casework.complaint_steps (complaint_id, kind, person)
SELECT id, 'take', 1 FROM casework.complaints;
RESET ROLE;
