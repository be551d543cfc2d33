-- Release 2, care: where found children live, the shelters that take them in, and the directory of institutions.

-- ---------------------------------------------------------------------------------------------------------------------
-- Shelters. Only versions are appended; the latest counts from the day it names.

CREATE TABLE casework.shelters (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    agency_id  bigint NOT NULL REFERENCES casework.agencies,     -- that runs it
    code       text NOT NULL CHECK (code ~ '^[A-Z0-9][A-Z0-9-]{0,30}$'),
    entered_by bigint NOT NULL REFERENCES casework.users,
    entered_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (agency_id, code)
);

CREATE TABLE casework.shelter_versions (
    shelter_id      bigint NOT NULL REFERENCES casework.shelters,
    version         integer NOT NULL CHECK (version >= 1),
    country         char(2) NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    subdivision     text NOT NULL DEFAULT '',
    kind            text NOT NULL CHECK (kind IN ('first_reception', 'children', 'families', 'mothers', 'disability',
                                                  'trafficking', 'high_risk')),
    least_age       smallint NOT NULL,
    most_age        smallint NOT NULL CHECK (most_age >= least_age),
    sexes           text[] NOT NULL CHECK (sexes <@ ARRAY['F', 'M', 'X']),
    places          integer NOT NULL CHECK (places >= 0),
    accessibility   text[] NOT NULL,
    languages       text[] NOT NULL,
    confidential    boolean NOT NULL,
    confidential_by text NOT NULL DEFAULT '',   -- the law or reason
    open            boolean NOT NULL,
    valid_from      date NOT NULL,
    checked_on      date NOT NULL,
    reason          text,                       -- why it was corrected
    by_user         bigint NOT NULL REFERENCES casework.users,
    at              timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (shelter_id, version)
);

-- Name and address: a name says where it is as well as an address does. Encrypted JSON, in a table of its own, since fewer
-- people may see it.
CREATE TABLE casework.shelter_addresses (
    shelter_id bigint NOT NULL,
    version    integer NOT NULL,
    sealed     bytea NOT NULL,
    PRIMARY KEY (shelter_id, version),
    FOREIGN KEY (shelter_id, version) REFERENCES casework.shelter_versions
);

-- ---------------------------------------------------------------------------------------------------------------------
-- Placements: a row for each version. Where a child is belongs to its whereabouts.

CREATE TABLE casework.placements (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    record_id  bigint NOT NULL REFERENCES casework.records,
    number     integer NOT NULL CHECK (number >= 1),     -- the child's first is 1
    version    integer NOT NULL CHECK (version >= 1),
    kind       text NOT NULL CHECK (kind IN ('shelter', 'foster_family', 'hospital', 'own_relatives', 'other')),
    shelter_id bigint REFERENCES casework.shelters,
    begins     date NOT NULL,
    ends       date CHECK (ends >= begins),              -- empty while it lasts
    basis      text NOT NULL CHECK (basis IN ('best_interests', 'emergency')),
    void       boolean NOT NULL DEFAULT false,           -- entered by mistake
    warnings   text[] NOT NULL,                          -- those that were answered
    detail     bytea NOT NULL,                           -- encrypted: the place, who decided, notes, answers to warnings
    by_user    bigint NOT NULL REFERENCES casework.users,
    at         timestamptz NOT NULL DEFAULT now(),
    UNIQUE (record_id, number, version),
    CHECK ((kind = 'shelter') = (shelter_id IS NOT NULL))
);
CREATE INDEX placements_by_shelter ON casework.placements (shelter_id) WHERE shelter_id IS NOT NULL;

-- Who else is of a child's group.
CREATE INDEX record_versions_by_group ON casework.record_versions ((content ->> 'group_id'))
    WHERE (content ->> 'group_id') IS NOT NULL;

-- ---------------------------------------------------------------------------------------------------------------------
-- The directory: what experts wrote. Entries that nobody corrected stand in the package (casework/care/directory.toml).

CREATE TABLE casework.directory_entries (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key         text NOT NULL CHECK (key ~ '^[A-Z]{2}-[A-Z0-9][A-Z0-9-]{0,30}$'),
    version     integer NOT NULL CHECK (version >= 1),
    country     char(2) NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    subdivision text NOT NULL DEFAULT '',
    institution text NOT NULL,
    short       text NOT NULL DEFAULT '',
    kind        text NOT NULL CHECK (kind IN ('child_protection', 'shelter', 'court', 'asylum', 'migration_border', 'consular',
                                              'civil_registry', 'family_service', 'oversight', 'international_organisation',
                                              'civil_society', 'prosecution', 'health')),
    functions   text[] NOT NULL,
    sides       text[] NOT NULL CHECK (sides <@ ARRAY['child', 'inquiry']),
    legal_basis text NOT NULL DEFAULT '',
    source      text NOT NULL,
    to_check    text NOT NULL DEFAULT '',
    contact     text NOT NULL DEFAULT '',
    retired     boolean NOT NULL DEFAULT false,
    checked_on  date NOT NULL,
    checked_by  text NOT NULL,
    reason      text NOT NULL,
    by_user     bigint NOT NULL REFERENCES casework.users,
    at          timestamptz NOT NULL DEFAULT now(),
    UNIQUE (key, version),
    -- Child protection alone receives a child (CRM Regional Guidelines 2009); behind the firewall nobody has a side.
    CHECK (kind = 'child_protection' OR NOT 'reception' = ANY (functions)),
    CHECK (kind NOT IN ('migration_border', 'asylum') OR sides = '{}')
);

