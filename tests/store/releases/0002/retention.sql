-- A pair that came to nothing, and the anchor of an audit whose beginning went.
SET ROLE tracing_worker;
INSERT INTO casework.retired_pairs VALUES (2, 1, '2026-01-01Z', true, 1, 1);
SET ROLE tracing_audit;
INSERT INTO casework.audit_anchors VALUES (1, '\x0a', '2026-01-02Z', 'owner', '\x0b', 2);
RESET ROLE;
