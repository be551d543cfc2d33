-- Training, in a sandbox alone. The mark is set by whoever fills an empty database with invented data; without it nobody can
-- begin a course, whatever a program forgets to ask.

CREATE TABLE casework.training_sandbox (
    marked    boolean PRIMARY KEY DEFAULT true CHECK (marked),
    marked_at timestamptz NOT NULL DEFAULT now()
);

-- Which invented child an invented inquiry asks for, by the references of the samples.
CREATE TABLE casework.training_truth (
    inquiry_reference text NOT NULL,
    child_reference   text NOT NULL,
    PRIMARY KEY (inquiry_reference, child_reference)
);

-- An attempt at a course; its pairs are made anew from the seed, so nothing of them is stored.
CREATE TABLE casework.training_attempts (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id  bigint NOT NULL REFERENCES casework.users,
    course   text NOT NULL,
    seed     bigint NOT NULL,
    begun_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    passed   boolean,
    CHECK ((ended_at IS NULL) = (passed IS NULL))
);
CREATE INDEX ON casework.training_attempts (user_id, id);

CREATE TABLE casework.training_answers (
    attempt_id bigint NOT NULL REFERENCES casework.training_attempts,
    place      smallint NOT NULL CHECK (place >= 1),
    truth      text NOT NULL,
    decision   text NOT NULL,
    at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (attempt_id, place)
);

CALL pg_temp.shut('training_sandbox', 'training_truth', 'training_attempts', 'training_answers');

CREATE POLICY read ON casework.training_sandbox FOR SELECT TO tracing_app USING (casework.reader_role() IS NOT NULL);

-- Who trains sees their own progress, administrators everybody's.
GRANT INSERT ON casework.training_attempts, casework.training_answers TO tracing_app;
GRANT UPDATE (ended_at, passed) ON casework.training_attempts TO tracing_app;
CREATE POLICY read ON casework.training_attempts FOR SELECT TO tracing_app
    USING (user_id = casework.reader_person() OR casework.reader_role() = 'administrator');
CREATE POLICY enter ON casework.training_attempts FOR INSERT TO tracing_app
    WITH CHECK (user_id = casework.reader_person() AND casework.reader_role() IN ('reviewer', 'protection_officer')
                AND ended_at IS NULL AND EXISTS (SELECT FROM casework.training_sandbox));
CREATE POLICY finish ON casework.training_attempts FOR UPDATE TO tracing_app
    USING (user_id = casework.reader_person() AND ended_at IS NULL) WITH CHECK (user_id = casework.reader_person());
CREATE POLICY read ON casework.training_answers FOR SELECT TO tracing_app
    USING (EXISTS (SELECT FROM casework.training_attempts a WHERE a.id = attempt_id));
CREATE POLICY enter ON casework.training_answers FOR INSERT TO tracing_app
    WITH CHECK (EXISTS (SELECT FROM casework.training_attempts a
                        WHERE a.id = attempt_id AND a.user_id = casework.reader_person() AND a.ended_at IS NULL));
