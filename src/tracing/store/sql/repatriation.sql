-- name: next_step
SELECT nextval(pg_get_serial_sequence('casework.repatriation_steps', 'id'))

-- name: add_step
INSERT INTO casework.repatriation_steps
    (id, inquiry_id, child_id, kind, outcome, detail, takes_back, after_act, user_id, role, at)
OVERRIDING SYSTEM VALUE
VALUES (:id, :inquiry, :child, :kind, :outcome, CAST(:detail AS bytea), CAST(:takes_back AS bigint), :after_act, :person,
        :role, :at)

-- Since when a pair could be worked on, when it was last decided on.
-- name: begun
SELECT
    (SELECT max(r.created_at) FROM casework.records r WHERE r.id IN (:inquiry, :child)) AS begun,
    (SELECT max(d.at) FROM casework.decisions d WHERE d.inquiry_id = :inquiry AND d.child_id = :child) AS reviewed

-- Pairs that somebody may wait for: cases, and those that were reunited, for their follow-ups.
-- name: open_pairs
SELECT q.inquiry_id, q.child_id FROM casework.queue q WHERE q.stage = 'case'
UNION
SELECT a.inquiry_id, a.child_id FROM casework.acts a WHERE a.kind = 'reunify'
UNION
SELECT m.inquiry_id, m.child_id FROM casework.reminders m WHERE m.ended_at IS NULL
ORDER BY 1, 2

-- name: raise_reminder
INSERT INTO casework.reminders (inquiry_id, child_id, item, party, due_on, raised_at)
VALUES (:inquiry, :child, :item, :party, :due_on, :at)
ON CONFLICT (inquiry_id, child_id, item, due_on, party) DO NOTHING
