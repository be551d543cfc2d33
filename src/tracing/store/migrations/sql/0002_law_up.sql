-- Release 0002, law: the register of the rules that the program applies, as it is corrected here. What comes with the program
-- stands in the package (casework/law/shipped); these versions stand before it.

CREATE TABLE casework.laws (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    place       text NOT NULL CHECK (place ~ '^(INT|[A-Z]{2}(-[A-Z0-9]{1,3})?)$'),
    rule        text NOT NULL CHECK (rule ~ '^[a-z][a-z0-9_]{0,59}$'),
    version     integer NOT NULL,   -- within place and rule
    value       text,               -- as the rule's unit is written; empty of a provision
    ends        boolean NOT NULL,   -- the place has no rule of its own in these days
    es          text NOT NULL,      -- what it says
    en          text NOT NULL,
    source      text NOT NULL,      -- law and article
    cite        text NOT NULL,      -- by what sentences of casework name it
    valid_from  date,
    valid_until date,
    checked     text NOT NULL CHECK (checked IN ('checked', 'not_checked', 'doubtful')),
    checked_on  date,
    checked_by  text NOT NULL,      -- an institution and a function, no name
    weakens     boolean NOT NULL,   -- protects less than what it stands before, or may: counts once a second person agreed
    entered_by  bigint NOT NULL REFERENCES casework.users,
    entered_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (place, rule, version),
    CHECK (valid_from IS NULL OR valid_until IS NULL OR valid_from <= valid_until),
    CHECK (NOT ends OR value IS NULL)
);

CREATE TABLE casework.law_decisions (
    law_id     bigint PRIMARY KEY REFERENCES casework.laws,
    agreed     boolean NOT NULL,
    reason     text NOT NULL,
    decided_by bigint NOT NULL REFERENCES casework.users,
    decided_at timestamptz NOT NULL DEFAULT now()
);

-- The subdivision that an agency is in, where law differs by subdivision; without one its country's law applies.
CREATE TABLE casework.agency_places (
    agency_id bigint PRIMARY KEY REFERENCES casework.agencies,
    place     text NOT NULL CHECK (place ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?$'),
    set_by    bigint NOT NULL REFERENCES casework.users,
    set_at    timestamptz NOT NULL DEFAULT now()
);

CALL pg_temp.shut('laws', 'law_decisions', 'agency_places');
GRANT INSERT, UPDATE ON casework.agency_places TO tracing_app;
GRANT INSERT ON casework.laws, casework.law_decisions TO tracing_app;
-- Nothing of it is ever overwritten.
REVOKE UPDATE, DELETE ON casework.laws, casework.law_decisions FROM tracing_worker;

-- Whether the reader's agency answers for the law of a place: the office that runs the program for every one, a
-- child-protection authority for its own country (casework.competence.reach).
CREATE FUNCTION casework.answers_for_law(of_place text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN casework.reader_role() = 'protection_officer'
        AND EXISTS (SELECT FROM casework.agencies a
                    WHERE a.id = casework.reader_agency()
                          AND (a.kind = 'tracing_office' OR (of_place <> 'INT' AND a.country = left(of_place, 2))));

-- Law is no secret, and tells of nobody.
CREATE POLICY read ON casework.laws FOR SELECT TO tracing_app USING (casework.reader_role() IS NOT NULL);
CREATE POLICY enter ON casework.laws FOR INSERT TO tracing_app
    WITH CHECK (casework.answers_for_law(place) AND entered_by = casework.reader_person());

CREATE POLICY read ON casework.law_decisions FOR SELECT TO tracing_app USING (casework.reader_role() IS NOT NULL);
CREATE POLICY enter ON casework.law_decisions FOR INSERT TO tracing_app
    WITH CHECK (decided_by = casework.reader_person()
                AND EXISTS (SELECT FROM casework.laws l
                            WHERE l.id = law_id AND l.weakens AND l.entered_by <> casework.reader_person()
                                  AND casework.answers_for_law(l.place)));

-- Where a shelter is says where its children are: its own people, protection officers, and who enters it.
CREATE POLICY read ON casework.agency_places FOR SELECT TO tracing_app
    USING (casework.reader_role() IN ('protection_officer', 'administrator')
           OR (agency_id = casework.reader_agency() AND casework.reader_role() IN ('agency', 'found_worker')));
CREATE POLICY enter ON casework.agency_places FOR INSERT TO tracing_app
    WITH CHECK (casework.reader_role() = 'administrator' AND set_by = casework.reader_person());
CREATE POLICY change ON casework.agency_places FOR UPDATE TO tracing_app
    USING (casework.reader_role() = 'administrator') WITH CHECK (set_by = casework.reader_person());
