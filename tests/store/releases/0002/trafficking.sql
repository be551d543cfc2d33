-- Release 0002, trafficking: a row in each of its tables.
SET ROLE tracing_worker;
INSERT INTO casework.shields (record_id, reason, review_on, shielded_by, ended_by, ended_at, end_reason)
VALUES (1, '\x01', '2030-01-01', 1, 2, '2026-01-02Z', '\x02');
INSERT INTO casework.concerns (record_id, kind, rule, facts, raised_at, changed_at)
VALUES (2, 'repeated_inquirer', 'asked_again', '{\x0a}', '2026-01-01Z', '2026-01-01Z');
INSERT INTO casework.concern_records (concern_id, record_id) VALUES (1, 2);
INSERT INTO casework.traces (record_id, side, thing, hash) VALUES (2, 'inquiry', 'phone', '\x0a');
INSERT INTO casework.referrals (record_id, recipient, code, shared, basis, urgency, rule, since, due_at, made_by, made_at)
VALUES (1, 'authority', 'GT-PGN', '{identity}', 'palermo', 'urgent', 'palermo_without_delay', '2026-01-01Z', '2026-01-04Z', 1,
        '2026-01-01Z');
INSERT INTO casework.referral_outcomes (referral_id, outcome, by_user, at) VALUES (1, 'received', 1, '2026-01-02Z');
RESET ROLE;
