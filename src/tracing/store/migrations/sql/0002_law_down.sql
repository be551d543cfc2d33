DROP TABLE casework.agency_places, casework.law_decisions, casework.laws;
DROP FUNCTION casework.answers_for_law;
