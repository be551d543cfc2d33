-- Release 2, sharing.
DROP TABLE casework.signing_keys;
DROP TABLE casework.consular_records;
DROP TABLE casework.transfers;
DROP TABLE casework.shares;
DROP TABLE casework.agreements;
DROP FUNCTION casework.keep_agreement;
DROP FUNCTION casework.may_transfer;
DROP FUNCTION casework.shared_record;
DROP FUNCTION casework.comes_through;
DROP FUNCTION casework.gives;
DROP FUNCTION casework.is_office;
DROP FUNCTION casework.in_force;
