-- What goes when a record is erased, besides what matching made of it (records.sql, forget_matching). Of decisions and
-- acts the fact stays, and what they say of a person goes.

-- name: versions
DELETE FROM casework.record_versions WHERE record_id = :record

-- name: secrets
DELETE FROM casework.record_secrets WHERE record_id = :record

-- name: whereabouts
DELETE FROM casework.whereabouts WHERE record_id = :record

-- name: placements
DELETE FROM casework.placements WHERE record_id = :record

-- What protects a child protects it as long as another record tells of it: flags and holds that stand go to that one. A hold that
-- stands there for the same cause stands for both.
-- name: flags_moved
UPDATE casework.protection_flags f
SET record_id = heir.id
FROM (SELECT min(r.id) AS id FROM casework.records r
      WHERE r.id = ANY (casework.set_of(CAST(:record AS bigint))) AND r.id <> :record AND r.state = 'live') AS heir
WHERE f.record_id = :record AND f.ended_at IS NULL AND heir.id IS NOT NULL

-- name: holds_moved
UPDATE casework.holds h
SET record_id = heir.id
FROM (SELECT min(r.id) AS id FROM casework.records r
      WHERE r.id = ANY (casework.set_of(CAST(:record AS bigint))) AND r.id <> :record AND r.state = 'live') AS heir
WHERE h.record_id = :record AND h.lifted_at IS NULL AND heir.id IS NOT NULL
      AND NOT EXISTS (SELECT FROM casework.holds there
                      WHERE there.record_id = heir.id AND there.lifted_at IS NULL
                            AND (there.kind, there.cause) = (h.kind, h.cause))

-- name: protection_flags
DELETE FROM casework.protection_flags WHERE record_id = :record

-- name: holds
DELETE FROM casework.holds WHERE record_id = :record

-- name: shields
DELETE FROM casework.shields WHERE record_id = :record

-- A concern that rests on the record loses that; one on the record itself goes, and a shielded record is none any more.
-- name: concern_records
DELETE FROM casework.concern_records cr
USING casework.concerns c
WHERE c.id = cr.concern_id AND (cr.record_id = :record OR c.record_id = :record)

-- name: concerns
DELETE FROM casework.concerns WHERE record_id = :record

-- Of an inquiry that was withdrawn the contacts stay for a while, as keyed hashes (service.trafficking.raising).
-- name: traces
DELETE FROM casework.traces WHERE record_id = :record AND (NOT CAST(:keep AS boolean) OR thing = 'place')

-- name: referral_outcomes
DELETE FROM casework.referral_outcomes o USING casework.referrals f WHERE f.id = o.referral_id AND f.record_id = :record

-- name: referrals
DELETE FROM casework.referrals WHERE record_id = :record

-- name: conflicts
DELETE FROM casework.conflicts WHERE record_id = :record

-- name: verification_questions
DELETE FROM casework.verification_questions WHERE inquiry_id = :record OR child_id = :record

-- name: notes_of_decisions
UPDATE casework.decisions SET note = NULL WHERE (inquiry_id = :record OR child_id = :record) AND note IS NOT NULL

-- name: details_of_acts
UPDATE casework.acts SET detail = NULL WHERE (inquiry_id = :record OR child_id = :record) AND detail IS NOT NULL

-- name: definitions
DELETE FROM casework.definitions WHERE record_id = :record
-- name: notes_of_sets
UPDATE casework.set_acts SET note = NULL WHERE records @> ARRAY[CAST(:record AS bigint)] AND note IS NOT NULL

-- name: likenesses
DELETE FROM casework.likenesses WHERE first_id = :record OR second_id = :record

-- name: likenesses_due
DELETE FROM casework.likeness_due WHERE record_id = :record

-- name: retired_pairs
DELETE FROM casework.retired_pairs WHERE inquiry_id = :record OR child_id = :record

-- name: kin
DELETE FROM casework.kin WHERE child_id = :record OR inquiry_id = :record OR other_id = :record

