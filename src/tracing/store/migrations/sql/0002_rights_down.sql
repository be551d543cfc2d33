-- Release 2, rights.
DROP TABLE casework.complaint_steps;
DROP TABLE casework.complaints;
DROP FUNCTION casework.complained_about(bigint[], bigint);
DROP TABLE casework.acts_before_records;
DROP TABLE casework.best_interests;
DROP TABLE casework.hearings;
