-- Acts on sets that touch some records.
-- name: acts_touching
SELECT id, side, kind, records, reasons, note, user_id, at
FROM casework.set_acts
WHERE records && CAST(:records AS bigint[])
ORDER BY id

-- All records that anybody ever said are of the same child or inquiry.
-- name: ever_same
SELECT unnest(casework.same_as(:record))

-- name: next_act
SELECT nextval(pg_get_serial_sequence('casework.set_acts', 'id'))

-- name: next_kin
SELECT nextval(pg_get_serial_sequence('casework.kin', 'id'))

-- name: add_act
INSERT INTO casework.set_acts (id, side, kind, records, reasons, note, user_id, at)
OVERRIDING SYSTEM VALUE
VALUES (:id, :side, :kind, CAST(:records AS bigint[]), CAST(:reasons AS text[]), CAST(:note AS bytea), :person, :at)

-- name: add_kin
INSERT INTO casework.kin (id, child_id, inquiry_id, other_id, name, name_hash, relation, standing, bases, note, user_id, at)
OVERRIDING SYSTEM VALUE
VALUES (:id, :child, CAST(:inquiry AS bigint), CAST(:other AS bigint), CAST(:name AS bytea), CAST(:name_hash AS bytea),
        :relation, :standing, CAST(:bases AS text[]), CAST(:note AS bytea), :person, :at)

-- What the rules must know of records, for the worker's eyes.
-- name: known
SELECT r.id, r.side, r.state = 'live',
       ARRAY(SELECT DISTINCT v.by_user FROM casework.record_versions v WHERE v.record_id = r.id AND v.by_user IS NOT NULL),
       ARRAY(SELECT DISTINCT c.user_id FROM casework.conflicts c WHERE c.record_id = r.id)
FROM casework.records r
WHERE r.id = ANY (CAST(:records AS bigint[]))

-- name: claim_due
WITH claimed AS (
    SELECT id FROM casework.likeness_due ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM casework.likeness_due d USING claimed c WHERE d.id = c.id RETURNING d.record_id
)
SELECT DISTINCT record_id FROM gone

-- Agency of each record that is live.
-- name: agencies_of
SELECT r.id, r.agency_id FROM casework.records r WHERE r.id = ANY (CAST(:records AS bigint[])) AND r.state = 'live'

-- name: forget_likenesses
DELETE FROM casework.likenesses
WHERE first_id = ANY (CAST(:records AS bigint[])) OR second_id = ANY (CAST(:records AS bigint[]))

-- name: add_likenesses
INSERT INTO casework.likenesses (first_id, second_id, side, matcher_id, weight, probability, warnings, found_at)
SELECT g.first_id, g.second_id, :side, :matcher, g.weight, g.probability, CAST(g.warnings AS text[]), :at
FROM unnest(CAST(:first AS bigint[]), CAST(:second AS bigint[]), CAST(:weights AS integer[]),
            CAST(:probabilities AS double precision[]), CAST(:warnings AS text[]))
     AS g (first_id, second_id, weight, probability, warnings)
ON CONFLICT (first_id, second_id) DO UPDATE
SET matcher_id = excluded.matcher_id, weight = excluded.weight, probability = excluded.probability,
    warnings = excluded.warnings, found_at = excluded.found_at

-- Pairs that nobody has said anything of, the most alike first.
-- name: open_likenesses
SELECT l.first_id, l.second_id, l.weight, l.probability, l.warnings, l.found_at
FROM casework.likenesses l
WHERE l.side = :side
      AND (CAST(:weight AS integer) IS NULL
           OR (-l.weight, l.first_id, l.second_id) > (-CAST(:weight AS integer), CAST(:first AS bigint), CAST(:second AS bigint)))
      AND NOT EXISTS (SELECT FROM casework.set_acts a WHERE a.records @> ARRAY[l.first_id, l.second_id])
      AND NOT EXISTS (SELECT FROM casework.records r WHERE r.id IN (l.first_id, l.second_id) AND r.state <> 'live')
ORDER BY l.weight DESC, l.first_id, l.second_id
LIMIT :most

-- name: likeness
SELECT first_id, second_id, weight, probability, warnings, found_at
FROM casework.likenesses
WHERE first_id = :first AND second_id = :second

-- name: kin_of
SELECT id, child_id, inquiry_id, other_id, name, name_hash, relation, standing, bases, note, user_id, at
FROM casework.kin
WHERE child_id = ANY (CAST(:children AS bigint[]))
ORDER BY id
