-- Release 0002, sets: a row or more in every table, all invented. Stands on 0001.sql.
SET ROLE tracing_worker;
INSERT INTO casework.set_acts (side, kind, records, reasons, note, user_id, at)
VALUES ('child', 'apart', '{1,2}', '{sibling}', '\x01', 1, '2026-03-01Z');
INSERT INTO casework.likenesses (first_id, second_id, side, matcher_id, weight, probability, warnings, found_at)
VALUES (1, 2, 'child', 1, 5120, 0.98, '{possible_twin}', '2026-03-01Z');
INSERT INTO casework.likeness_due (record_id) VALUES (1);
INSERT INTO casework.kin (child_id, inquiry_id, relation, standing, bases, user_id, at)
VALUES (1, 2, 'mother', 'claimed', '{adult_says}', 1, '2026-03-01Z');
INSERT INTO casework.kin (child_id, name, name_hash, relation, standing, bases, note, user_id, at)
VALUES (1, '\x02', '\x03', 'aunt_or_uncle', 'documented', '{birth_record}', '\x04', 1, '2026-03-01Z');
