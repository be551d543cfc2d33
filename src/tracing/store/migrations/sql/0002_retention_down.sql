-- Release 2, retention.
DROP FUNCTION casework.shorten_audit;
REVOKE DELETE ON casework.audit FROM tracing_audit;
DROP TABLE casework.audit_anchors;

DROP TABLE casework.retired_pairs;
