ALTER TABLE casework.imports DROP COLUMN columns;
DROP TABLE casework.import_previews;
DROP TABLE casework.drafts;
