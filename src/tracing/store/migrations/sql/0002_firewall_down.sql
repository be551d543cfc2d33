-- Release 2, the asylum firewall.
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_policies WHERE schemaname = 'casework' AND policyname = 'firewall' LOOP
        EXECUTE format('DROP POLICY firewall ON casework.%I', name);
    END LOOP;
END;
$$;
DROP FUNCTION casework.is_walled;
DROP FUNCTION casework.is_outside;
