-- The queue of a task bears its name.
-- name: defer
WITH noted AS (
    INSERT INTO casework.pending (record_id, urgent)
    SELECT record_id, CAST(:urgent AS boolean) FROM unnest(CAST(:records AS bigint[])) AS record_id
)
SELECT jobs.procrastinate_defer_jobs_v1(
    ARRAY[ROW(CAST(:task AS text), CAST(:task AS text), 0, NULL, NULL, CAST(:numbers AS jsonb),
              now() + make_interval(secs => CAST(:seconds AS integer)))::jobs.procrastinate_job_to_defer_v1])

-- name: drop_waiting
WITH waiting AS (
    SELECT id FROM jobs.procrastinate_jobs
    WHERE status = 'todo' AND task_name = CAST(:task AS text)
    FOR UPDATE SKIP LOCKED
)
DELETE FROM jobs.procrastinate_jobs j USING waiting w WHERE j.id = w.id

-- name: left_imports
SELECT i.id FROM casework.imports i
WHERE i.state IN ('received', 'reading')
      AND NOT EXISTS (SELECT FROM jobs.procrastinate_jobs j
                      WHERE j.queue_name = 'import' AND j.status IN ('todo', 'doing')
                            AND j.args = jsonb_build_object('number', i.id))
