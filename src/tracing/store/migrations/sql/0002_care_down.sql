-- Release 2, care.
DROP TABLE casework.directory_entries;
DROP INDEX casework.record_versions_by_group;
DROP TABLE casework.placements;
DROP TABLE casework.shelter_addresses;
DROP TABLE casework.shelter_versions;
DROP TABLE casework.shelters;
DROP FUNCTION casework.keeps_shelter(bigint);
DROP FUNCTION casework.officer_of(text);
DROP FUNCTION casework.sees_shelters();
