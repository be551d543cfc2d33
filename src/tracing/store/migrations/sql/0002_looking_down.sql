DROP INDEX casework.decisions_of_person;
ALTER TABLE casework.pair_views DROP COLUMN looked_at;
