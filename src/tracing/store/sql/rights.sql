-- Which acts have the record that their kind needs; acts of release 1 stand without.
-- name: of_acts
SELECT h.act_id, CAST(ARRAY[] AS bigint[]) AS panel, h.hear_again_on, h.heard_on
FROM casework.hearings h WHERE h.act_id = ANY (CAST(:acts AS bigint[]))
UNION ALL
SELECT b.act_id, b.panel, NULL, NULL FROM casework.best_interests b WHERE b.act_id = ANY (CAST(:acts AS bigint[]))
UNION ALL
SELECT o.act_id, CAST(ARRAY[] AS bigint[]), NULL, NULL
FROM casework.acts_before_records o WHERE o.act_id = ANY (CAST(:acts AS bigint[]))

-- When inquiries came to name another inquirer or relation.
-- name: who_asks_changed
SELECT v.at
FROM casework.record_versions v
JOIN casework.record_versions before ON before.record_id = v.record_id AND before.version = v.version - 1
WHERE v.record_id = ANY (CAST(:inquiries AS bigint[]))
      AND (v.content ->> 'inquirer_name', v.content ->> 'inquirer_relation')
          IS DISTINCT FROM (before.content ->> 'inquirer_name', before.content ->> 'inquirer_relation')
ORDER BY v.record_id, v.version

-- Whether an officer lifted the hold on unknown consent, for now.
-- name: consent_waived
SELECT EXISTS (SELECT FROM casework.holds h
               WHERE h.record_id = :child AND h.kind = 'consent_unknown' AND h.lifted_at IS NOT NULL
                     AND h.review_on > CAST(:today AS date))

-- name: next_complaint
SELECT nextval(pg_get_serial_sequence('casework.complaints', 'id'))

-- name: next_step
SELECT nextval(pg_get_serial_sequence('casework.complaint_steps', 'id'))

-- name: add_complaint
INSERT INTO casework.complaints (id, name, agency_id, record_id, complainant, subject, about_persons, about_agency, urgent,
                                 received_by, received_on, record, at)
OVERRIDING SYSTEM VALUE
VALUES (:id, :name, :agency_id, CAST(:record_id AS bigint), :complainant, :subject, CAST(:about_persons AS bigint[]),
        CAST(:about_agency AS bigint), :urgent, :received_by, :received_on, :record, :at)

-- name: add_step
INSERT INTO casework.complaint_steps (id, complaint_id, kind, person, record, at)
OVERRIDING SYSTEM VALUE
VALUES (:id, :complaint_id, :kind, :person, CAST(:record AS bytea), :at)

-- Best-interests decisions that are to be looked at again by a day: of each pair the latest that nobody took back.
-- name: interests_due
SELECT DISTINCT ON (a.inquiry_id, a.child_id) a.inquiry_id, a.child_id, a.id, b.kind, a.outcome, b.review_on
FROM casework.acts a
JOIN casework.best_interests b ON b.act_id = a.id
WHERE NOT EXISTS (SELECT FROM casework.acts t WHERE t.takes_back = a.id)
ORDER BY a.inquiry_id, a.child_id, a.id DESC
