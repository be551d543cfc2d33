DO $$
DECLARE
    found record;
BEGIN
    FOR found IN SELECT c.relname AS name FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
                 WHERE p.polname = 'country' AND c.relnamespace = 'casework'::regnamespace LOOP
        EXECUTE format('DROP POLICY country ON casework.%I', found.name);
    END LOOP;
END;
$$;
DROP FUNCTION casework.in_reach, casework.held_here;
