-- Many records at once: columns come as arrays, so that a bunch is one statement each. (COPY can't be used where
-- row-level security holds.)

-- name: add_records
INSERT INTO casework.records (side, agency_id, reference, version, state)
SELECT CAST(:side AS text), CAST(:agency AS bigint), reference, 1, 'live'
FROM unnest(CAST(:references AS text[])) AS given (reference)
ON CONFLICT (agency_id, side, reference) DO NOTHING
RETURNING id, reference

-- name: change_records
UPDATE casework.records r
SET version = given.version, state = CAST(:state AS text), changed_at = now()
FROM unnest(CAST(:records AS bigint[]), CAST(:versions AS integer[])) AS given (record_id, version)
WHERE r.id = given.record_id

-- name: add_versions
INSERT INTO casework.record_versions
    (record_id, version, content, provenance, found_region, noted, reason, by_user, by_key)
SELECT given.record_id, given.version, CAST(given.content AS jsonb), CAST(given.provenance AS jsonb),
       given.found_region, given.noted, CAST(:reason AS text), CAST(:by_user AS bigint), CAST(:by_key AS bigint)
FROM unnest(CAST(:records AS bigint[]), CAST(:versions AS integer[]), CAST(:contents AS text[]),
            CAST(:provenances AS text[]), CAST(:regions AS text[]), CAST(:noted AS boolean[]))
     AS given (record_id, version, content, provenance, found_region, noted)

-- name: add_secrets
INSERT INTO casework.record_secrets (record_id, version, field, place, ciphertext, hash)
SELECT *
FROM unnest(CAST(:records AS bigint[]), CAST(:versions AS integer[]), CAST(:fields AS text[]),
            CAST(:places AS smallint[]), CAST(:ciphertexts AS bytea[]), CAST(:hashes AS bytea[]))

-- name: add_whereabouts
INSERT INTO casework.whereabouts (record_id, version, ciphertext)
SELECT *
FROM unnest(CAST(:records AS bigint[]), CAST(:versions AS integer[]), CAST(:ciphertexts AS bytea[]))

-- name: forget_matching
SELECT casework.forget_matching(CAST(:record AS bigint))
