DROP TABLE casework.drafts;
