-- Statistics. Months are closed by the worker, and their numbers stand from then on; what is published was published by
-- somebody, once for each period, and stays.

-- What happened in a month, an event a line without anything that leads to a record: no record's erasure can change a number
-- that was published. Still a few events of a small place tell of somebody, so they stand encrypted and only the worker reads them.
CREATE TABLE casework.statistics_months (
    month     date PRIMARY KEY CHECK (extract(day FROM month) = 1),
    closed_at timestamptz NOT NULL DEFAULT now(),
    events    bytea NOT NULL
);

CREATE TABLE casework.statistics_publications (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    period      text NOT NULL UNIQUE CHECK (period ~ '^20[0-9]{2}(-(0[1-9]|1[0-2])|-Q[1-4])?$'),
    state       text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'released')),
    asked_by    bigint NOT NULL REFERENCES casework.users,
    asked_at    timestamptz NOT NULL DEFAULT now(),
    released_at timestamptz,
    CHECK ((state = 'released') = (released_at IS NOT NULL))
);

-- The cells that were shown; whatever isn't here is hidden. Days (low, middle, high) are quartiles, where times are told.
CREATE TABLE casework.statistics_cells (
    publication_id bigint NOT NULL REFERENCES casework.statistics_publications,
    measure        text NOT NULL,
    breakdown      text NOT NULL CHECK (breakdown IN ('origin', 'agencies')),
    place          text[] NOT NULL,
    value          integer NOT NULL CHECK (value >= 10),
    low            integer,
    middle         integer,
    high           integer,
    PRIMARY KEY (publication_id, measure, breakdown, place)
);

CALL pg_temp.shut('statistics_months', 'statistics_publications', 'statistics_cells');

-- What was released stays as it was released.
REVOKE DELETE ON casework.statistics_publications FROM tracing_worker;
REVOKE UPDATE, DELETE ON casework.statistics_cells FROM tracing_worker;
REVOKE UPDATE, DELETE ON casework.statistics_months FROM tracing_worker;
-- Encrypted anew when keys are rotated.
GRANT UPDATE (events) ON casework.statistics_months TO tracing_worker;

GRANT INSERT ON casework.statistics_publications TO tracing_app;
CREATE POLICY read ON casework.statistics_publications FOR SELECT TO tracing_app
    USING (casework.reader_role() IN ('statistics', 'analyst'));
CREATE POLICY enter ON casework.statistics_publications FOR INSERT TO tracing_app
    WITH CHECK (casework.reader_role() = 'statistics' AND asked_by = casework.reader_person() AND state = 'asked');
CREATE POLICY read ON casework.statistics_cells FOR SELECT TO tracing_app
    USING (casework.reader_role() IN ('statistics', 'analyst'));
