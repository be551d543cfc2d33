-- name: next_step
SELECT nextval(pg_get_serial_sequence('casework.repatriation_steps', 'id'))

-- name: add_step
INSERT INTO casework.repatriation_steps
    (id, inquiry_id, child_id, kind, outcome, detail, takes_back, after_act, user_id, role, at)
OVERRIDING SYSTEM VALUE
VALUES (:id, :inquiry, :child, :kind, :outcome, CAST(:detail AS bytea), CAST(:takes_back AS bigint), :after_act, :person,
        :role, :at)

-- Since when a case of some records could be worked on, when it was last decided on.
-- name: begun
SELECT
    (SELECT max(side.since)
     FROM (SELECT min(r.created_at) AS since FROM casework.records r
           WHERE r.id = ANY (CAST(:inquiries AS bigint[]) || CAST(:children AS bigint[])) GROUP BY r.side) AS side) AS begun,
    (SELECT max(d.at) FROM casework.decisions d
     WHERE d.inquiry_id = ANY (CAST(:inquiries AS bigint[])) AND d.child_id = ANY (CAST(:children AS bigint[]))) AS reviewed

-- Live children of an agency with a plan of a handover, on whatever record of the same child, after which none was entered: plans
-- that count are told from others by the rules.
-- name: to_hand_over
SELECT r.id, r.reference
FROM casework.records r
WHERE r.agency_id = :agency AND r.side = 'child' AND r.state = 'live' AND r.id IN (
    SELECT unnest(casework.set_of(p.child_id))
    FROM casework.repatriation_steps p
    WHERE p.kind = 'handover_planned' AND p.detail IS NOT NULL
          AND NOT EXISTS (SELECT FROM casework.repatriation_steps h
                          WHERE h.inquiry_id = p.inquiry_id AND h.child_id = p.child_id AND h.id > p.id AND h.kind = 'handed_over'
                                AND NOT EXISTS (SELECT FROM casework.repatriation_steps b WHERE b.takes_back = h.id)))
ORDER BY r.reference
LIMIT :most

-- Pairs that somebody may wait for: cases, and those that were reunited, for their follow-ups. All of them, or of some records.
-- name: open_pairs
SELECT p.inquiry_id, p.child_id
FROM (SELECT q.inquiry_id, q.child_id FROM casework.queue q WHERE q.stage = 'case'
      UNION
      SELECT a.inquiry_id, a.child_id FROM casework.acts a
      WHERE a.kind = 'reunify'
            AND NOT EXISTS (SELECT FROM casework.records r WHERE r.id IN (a.inquiry_id, a.child_id) AND r.state = 'erased')
      UNION
      SELECT m.inquiry_id, m.child_id FROM casework.reminders m
      WHERE m.ended_at IS NULL AND m.inquiry_id IS NOT NULL AND m.child_id IS NOT NULL) AS p
WHERE CAST(:inquiries AS bigint[]) IS NULL
      OR (p.inquiry_id = ANY (CAST(:inquiries AS bigint[])) AND p.child_id = ANY (CAST(:children AS bigint[])))
ORDER BY p.inquiry_id, p.child_id

-- name: raise_reminder
INSERT INTO casework.reminders (inquiry_id, child_id, item, party, due_on, raised_at)
VALUES (:inquiry, :child, :item, :party, :due_on, :at)
ON CONFLICT DO NOTHING

-- name: raise_other_reminder
INSERT INTO casework.reminders (inquiry_id, child_id, complaint_id, referral_id, item, party, due_on, raised_at)
VALUES (CAST(:inquiry AS bigint), CAST(:child AS bigint), CAST(:complaint AS bigint), CAST(:referral AS bigint), :item, :party,
        :due_on, :at)
ON CONFLICT DO NOTHING

-- Children whose registration may lack something that is due: those that came in since a moment.
-- name: registrations
SELECT r.id, r.created_at, true AS live
FROM casework.records r
WHERE r.side = 'child' AND r.id > :after AND r.state = 'live' AND r.created_at >= :since
ORDER BY r.id LIMIT :most

-- Those of whose registration somebody is reminded.
-- name: registrations_reminded
SELECT DISTINCT r.id, r.created_at, r.state = 'live' AS live
FROM casework.reminders m JOIN casework.records r ON r.id = m.child_id
WHERE m.ended_at IS NULL AND m.item = 'registration' AND r.id > :after
ORDER BY r.id LIMIT :most

-- Complaints whose last answer nobody has told yet, with the role of whoever took them in.
-- name: complaints_open
SELECT c.id, u.role
FROM casework.complaints c JOIN casework.users u ON u.id = c.received_by
WHERE NOT EXISTS (SELECT FROM casework.complaint_steps t
                  WHERE t.complaint_id = c.id AND t.kind = 'tell'
                        AND NOT EXISTS (SELECT FROM casework.complaint_steps n
                                        WHERE n.complaint_id = c.id AND n.kind = 'contest' AND n.id > t.id))
ORDER BY c.id
