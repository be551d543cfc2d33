-- The whole of release 1. Who sees a row is decided here (brief I6), not only in Python: every table that holds a
-- person's data has row-level security, forced on its owner too, and shows nothing where no reader has been named.
--
-- The reader is named for one transaction by three settings: tracing.role, tracing.agency (an id) and tracing.person
-- (the id of a user; empty for an agency's key). Connections run as tracing_app (requests) or tracing_worker (matching,
-- webhooks, retention); neither may bypass row-level security.

CREATE SCHEMA casework;

-- ---------------------------------------------------------------------------------------------------------------------
-- Who reads

CREATE FUNCTION casework.reader_role() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('tracing.role', true), '');

CREATE FUNCTION casework.reader_agency() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('tracing.agency', true), '')::bigint;

CREATE FUNCTION casework.reader_person() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('tracing.person', true), '')::bigint;

-- Connections that match and clean up see what they must; a request's connection never is one.
CREATE FUNCTION casework.is_worker() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN current_user = 'tracing_worker';

-- ---------------------------------------------------------------------------------------------------------------------
-- Agencies, people, keys

CREATE TABLE casework.agencies (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code       text NOT NULL UNIQUE CHECK (code ~ '^[A-Z]{2}-[A-Z0-9][A-Z0-9-]{0,30}$'),
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    country    char(2) NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    -- Migration and police agencies have no kind here, so they can't be entered (brief I6).
    kind       text NOT NULL CHECK (kind IN ('child_protection', 'shelter', 'family_tracing', 'tracing_office', 'consulate',
                                             'international_organisation', 'civil_society', 'oversight')),
    sides      text[] NOT NULL CHECK (sides <@ ARRAY['child', 'inquiry']),
    active     boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE casework.users (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    agency_id       bigint NOT NULL REFERENCES casework.agencies,
    login           text NOT NULL UNIQUE CHECK (login = lower(login) AND length(login) BETWEEN 3 AND 100),
    name            text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    role            text NOT NULL CHECK (role IN ('found_worker', 'family_worker', 'reviewer', 'protection_officer',
                                                  'consulate', 'auditor', 'statistics', 'analyst', 'administrator')),
    language        text NOT NULL DEFAULT 'es' CHECK (language IN ('es', 'en')),
    password_hash   text NOT NULL,
    must_change     boolean NOT NULL DEFAULT true,
    password_until  timestamptz,    -- a one-time password is good until then
    totp_secret     bytea,      -- encrypted (service.secrets)
    totp_confirmed  boolean NOT NULL DEFAULT false,
    totp_last_step  bigint,     -- a code is good once
    active          boolean NOT NULL DEFAULT true,
    created_at      timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE casework.sessions (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE,
    user_id    bigint NOT NULL REFERENCES casework.users,
    strong     boolean NOT NULL,    -- signed in with a second factor
    created_at timestamptz NOT NULL DEFAULT now(),
    seen_at    timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    ended_at   timestamptz
);
CREATE INDEX ON casework.sessions (user_id) WHERE ended_at IS NULL;

-- Failures are counted for a login from one address, so that nobody can lock another person out.
CREATE TABLE casework.sign_in_failures (
    login_hash   bytea NOT NULL,
    address_hash bytea NOT NULL,
    failures     integer NOT NULL,
    last_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (login_hash, address_hash)
);

CREATE TABLE casework.api_keys (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    agency_id   bigint NOT NULL REFERENCES casework.agencies,
    prefix      text NOT NULL UNIQUE,
    secret_hash text NOT NULL,
    label       text NOT NULL,
    scopes      text[] NOT NULL,
    created_by  bigint REFERENCES casework.users,
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz,
    used_at     timestamptz,
    revoked_at  timestamptz,
    replaces_id bigint REFERENCES casework.api_keys
);

-- ---------------------------------------------------------------------------------------------------------------------
-- Records: children found and inquiries. Content is the file contract's columns as written; what must not lie open
-- (documents, telephones) stands encrypted in record_secrets, what fewer people may see in tables of its own.

CREATE TABLE casework.records (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    side       text NOT NULL CHECK (side IN ('child', 'inquiry')),
    agency_id  bigint NOT NULL REFERENCES casework.agencies,
    reference  text NOT NULL CHECK (length(reference) BETWEEN 1 AND 200),
    version    integer NOT NULL CHECK (version >= 1),
    state      text NOT NULL CHECK (state IN ('live', 'withdrawn', 'erased')),
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    review_on  date,            -- when keeping it must be decided anew (brief I6, retention)
    UNIQUE (agency_id, side, reference)
);
CREATE INDEX ON casework.records (side, id) WHERE state = 'live';

CREATE TABLE casework.record_versions (
    record_id  bigint NOT NULL REFERENCES casework.records,
    version    integer NOT NULL,
    -- Columns of the file contract as written, without documents and phones; of a child without event_place, notes and
    -- columns outside the contract either (whereabouts).
    content    jsonb NOT NULL,
    provenance jsonb NOT NULL,      -- [{fields, said_by, said_on, language, interpreter}]
    found_region text,              -- country and department of where it was found: what a reviewer may see of that
    noted      boolean NOT NULL DEFAULT false,  -- whether a child has notes: a reviewer may know that, not read them
    reason     text,                -- why it was corrected or withdrawn
    by_user    bigint REFERENCES casework.users,
    by_key     bigint REFERENCES casework.api_keys,
    at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (record_id, version)
);

-- Documents and telephones: the cell as written, encrypted, and a keyed hash of each number in it by which it can be
-- looked up. The cell stands at place 0, beside the hash of its first number; the places after it hold only hashes. What
-- can't be read as a number has a hash that no other record has.
CREATE TABLE casework.record_secrets (
    record_id  bigint NOT NULL,
    version    integer NOT NULL,
    field      text NOT NULL CHECK (field IN ('documents', 'phones')),
    place      smallint NOT NULL,
    ciphertext bytea NOT NULL,
    hash       bytea NOT NULL,
    PRIMARY KEY (record_id, version, field, place),
    FOREIGN KEY (record_id, version) REFERENCES casework.record_versions
);
CREATE INDEX ON casework.record_secrets (hash);

-- Where the child was found and is: never for the asking side, for reviewers the region only. With it stand the columns
-- that may say the same, or why a child is afraid: notes, and whatever the contract doesn't know. Encrypted JSON.
CREATE TABLE casework.whereabouts (
    record_id  bigint NOT NULL,
    version    integer NOT NULL,
    ciphertext bytea NOT NULL,
    PRIMARY KEY (record_id, version),
    FOREIGN KEY (record_id, version) REFERENCES casework.record_versions
);

-- Flags of brief I4, for protection officers; reviewers learn that there is one, not which.
CREATE TABLE casework.protection_flags (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    record_id  bigint NOT NULL REFERENCES casework.records,
    kind       text NOT NULL,
    detail     bytea,           -- encrypted: whom it concerns, which country, who consented to what
    raised_by  bigint REFERENCES casework.users,
    raised_at  timestamptz NOT NULL DEFAULT now(),
    ended_by   bigint REFERENCES casework.users,
    ended_at   timestamptz
);
CREATE INDEX ON casework.protection_flags (record_id);

-- ---------------------------------------------------------------------------------------------------------------------
-- Matching

-- A matcher and the standardising rules it works with. Its forms and keys stand in one of two slots: one for the matcher
-- in use, the other to build the next one beside it. Building goes through the live records twice, in the order of their
-- ids, for forms and then for links; it has come as far as the ids say.
CREATE TABLE casework.matchers (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name         text NOT NULL,
    digest       bytea NOT NULL,            -- of the file
    file         text NOT NULL,
    rules        text NOT NULL,
    state        text NOT NULL CHECK (state IN ('entered', 'building', 'active', 'retired', 'failed')),
    slot         smallint CHECK (slot IN (0, 1)),
    formed_to    bigint NOT NULL DEFAULT 0,
    linked_to    bigint NOT NULL DEFAULT 0,
    entered_by   bigint REFERENCES casework.users,
    entered_at   timestamptz NOT NULL DEFAULT now(),
    promoted_at  timestamptz,
    CHECK ((slot IS NOT NULL) = (state IN ('building', 'active')))
);
CREATE UNIQUE INDEX one_active_matcher ON casework.matchers (state) WHERE state = 'active';
CREATE UNIQUE INDEX one_matcher_building ON casework.matchers (state) WHERE state = 'building';
CREATE UNIQUE INDEX one_matcher_a_slot ON casework.matchers (slot);

-- What standardising made of a live record, encrypted: derived data are personal data too (brief I6).
CREATE TABLE casework.forms (
    slot       smallint NOT NULL,
    record_id  bigint NOT NULL REFERENCES casework.records,
    version    integer NOT NULL,
    stamp      bigint NOT NULL,     -- of the form's latest change (form_changes)
    companions bigint NOT NULL,     -- number of its group on its side, 0 none
    rules      text NOT NULL,       -- which rules made it
    keys       integer[] NOT NULL,  -- its rows in child_keys or inquiry_keys
    form       bytea NOT NULL,
    PRIMARY KEY (record_id, slot)
) PARTITION BY LIST (slot);
CREATE TABLE casework.forms_0 PARTITION OF casework.forms FOR VALUES IN (0);
CREATE TABLE casework.forms_1 PARTITION OF casework.forms FOR VALUES IN (1);
CREATE INDEX forms_by_group ON casework.forms (slot, companions) WHERE companions <> 0;

-- Blocking keys, turned by a secret so that a telephone can't be found by trying. Of children what they hold, of
-- inquiries what they ask for. There are about a hundred a record, so the rows are as narrow as can be: the slot is the
-- key's sign, and a record's number takes four bytes.
CREATE TABLE casework.child_keys (
    key       integer NOT NULL,
    record_id integer NOT NULL
) PARTITION BY RANGE (key);
CREATE TABLE casework.child_keys_0 PARTITION OF casework.child_keys FOR VALUES FROM (0) TO (MAXVALUE);
CREATE TABLE casework.child_keys_1 PARTITION OF casework.child_keys FOR VALUES FROM (MINVALUE) TO (0);
CREATE INDEX child_keys_by_key ON casework.child_keys (key, record_id);

CREATE TABLE casework.inquiry_keys (
    key       integer NOT NULL,
    record_id integer NOT NULL
) PARTITION BY RANGE (key);
CREATE TABLE casework.inquiry_keys_0 PARTITION OF casework.inquiry_keys FOR VALUES FROM (0) TO (MAXVALUE);
CREATE TABLE casework.inquiry_keys_1 PARTITION OF casework.inquiry_keys FOR VALUES FROM (MINVALUE) TO (0);
CREATE INDEX inquiry_keys_by_key ON casework.inquiry_keys (key, record_id);

-- Every change of a form, in the order of commits: whoever writes one holds the lock of matching (see below) from the
-- stamp to the commit. Old rows are removed.
CREATE TABLE casework.form_changes (
    stamp      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slot       smallint NOT NULL,
    record_id  bigint NOT NULL,
    left_group bigint NOT NULL,     -- the group it was in, 0 none
    new_group  bigint NOT NULL,     -- the group it is in
    at         timestamptz NOT NULL DEFAULT now()
);

-- Every pair at or above the matcher's output threshold. The rank is the order of (weight, child_id), made on reading.
CREATE TABLE casework.links (
    matcher_id  integer NOT NULL,
    inquiry_id  bigint NOT NULL REFERENCES casework.records,
    child_id    bigint NOT NULL REFERENCES casework.records,
    weight      integer NOT NULL,           -- in 1/256 bit, companions' term included
    group_term  integer NOT NULL,
    probability double precision NOT NULL,
    band        text NOT NULL,
    levels      bytea NOT NULL,             -- one byte a comparison
    weights     integer[] NOT NULL,         -- one a comparison, in 1/256 bit
    PRIMARY KEY (inquiry_id, matcher_id, child_id)
);
CREATE INDEX ON casework.links (child_id);
CREATE INDEX ON casework.links (matcher_id, probability DESC);

-- Records that were submitted, corrected, withdrawn or erased and aren't matched yet; a row for each time
-- (service.jobs.enqueue_match). Nobody waits for anybody here: rows are only added, and whoever made the forms removes
-- those that it had seen before it read the record.
CREATE TABLE casework.pending (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    record_id bigint NOT NULL REFERENCES casework.records,
    since     timestamptz NOT NULL DEFAULT now(),
    urgent    boolean NOT NULL DEFAULT true     -- came by itself: it doesn't wait behind a file of thousands
);
CREATE INDEX pending_in_order ON casework.pending (urgent DESC, id);

-- Records whose form or group has changed and whose links under a matcher are still to be made. The transaction that
-- writes them removes the row.
CREATE TABLE casework.links_due (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    matcher_id integer NOT NULL,
    record_id  bigint NOT NULL,
    since      timestamptz NOT NULL DEFAULT now(),
    urgent     boolean NOT NULL DEFAULT true
);
CREATE INDEX links_due_in_order ON casework.links_due (matcher_id, urgent DESC, id);

-- ---------------------------------------------------------------------------------------------------------------------
-- Review. Acts are appended, never edited.

CREATE TABLE casework.leases (
    inquiry_id bigint NOT NULL REFERENCES casework.records,
    child_id   bigint NOT NULL REFERENCES casework.records,
    user_id    bigint NOT NULL REFERENCES casework.users,
    until      timestamptz NOT NULL,
    PRIMARY KEY (inquiry_id, child_id)
);

CREATE TABLE casework.decisions (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    inquiry_id      bigint NOT NULL REFERENCES casework.records,
    child_id        bigint NOT NULL REFERENCES casework.records,
    inquiry_version integer NOT NULL,
    child_version   integer NOT NULL,
    matcher_id      integer NOT NULL,
    weight          integer,            -- as shown, in 1/256 bit; empty where the pair was no link any more
    probability     double precision,
    band            text,
    blind           boolean NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('possible', 'not_this_child', 'relative_lead', 'need_information',
                                                  'duplicate_record', 'taken_back')),
    takes_back      bigint REFERENCES casework.decisions,
    reasons         text[] NOT NULL,
    note            text,
    user_id         bigint NOT NULL REFERENCES casework.users,
    at              timestamptz NOT NULL DEFAULT now(),
    CHECK ((kind = 'taken_back') = (takes_back IS NOT NULL))
);
CREATE UNIQUE INDEX one_taking_back ON casework.decisions (takes_back);
CREATE INDEX ON casework.decisions (inquiry_id, child_id, at);
CREATE INDEX ON casework.decisions (child_id);

-- Acts that move a pair through the states of brief I3, from 'possible' on.
CREATE TABLE casework.acts (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    inquiry_id bigint NOT NULL REFERENCES casework.records,
    child_id   bigint NOT NULL REFERENCES casework.records,
    kind       text NOT NULL,
    outcome    text NOT NULL,
    reasons    text[] NOT NULL,
    detail     bytea,               -- encrypted
    review_on  date,                -- when a withholding must be decided anew
    takes_back bigint REFERENCES casework.acts,
    user_id    bigint NOT NULL REFERENCES casework.users,
    role       text NOT NULL,       -- theirs when they did it
    at         timestamptz NOT NULL DEFAULT now(),
    CHECK ((kind = 'taken_back') = (takes_back IS NOT NULL))
);
CREATE UNIQUE INDEX one_act_taking_back ON casework.acts (takes_back);
CREATE INDEX ON casework.acts (inquiry_id, child_id, at);
CREATE INDEX ON casework.acts (child_id);

-- Records of somebody's own family, or whom they can't judge for another reason, as they declared themselves.
CREATE TABLE casework.conflicts (
    user_id     bigint NOT NULL REFERENCES casework.users,
    record_id   bigint NOT NULL REFERENCES casework.records,
    declared_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, record_id)
);

