-- Release 2, last of all: the asylum firewall for those who work on pairs. Reviewers and protection officers of the office
-- see both sides of every border; those of an authority see the pairs of their country, and so of children abroad. Of a child
-- abroad with an asylum request they see nothing: not the record, nor a pair, a hold, a flag, an act, as if it weren't there.

-- Asked once a statement: whether the reader is one for whom there may be such children at all.
CREATE FUNCTION casework.is_outside() RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
BEGIN
    RETURN coalesce(casework.reader_role() IN ('reviewer', 'protection_officer'), false)
        AND NOT EXISTS (SELECT FROM casework.agencies a
                        WHERE a.id = casework.reader_agency() AND a.kind = 'tracing_office');
END;
$$;

-- Of a child with a request that is known where a record of it is held abroad no record is there, whichever of them it is known on.
CREATE FUNCTION casework.is_walled(child bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
DECLARE
    same bigint[] := ARRAY[child];
BEGIN
    -- Asked of each row that is read: of most children nothing was ever said, nor any request made.
    IF NOT coalesce(casework.reader_role() IN ('reviewer', 'protection_officer'), false) THEN
        RETURN false;
    END IF;
    IF EXISTS (SELECT FROM casework.set_acts a WHERE a.records @> same) THEN
        same := casework.same_as(child);
    END IF;
    RETURN EXISTS (SELECT FROM (SELECT f.record_id FROM casework.protection_flags f
                                 WHERE f.record_id = ANY (same) AND f.ended_at IS NULL AND f.kind = 'asylum_confidential'
                                 UNION ALL
                                 SELECT h.record_id FROM casework.holds h
                                 WHERE h.record_id = ANY (same) AND h.lifted_at IS NULL AND h.kind = 'asylum') AS asks
                    JOIN casework.records r ON r.id = asks.record_id
                    JOIN casework.agencies giver ON giver.id = r.agency_id
                    LEFT JOIN casework.agencies a ON a.id = casework.reader_agency()
                    WHERE giver.country IS DISTINCT FROM a.country)
        AND casework.is_outside();
END;
$$;

-- On records, and on every table of this release and the one before that speaks of a child.
DO $$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT c.relname AS name, coalesce(min(a.attname) FILTER (WHERE a.attname = 'child_id'), min(a.attname)) AS of_child
        FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped AND a.attname IN ('child_id', 'record_id')
        WHERE c.relnamespace = 'casework'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
              AND c.relname <> 'audit'
        GROUP BY c.relname
        UNION ALL SELECT 'records', 'id'
    LOOP
        EXECUTE format('CREATE POLICY firewall ON casework.%I AS RESTRICTIVE FOR SELECT TO tracing_app'
                       ' USING (NOT (SELECT casework.is_outside()) OR NOT casework.is_walled(%I))', found.name, found.of_child);
    END LOOP;
END;
$$;
