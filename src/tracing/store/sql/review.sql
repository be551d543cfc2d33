-- name: lease
INSERT INTO casework.leases AS l (inquiry_id, child_id, user_id, until)
VALUES (:inquiry, :child, :person, :until)
ON CONFLICT (inquiry_id, child_id) DO UPDATE SET user_id = excluded.user_id, until = excluded.until
WHERE l.until <= :now OR l.user_id = excluded.user_id
RETURNING l.user_id

-- name: not_theirs
SELECT record FROM unnest(CAST(:records AS bigint[])) AS record
WHERE casework.submitted_by(record, :person) OR casework.conflicted(record, :person)

-- name: best_links
SELECT best.*
FROM unnest(CAST(:inquiries AS bigint[])) AS asked (inquiry_id)
CROSS JOIN LATERAL (
    SELECT l.inquiry_id, l.child_id, l.weight, l.group_term, l.probability, l.band, l.levels, l.weights
    FROM casework.links l
    WHERE l.matcher_id = :matcher AND l.inquiry_id = asked.inquiry_id
    ORDER BY l.weight DESC, l.child_id
    LIMIT 1
) best

-- name: stages_of
SELECT q.inquiry_id, q.child_id, q.stage
FROM unnest(CAST(:inquiries AS bigint[]), CAST(:children AS bigint[])) AS asked (inquiry_id, child_id)
JOIN casework.queue q ON q.matcher_id = :matcher AND q.inquiry_id = asked.inquiry_id AND q.child_id = asked.child_id

-- Parameters are psycopg's: they go to the server as arrays of its own form.
-- name: screened
INSERT INTO casework.screenings (record_id, version, at, born_from, born_to, origin)
SELECT given.record_id, given.version, %(at)s, given.born_from, given.born_to, given.origin
FROM unnest(%(records)s, %(versions)s, %(born_from)s, %(born_to)s, %(origins)s)
     AS given (record_id, version, born_from, born_to, origin)
ON CONFLICT (record_id) DO UPDATE
SET version = excluded.version, at = excluded.at, born_from = excluded.born_from, born_to = excluded.born_to,
    origin = excluded.origin

-- name: screened_facts
SELECT record_id, born_from, born_to, origin FROM casework.screenings
WHERE record_id = ANY (CAST(:records AS bigint[])) AND origin IS NOT NULL

-- Parameters are psycopg's, too.
-- name: place
UPDATE casework.queue q
SET born_from = given.born_from, born_to = given.born_to, origin = nullif(given.origin, ''),
    medical = given.medical <> 0, place = given.place, placed_on = %(today)s
FROM unnest(%(matchers)s, %(inquiries)s, %(children)s, %(born_from)s, %(born_to)s, %(origins)s, %(medical)s, %(places)s)
     AS given (matcher_id, inquiry_id, child_id, born_from, born_to, origin, medical, place)
WHERE q.inquiry_id = given.inquiry_id AND q.child_id = given.child_id AND q.matcher_id = given.matcher_id

-- name: untell
SELECT casework.untell(CAST(:inquiry AS bigint), CAST(:child AS bigint))

-- name: told
SELECT casework.told(CAST(:inquiry AS bigint))

-- name: tell
INSERT INTO casework.tellings (inquiry_id, child_id) VALUES (:inquiry, :child) ON CONFLICT DO NOTHING

-- name: next_act
SELECT nextval(pg_get_serial_sequence('casework.acts', 'id'))

-- name: next_question
SELECT nextval(pg_get_serial_sequence('casework.verification_questions', 'id'))

-- name: next_flag
SELECT nextval(pg_get_serial_sequence('casework.protection_flags', 'id'))

-- name: add_act
INSERT INTO casework.acts (id, inquiry_id, child_id, kind, outcome, reasons, detail, review_on, takes_back, user_id, role, at)
OVERRIDING SYSTEM VALUE
VALUES (:id, :inquiry, :child, :kind, :outcome, CAST(:reasons AS text[]), CAST(:detail AS bytea), CAST(:review_on AS date),
        CAST(:takes_back AS bigint), :person, :role, :at)

-- name: add_question
INSERT INTO casework.verification_questions (id, inquiry_id, child_id, side, question, asked_by, asked_at)
OVERRIDING SYSTEM VALUE
VALUES (:id, :inquiry, :child, :side, :question, :person, :at)

-- name: add_flag
INSERT INTO casework.protection_flags (id, record_id, kind, detail, raised_by, raised_at)
OVERRIDING SYSTEM VALUE
VALUES (:id, :record, :kind, CAST(:detail AS bytea), CAST(:person AS bigint), :at)

