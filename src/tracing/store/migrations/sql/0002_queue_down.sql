DROP INDEX casework.queue_of_held;
DROP INDEX casework.queue_of_asking;
