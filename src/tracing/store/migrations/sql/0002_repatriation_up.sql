-- Release 2, repatriation: the steps of a return, appended like acts, and reminders of what is due.

CREATE TABLE casework.repatriation_steps (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    inquiry_id bigint NOT NULL REFERENCES casework.records,
    child_id   bigint NOT NULL REFERENCES casework.records,
    kind       text NOT NULL,
    outcome    text NOT NULL,
    detail     bytea,               -- encrypted: countries, names, places, moments, what was checked; gone with its record
    takes_back bigint REFERENCES casework.repatriation_steps,
    -- The last act of the pair when this was entered: acts and steps have one order, whatever a clock says.
    after_act  bigint NOT NULL,
    user_id    bigint NOT NULL REFERENCES casework.users,
    role       text NOT NULL,       -- theirs when they did it
    at         timestamptz NOT NULL DEFAULT now(),
    CHECK ((kind = 'step_taken_back') = (takes_back IS NOT NULL))
);
CREATE UNIQUE INDEX one_step_taking_back ON casework.repatriation_steps (takes_back);
CREATE INDEX ON casework.repatriation_steps (inquiry_id, child_id, id);
CREATE INDEX ON casework.repatriation_steps (child_id);

-- A reminder of something that is due, to the party it waits for. Raised once for an item and its day, whatever clocks do. It is
-- of a pair, of one record (a registration, a shield, a referral), or of a complaint.
CREATE TABLE casework.reminders (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name            uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),     -- as people know it: an id would count others'
    inquiry_id      bigint REFERENCES casework.records,
    child_id        bigint REFERENCES casework.records,
    complaint_id    bigint REFERENCES casework.complaints,
    referral_id     bigint,
    item            text NOT NULL,
    party           text NOT NULL,
    due_on          date NOT NULL,
    raised_at       timestamptz NOT NULL DEFAULT now(),
    ended_at        timestamptz,    -- since when it needs nobody any more: the item is done, stopped, or due on another day
    acknowledged_by bigint REFERENCES casework.users,
    acknowledged_at timestamptz,
    CHECK ((num_nonnulls(inquiry_id, child_id) > 0) <> (complaint_id IS NOT NULL))
);
CREATE UNIQUE INDEX reminded_once ON casework.reminders
    (coalesce(child_id, 0), coalesce(inquiry_id, 0), coalesce(complaint_id, 0), coalesce(referral_id, 0), item, due_on, party);
CREATE INDEX ON casework.reminders (id) WHERE ended_at IS NULL;
CREATE INDEX ON casework.reminders (child_id);

-- Whether the reader's own inquiry is told of a child, on whatever record of it; an open hold silences it at once.
CREATE FUNCTION casework.pair_told(inquiry bigint, child bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework
    RETURN casework.is_own(inquiry)
        AND EXISTS (SELECT FROM casework.tellings t
                    WHERE t.inquiry_id = inquiry AND t.child_id = ANY (casework.set_of(child))
                          AND NOT casework.standing_hold(t.inquiry_id) AND NOT casework.standing_hold(t.child_id));

-- Whether a pair is one of the reader's own child that its agency may know of (records are shielded in a later part, so
-- this is put together when it is asked).
CREATE FUNCTION casework.pair_of_own(inquiry bigint, child bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
BEGIN
    RETURN casework.is_own(child)
        AND NOT EXISTS (SELECT FROM casework.records r WHERE r.id = inquiry AND r.shielded);
END;
$$;

-- Whether a handover is planned of a child of the reader's own, on whatever record of it.
CREATE FUNCTION casework.handover_planned(inquiry bigint, child bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework
    RETURN casework.pair_of_own(inquiry, child)
        AND EXISTS (SELECT FROM casework.repatriation_steps s
                    WHERE s.inquiry_id = ANY (casework.set_of(inquiry)) AND s.child_id = ANY (casework.set_of(child))
                          AND s.kind = 'handover_planned');

CALL pg_temp.shut('repatriation_steps', 'reminders');

-- What was done stays; erasure may empty what it says of a person, and nothing else.
REVOKE UPDATE, DELETE ON casework.repatriation_steps FROM tracing_worker;
GRANT UPDATE (detail) ON casework.repatriation_steps TO tracing_worker;
GRANT INSERT ON casework.repatriation_steps TO tracing_app;
GRANT USAGE ON SEQUENCE casework.repatriation_steps_id_seq TO tracing_app;
GRANT UPDATE (acknowledged_by, acknowledged_at) ON casework.reminders TO tracing_app;

-- A step's kind and outcome alone may tell of asylum, and where a child will be: protection officers only. The agency that
-- has the child confirms that it handed it over, where that was planned.
CREATE POLICY read ON casework.repatriation_steps FOR SELECT TO tracing_app
    USING (casework.reader_role() = 'protection_officer');
CREATE POLICY enter ON casework.repatriation_steps FOR INSERT TO tracing_app
    WITH CHECK (role = casework.reader_role()
                AND user_id = casework.reader_person()
                AND detail IS NOT NULL
                AND kind <> 'before_release'
                AND NOT casework.conflicted(inquiry_id, casework.reader_person())
                AND NOT casework.conflicted(child_id, casework.reader_person())
                AND ((casework.reader_role() = 'protection_officer'
                      AND EXISTS (SELECT FROM casework.records r WHERE r.id = inquiry_id AND r.side = 'inquiry')
                      AND EXISTS (SELECT FROM casework.records r WHERE r.id = child_id AND r.side = 'child'))
                     OR (casework.reader_role() = 'found_worker' AND kind = 'handed_over' AND takes_back IS NULL
                         AND casework.handover_planned(inquiry_id, child_id))));

-- Each side is reminded of its own; the family's agency of nothing before it is told. Of a complaint whoever may see that, and so
-- nobody whom it is about; who took it in, of what waits for them.
CREATE FUNCTION casework.reminds_reader(inquiry bigint, child bigint, complaint bigint, party text) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN CASE casework.reader_role() WHEN 'protection_officer' THEN true
                                       WHEN 'found_worker' THEN party = 'found_side'
                                       WHEN 'family_worker' THEN party = 'family_side'
                                       ELSE false END
        AND CASE WHEN complaint IS NOT NULL THEN EXISTS (SELECT FROM casework.complaints c WHERE c.id = complaint)
                 WHEN casework.reader_role() = 'found_worker' THEN casework.pair_of_own(inquiry, child)
                 WHEN casework.reader_role() = 'family_worker' THEN casework.pair_told(inquiry, child)
                 ELSE true END;
CREATE POLICY read ON casework.reminders FOR SELECT TO tracing_app
    USING (casework.reminds_reader(inquiry_id, child_id, complaint_id, party));
CREATE POLICY acknowledge ON casework.reminders FOR UPDATE TO tracing_app
    USING (casework.reminds_reader(inquiry_id, child_id, complaint_id, party))
    WITH CHECK (acknowledged_by = casework.reader_person());

-- Children who were reunited before handovers were recorded here stay so.
SET LOCAL ROLE tracing_worker;
INSERT INTO casework.repatriation_steps (inquiry_id, child_id, kind, outcome, after_act, user_id, role, at)
SELECT DISTINCT ON (a.inquiry_id, a.child_id)
       a.inquiry_id, a.child_id, 'before_release', 'done', 0, a.user_id, a.role, a.at
FROM casework.acts a
WHERE a.kind = 'reunify'
ORDER BY a.inquiry_id, a.child_id, a.id;
RESET ROLE;
