-- Release 2, trafficking, down.
DROP TABLE casework.referral_outcomes, casework.referrals, casework.traces, casework.concern_records, casework.concerns;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['records', 'queue', 'links', 'leases', 'decisions', 'acts', 'pair_views',
                                'verification_questions', 'holds', 'conflicts'] LOOP
        EXECUTE format('DROP POLICY shield ON casework.%I', name);
    END LOOP;
END;
$$;

DROP FUNCTION casework.sees_pair;

GRANT CREATE ON SCHEMA casework TO tracing_worker;
SET LOCAL ROLE tracing_worker;
CREATE OR REPLACE FUNCTION casework.is_own(record bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework
    RETURN EXISTS (SELECT FROM casework.records r
                   WHERE r.id = record AND r.agency_id = casework.reader_agency()
                         AND CASE casework.reader_role() WHEN 'found_worker' THEN r.side = 'child'
                                                         WHEN 'family_worker' THEN r.side = 'inquiry'
                                                         ELSE casework.reader_role() = 'agency' END);
CREATE OR REPLACE FUNCTION casework.flagged(record bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework
    RETURN casework.reader_role() IN ('reviewer', 'protection_officer')
        AND EXISTS (SELECT FROM casework.protection_flags f
                    WHERE f.record_id = record AND f.ended_at IS NULL AND f.kind NOT IN ('consent', 'medical_need'));
CREATE OR REPLACE FUNCTION casework.held(record bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework
    RETURN casework.reader_role() IN ('reviewer', 'protection_officer')
        AND EXISTS (SELECT FROM casework.holds h WHERE h.record_id = record AND h.lifted_at IS NULL);
DROP FUNCTION casework.pair_open;
RESET ROLE;
REVOKE CREATE ON SCHEMA casework FROM tracing_worker;

DROP TRIGGER keep_untold ON casework.tellings;
DROP TRIGGER shield_in_queue ON casework.queue;
DROP TRIGGER keep_shield ON casework.records;
DROP TABLE casework.shields;
SET LOCAL ROLE tracing_worker;
DROP FUNCTION casework.keep_untold, casework.shield_in_queue, casework.apply_shield;
RESET ROLE;
DROP FUNCTION casework.keep_shield;
ALTER TABLE casework.queue DROP COLUMN shielded;
ALTER TABLE casework.records DROP COLUMN shielded;
