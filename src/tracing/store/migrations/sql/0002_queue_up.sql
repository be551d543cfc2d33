-- What few pairs of a long queue have is found by an index of its own: else a page that asks for it walks along all of them.
CREATE INDEX queue_of_asking ON casework.queue (matcher_id, asked_at) WHERE waits;
CREATE INDEX queue_of_held ON casework.queue (matcher_id, place, inquiry_id, child_id) WHERE waits AND held;
-- The best links of a record: one with a common name has hundreds, and whether the reader may see each is asked of a function.
CREATE INDEX links_of_inquiry ON casework.links (matcher_id, inquiry_id, weight DESC, child_id);
CREATE INDEX links_of_child ON casework.links (matcher_id, child_id, weight DESC, inquiry_id);
-- A case asks for the holds of its records, lifted ones too, and for whoever has a conflict with them, each time it is read.
CREATE INDEX holds_of_record ON casework.holds (record_id);
CREATE INDEX conflicts_of_record ON casework.conflicts (record_id);
-- Where the child itself is from (empty where its record doesn't say), beside what its pairs are listed by (origin, by the inquiry
-- where the child's doesn't say): a further pair of the child takes both from there, and nobody reads its record again.
ALTER TABLE casework.queue ADD COLUMN child_origin text;
