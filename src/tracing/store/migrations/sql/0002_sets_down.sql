-- Release 2, sets.
DROP TRIGGER note_changed ON casework.screenings;
DROP TRIGGER note_new ON casework.screenings;
DROP FUNCTION casework.note_likeness;
DROP TABLE casework.kin, casework.likeness_due, casework.likenesses, casework.set_acts;
