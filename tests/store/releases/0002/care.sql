-- Release 0002, care: a row or more in every table, all invented. Stands on 0001.sql.
SET ROLE tracing_worker;
INSERT INTO casework.shelters (agency_id, code, entered_by) VALUES (1, 'CASA-1', 1);
INSERT INTO casework.shelter_versions (shelter_id, version, country, subdivision, kind, least_age, most_age, sexes, places,
                                       accessibility, languages, confidential, confidential_by, open, valid_from, checked_on, by_user)
VALUES (1, 1, 'GT', 'GT-01', 'trafficking', 12, 17, '{F}', 12, '{step_free}', '{spa,kek}', true, 'Protocolo de Palermo', true,
        '2026-01-01', '2026-01-02', 1);
INSERT INTO casework.shelter_addresses (shelter_id, version, sealed) VALUES (1, 1, '\x0a0b');
INSERT INTO casework.placements (record_id, number, version, kind, shelter_id, begins, ends, basis, void, warnings, detail, by_user)
VALUES (1, 1, 1, 'shelter', 1, '2026-01-05', NULL, 'emergency', false, '{shelter_full}', '\x0c', 1),
       (1, 1, 2, 'shelter', 1, '2026-01-05', '2026-01-09', 'emergency', false, '{shelter_full}', '\x0d', 1),
       (1, 2, 1, 'foster_family', NULL, '2026-01-09', NULL, 'best_interests', false, '{}', '\x0e', 1);
INSERT INTO casework.directory_entries (key, version, country, institution, short, kind, functions, sides, legal_basis, source,
                                        checked_on, checked_by, reason, by_user)
VALUES ('GT-PGN', 2, 'GT', 'Procuraduría de la Niñez y Adolescencia', 'PGN', 'child_protection', '{notice,reception}',
        '{child,inquiry}', 'Decreto 27-2003', 'ley', '2026-01-05', 'enlace', 'nombre completo', 1);
RESET ROLE;
