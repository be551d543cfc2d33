-- When a page of an officer last asked about a pair: two people who have the same pair before them see each other. What each has
-- seen stays their own to read (policy own); who else is there is read by the service, which says the agency alone to others.
ALTER TABLE casework.pair_views ADD COLUMN looked_at timestamptz;

-- What somebody decided last is offered to be taken back.
CREATE INDEX decisions_of_person ON casework.decisions (user_id, id);
