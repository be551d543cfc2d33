-- Many records at once, so that a bunch is one statement for each table. Rows come as one JSON document: arrays of text
-- would be escaped element by element before they're sent. (COPY can't be used where row-level security holds.)

-- name: add_records
INSERT INTO casework.records (side, agency_id, reference, version, state)
SELECT CAST(:side AS text), CAST(:agency AS bigint), reference, 1, 'live'
FROM unnest(CAST(:references AS text[])) AS given (reference)
WHERE NOT EXISTS (SELECT FROM casework.records r
                  WHERE r.agency_id = CAST(:agency AS bigint) AND r.side = CAST(:side AS text)
                        AND r.reference = ANY(CAST(:unless AS text[])))
ON CONFLICT (agency_id, side, reference) DO NOTHING
RETURNING id, reference

-- name: change_records
UPDATE casework.records r
SET version = given.version, state = CAST(:state AS text), changed_at = now(), review_on = NULL
FROM unnest(CAST(:records AS bigint[]), CAST(:versions AS integer[])) AS given (record_id, version)
WHERE r.id = given.record_id

-- Each version with what of it stands encrypted: a submission takes as long as it has statements.
-- name: add_versions
WITH given AS (
    SELECT *
    FROM jsonb_to_recordset(CAST(:rows AS jsonb))
         AS given (record_id bigint, version integer, content jsonb, provenance jsonb, found_region text, noted boolean,
                   secrets jsonb, restricted text)
), versions AS (
    INSERT INTO casework.record_versions
        (record_id, version, content, provenance, found_region, noted, reason, by_user, by_key)
    SELECT record_id, version, content, provenance, found_region, noted, CAST(:reason AS text), CAST(:by_user AS bigint),
           CAST(:by_key AS bigint)
    FROM given
), secrets AS (
    INSERT INTO casework.record_secrets (record_id, version, field, place, ciphertext, hash)
    SELECT g.record_id, g.version, s.field, s.place, decode(s.ciphertext, 'hex'), decode(s.hash, 'hex')
    FROM given g
    CROSS JOIN LATERAL jsonb_to_recordset(g.secrets) AS s (field text, place smallint, ciphertext text, hash text)
)
INSERT INTO casework.whereabouts (record_id, version, ciphertext)
SELECT record_id, version, decode(restricted, 'hex') FROM given WHERE restricted IS NOT NULL

-- name: forget_matching
SELECT casework.forget_matching(CAST(:record AS bigint))

-- name: age_said_on
SELECT r.id AS record_id, CAST(min(said.at) AT TIME ZONE 'UTC' AS date) AS said_on
FROM casework.records r
JOIN casework.record_versions v ON v.record_id = r.id AND v.version = r.version
JOIN casework.record_versions said ON said.record_id = r.id AND said.content ->> 'age' = v.content ->> 'age'
WHERE r.id = ANY(CAST(:records AS bigint[]))
GROUP BY r.id