-- Questions of verification. Each side's are seen by that side alone until both have answered (brief I3).
CREATE TABLE casework.verification_questions (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    inquiry_id bigint NOT NULL REFERENCES casework.records,
    child_id   bigint NOT NULL REFERENCES casework.records,
    side       text NOT NULL CHECK (side IN ('child', 'inquiry')),
    question   bytea NOT NULL,      -- encrypted
    answer     bytea,
    asked_by   bigint NOT NULL REFERENCES casework.users,
    asked_at   timestamptz NOT NULL DEFAULT now(),
    answered_by bigint REFERENCES casework.users,
    answered_at timestamptz
);
CREATE INDEX ON casework.verification_questions (inquiry_id, child_id);

CREATE TABLE casework.holds (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    record_id   bigint NOT NULL REFERENCES casework.records,
    kind        text NOT NULL,
    confidential boolean NOT NULL,  -- reviewers learn that there is one, not which (casework.holds.CONFIDENTIAL)
    rule        text,               -- the rule that raised it; empty where a person did
    cause       bytea,              -- what the rule saw (keyed hash), so that it isn't raised twice for the same thing
    reason      text NOT NULL,
    raised_by   bigint REFERENCES casework.users,
    raised_at   timestamptz NOT NULL DEFAULT now(),
    review_on   date NOT NULL,
    lifted_by   bigint REFERENCES casework.users,
    lifted_at   timestamptz,
    lift_reason text
);
CREATE INDEX ON casework.holds (record_id) WHERE lifted_at IS NULL;
CREATE UNIQUE INDEX one_hold_for_a_cause ON casework.holds (record_id, kind, cause) WHERE lifted_at IS NULL;

