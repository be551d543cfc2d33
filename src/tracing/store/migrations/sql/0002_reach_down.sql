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

DROP INDEX casework.queue_of_child_country, casework.queue_of_inquiry_country, casework.queue_in_order;
CREATE INDEX queue_in_order ON casework.queue (matcher_id, place, inquiry_id, child_id) WHERE waits;
