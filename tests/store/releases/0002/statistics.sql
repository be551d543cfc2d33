-- Release 0002, statistics: a row or more in every table, all invented. Stands on 0001.sql.
SET ROLE tracing_worker;
INSERT INTO casework.statistics_months (month, events) VALUES ('2026-03-01', '\x00');
INSERT INTO casework.statistics_publications (id, period, state, asked_by, asked_at, released_at) OVERRIDING SYSTEM VALUE
SELECT 1, '2026-03', 'released', min(id), '2026-04-07T10:00:00Z', '2026-04-07T10:01:00Z' FROM casework.users;
INSERT INTO casework.statistics_cells VALUES (1, 'found', 'origin', ARRAY['GT', 'GT-16', '', '', ''], 24);
