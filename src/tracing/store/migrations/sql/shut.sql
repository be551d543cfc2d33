-- For steps that add tables: closes them to all but the worker, who works on them, and the backup, which reads them. What a
-- request may see of one is opened by policies of its own. Ends with the connection.
CREATE PROCEDURE pg_temp.shut(VARIADIC names text[]) LANGUAGE plpgsql AS $$
DECLARE
    name  text;
    found record;
BEGIN
    FOREACH name IN ARRAY names LOOP
        EXECUTE format('ALTER TABLE casework.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE casework.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('GRANT SELECT ON casework.%I TO tracing_app, tracing_backup', name);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON casework.%I TO tracing_worker', name);
        FOR found IN
            SELECT s.oid::regclass AS sequence
            FROM pg_depend d
            JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
            WHERE d.refobjid = format('casework.%I', name)::regclass AND d.classid = 'pg_class'::regclass
        LOOP
            EXECUTE format('GRANT SELECT ON SEQUENCE %s TO tracing_backup', found.sequence);
        END LOOP;
        EXECUTE format('CREATE POLICY backup ON casework.%I FOR SELECT TO tracing_backup USING (true)', name);
        EXECUTE format('CREATE POLICY worker ON casework.%I TO tracing_worker USING (true) WITH CHECK (true)', name);
    END LOOP;
END;
$$;
