-- Functions that answer more than their caller may see belong to roles that may see just that: the audit's to the role
-- that alone writes the audit and shortens it, the others to the worker. Whoever takes a function over must be allowed to create in its
-- schema, for that moment.
GRANT CREATE ON SCHEMA casework TO tracing_audit, tracing_worker;
GRANT CREATE ON SCHEMA jobs TO tracing_worker;

DO $$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT p.oid::regprocedure AS function, p.proname IN ('write_audit', 'shorten_audit') AS audits
        FROM pg_proc p
        WHERE p.pronamespace IN ('casework'::regnamespace, 'jobs'::regnamespace) AND p.prosecdef AND p.proowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)
    LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO %I', found.function,
                       CASE WHEN found.audits THEN 'tracing_audit' ELSE 'tracing_worker' END);
    END LOOP;
END;
$$;

REVOKE CREATE ON SCHEMA casework FROM tracing_audit, tracing_worker;
REVOKE CREATE ON SCHEMA jobs FROM tracing_worker;