-- ---------------------------------------------------------------------------------------------------------------------
-- Exchange

CREATE TABLE casework.idempotency (
    agency_id  bigint NOT NULL REFERENCES casework.agencies,
    key        text NOT NULL,
    request    bytea NOT NULL,      -- keyed hash of what was asked
    status     integer NOT NULL,
    body       bytea NOT NULL,      -- encrypted: the agency's other side may read this row, too
    etag       text,
    record_id  bigint,              -- the record it tells of, with which it is erased
    at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (agency_id, key)
);

CREATE TABLE casework.imports (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    agency_id  bigint NOT NULL REFERENCES casework.agencies,
    side       text NOT NULL CHECK (side IN ('child', 'inquiry')),
    number     integer NOT NULL,    -- within the agency and side: a count over all would tell what others send
    format     text NOT NULL CHECK (format IN ('csv', 'jsonl', 'xlsx')),
    state      text NOT NULL CHECK (state IN ('received', 'reading', 'done', 'failed')),
    file       bytea,               -- encrypted; gone once read
    rows       integer NOT NULL DEFAULT 0,
    done       integer NOT NULL DEFAULT 0,
    refused    integer NOT NULL DEFAULT 0,
    line       integer NOT NULL DEFAULT 0,      -- up to which the file is stored
    report     jsonb NOT NULL DEFAULT '[]',     -- line, column, reason, how to mend; no values
    failure    text,
    by_user    bigint REFERENCES casework.users,
    by_key     bigint REFERENCES casework.api_keys,
    at         timestamptz NOT NULL DEFAULT now(),
    ended_at   timestamptz,
    UNIQUE (agency_id, side, number)
);

