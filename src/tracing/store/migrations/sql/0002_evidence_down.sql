-- Release 2, evidence.
DROP TABLE casework.erasures;
