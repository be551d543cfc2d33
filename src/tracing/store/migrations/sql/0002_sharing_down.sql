-- Release 2, sharing.
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_policies WHERE schemaname = 'casework' AND policyname = 'firewall' LOOP
        EXECUTE format('DROP POLICY firewall ON casework.%I', name);
    END LOOP;
END;
$$;
DROP FUNCTION casework.is_walled;
DROP FUNCTION casework.is_outside;
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
