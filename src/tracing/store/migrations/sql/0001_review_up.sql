-- The second part of release 1: what people need to work through pairs. It stands on 0001_up.sql.

-- ---------------------------------------------------------------------------------------------------------------------
-- The queue. A row for each link, kept by triggers as links come and go, so that whoever matches needn't know of it, and
-- with all that its order and its filters need, so that a page is one walk along an index.

CREATE TABLE casework.queue (
    matcher_id  integer NOT NULL,
    inquiry_id  bigint NOT NULL,
    child_id    bigint NOT NULL,
    paired_at   timestamptz NOT NULL,       -- since when the pair is one, under any matcher: what keeps the old from starving
    gone_at     timestamptz,                -- since when it is no link any more
    probability double precision NOT NULL,
    band        text NOT NULL,
    -- Which judgement it waits for; 'case' once it is settled as possible, 'done' once there is nothing more to do.
    stage       text NOT NULL CHECK (stage IN ('first', 'second', 'third', 'case', 'done')),
    held        boolean NOT NULL,
    asked_at    timestamptz NOT NULL,
    child_in    char(2) NOT NULL,           -- country of the agency that holds the record
    inquiry_in  char(2) NOT NULL,
    -- As standardising read them (service.placing), empty until then.
    born_from   date,
    born_to     date,
    origin      char(2),
    medical     boolean NOT NULL DEFAULT false,
    place       bigint,                     -- casework.urgency.Priority.order
    placed_on   date,                       -- empty: to be placed (anew)
    waits       boolean NOT NULL GENERATED ALWAYS AS
                    (place IS NOT NULL AND (stage IN ('second', 'third') OR (stage = 'first' AND gone_at IS NULL))) STORED,
    PRIMARY KEY (inquiry_id, child_id, matcher_id)
);
CREATE INDEX queue_in_order ON casework.queue (matcher_id, place, inquiry_id, child_id) WHERE waits;
-- For what few pairs have, walking along all of them would take seconds.
CREATE INDEX queue_of_stage ON casework.queue (matcher_id, stage, place, inquiry_id, child_id) WHERE waits;
CREATE INDEX queue_of_origin ON casework.queue (matcher_id, origin, place, inquiry_id, child_id) WHERE waits;
CREATE INDEX queue_of_band ON casework.queue (matcher_id, band, place, inquiry_id, child_id) WHERE waits;
CREATE INDEX queue_of_cases ON casework.queue (matcher_id, place, inquiry_id, child_id) WHERE stage = 'case';
CREATE INDEX queue_unplaced ON casework.queue (inquiry_id, child_id) WHERE placed_on IS NULL;
CREATE INDEX queue_of_child ON casework.queue (child_id);

