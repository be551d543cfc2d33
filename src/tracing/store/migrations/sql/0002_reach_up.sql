-- Release 2, who reaches whose records. The law of the place where a record is held applies, so reviewers and protection
-- officers of an authority (casework.is_outside) work on the records of their country's agencies, and on those of a pair with
-- one of these. Of all others they find nothing, whatever a request forgot to ask. (casework.competence says the same.)

-- Whether a record is held in the country that the reader works in. To nobody else does this answer anything.
CREATE FUNCTION casework.held_here(record bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
BEGIN
    RETURN coalesce(casework.reader_role() IN ('reviewer', 'protection_officer'), false)
        AND EXISTS (SELECT FROM casework.records r
                    JOIN casework.agencies holder ON holder.id = r.agency_id
                    JOIN casework.agencies own ON own.id = casework.reader_agency()
                    WHERE r.id = record AND (own.kind = 'tracing_office' OR own.country = holder.country));
END;
$$;

-- Whether the reader works on a record: held in their country, or in a pair with one that is. A pair that people have begun
-- with is one after a record of it was withdrawn and has left the queue, too.
-- (One statement: it is asked for each row of a list, and planned once a connection.)
CREATE FUNCTION casework.in_reach(record bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
BEGIN
    RETURN coalesce(casework.reader_role() IN ('reviewer', 'protection_officer'), false) AND EXISTS (
        SELECT FROM casework.agencies own
        WHERE own.id = casework.reader_agency()
              AND (EXISTS (SELECT FROM casework.records r JOIN casework.agencies holder ON holder.id = r.agency_id
                           WHERE r.id = record AND (own.kind = 'tracing_office' OR holder.country = own.country))
                   OR EXISTS (SELECT FROM casework.queue q JOIN casework.matchers m ON m.id = q.matcher_id
                              WHERE q.child_id = record AND q.inquiry_in = own.country AND m.state = 'active')
                   OR EXISTS (SELECT FROM casework.queue q JOIN casework.matchers m ON m.id = q.matcher_id
                              WHERE q.inquiry_id = record AND q.child_in = own.country AND m.state = 'active')
                   OR EXISTS (SELECT FROM casework.decisions d
                              JOIN casework.records r ON r.id IN (d.inquiry_id, d.child_id)
                              JOIN casework.agencies holder ON holder.id = r.agency_id
                              WHERE record IN (d.inquiry_id, d.child_id) AND holder.country = own.country)
                   OR EXISTS (SELECT FROM casework.acts a
                              JOIN casework.records r ON r.id IN (a.inquiry_id, a.child_id)
                              JOIN casework.agencies holder ON holder.id = r.agency_id
                              WHERE record IN (a.inquiry_id, a.child_id) AND holder.country = own.country)));
END;
$$;

-- On records, and on every table of this release and the one before that speaks of one. A pair is reached by either of its
-- records; where a child is crosses no border without an agreement, so it is seen where the child is held, and elsewhere only
-- as it is shared (casework.shared_record). What is shared goes by its agreement, what was answered by its agency.
DO $$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT c.relname AS name,
               CASE WHEN c.relname IN ('whereabouts', 'placements') THEN 'casework.held_here(record_id)'
                    WHEN c.relname = 'complaints' THEN
                        'casework.held_here(record_id) OR agency_id IN (SELECT a.id FROM casework.agencies a'
                        ' JOIN casework.agencies own ON own.country = a.country WHERE own.id = casework.reader_agency())'
                    WHEN c.relname = 'queue' THEN
                        '(SELECT own.country FROM casework.agencies own WHERE own.id = casework.reader_agency())'
                        ' IN (child_in, inquiry_in)'
                    WHEN c.relname = 'kin' THEN 'casework.in_reach(child_id)'
                    WHEN c.relname = 'reminders' THEN
                        'casework.held_here(inquiry_id) OR casework.held_here(child_id)'
                        ' OR EXISTS (SELECT FROM casework.complaints c WHERE c.id = complaint_id)'
                    WHEN bool_or(a.attname = 'inquiry_id') THEN
                        'casework.held_here(inquiry_id) OR casework.held_here(child_id)'
                    ELSE 'casework.in_reach(record_id)' END AS reached
        FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped AND a.attname IN ('inquiry_id', 'record_id')
        WHERE c.relnamespace = 'casework'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
              AND c.relname NOT IN ('audit', 'idempotency', 'shares', 'transfers')
        GROUP BY c.relname
        UNION ALL SELECT 'records', 'casework.in_reach(id)'
        UNION ALL SELECT acts.name, 'EXISTS (SELECT FROM casework.acts a WHERE a.id = act_id)'
                  FROM (VALUES ('hearings'), ('best_interests')) AS acts (name)
    LOOP
        EXECUTE format('CREATE POLICY country ON casework.%I AS RESTRICTIVE TO tracing_app'
                       ' USING (NOT (SELECT casework.is_outside()) OR %s)', found.name, found.reached);
    END LOOP;
END;
$$;

-- Pages of the queue of those who work for one country: what is theirs may be few of very many. Whether a child may be of some age
-- is told from the index alone, too.
DROP INDEX casework.queue_in_order;
CREATE INDEX queue_in_order ON casework.queue (matcher_id, place, inquiry_id, child_id, born_from, born_to) WHERE waits;
CREATE INDEX queue_of_child_country ON casework.queue
    (matcher_id, child_in, place, inquiry_id, child_id, born_from, born_to) WHERE waits;
CREATE INDEX queue_of_inquiry_country ON casework.queue
    (matcher_id, inquiry_in, place, inquiry_id, child_id, child_in, born_from, born_to) WHERE waits;