-- ---------------------------------------------------------------------------------------------------------------------
-- Who sees which row

CALL pg_temp.shut('shelters', 'shelter_versions', 'shelter_addresses', 'placements', 'directory_entries');

GRANT INSERT ON casework.shelters, casework.shelter_versions, casework.shelter_addresses, casework.placements,
                casework.directory_entries TO tracing_app;
-- What is encrypted names its row, so the number is taken first.
GRANT USAGE ON SEQUENCE casework.placements_id_seq TO tracing_app;
-- Versions stay as they were written; only what is encrypted is encrypted anew (keys), and a placement goes with its record.
REVOKE UPDATE, DELETE ON casework.shelters, casework.shelter_versions, casework.shelter_addresses, casework.placements,
                         casework.directory_entries FROM tracing_worker;
GRANT UPDATE (sealed) ON casework.shelter_addresses TO tracing_worker;
GRANT UPDATE (detail) ON casework.placements TO tracing_worker;
GRANT DELETE ON casework.placements TO tracing_worker;

-- Those who find children look for a place for them; the asking side learns of no shelter at all.
CREATE FUNCTION casework.sees_shelters() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN casework.reader_role() IN ('found_worker', 'protection_officer');

-- Whether the reader is an officer who works for a country: of its authorities, or of the office. (casework.competence says the same.)
CREATE FUNCTION casework.officer_of(of_country text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(casework.reader_role() = 'protection_officer', false)
        AND EXISTS (SELECT FROM casework.agencies own
                    WHERE own.id = casework.reader_agency() AND (own.kind = 'tracing_office' OR own.country = of_country));

-- Its own agency's workers of children found, and protection officers of its country, say what a shelter is.
CREATE FUNCTION casework.keeps_shelter(of_agency bigint) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN casework.sees_shelters()
        AND EXISTS (SELECT FROM casework.agencies a
                    WHERE a.id = of_agency AND 'child' = ANY (a.sides)
                          AND (a.id = casework.reader_agency() OR casework.officer_of(a.country)));

CREATE POLICY read ON casework.shelters FOR SELECT TO tracing_app USING (casework.sees_shelters());
CREATE POLICY enter ON casework.shelters FOR INSERT TO tracing_app
    WITH CHECK (entered_by = casework.reader_person() AND casework.keeps_shelter(agency_id));

CREATE POLICY read ON casework.shelter_versions FOR SELECT TO tracing_app USING (casework.sees_shelters());
CREATE POLICY enter ON casework.shelter_versions FOR INSERT TO tracing_app
    WITH CHECK (by_user = casework.reader_person()
                AND EXISTS (SELECT FROM casework.shelters s
                            WHERE s.id = shelter_id AND casework.keeps_shelter(s.agency_id)));

-- A confidential address is seen by those who may see where a child is: the shelter's own workers and protection officers. One
-- that became confidential later was the same address before.
CREATE POLICY read ON casework.shelter_addresses FOR SELECT TO tracing_app
    USING (casework.sees_shelters()
           AND (EXISTS (SELECT FROM casework.shelters s
                        WHERE s.id = shelter_id AND casework.keeps_shelter(s.agency_id))
                OR NOT EXISTS (SELECT FROM casework.shelter_versions v
                               WHERE v.shelter_id = shelter_addresses.shelter_id AND v.confidential
                                     AND v.version >= shelter_addresses.version)));
CREATE POLICY enter ON casework.shelter_addresses FOR INSERT TO tracing_app
    WITH CHECK (EXISTS (SELECT FROM casework.shelters s
                        WHERE s.id = shelter_id AND casework.keeps_shelter(s.agency_id)));

-- Where a child is: its own agency's workers and protection officers. No key, no reviewer, nobody of the asking side.
CREATE POLICY read ON casework.placements FOR SELECT TO tracing_app
    USING (casework.reader_role() = 'protection_officer'
           OR (casework.reader_role() = 'found_worker'
               AND EXISTS (SELECT FROM casework.records r
                           WHERE r.id = record_id AND casework.owns_record(r.side, r.agency_id))));
CREATE POLICY enter ON casework.placements FOR INSERT TO tracing_app
    WITH CHECK (by_user = casework.reader_person()
                AND NOT casework.conflicted(record_id, casework.reader_person())
                AND EXISTS (SELECT FROM casework.records r
                            WHERE r.id = record_id AND r.side = 'child' AND r.state <> 'erased'
                                  AND (casework.reader_role() = 'protection_officer'
                                       OR (casework.reader_role() = 'found_worker'
                                           AND casework.owns_record(r.side, r.agency_id))))
                AND (shelter_id IS NULL OR EXISTS (SELECT FROM casework.shelters s WHERE s.id = shelter_id)));

-- Which institution answers for what is no secret; it says nothing of any person.
CREATE POLICY read ON casework.directory_entries FOR SELECT TO tracing_app
    USING (casework.reader_role() IN ('found_worker', 'family_worker', 'reviewer', 'protection_officer', 'administrator'));
CREATE POLICY enter ON casework.directory_entries FOR INSERT TO tracing_app
    WITH CHECK (by_user = casework.reader_person()
                AND country = left(key, 2)
                AND (casework.reader_role() = 'administrator' OR casework.officer_of(country)));