-- What an officer has seen of a pair: whether the score, and which fields were revealed.
CREATE TABLE casework.pair_views (
    user_id    bigint NOT NULL REFERENCES casework.users,
    inquiry_id bigint NOT NULL,
    child_id   bigint NOT NULL,
    blind      boolean NOT NULL,            -- taken without the score
    scored     boolean NOT NULL DEFAULT false,
    of_child   text[] NOT NULL DEFAULT '{}',
    of_inquiry text[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (user_id, inquiry_id, child_id)
);
CREATE INDEX ON casework.pair_views (inquiry_id);
CREATE INDEX ON casework.pair_views (child_id);

-- Pairs of which two people have decided that the family is told. A row goes with whatever may undo that, and comes back
-- only once the whole was looked at anew; so at worst a family is told later.
CREATE TABLE casework.tellings (
    inquiry_id bigint NOT NULL,
    child_id   bigint NOT NULL,
    since      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (inquiry_id, child_id)
);

-- ---------------------------------------------------------------------------------------------------------------------
-- Screening: the rules of holds (casework.holds) look at every record that was submitted or changed, and daily at all.

CREATE TABLE casework.screen_due (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    record_id bigint NOT NULL
);

CREATE TABLE casework.screenings (
    record_id bigint PRIMARY KEY,
    version   integer NOT NULL,
    at        timestamptz NOT NULL
);

-- Adults, telephones and addresses that stand on a live record, as keyed hashes.
CREATE TABLE casework.mentions (
    record_id bigint NOT NULL,
    side      text NOT NULL,
    thing     text NOT NULL CHECK (thing IN ('adult', 'phone', 'address')),
    hash      bytea NOT NULL,
    PRIMARY KEY (record_id, thing, hash)
);
CREATE INDEX ON casework.mentions (hash, thing, side);

-- ---------------------------------------------------------------------------------------------------------------------
-- Triggers

CREATE FUNCTION casework.standing_hold(record bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework
    RETURN EXISTS (SELECT FROM casework.holds h WHERE h.record_id = record AND h.lifted_at IS NULL);
REVOKE EXECUTE ON FUNCTION casework.standing_hold FROM PUBLIC;

CREATE FUNCTION casework.enter_in_queue() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
BEGIN
    INSERT INTO casework.queue AS q (matcher_id, inquiry_id, child_id, paired_at, probability, band, stage, held, asked_at,
                                     child_in, inquiry_in)
    SELECT n.matcher_id, n.inquiry_id, n.child_id, coalesce(known.paired_at, now()), n.probability, n.band,
           coalesce(known.stage, 'first'),
           casework.standing_hold(n.inquiry_id) OR casework.standing_hold(n.child_id), i.created_at, ca.country, ia.country
    FROM new_links n
    JOIN casework.records i ON i.id = n.inquiry_id
    JOIN casework.agencies ia ON ia.id = i.agency_id
    JOIN casework.records c ON c.id = n.child_id
    JOIN casework.agencies ca ON ca.id = c.agency_id
    LEFT JOIN LATERAL (SELECT o.paired_at, o.stage FROM casework.queue o
                       WHERE o.inquiry_id = n.inquiry_id AND o.child_id = n.child_id
                       ORDER BY o.paired_at LIMIT 1) known ON true
    ON CONFLICT (inquiry_id, child_id, matcher_id) DO UPDATE
    SET probability = excluded.probability, band = excluded.band, gone_at = NULL, placed_on = NULL;
    RETURN NULL;
END;
$$;
CREATE TRIGGER enter_in_queue AFTER INSERT ON casework.links
    REFERENCING NEW TABLE AS new_links FOR EACH STATEMENT EXECUTE FUNCTION casework.enter_in_queue();
CREATE TRIGGER change_in_queue AFTER UPDATE ON casework.links
    REFERENCING NEW TABLE AS new_links FOR EACH STATEMENT EXECUTE FUNCTION casework.enter_in_queue();

-- Matching removes a record's links and writes them anew: a pair that is back at once has never been away.
CREATE FUNCTION casework.leave_queue() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
BEGIN
    UPDATE casework.queue q SET gone_at = now()
    FROM old_links o
    WHERE q.inquiry_id = o.inquiry_id AND q.child_id = o.child_id AND q.matcher_id = o.matcher_id;
    RETURN NULL;
END;
$$;
CREATE TRIGGER leave_queue AFTER DELETE ON casework.links
    REFERENCING OLD TABLE AS old_links FOR EACH STATEMENT EXECUTE FUNCTION casework.leave_queue();

-- A pair that people have begun with stays in the queue even if the matcher that is promoted doesn't propose it.
CREATE FUNCTION casework.keep_judged() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
BEGIN
    INSERT INTO casework.queue (matcher_id, inquiry_id, child_id, paired_at, gone_at, probability, band, stage, held,
                                asked_at, child_in, inquiry_in)
    SELECT DISTINCT ON (q.inquiry_id, q.child_id)
           NEW.id, q.inquiry_id, q.child_id, q.paired_at, now(), q.probability, q.band, q.stage, q.held, q.asked_at,
           q.child_in, q.inquiry_in
    FROM casework.queue q
    WHERE q.stage <> 'first' AND q.matcher_id <> NEW.id
    ORDER BY q.inquiry_id, q.child_id, q.paired_at
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END;
$$;
CREATE TRIGGER keep_judged AFTER UPDATE OF state ON casework.matchers
    FOR EACH ROW WHEN (NEW.state = 'active' AND OLD.state <> 'active') EXECUTE FUNCTION casework.keep_judged();

CREATE FUNCTION casework.hold_in_queue() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
BEGIN
    UPDATE casework.queue q
    SET held = casework.standing_hold(q.inquiry_id) OR casework.standing_hold(q.child_id)
    WHERE q.inquiry_id = NEW.record_id OR q.child_id = NEW.record_id;
    RETURN NULL;
END;
$$;
CREATE TRIGGER hold_in_queue AFTER INSERT OR UPDATE ON casework.holds
    FOR EACH ROW EXECUTE FUNCTION casework.hold_in_queue();

CREATE FUNCTION casework.note_to_screen() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
BEGIN
    INSERT INTO casework.screen_due (record_id) SELECT n.id FROM new_records n WHERE n.state = 'live';
    RETURN NULL;
END;
$$;
CREATE TRIGGER note_new AFTER INSERT ON casework.records
    REFERENCING NEW TABLE AS new_records FOR EACH STATEMENT EXECUTE FUNCTION casework.note_to_screen();
CREATE TRIGGER note_changed AFTER UPDATE ON casework.records
    REFERENCING NEW TABLE AS new_records FOR EACH STATEMENT EXECUTE FUNCTION casework.note_to_screen();

-- ---------------------------------------------------------------------------------------------------------------------
-- Questions that may be answered without seeing the rows behind them

-- Whether an agency's own inquiry is to be told. Open holds count at once; nothing else has to be looked at.
CREATE FUNCTION casework.told(inquiry bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework
    RETURN casework.is_own(inquiry)
        AND EXISTS (SELECT FROM casework.tellings t
                    WHERE t.inquiry_id = inquiry AND NOT casework.standing_hold(t.inquiry_id)
                          AND NOT casework.standing_hold(t.child_id));

CREATE FUNCTION casework.untell(inquiry bigint, child bigint) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, casework
    BEGIN ATOMIC
        DELETE FROM casework.tellings t
        WHERE t.inquiry_id = inquiry AND t.child_id = child
              AND (casework.reader_role() IN ('reviewer', 'protection_officer')
                   OR (casework.reader_role() IN ('found_worker', 'family_worker')
                       AND (casework.is_own(inquiry) OR casework.is_own(child))));
    END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Who may do and see what

-- As of every table: what a reader sees of it is said below, and of most nothing.
GRANT SELECT ON casework.queue, casework.tellings, casework.screen_due, casework.screenings, casework.mentions TO tracing_app;
GRANT SELECT, INSERT, UPDATE ON casework.pair_views TO tracing_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON casework.queue, casework.pair_views, casework.tellings, casework.screen_due,
    casework.screenings, casework.mentions TO tracing_worker;
GRANT SELECT ON casework.queue, casework.pair_views, casework.tellings, casework.screen_due, casework.screenings,
    casework.mentions TO tracing_backup;
GRANT SELECT ON SEQUENCE casework.screen_due_id_seq TO tracing_backup;
-- What is encrypted names its row, so the number is known before the row is.
GRANT USAGE ON SEQUENCE casework.acts_id_seq, casework.verification_questions_id_seq, casework.protection_flags_id_seq
    TO tracing_app;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['queue', 'pair_views', 'tellings', 'screen_due', 'screenings', 'mentions'] LOOP
        EXECUTE format('ALTER TABLE casework.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE casework.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY backup ON casework.%I FOR SELECT TO tracing_backup USING (true)', name);
        EXECUTE format('CREATE POLICY worker ON casework.%I TO tracing_worker USING (true) WITH CHECK (true)', name);
    END LOOP;
END;
$$;

-- Asked once a statement, not once a row: a page may walk past many.
CREATE POLICY read ON casework.queue FOR SELECT TO tracing_app
    USING ((SELECT casework.reader_role()) IN ('reviewer', 'protection_officer'));
CREATE POLICY own ON casework.pair_views TO tracing_app
    USING (casework.reader_role() IN ('reviewer', 'protection_officer') AND user_id = casework.reader_person());
