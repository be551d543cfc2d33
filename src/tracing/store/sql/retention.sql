-- What of the records may be due; whether something stands on one is asked beside it (evidence.sql).

-- name: withdrawn
SELECT r.id, r.changed_at
FROM casework.records r
WHERE r.state = 'withdrawn' AND r.id > :after
ORDER BY r.id
LIMIT :most

-- Live records of pairs in which an act was made that may have ended the case.
-- name: maybe_resolved
SELECT r.id, r.created_at, p.inquiry_id, p.child_id, max(p.at) AS at
FROM casework.acts p
JOIN casework.records r ON r.id IN (p.inquiry_id, p.child_id)
WHERE p.kind IN ('reunify', 'other_solution', 'close') AND r.state = 'live'
GROUP BY r.id, p.inquiry_id, p.child_id
ORDER BY r.id

-- name: cases_of
SELECT DISTINCT q.inquiry_id, q.child_id
FROM casework.queue q
WHERE (q.inquiry_id = :record OR q.child_id = :record) AND q.stage = 'case'
ORDER BY q.inquiry_id, q.child_id

-- Live records that nobody has said anything of since a moment, and that aren't marked for review yet.
-- name: unspoken_of
SELECT r.id, r.changed_at
FROM casework.records r
WHERE r.state = 'live' AND r.review_on IS NULL AND r.changed_at <= CAST(:before AS timestamptz) AND r.id > :after
ORDER BY r.id
LIMIT :most

-- name: review
UPDATE casework.records r
SET review_on = given.day
FROM unnest(CAST(:records AS bigint[]), CAST(:days AS date[])) AS given (record_id, day)
WHERE r.id = given.record_id AND r.state = 'live'

-- name: old_reports
UPDATE casework.imports SET report = '[]' WHERE ended_at < CAST(:before AS timestamptz) AND report <> '[]'