-- What is known of a case as a whole (casework.states.Facts), for the worker's eyes: of all records of an inquiry's set and of
-- a child's.
-- name: facts
SELECT
    (SELECT count(DISTINCT r.side) = 2 FROM casework.records r
     WHERE (r.id = ANY (CAST(:inquiries AS bigint[])) OR r.id = ANY (CAST(:children AS bigint[]))) AND r.state = 'live') AS live,
    EXISTS (SELECT FROM casework.links l JOIN casework.matchers m ON m.id = l.matcher_id AND m.state = 'active'
            WHERE l.inquiry_id = ANY (CAST(:inquiries AS bigint[])) AND l.child_id = ANY (CAST(:children AS bigint[]))) AS linked,
    EXISTS (SELECT FROM casework.links l JOIN casework.matchers m ON m.id = l.matcher_id AND m.state = 'active'
            WHERE l.inquiry_id = ANY (CAST(:inquiries AS bigint[])) AND l.child_id = ANY (CAST(:children AS bigint[]))
                  AND l.band = 'strong') AS strong,
    NOT EXISTS (SELECT FROM unnest(CAST(:inquiries AS bigint[]) || CAST(:children AS bigint[])) AS member (id)
                LEFT JOIN casework.records r ON r.id = member.id
                WHERE (r.id IS NULL OR r.state = 'live')
                      AND NOT EXISTS (SELECT FROM casework.screenings s WHERE s.record_id = member.id)) AS screened,
    EXISTS (SELECT FROM casework.protection_flags f
            WHERE f.record_id = ANY (CAST(:children AS bigint[])) AND f.kind = 'consent' AND f.ended_at IS NULL)
        OR EXISTS (SELECT FROM casework.holds h
                   WHERE h.record_id = ANY (CAST(:children AS bigint[])) AND h.kind = 'consent_unknown'
                         AND h.lifted_at IS NOT NULL) AS consented,
    ARRAY(SELECT DISTINCT v.by_user FROM casework.record_versions v
          WHERE v.record_id = ANY (CAST(:inquiries AS bigint[]) || CAST(:children AS bigint[])) AND v.by_user IS NOT NULL)
        AS submitters,
    ARRAY(SELECT DISTINCT c.user_id FROM casework.conflicts c
          WHERE c.record_id = ANY (CAST(:inquiries AS bigint[]) || CAST(:children AS bigint[]))) AS conflicted,
    EXISTS (SELECT FROM casework.queue q
            WHERE q.child_id = ANY (CAST(:children AS bigint[])) AND q.inquiry_id <> ALL (CAST(:inquiries AS bigint[]))
                  AND q.stage = 'case') AS other_claim

-- name: versions_of
SELECT r.id, r.version FROM casework.records r WHERE r.id = ANY (CAST(:records AS bigint[]))

-- name: versions_now
SELECT r.id, r.version, r.state, r.side FROM casework.records r WHERE r.id IN (:inquiry, :child)

-- name: begun
SELECT record FROM unnest(CAST(:records AS bigint[])) AS record
WHERE EXISTS (SELECT FROM casework.decisions d WHERE d.inquiry_id = record)
      OR EXISTS (SELECT FROM casework.decisions d WHERE d.child_id = record)
      OR EXISTS (SELECT FROM casework.acts p WHERE p.inquiry_id = record)
      OR EXISTS (SELECT FROM casework.acts p WHERE p.child_id = record)
ORDER BY record

-- What is noted already isn't written again: a page may be looked at often. In one order, so that two pages of one person
-- don't wait for each other.
-- name: note_scored
INSERT INTO casework.pair_views (user_id, inquiry_id, child_id, blind, scored)
SELECT :person, given.inquiry_id, given.child_id, false, true
FROM unnest(CAST(:inquiries AS bigint[]), CAST(:children AS bigint[])) AS given (inquiry_id, child_id)
WHERE NOT EXISTS (SELECT FROM casework.pair_views v
                  WHERE v.user_id = :person AND v.inquiry_id = given.inquiry_id AND v.child_id = given.child_id AND v.scored)
ORDER BY given.inquiry_id, given.child_id
ON CONFLICT (user_id, inquiry_id, child_id) DO UPDATE SET scored = true

-- Who has a pair before them is noted beside what they have seen of it.
-- name: look
INSERT INTO casework.pair_views (user_id, inquiry_id, child_id, blind, looked_at)
VALUES (:person, :inquiry, :child, false, :now)
ON CONFLICT (user_id, inquiry_id, child_id) DO UPDATE SET looked_at = excluded.looked_at
