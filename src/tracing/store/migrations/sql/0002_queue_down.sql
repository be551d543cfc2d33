ALTER TABLE casework.queue DROP COLUMN child_origin;
DROP INDEX casework.conflicts_of_record;
DROP INDEX casework.holds_of_record;
DROP INDEX casework.links_of_child;
DROP INDEX casework.links_of_inquiry;
DROP INDEX casework.queue_of_held;
DROP INDEX casework.queue_of_asking;
