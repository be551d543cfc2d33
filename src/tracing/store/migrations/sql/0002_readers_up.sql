-- Release 2, before all else: who works for an agency is nobody without one. Reviewers, officers and consulates are asked for
-- their agency by some conditions only; a reader who was named without it would have been shown what no agency of theirs may see.
CREATE OR REPLACE FUNCTION casework.reader_role() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN current_setting('tracing.agency', true) <> ''
                     OR current_setting('tracing.role', true) NOT IN ('agency', 'found_worker', 'family_worker', 'reviewer',
                                                                      'protection_officer', 'consulate')
                THEN nullif(current_setting('tracing.role', true), '') END;
