-- Release 2, repatriation.
DROP TABLE casework.reminders;
DROP FUNCTION casework.reminds_reader(bigint, bigint, bigint, text);
DROP POLICY enter ON casework.repatriation_steps;
DROP FUNCTION casework.handover_planned(bigint, bigint);
DROP TABLE casework.repatriation_steps;
DROP FUNCTION casework.pair_told(bigint, bigint);
DROP FUNCTION casework.pair_of_own(bigint, bigint);
