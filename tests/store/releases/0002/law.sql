-- Release 0002, law: a row or more in every table, all invented. Stands on 0001.sql.
SET ROLE tracing_worker;
INSERT INTO casework.laws (place, rule, version, value, ends, es, en, source, cite, valid_from, checked, checked_on, checked_by,
                           weakens, entered_by)
VALUES ('HN', 'majority_age', 1, '18', false, 'Mayoría a los 18 años', 'Of age at 18', 'Código inventado, art. 1', '',
        '2020-01-01', 'checked', '2026-01-15', 'Dirección jurídica inventada', true, 1);
INSERT INTO casework.law_decisions (law_id, agreed, reason, decided_by) VALUES (1, true, 'comprobado', 2);
INSERT INTO casework.agency_places (agency_id, place, set_by) VALUES (1, 'GT-16', 1);
RESET ROLE;