CREATE TABLE casework.webhooks (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),  -- as its agency knows it: an id would count others'
    agency_id  bigint NOT NULL REFERENCES casework.agencies,
    url        text NOT NULL,
    secret     bytea NOT NULL,      -- encrypted
    events     text[] NOT NULL,
    active     boolean NOT NULL DEFAULT true,   -- until it is removed
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE casework.deliveries (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       uuid NOT NULL DEFAULT gen_random_uuid(),     -- as the agency knows it
    webhook_id bigint NOT NULL REFERENCES casework.webhooks,
    event      text NOT NULL,
    body       jsonb NOT NULL,      -- references and states; no person's data
    at         timestamptz NOT NULL DEFAULT now(),
    attempts   integer NOT NULL DEFAULT 0,
    status     integer,             -- what the latest attempt was answered
    failure    text,                -- or why there was no answer
    next_at    timestamptz NOT NULL DEFAULT now(),
    done_at    timestamptz,
    given_up   boolean NOT NULL DEFAULT false
);
CREATE INDEX ON casework.deliveries (next_at) WHERE done_at IS NULL AND NOT given_up;
CREATE INDEX ON casework.deliveries (webhook_id, id);

-- ---------------------------------------------------------------------------------------------------------------------
-- Audit: a chain of hashes. Only the function writes it; nobody changes or removes a row.

CREATE TABLE casework.audit (
    number    bigint PRIMARY KEY,
    at        timestamptz NOT NULL,
    person    bigint,
    key_id    bigint,
    agency_id bigint,
    act       text NOT NULL,
    purpose   text NOT NULL,
    kind      text NOT NULL,        -- what it was done to
    object    text NOT NULL,        -- its id; no person's data
    detail    jsonb NOT NULL,
    previous  bytea NOT NULL,
    hash      bytea NOT NULL
);
CREATE INDEX ON casework.audit (kind, object);

