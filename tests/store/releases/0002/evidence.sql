-- An erasure that an officer decided against.
SET ROLE tracing_worker;
INSERT INTO casework.erasures (record_id, cause, asked_at, kept_by, kept_at, reason)
VALUES (1, 'asked', '2026-01-01Z', 1, '2026-01-02Z', '\x0a');
RESET ROLE;
