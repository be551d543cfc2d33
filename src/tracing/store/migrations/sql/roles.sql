-- The roles that connections run as, and the one that backups read as: none may bypass row-level security, and none may sign
-- in unless whoever runs the server gives it a password, as the embedded server does to the first two. They belong to the
-- whole server, so they stay when a database's schema goes down.
--
-- The database's owner may become each of them, but has none of their rights as long as it hasn't.
DO $$
DECLARE
    name    text;
    newer   boolean := current_setting('server_version_num')::integer >= 160000;
    becomes text := CASE WHEN newer THEN 'SET' ELSE 'MEMBER' END;
BEGIN
    FOREACH name IN ARRAY ARRAY['tracing_app', 'tracing_worker', 'tracing_audit', 'tracing_backup'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB', name);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;   -- another database of this server is brought up at the same moment
            END;
        END IF;
        IF NOT pg_has_role(current_user, name, becomes) THEN
            EXECUTE format('GRANT %I TO CURRENT_USER', name)
                || CASE WHEN newer THEN ' WITH INHERIT FALSE, SET TRUE' ELSE '' END;
        END IF;
    END LOOP;
END;
$$;