CREATE FUNCTION casework.audit_text(number bigint, at timestamptz, person bigint, key_id bigint, agency_id bigint, act text,
                                    purpose text, kind text, object text, detail jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN jsonb_build_array(number, extract(epoch FROM at), person, key_id, agency_id, act, purpose, kind, object,
                             detail)::text;

CREATE FUNCTION casework.write_audit(act text, purpose text, kind text, object text, detail jsonb, key_id bigint)
    RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, casework AS $$
DECLARE
    newest casework.audit%ROWTYPE;
    place  bigint;
    moment timestamptz := clock_timestamp();
    before bytea;
BEGIN
    -- Held until the transaction ends: the chain has one end at a time.
    PERFORM pg_advisory_xact_lock(7265437721);
    SELECT * INTO newest FROM casework.audit ORDER BY number DESC LIMIT 1;
    place := coalesce(newest.number, 0) + 1;
    before := coalesce(newest.hash, sha256('tracing'::bytea));
    INSERT INTO casework.audit
    VALUES (place, moment, casework.reader_person(), key_id, casework.reader_agency(), act, purpose, kind, object, detail,
            before,
            sha256(before || convert_to(casework.audit_text(place, moment, casework.reader_person(), key_id,
                                                            casework.reader_agency(), act, purpose, kind, object, detail),
                                        'UTF8')));
    RETURN place;
END;
$$;

-- ---------------------------------------------------------------------------------------------------------------------
-- Questions that anybody may be answered without seeing the rows behind them

-- A reviewer learns that there is a flag, not which (brief I6). That somebody consented, or needs a doctor, warns of nothing.
CREATE FUNCTION casework.flagged(record bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework
    RETURN casework.reader_role() IN ('reviewer', 'protection_officer')
        AND EXISTS (SELECT FROM casework.protection_flags f
                    WHERE f.record_id = record AND f.ended_at IS NULL AND f.kind NOT IN ('consent', 'medical_need'));

-- The same of holds, for those who may know that there is one.
CREATE FUNCTION casework.held(record bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework
    RETURN casework.reader_role() IN ('reviewer', 'protection_officer')
        AND EXISTS (SELECT FROM casework.holds h WHERE h.record_id = record AND h.lifted_at IS NULL);

-- Whether the reader declared a record to be of their own family; of others nobody is told.
CREATE FUNCTION casework.conflicted(record bigint, person bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework
    RETURN person = casework.reader_person()
        AND EXISTS (SELECT FROM casework.conflicts c WHERE c.record_id = record AND c.user_id = person);

-- Whether the reader entered or changed a record: nobody decides on their own submission.
CREATE FUNCTION casework.submitted_by(record bigint, person bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework
    RETURN person = casework.reader_person()
        AND EXISTS (SELECT FROM casework.record_versions v WHERE v.record_id = record AND v.by_user = person);

-- Whether a record is the reader's agency's, of a side that the reader works for.
CREATE FUNCTION casework.is_own(record bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework
    RETURN EXISTS (SELECT FROM casework.records r
                   WHERE r.id = record AND r.agency_id = casework.reader_agency()
                         AND CASE casework.reader_role() WHEN 'found_worker' THEN r.side = 'child'
                                                         WHEN 'family_worker' THEN r.side = 'inquiry'
                                                         ELSE casework.reader_role() = 'agency' END);

-- Whether anything was decided about a pair with a child of the reader's agency.
CREATE FUNCTION casework.is_decided(inquiry bigint, child bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, casework
    RETURN casework.is_own(child)
           AND EXISTS (SELECT FROM casework.decisions d WHERE (d.inquiry_id, d.child_id) = (inquiry, child));

-- What a submission tells its agency's own webhooks. Whoever submits sees no webhook, so this writes for them; it returns
-- whether there is anything to deliver.
CREATE FUNCTION casework.announce(event text, body jsonb) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
BEGIN
    INSERT INTO casework.deliveries (webhook_id, event, body)
    SELECT w.id, announce.event, announce.body
    FROM casework.webhooks w
    WHERE w.agency_id = casework.reader_agency() AND w.active AND announce.event = ANY (w.events)
          AND casework.reader_role() IN ('agency', 'found_worker', 'family_worker');
    RETURN FOUND;
END;
$$;

-- Held by whoever changes forms or writes links, from there to the commit: so a link is written only while nothing that
-- it was made from has changed since it was read, and a change's stamp tells the order of commits.
CREATE FUNCTION casework.lock_matching() RETURNS void LANGUAGE sql
    BEGIN ATOMIC SELECT pg_advisory_xact_lock(7265437724); END;

-- Begins to build a matcher beside the one in use. Returns 'building', or what is in the way: 'unknown' (no such matcher),
-- 'active' (it is in use), 'another' (is being built), 'slot' (what an earlier one left there isn't removed yet).
CREATE FUNCTION casework.begin_building(matcher bigint, by_rules text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
DECLARE
    found casework.matchers%ROWTYPE;
    free  smallint;
BEGIN
    IF casework.reader_role() IS DISTINCT FROM 'administrator' THEN
        RAISE insufficient_privilege USING MESSAGE = 'only an administrator promotes a matcher';
    END IF;
    PERFORM casework.lock_matching();
    SELECT * INTO found FROM casework.matchers m WHERE m.id = matcher;
    free := (SELECT CASE m.slot WHEN 0 THEN 1 ELSE 0 END FROM casework.matchers m WHERE m.state = 'active');
    CASE
        WHEN found.id IS NULL THEN RETURN 'unknown';
        WHEN found.state = 'active' THEN RETURN 'active';
        WHEN EXISTS (SELECT FROM casework.matchers m WHERE m.state = 'building') THEN RETURN 'another';
        WHEN free IS NULL OR EXISTS (SELECT FROM casework.forms f WHERE f.slot = free) THEN RETURN 'slot';
        ELSE NULL;
    END CASE;
    UPDATE casework.matchers m SET state = 'building', slot = free, rules = by_rules, formed_to = 0, linked_to = 0
    WHERE m.id = matcher;
    RETURN 'building';
END;
$$;

-- What matching made of a record goes in the transaction that withdraws or erases it, so that nothing stale is shown.
-- Whoever submits may neither see nor delete these rows; of a live record nothing is removed. The other members of its
-- group are matched again: a companion less changes their pairs. A group of more than twelve is no family (linkage.groups).
CREATE FUNCTION casework.forget_matching(record bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, casework AS $$
DECLARE
    known   record;
    members bigint[];
BEGIN
    PERFORM FROM casework.records r WHERE r.id = record AND r.state <> 'live';
    IF NOT FOUND THEN
        RETURN;
    END IF;
    PERFORM casework.lock_matching();
    FOR known IN SELECT f.slot, f.companions, f.keys, m.id AS matcher
                 FROM casework.forms f LEFT JOIN casework.matchers m ON m.slot = f.slot WHERE f.record_id = record LOOP
        INSERT INTO casework.form_changes (slot, record_id, left_group, new_group)
        VALUES (known.slot, record, known.companions, 0);
        IF known.companions <> 0 AND known.matcher IS NOT NULL THEN
            members := ARRAY(SELECT f.record_id FROM casework.forms f
                             WHERE f.slot = known.slot AND f.companions = known.companions AND f.companions <> 0
                             LIMIT 14);
            IF cardinality(members) < 14 THEN
                INSERT INTO casework.links_due (matcher_id, record_id)
                SELECT known.matcher, member FROM unnest(members) AS member WHERE member <> record;
            END IF;
        END IF;
        DELETE FROM casework.child_keys k USING unnest(known.keys) AS held
        WHERE k.key = held AND k.record_id = record;
        DELETE FROM casework.inquiry_keys k USING unnest(known.keys) AS held
        WHERE k.key = held AND k.record_id = record;
    END LOOP;
    DELETE FROM casework.forms f WHERE f.record_id = record;
    DELETE FROM casework.links l WHERE l.inquiry_id = record;
    DELETE FROM casework.links l WHERE l.child_id = record;
    DELETE FROM casework.leases l WHERE l.inquiry_id = record OR l.child_id = record;
    DELETE FROM casework.queue q WHERE q.inquiry_id = record OR q.child_id = record;
    DELETE FROM casework.pair_views v WHERE v.inquiry_id = record OR v.child_id = record;
    DELETE FROM casework.tellings t WHERE t.inquiry_id = record OR t.child_id = record;
    DELETE FROM casework.mentions m WHERE m.record_id = record;
    DELETE FROM casework.screenings s WHERE s.record_id = record;
END;
$$;

-- ---------------------------------------------------------------------------------------------------------------------
-- What each kind of connection may do at all

GRANT USAGE ON SCHEMA casework TO tracing_app, tracing_worker, tracing_audit;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA casework TO tracing_app;
GRANT UPDATE ON casework.agencies, casework.users, casework.sessions, casework.sign_in_failures, casework.api_keys,
                casework.records, casework.protection_flags, casework.leases, casework.holds, casework.imports,
                casework.webhooks TO tracing_app;
GRANT UPDATE (answer, answered_by, answered_at) ON casework.verification_questions TO tracing_app;
GRANT DELETE ON casework.leases, casework.sign_in_failures TO tracing_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA casework TO tracing_worker;
REVOKE INSERT, UPDATE, DELETE ON casework.audit FROM tracing_app, tracing_worker;
-- A slot is emptied at once.
GRANT TRUNCATE ON casework.forms_0, casework.forms_1, casework.child_keys_0, casework.child_keys_1,
                  casework.inquiry_keys_0, casework.inquiry_keys_1 TO tracing_worker;
-- Decisions and acts stay as they were made; erasure may empty what they say of a person, and nothing else.
REVOKE UPDATE, DELETE ON casework.decisions, casework.acts FROM tracing_worker;
GRANT UPDATE (note) ON casework.decisions TO tracing_worker;
GRANT UPDATE (detail) ON casework.acts TO tracing_worker;
GRANT SELECT, INSERT ON casework.audit TO tracing_audit;

-- Backups read everything and write nothing.
GRANT USAGE ON SCHEMA casework, jobs, tracing TO tracing_backup;
GRANT SELECT ON ALL TABLES IN SCHEMA casework, jobs, tracing TO tracing_backup;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA casework, jobs TO tracing_backup;

-- ---------------------------------------------------------------------------------------------------------------------
-- Who sees which row (brief I6). Without a reader no condition holds, so nothing is shown.
--
-- These conditions are looked at before foreign keys are, and a foreign key sees every row: whoever could enter any number
-- would learn from the error which records there are. So each condition on entering says of every reference that it is the
-- reader's own or one that the reader sees.

DO $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'casework' LOOP
        EXECUTE format('ALTER TABLE casework.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE casework.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY backup ON casework.%I FOR SELECT TO tracing_backup USING (true)', name);
        IF name <> 'audit' THEN
            EXECUTE format('CREATE POLICY worker ON casework.%I TO tracing_worker USING (true) WITH CHECK (true)', name);
        END IF;
    END LOOP;
END;
$$;

-- 'sign_in' is the reader before anyone is known: it may find whom a password, a session or a key belongs to.
CREATE POLICY read ON casework.agencies FOR SELECT TO tracing_app USING (casework.reader_role() IS NOT NULL);
CREATE POLICY enter ON casework.agencies FOR INSERT TO tracing_app WITH CHECK (casework.reader_role() = 'administrator');
CREATE POLICY change ON casework.agencies FOR UPDATE TO tracing_app USING (casework.reader_role() = 'administrator');

CREATE POLICY read ON casework.users FOR SELECT TO tracing_app
    USING (casework.reader_role() IN ('sign_in', 'administrator') OR id = casework.reader_person());
CREATE POLICY enter ON casework.users FOR INSERT TO tracing_app WITH CHECK (casework.reader_role() = 'administrator');
CREATE POLICY change ON casework.users FOR UPDATE TO tracing_app
    USING (casework.reader_role() IN ('sign_in', 'administrator') OR id = casework.reader_person());

-- People change their own password and second factor, not who they are.
CREATE FUNCTION casework.keep_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF casework.reader_role() IS DISTINCT FROM 'administrator' AND NOT casework.is_worker()
       AND (OLD.agency_id, OLD.login, OLD.name, OLD.role, OLD.active)
           IS DISTINCT FROM (NEW.agency_id, NEW.login, NEW.name, NEW.role, NEW.active) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only an administrator changes who a person is';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER keep BEFORE UPDATE ON casework.users FOR EACH ROW EXECUTE FUNCTION casework.keep_user();

CREATE POLICY own ON casework.sessions TO tracing_app
    USING (casework.reader_role() IN ('sign_in', 'administrator') OR user_id = casework.reader_person());
CREATE POLICY sign_in ON casework.sign_in_failures TO tracing_app USING (casework.reader_role() = 'sign_in');

CREATE POLICY read ON casework.api_keys FOR SELECT TO tracing_app
    USING (casework.reader_role() IN ('sign_in', 'administrator') OR agency_id = casework.reader_agency());
CREATE POLICY enter ON casework.api_keys FOR INSERT TO tracing_app WITH CHECK (casework.reader_role() = 'administrator');
CREATE POLICY change ON casework.api_keys FOR UPDATE TO tracing_app
    USING (casework.reader_role() IN ('sign_in', 'administrator'));

-- An agency (by its key) and its workers see their own records; each worker one side. Reviewers and protection officers
-- see both sides, in the fields that casework.visibility allows them. Consulates, auditors, analysts, statistics and
-- administrators see no record.
CREATE FUNCTION casework.sees_record(of_side text, of_agency bigint) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN casework.reader_role() IN ('reviewer', 'protection_officer')
        OR (of_agency = casework.reader_agency()
            AND (casework.reader_role() = 'agency'
                 OR (casework.reader_role() = 'found_worker' AND of_side = 'child')
                 OR (casework.reader_role() = 'family_worker' AND of_side = 'inquiry')));

CREATE FUNCTION casework.owns_record(of_side text, of_agency bigint) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN casework.sees_record(of_side, of_agency)
        AND casework.reader_role() IN ('agency', 'found_worker', 'family_worker')
        AND EXISTS (SELECT FROM casework.agencies a WHERE a.id = of_agency AND of_side = ANY (a.sides));

CREATE POLICY read ON casework.records FOR SELECT TO tracing_app USING (casework.sees_record(side, agency_id));
CREATE POLICY enter ON casework.records FOR INSERT TO tracing_app WITH CHECK (casework.owns_record(side, agency_id));
CREATE POLICY change ON casework.records FOR UPDATE TO tracing_app USING (casework.owns_record(side, agency_id));

CREATE POLICY read ON casework.record_versions FOR SELECT TO tracing_app
    USING (EXISTS (SELECT FROM casework.records r WHERE r.id = record_id));
CREATE POLICY enter ON casework.record_versions FOR INSERT TO tracing_app
    WITH CHECK (by_user IS NOT DISTINCT FROM casework.reader_person()
                AND (by_key IS NULL OR EXISTS (SELECT FROM casework.api_keys k WHERE k.id = by_key))
                AND EXISTS (SELECT FROM casework.records r
                            WHERE r.id = record_id AND casework.owns_record(r.side, r.agency_id)));

CREATE POLICY read ON casework.record_secrets FOR SELECT TO tracing_app
    USING (EXISTS (SELECT FROM casework.records r WHERE r.id = record_id));
CREATE POLICY enter ON casework.record_secrets FOR INSERT TO tracing_app
    WITH CHECK (EXISTS (SELECT FROM casework.records r
                        WHERE r.id = record_id AND casework.owns_record(r.side, r.agency_id)));

CREATE POLICY read ON casework.whereabouts FOR SELECT TO tracing_app
    USING (casework.reader_role() = 'protection_officer'
           OR EXISTS (SELECT FROM casework.records r
                      WHERE r.id = record_id AND casework.owns_record(r.side, r.agency_id)));
CREATE POLICY enter ON casework.whereabouts FOR INSERT TO tracing_app
    WITH CHECK (EXISTS (SELECT FROM casework.records r
                        WHERE r.id = record_id AND casework.owns_record(r.side, r.agency_id)));

CREATE POLICY read ON casework.protection_flags FOR SELECT TO tracing_app
    USING (casework.reader_role() = 'protection_officer'
           OR (casework.reader_role() IN ('agency', 'found_worker')
               AND EXISTS (SELECT FROM casework.records r WHERE r.id = record_id AND r.side = 'child')));
CREATE POLICY enter ON casework.protection_flags FOR INSERT TO tracing_app
    WITH CHECK (casework.reader_role() IN ('agency', 'found_worker', 'protection_officer')
                AND raised_by IS NOT DISTINCT FROM casework.reader_person()
                AND ended_by IS NULL
                AND EXISTS (SELECT FROM casework.records r WHERE r.id = record_id AND r.side = 'child'));
CREATE POLICY change ON casework.protection_flags FOR UPDATE TO tracing_app
    USING (casework.reader_role() = 'protection_officer');

CREATE POLICY read ON casework.matchers FOR SELECT TO tracing_app USING (casework.reader_role() IS NOT NULL);
-- Who enters a matcher doesn't put it in use: the worker does, once it is built.
CREATE POLICY enter ON casework.matchers FOR INSERT TO tracing_app
    WITH CHECK (casework.reader_role() IN ('analyst', 'administrator') AND state = 'entered'
                AND entered_by IS NOT DISTINCT FROM casework.reader_person());

-- Whoever submits says that there is something to match, and learns nothing of what came of it.
CREATE POLICY enter ON casework.pending FOR INSERT TO tracing_app
    WITH CHECK (casework.reader_role() IN ('agency', 'found_worker', 'family_worker')
                AND EXISTS (SELECT FROM casework.records r WHERE r.id = record_id));

-- Score and explanation: reviewers, protection officers, analysts (who see no record behind it); the found side after
-- review; the asking side never.
CREATE POLICY read ON casework.links FOR SELECT TO tracing_app
    USING (casework.reader_role() IN ('reviewer', 'protection_officer', 'analyst')
           OR (casework.reader_role() = 'found_worker' AND casework.is_own(child_id)
               AND casework.is_decided(inquiry_id, child_id)));

CREATE POLICY work ON casework.leases TO tracing_app
    USING (casework.reader_role() IN ('reviewer', 'protection_officer'))
    WITH CHECK (casework.reader_role() IN ('reviewer', 'protection_officer') AND user_id = casework.reader_person());

CREATE POLICY read ON casework.decisions FOR SELECT TO tracing_app
    USING (casework.reader_role() IN ('reviewer', 'protection_officer', 'analyst'));
CREATE POLICY enter ON casework.decisions FOR INSERT TO tracing_app
    WITH CHECK (casework.reader_role() IN ('reviewer', 'protection_officer')
                AND user_id = casework.reader_person()
                AND NOT casework.submitted_by(inquiry_id, casework.reader_person())
                AND NOT casework.submitted_by(child_id, casework.reader_person())
                AND NOT casework.conflicted(inquiry_id, casework.reader_person())
                AND NOT casework.conflicted(child_id, casework.reader_person()));

-- A declaration stands; who made it may see it, and protection officers.
CREATE POLICY read ON casework.conflicts FOR SELECT TO tracing_app
    USING (user_id = casework.reader_person() OR casework.reader_role() = 'protection_officer');
CREATE POLICY enter ON casework.conflicts FOR INSERT TO tracing_app
    WITH CHECK (user_id = casework.reader_person()
                AND EXISTS (SELECT FROM casework.records r WHERE r.id = record_id));

CREATE POLICY read ON casework.acts FOR SELECT TO tracing_app
    USING (casework.reader_role() IN ('reviewer', 'protection_officer')
           OR (casework.reader_role() = 'found_worker' AND kind = 'verify_child' AND casework.is_own(child_id))
           OR (casework.reader_role() = 'family_worker' AND kind = 'verify_family' AND casework.is_own(inquiry_id)));
CREATE POLICY enter ON casework.acts FOR INSERT TO tracing_app
    WITH CHECK (user_id = casework.reader_person()
                AND role = casework.reader_role()
                AND NOT casework.conflicted(inquiry_id, casework.reader_person())
                AND NOT casework.conflicted(child_id, casework.reader_person())
                AND (casework.reader_role() = 'protection_officer'
                     OR (casework.reader_role() = 'found_worker' AND kind = 'verify_child' AND casework.is_own(child_id)
                         AND EXISTS (SELECT FROM casework.verification_questions q
                                     WHERE q.inquiry_id = acts.inquiry_id AND q.child_id = acts.child_id))
                     OR (casework.reader_role() = 'family_worker' AND kind = 'verify_family'
                         AND casework.is_own(inquiry_id)
                         AND EXISTS (SELECT FROM casework.verification_questions q
                                     WHERE q.inquiry_id = acts.inquiry_id AND q.child_id = acts.child_id))));

-- Protection officers ask; a side's workers see and answer what their side is asked.
CREATE POLICY read ON casework.verification_questions FOR SELECT TO tracing_app
    USING (casework.reader_role() = 'protection_officer'
           OR (casework.reader_role() = 'found_worker' AND side = 'child' AND casework.is_own(child_id))
           OR (casework.reader_role() = 'family_worker' AND side = 'inquiry' AND casework.is_own(inquiry_id)));
CREATE POLICY ask ON casework.verification_questions FOR INSERT TO tracing_app
    WITH CHECK (casework.reader_role() = 'protection_officer' AND asked_by = casework.reader_person()
                AND answered_by IS NULL);
CREATE POLICY answer ON casework.verification_questions FOR UPDATE TO tracing_app
    USING (casework.reader_role() = 'protection_officer'
           OR (casework.reader_role() = 'found_worker' AND side = 'child' AND casework.is_own(child_id))
           OR (casework.reader_role() = 'family_worker' AND side = 'inquiry' AND casework.is_own(inquiry_id)))
    WITH CHECK (answered_by IS NOT DISTINCT FROM casework.reader_person());

-- A hold about asylum or abuse is known as such to protection officers and to the child's own agency alone.
CREATE POLICY read ON casework.holds FOR SELECT TO tracing_app
    USING (casework.reader_role() = 'protection_officer'
           OR (casework.reader_role() = 'reviewer' AND NOT confidential)
           OR (casework.reader_role() = 'found_worker'
               AND EXISTS (SELECT FROM casework.records r WHERE r.id = record_id AND r.side = 'child')));
CREATE POLICY enter ON casework.holds FOR INSERT TO tracing_app
    WITH CHECK (raised_by = casework.reader_person()
                AND (casework.reader_role() = 'protection_officer'
                     OR (casework.reader_role() = 'reviewer' AND NOT confidential)));
CREATE POLICY change ON casework.holds FOR UPDATE TO tracing_app
    USING (casework.reader_role() = 'protection_officer');

CREATE POLICY own ON casework.idempotency TO tracing_app
    USING (agency_id = casework.reader_agency() AND casework.reader_role() IS NOT NULL);
CREATE POLICY own ON casework.imports TO tracing_app
    USING (casework.owns_record(side, agency_id))
    WITH CHECK (casework.owns_record(side, agency_id)
                AND by_user IS NOT DISTINCT FROM casework.reader_person()
                AND (by_key IS NULL OR EXISTS (SELECT FROM casework.api_keys k WHERE k.id = by_key)));
CREATE POLICY own ON casework.webhooks TO tracing_app
    USING (agency_id = casework.reader_agency() AND casework.reader_role() IN ('agency', 'administrator'));
CREATE POLICY own ON casework.deliveries FOR SELECT TO tracing_app
    USING (EXISTS (SELECT FROM casework.webhooks w WHERE w.id = webhook_id));
CREATE POLICY enter ON casework.deliveries FOR INSERT TO tracing_app
    WITH CHECK (EXISTS (SELECT FROM casework.webhooks w WHERE w.id = webhook_id));

CREATE POLICY read ON casework.audit FOR SELECT TO tracing_app USING (casework.reader_role() = 'auditor');
CREATE POLICY chain ON casework.audit TO tracing_audit USING (true) WITH CHECK (true);
