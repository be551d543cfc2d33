-- The latest version of each of a child's placements.
-- name: placements
SELECT DISTINCT ON (p.record_id, p.number)
       p.id, p.record_id, p.number, p.version, p.kind, p.shelter_id, p.begins, p.ends, p.basis, p.void, p.warnings, p.detail,
       p.by_user, p.at
FROM casework.placements p
WHERE p.record_id = ANY (CAST(:records AS bigint[]))
ORDER BY p.record_id, p.number, p.version DESC

-- Every version of them, in the order in which they were written.
-- name: placement_versions
SELECT p.id, p.record_id, p.number, p.version, p.kind, p.shelter_id, p.begins, p.ends, p.basis, p.void, p.warnings, p.detail,
       p.by_user, p.at
FROM casework.placements p
WHERE p.record_id = ANY (CAST(:records AS bigint[]))
ORDER BY p.record_id, p.number, p.version

-- name: next_placement
SELECT nextval(pg_get_serial_sequence('casework.placements', 'id'))

-- name: add_placement
INSERT INTO casework.placements (id, record_id, number, version, kind, shelter_id, begins, ends, basis, void, warnings, detail,
                                 by_user, at)
OVERRIDING SYSTEM VALUE
VALUES (:id, :record_id, :number, :version, :kind, CAST(:shelter_id AS bigint), :begins, CAST(:ends AS date), :basis, :void,
        CAST(:warnings AS text[]), :detail, :by_user, :at)

-- Who else is of a child's group, by what the agency wrote.
-- name: group_members
SELECT r.id
FROM casework.record_versions v
JOIN casework.records r ON r.id = v.record_id AND r.version = v.version
WHERE v.content ->> 'group_id' = CAST(:named AS text) AND r.agency_id = :agency AND r.side = 'child' AND r.state = 'live'
      AND r.id <> :record
ORDER BY r.id
LIMIT :most

-- What takes a place in a shelter in some nights: the latest version of each stay, for the worker's eyes.
-- name: stays_in
SELECT p.record_id, p.number, p.begins, p.ends
FROM casework.placements p
WHERE p.shelter_id = :shelter AND NOT p.void AND p.begins <= :last AND (p.ends IS NULL OR p.ends > :first)
      AND NOT EXISTS (SELECT FROM casework.placements later
                      WHERE later.record_id = p.record_id AND later.number = p.number AND later.version > p.version)

-- Placements that last and were last decided on before a day, the longest ago first, as far as the reader sees them.
-- name: to_review
SELECT p.id, p.record_id, p.number, p.version, p.kind, p.shelter_id, p.begins, p.ends, p.basis, p.void, p.warnings, p.detail,
       p.by_user, p.at, r.reference
FROM casework.placements p
JOIN casework.records r ON r.id = p.record_id AND r.state = 'live'
WHERE p.ends IS NULL AND NOT p.void
      AND p.begins <= CASE p.basis WHEN 'emergency' THEN CAST(:emergency AS date) ELSE CAST(:usual AS date) END
      AND p.at < CASE p.basis WHEN 'emergency' THEN CAST(:emergency AS date) ELSE CAST(:usual AS date) END + 1
      AND NOT EXISTS (SELECT FROM casework.placements later
                      WHERE later.record_id = p.record_id AND later.number = p.number AND later.version > p.version)
      AND p.id > :after
ORDER BY p.id
LIMIT :limit

-- The latest version of shelters that the reader may see. A name and address that aren't theirs to see are missing.
-- name: shelters
SELECT s.id, s.agency_id, a.code AS agency, s.code, v.version, v.country, v.subdivision, v.kind, v.least_age, v.most_age,
       v.sexes, v.places, v.accessibility, v.languages, v.confidential, v.confidential_by, v.open, v.valid_from, v.checked_on,
       v.reason, v.by_user, v.at, d.sealed
FROM casework.shelters s
JOIN casework.agencies a ON a.id = s.agency_id
JOIN casework.shelter_versions v ON v.shelter_id = s.id
LEFT JOIN casework.shelter_addresses d ON d.shelter_id = v.shelter_id AND d.version = v.version
WHERE s.id > :after
      AND (CAST(:id AS bigint) IS NULL OR s.id = :id)
      AND (CAST(:agency AS text) IS NULL OR a.code = :agency)
      AND (CAST(:code AS text) IS NULL OR s.code = :code)
      AND (CAST(:country AS text) IS NULL OR v.country = :country)
      AND (CAST(:subdivision AS text) IS NULL OR v.subdivision = :subdivision)
      AND (CAST(:kind AS text) IS NULL OR v.kind = :kind)
      AND (CAST(:sex AS text) IS NULL OR :sex = ANY (v.sexes))
      AND (CAST(:age AS integer) IS NULL OR CAST(:age AS integer) BETWEEN v.least_age AND v.most_age)
      AND (CAST(:all_versions AS boolean)
           OR NOT EXISTS (SELECT FROM casework.shelter_versions later
                          WHERE later.shelter_id = v.shelter_id AND later.version > v.version))
ORDER BY s.id, v.version
LIMIT :limit

-- name: add_shelter
INSERT INTO casework.shelters (agency_id, code, entered_by, entered_at)
VALUES (:agency_id, :code, :person, :at)
ON CONFLICT (agency_id, code) DO NOTHING
RETURNING id

-- What experts wrote: the latest version of each entry, or all of one.
-- name: entries
SELECT e.key, e.version, e.country, e.institution, e.kind, e.functions, e.sides, e.legal_basis, e.source, e.checked_on,
       e.checked_by, e.short, e.subdivision, e.to_check, e.contact, e.retired, e.reason, e.by_user, e.at
FROM casework.directory_entries e
WHERE (CAST(:key AS text) IS NULL OR e.key = :key)
      AND (CAST(:all_versions AS boolean)
           OR NOT EXISTS (SELECT FROM casework.directory_entries later
                          WHERE later.key = e.key AND later.version > e.version))
ORDER BY e.key, e.version
