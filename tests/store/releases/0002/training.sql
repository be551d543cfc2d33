-- Release 0002, training: a row or more in every table, all invented. Stands on 0001.sql.
SET ROLE tracing_worker;
INSERT INTO casework.training_sandbox DEFAULT VALUES;
INSERT INTO casework.training_truth VALUES ('I0000001', 'C0000003');
INSERT INTO casework.training_attempts (id, user_id, course, seed, begun_at) OVERRIDING SYSTEM VALUE
SELECT 1, min(id), 'names', 1, '2026-04-07T10:00:00Z' FROM casework.users;
INSERT INTO casework.training_answers VALUES (1, 1, 'same', 'possible', '2026-04-07T10:01:00Z');