-- name: details_of_steps
UPDATE casework.repatriation_steps SET detail = NULL
WHERE (inquiry_id = :record OR child_id = :record) AND detail IS NOT NULL

-- name: reminders
DELETE FROM casework.reminders WHERE inquiry_id = :record OR child_id = :record

-- name: hearings
UPDATE casework.hearings h SET record = NULL
FROM casework.acts a
WHERE a.id = h.act_id AND (a.inquiry_id = :record OR a.child_id = :record) AND h.record IS NOT NULL

-- name: best_interests
UPDATE casework.best_interests b SET record = NULL
FROM casework.acts a
WHERE a.id = b.act_id AND (a.inquiry_id = :record OR a.child_id = :record) AND b.record IS NOT NULL

-- Complaints that are over go with the record; one that isn't goes on without it until it is (service.evidence).
-- name: complaint_steps
DELETE FROM casework.complaint_steps WHERE complaint_id = ANY (CAST(:over AS bigint[]))

-- name: complaint_reminders
DELETE FROM casework.reminders WHERE complaint_id = ANY (CAST(:over AS bigint[]))

-- name: complaints
DELETE FROM casework.complaints WHERE id = ANY (CAST(:over AS bigint[]))

-- name: names_in_complaints
UPDATE casework.complaints SET record_id = NULL, record_erased = true WHERE record_id = :record

-- name: erasures
DELETE FROM casework.erasures WHERE record_id = :record

-- What somebody has taken off a list goes with them, and they may be waiting for this.
-- name: screenings_due
DELETE FROM casework.screen_due
WHERE id IN (SELECT id FROM casework.screen_due WHERE record_id = :record FOR UPDATE SKIP LOCKED)

-- name: pending
DELETE FROM casework.pending
WHERE id IN (SELECT id FROM casework.pending WHERE record_id = :record FOR UPDATE SKIP LOCKED)

-- name: answers
DELETE FROM casework.idempotency WHERE record_id = :record

-- Notices to the agency that speak of the record by its reference, sent or not.
-- name: deliveries
DELETE FROM casework.deliveries d
USING casework.webhooks w
WHERE w.id = d.webhook_id AND w.agency_id = :agency
      AND jsonb_path_exists(d.body, '$.** ? (@ == $reference)',
                            jsonb_build_object('reference', CAST(:reference AS text)))

-- Jobs that name the record, done or not; a job that runs now finds nothing, and is removed with all old jobs.
-- name: jobs
DELETE FROM jobs.procrastinate_jobs
WHERE status <> 'doing'
      AND EXISTS (SELECT FROM jsonb_each(args) AS a (name, value)
                  WHERE name IN ('record', 'record_id', 'inquiry', 'inquiry_id', 'child', 'child_id')
                        AND value = to_jsonb(CAST(:record AS bigint)))

-- name: shares
DELETE FROM casework.shares WHERE record_id = :record

-- name: consular_records
DELETE FROM casework.consular_records WHERE record_id = :record

-- That something crossed, to whom and on which basis stays; of whom doesn't.
-- name: names_in_transfers
UPDATE casework.transfers SET record_id = NULL WHERE record_id = :record

-- A new reference is a new key: from here on whoever writes something that points to the record waits. Matching writes with
-- its lock taken, which erasure needs too: so it takes it before.
-- name: lock_matching
SELECT casework.lock_matching()

-- What is left of the record: that there was one, whose it was, and a keyed hash that tells if it is sent again.
-- name: leave_token
UPDATE casework.records
SET state = 'erased', reference = CAST(:token AS text), version = version + 1, review_on = NULL, changed_at = now()
WHERE id = :record

-- name: shielded
UPDATE casework.records SET shielded = false WHERE id = :record AND shielded

-- name: locked
SELECT r.id, r.side, r.agency_id, r.reference, r.state, r.created_at, a.code
FROM casework.records r JOIN casework.agencies a ON a.id = r.agency_id
WHERE r.id = :record
FOR NO KEY UPDATE OF r
