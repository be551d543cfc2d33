-- Release 2, readers.
CREATE OR REPLACE FUNCTION casework.reader_role() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('tracing.role', true), '');
