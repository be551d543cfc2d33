-- What stands on a record that may need it as evidence, and erasures that wait for it. Complaints and referrals are asked for by
-- themselves: when one is over is a rule (casework.rights.complaints, casework.trafficking.referral).

-- name: standing
SELECT r.id FROM casework.records r
WHERE r.id = ANY (CAST(:records AS bigint[]))
      AND (r.shielded
           OR EXISTS (SELECT FROM casework.holds h WHERE h.record_id = r.id AND h.lifted_at IS NULL)
           OR EXISTS (SELECT FROM casework.concern_records cr JOIN casework.concerns c ON c.id = cr.concern_id
                      WHERE cr.record_id = r.id AND c.dismissed_at IS NULL)
           OR EXISTS (SELECT FROM casework.erasures e WHERE e.record_id = r.id AND e.kept_at IS NOT NULL))

-- name: complaints_of
SELECT c.id, c.record_id FROM casework.complaints c WHERE c.record_id = ANY (CAST(:records AS bigint[])) ORDER BY c.id

-- name: referrals_of
SELECT f.id, f.record_id FROM casework.referrals f WHERE f.record_id = ANY (CAST(:records AS bigint[])) ORDER BY f.id

-- name: without_record
SELECT c.id FROM casework.complaints c WHERE c.record_erased ORDER BY c.id

-- Whether somebody, or their agency, is meant by a complaint about a record.
-- name: meant
SELECT EXISTS (SELECT FROM casework.complaints c
               WHERE c.record_id = :record
                     AND (CAST(:person AS bigint) = ANY (c.about_persons) OR c.about_agency = CAST(:agency AS bigint)))

-- name: ask
INSERT INTO casework.erasures (record_id, cause, asked_at) VALUES (:record, :cause, :at) ON CONFLICT DO NOTHING

-- name: keep
INSERT INTO casework.erasures (record_id, cause, asked_at, kept_by, kept_at, reason)
VALUES (:record, :cause, :at, :person, :at, CAST(:reason AS bytea))
ON CONFLICT (record_id) DO UPDATE SET kept_by = excluded.kept_by, kept_at = excluded.kept_at, reason = excluded.reason
