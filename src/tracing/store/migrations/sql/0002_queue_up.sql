-- What few pairs of a long queue have is found by an index of its own: else a page that asks for it walks along all of them.
CREATE INDEX queue_of_asking ON casework.queue (matcher_id, asked_at) WHERE waits;
CREATE INDEX queue_of_held ON casework.queue (matcher_id, place, inquiry_id, child_id) WHERE waits AND held;
-- The best links of a record: one with a common name has hundreds, and whether the reader may see each is asked of a function.
CREATE INDEX links_of_inquiry ON casework.links (matcher_id, inquiry_id, weight DESC, child_id);
-- All of a child, under whatever matcher, are asked for where it is withdrawn or erased: by the same index.
CREATE INDEX links_of_child ON casework.links (child_id, matcher_id, weight DESC, inquiry_id);
DROP INDEX casework.links_child_id_idx;
-- A case asks for the holds of its records, lifted ones too, and for whoever has a conflict with them, each time it is read.
CREATE INDEX holds_of_record ON casework.holds (record_id);
CREATE INDEX conflicts_of_record ON casework.conflicts (record_id);
-- When somebody was born and where they are from (empty where the record doesn't say, or leaves it open), as screening has read it:
-- each new pair of the record is placed by that, and nobody reads the record again. No origin at all: it was screened before this.
ALTER TABLE casework.screenings ADD COLUMN born_from date, ADD COLUMN born_to date, ADD COLUMN origin text;

-- A new record brings some dozens of links, each of which was checked against both its records and entered in one index more that
-- nothing asks for. Records are never deleted (erasing one keeps its number), and what withdraws one removes its links.
ALTER TABLE casework.links DROP CONSTRAINT links_inquiry_id_fkey, DROP CONSTRAINT links_child_id_fkey;
DROP INDEX casework.links_matcher_id_probability_idx;

-- All that is new at once: what is held and what has left the queue for good is asked of many records, not pair by pair. The
-- worker's, as it was.
GRANT CREATE ON SCHEMA casework TO tracing_worker;
SET LOCAL ROLE tracing_worker;
CREATE OR REPLACE FUNCTION casework.enter_in_queue() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
DECLARE
    ends bigint[] := ARRAY(
        SELECT n.inquiry_id FROM new_links n UNION SELECT n.child_id FROM new_links n);
BEGIN
    WITH parties AS MATERIALIZED (
        -- Of each record once: one that asks has hundreds of links.
        SELECT r.id, r.created_at, a.country, r.id IN (SELECT casework.held_among(ends)) AS held
        FROM unnest(ends) AS one (id)
        JOIN casework.records r ON r.id = one.id
        JOIN casework.agencies a ON a.id = r.agency_id
    ), retired AS (
        -- A pair that was judged comes back by what people do alone; another once a record of it has another version, or it is no weak
        -- one any more.
        SELECT n.inquiry_id, n.child_id,
               p.judged OR (n.band = 'weak' AND EXISTS (
                   SELECT FROM casework.records i, casework.records c
                   WHERE i.id = n.inquiry_id AND c.id = n.child_id
                         AND (i.version, c.version) = (p.inquiry_version, p.child_version))) AS stays
        FROM new_links n
        JOIN casework.retired_pairs p ON p.inquiry_id = n.inquiry_id AND p.child_id = n.child_id
    ), back AS (
        DELETE FROM casework.retired_pairs p USING retired r
        WHERE p.inquiry_id = r.inquiry_id AND p.child_id = r.child_id AND NOT r.stays
    ), entering AS MATERIALIZED (
        SELECT n.matcher_id, n.inquiry_id, n.child_id, n.probability, n.band
        FROM new_links n
        WHERE NOT EXISTS (
            SELECT FROM retired r WHERE r.inquiry_id = n.inquiry_id AND r.child_id = n.child_id AND r.stays)
    )
    INSERT INTO casework.queue AS q (matcher_id, inquiry_id, child_id, paired_at, probability, band, stage, held, asked_at,
                                     child_in, inquiry_in)
    SELECT e.matcher_id, e.inquiry_id, e.child_id, coalesce(known.paired_at, now()), e.probability, e.band,
           coalesce(known.stage, 'first'), i.held OR c.held, i.created_at, c.country, i.country
    FROM entering e
    JOIN parties i ON i.id = e.inquiry_id
    JOIN parties c ON c.id = e.child_id
    LEFT JOIN LATERAL (SELECT o.paired_at, o.stage FROM casework.queue o
                       WHERE o.inquiry_id = e.inquiry_id AND o.child_id = e.child_id
                       ORDER BY o.paired_at LIMIT 1) known ON true
    ON CONFLICT (inquiry_id, child_id, matcher_id) DO UPDATE
    SET probability = excluded.probability, band = excluded.band, gone_at = NULL, placed_on = NULL;
    RETURN NULL;
END;
$$;
RESET ROLE;
REVOKE CREATE ON SCHEMA casework FROM tracing_worker;
