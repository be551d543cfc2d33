-- Release 0002, repatriation: a row or more in every table, all invented. Stands on 0001.sql.
SET ROLE tracing_worker;
INSERT INTO casework.repatriation_steps (inquiry_id, child_id, kind, outcome, detail, after_act, user_id, role)
VALUES (2, 1, 'determination_written', 'done', '\x0f', 1, 1, 'protection_officer');
INSERT INTO casework.reminders (inquiry_id, child_id, item, party, due_on)
VALUES (2, 1, 'verify_family', 'family_side', '2026-03-30');
RESET ROLE;
