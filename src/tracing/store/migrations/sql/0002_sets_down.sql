-- Release 2, sets.
DROP TRIGGER note_changed ON casework.screenings;
DROP TRIGGER note_new ON casework.screenings;
DROP FUNCTION casework.note_likeness;

GRANT CREATE ON SCHEMA casework TO tracing_worker;
SET LOCAL ROLE tracing_worker;
CREATE OR REPLACE FUNCTION casework.standing_hold(record bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework
    RETURN EXISTS (SELECT FROM casework.holds h WHERE h.record_id = record AND h.lifted_at IS NULL);
CREATE OR REPLACE FUNCTION casework.hold_in_queue() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
BEGIN
    UPDATE casework.queue q
    SET held = casework.standing_hold(q.inquiry_id) OR casework.standing_hold(q.child_id)
    WHERE q.inquiry_id = NEW.record_id OR q.child_id = NEW.record_id;
    RETURN NULL;
END;
$$;
RESET ROLE;
REVOKE CREATE ON SCHEMA casework FROM tracing_worker;

DROP TRIGGER hold_sets_in_queue ON casework.set_acts;
DROP FUNCTION casework.hold_sets_in_queue, casework.note_held, casework.held_among, casework.set_of, casework.same_as;
DROP TABLE casework.kin, casework.likeness_due, casework.likenesses, casework.set_acts;
