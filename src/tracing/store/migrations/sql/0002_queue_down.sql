ALTER TABLE casework.screenings DROP COLUMN born_from, DROP COLUMN born_to, DROP COLUMN origin;
GRANT CREATE ON SCHEMA casework TO tracing_worker;
SET LOCAL ROLE tracing_worker;
CREATE OR REPLACE FUNCTION casework.enter_in_queue() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
BEGIN
    INSERT INTO casework.queue AS q (matcher_id, inquiry_id, child_id, paired_at, probability, band, stage, held, asked_at,
                                     child_in, inquiry_in)
    SELECT n.matcher_id, n.inquiry_id, n.child_id, coalesce(known.paired_at, now()), n.probability, n.band,
           coalesce(known.stage, 'first'),
           casework.standing_hold(n.inquiry_id) OR casework.standing_hold(n.child_id), i.created_at, ca.country, ia.country
    FROM new_links n
    JOIN casework.records i ON i.id = n.inquiry_id
    JOIN casework.agencies ia ON ia.id = i.agency_id
    JOIN casework.records c ON c.id = n.child_id
    JOIN casework.agencies ca ON ca.id = c.agency_id
    LEFT JOIN LATERAL (SELECT o.paired_at, o.stage FROM casework.queue o
                       WHERE o.inquiry_id = n.inquiry_id AND o.child_id = n.child_id
                       ORDER BY o.paired_at LIMIT 1) known ON true
    ON CONFLICT (inquiry_id, child_id, matcher_id) DO UPDATE
    SET probability = excluded.probability, band = excluded.band, gone_at = NULL, placed_on = NULL;
    RETURN NULL;
END;
$$;
RESET ROLE;
REVOKE CREATE ON SCHEMA casework FROM tracing_worker;
CREATE INDEX links_matcher_id_probability_idx ON casework.links (matcher_id, probability DESC);
ALTER TABLE casework.links
    ADD CONSTRAINT links_inquiry_id_fkey FOREIGN KEY (inquiry_id) REFERENCES casework.records,
    ADD CONSTRAINT links_child_id_fkey FOREIGN KEY (child_id) REFERENCES casework.records;
DROP INDEX casework.conflicts_of_record;
DROP INDEX casework.holds_of_record;
CREATE INDEX links_child_id_idx ON casework.links (child_id);
DROP INDEX casework.links_of_child;
DROP INDEX casework.links_of_inquiry;
DROP INDEX casework.queue_of_held;
DROP INDEX casework.queue_of_asking;
