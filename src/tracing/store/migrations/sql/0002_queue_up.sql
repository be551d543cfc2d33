-- What few pairs of a long queue have is found by an index of its own: else a page that asks for it walks along all of them.
CREATE INDEX queue_of_asking ON casework.queue (matcher_id, asked_at) WHERE waits;
CREATE INDEX queue_of_held ON casework.queue (matcher_id, place, inquiry_id, child_id) WHERE waits AND held;
