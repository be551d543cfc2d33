-- Release 2, rights: what was asked of the child, who weighed its interests, who complained.

-- ---------------------------------------------------------------------------------------------------------------------
-- How a child was heard, and what was weighed when its best interests were assessed or determined: each with its act, in
-- the same transaction, never edited. Only what rules ask for lies open; the rest is encrypted, and emptied by erasure.

CREATE TABLE casework.hearings (
    act_id        bigint PRIMARY KEY REFERENCES casework.acts,
    heard_on      date NOT NULL,    -- which may be days before it is entered
    hear_again_on date,         -- by when the child wants to be heard again
    record        bytea         -- encrypted JSON: who explained, language, way, who was present, answers, the views
);

CREATE TABLE casework.best_interests (
    act_id    bigint PRIMARY KEY REFERENCES casework.acts,
    kind      text NOT NULL CHECK (kind IN ('assessment', 'determination')),
    panel     bigint[] NOT NULL,    -- users who decided; no foreign key: it would tell which there are
    review_on date NOT NULL,
    record    bytea                 -- encrypted JSON: panel, factors, options, reasons, dissent
);
CREATE INDEX ON casework.best_interests (review_on);

-- Acts of release 1 that would need such a record now: what was done before it was asked for stands.
CREATE TABLE casework.acts_before_records (
    act_id bigint PRIMARY KEY REFERENCES casework.acts
);

CALL pg_temp.shut('hearings', 'best_interests', 'acts_before_records');

SET LOCAL ROLE tracing_worker;
INSERT INTO casework.acts_before_records (act_id)
SELECT a.id FROM casework.acts a WHERE a.kind IN ('child_views', 'best_interests');
RESET ROLE;

GRANT INSERT ON casework.hearings, casework.best_interests TO tracing_app;
-- As acts they stay as they were made; erasure may empty what they say of a person, and nothing else.
REVOKE UPDATE, DELETE ON casework.hearings, casework.best_interests, casework.acts_before_records FROM tracing_worker;
GRANT UPDATE (record) ON casework.hearings, casework.best_interests TO tracing_worker;

CREATE POLICY read ON casework.hearings FOR SELECT TO tracing_app
    USING (casework.reader_role() = 'protection_officer');
CREATE POLICY enter ON casework.hearings FOR INSERT TO tracing_app
    WITH CHECK (casework.reader_role() = 'protection_officer'
                AND EXISTS (SELECT FROM casework.acts a
                            WHERE a.id = act_id AND a.kind = 'child_views' AND a.user_id = casework.reader_person()));

CREATE POLICY read ON casework.best_interests FOR SELECT TO tracing_app
    USING (casework.reader_role() = 'protection_officer');
CREATE POLICY enter ON casework.best_interests FOR INSERT TO tracing_app
    WITH CHECK (casework.reader_role() = 'protection_officer'
                AND EXISTS (SELECT FROM casework.acts a
                            WHERE a.id = act_id AND a.kind = 'best_interests'
                                  AND a.user_id = casework.reader_person()));

-- ---------------------------------------------------------------------------------------------------------------------
-- Complaints. Whoever is complained about doesn't see one, nor does anybody of an agency that is.

CREATE TABLE casework.complaints (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name          uuid NOT NULL UNIQUE,     -- as it is called outside: an id would count others'
    agency_id     bigint NOT NULL REFERENCES casework.agencies,     -- through which it came
    record_id     bigint REFERENCES casework.records,               -- of the child or family, where it is known
    record_erased boolean NOT NULL DEFAULT false,                   -- it was known, and goes on without
    complainant   text NOT NULL CHECK (complainant IN ('child', 'family', 'in_their_name')),
    subject       text NOT NULL,
    about_persons bigint[] NOT NULL DEFAULT '{}',   -- users; no foreign key: it would tell which there are
    about_agency  bigint REFERENCES casework.agencies,
    urgent        boolean NOT NULL,
    received_by   bigint NOT NULL REFERENCES casework.users,
    received_on   date NOT NULL,
    record        bytea NOT NULL,           -- encrypted JSON: who complains, in which language, about whom, the words
    at            timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON casework.complaints (record_id);

-- What was done with one; appended, never edited.
CREATE TABLE casework.complaint_steps (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    complaint_id bigint NOT NULL REFERENCES casework.complaints,
    kind         text NOT NULL CHECK (kind IN ('take', 'hand_back', 'name', 'answer', 'tell', 'contest')),
    person       bigint NOT NULL REFERENCES casework.users,
    record       bytea,                     -- encrypted: the answer, how it was told, why it is contested
    at           timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON casework.complaint_steps (complaint_id, id);

CALL pg_temp.shut('complaints', 'complaint_steps');

GRANT INSERT ON casework.complaints, casework.complaint_steps TO tracing_app;
GRANT UPDATE (about_persons) ON casework.complaints TO tracing_app;
GRANT USAGE ON SEQUENCE casework.complaints_id_seq, casework.complaint_steps_id_seq TO tracing_app;

CREATE FUNCTION casework.complained_about(persons bigint[], agency bigint) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(casework.reader_person() = ANY (persons), true)
        OR agency IS NOT DISTINCT FROM casework.reader_agency();

CREATE POLICY read ON casework.complaints FOR SELECT TO tracing_app
    USING (NOT casework.complained_about(about_persons, about_agency)
           AND (casework.reader_role() = 'protection_officer'
                OR (casework.reader_role() IN ('found_worker', 'family_worker')
                    AND received_by = casework.reader_person())));
CREATE POLICY enter ON casework.complaints FOR INSERT TO tracing_app
    WITH CHECK (casework.reader_role() IN ('found_worker', 'family_worker', 'protection_officer')
                AND agency_id = casework.reader_agency()
                AND received_by = casework.reader_person()
                AND (about_agency IS NULL OR EXISTS (SELECT FROM casework.agencies a WHERE a.id = about_agency))
                AND (record_id IS NULL OR EXISTS (SELECT FROM casework.records r WHERE r.id = record_id)));
CREATE POLICY change ON casework.complaints FOR UPDATE TO tracing_app
    USING (casework.reader_role() = 'protection_officer' AND NOT casework.complained_about(about_persons, about_agency))
    WITH CHECK (casework.reader_role() = 'protection_officer');

-- Whoever received a complaint reads what it was answered, to tell it.
CREATE POLICY read ON casework.complaint_steps FOR SELECT TO tracing_app
    USING (EXISTS (SELECT FROM casework.complaints c WHERE c.id = complaint_id)
           AND (casework.reader_role() = 'protection_officer' OR kind IN ('answer', 'tell', 'contest')));
CREATE POLICY enter ON casework.complaint_steps FOR INSERT TO tracing_app
    WITH CHECK (person = casework.reader_person()
                AND EXISTS (SELECT FROM casework.complaints c WHERE c.id = complaint_id)
                AND (casework.reader_role() = 'protection_officer' OR kind IN ('tell', 'contest')));
