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

-- Pairs of live records that may have come to nothing: settled, or weak and not judged; since when nothing has happened to
-- them. Nobody has them open.
-- name: came_to_nothing
SELECT q.inquiry_id, q.child_id, bool_and(q.stage = 'first') AS unjudged,
       greatest(min(q.paired_at), i.changed_at, c.changed_at,
                (SELECT max(d.at) FROM casework.decisions d
                 WHERE d.inquiry_id = q.inquiry_id AND d.child_id = q.child_id)) AS since
FROM casework.queue q
JOIN casework.records i ON i.id = q.inquiry_id AND i.state = 'live'
JOIN casework.records c ON c.id = q.child_id AND c.state = 'live'
WHERE (q.inquiry_id, q.child_id) > (CAST(:inquiry AS bigint), CAST(:child AS bigint))
      AND q.paired_at <= CAST(:before AS timestamptz) AND i.changed_at <= CAST(:before AS timestamptz)
      AND c.changed_at <= CAST(:before AS timestamptz)
      AND NOT EXISTS (SELECT FROM casework.leases l
                      WHERE l.inquiry_id = q.inquiry_id AND l.child_id = q.child_id AND l.until > CAST(:now AS timestamptz))
GROUP BY q.inquiry_id, q.child_id, i.changed_at, c.changed_at
HAVING bool_and(q.stage = 'done' OR (q.stage = 'first' AND q.band = 'weak'))
ORDER BY q.inquiry_id, q.child_id
LIMIT :most

-- What was noted of a pair goes; that it came to nothing stays.
-- name: retire
WITH queued AS (DELETE FROM casework.queue q WHERE q.inquiry_id = :inquiry AND q.child_id = :child),
     viewed AS (DELETE FROM casework.pair_views v WHERE v.inquiry_id = :inquiry AND v.child_id = :child),
     leased AS (DELETE FROM casework.leases l WHERE l.inquiry_id = :inquiry AND l.child_id = :child),
     noted AS (UPDATE casework.decisions d SET note = NULL
               WHERE d.inquiry_id = :inquiry AND d.child_id = :child AND d.note IS NOT NULL)
INSERT INTO casework.retired_pairs (inquiry_id, child_id, retired_at, judged, inquiry_version, child_version)
SELECT i.id, c.id, CAST(:now AS timestamptz), CAST(:judged AS boolean), i.version, c.version
FROM casework.records i, casework.records c
WHERE i.id = :inquiry AND c.id = :child

-- name: unretire
DELETE FROM casework.retired_pairs p WHERE p.inquiry_id = :inquiry AND p.child_id = :child

-- A link that is written enters the queue.
-- name: enter_anew
UPDATE casework.links l SET band = l.band WHERE l.inquiry_id = :inquiry AND l.child_id = :child

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
