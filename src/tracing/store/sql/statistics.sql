-- name: lock
SELECT pg_advisory_xact_lock(7265437729)

-- name: acted_pairs
-- Erased records are left out: of them nothing is known any more.
SELECT d.inquiry_id, d.child_id
FROM (SELECT DISTINCT inquiry_id, child_id FROM casework.decisions WHERE at < :until) d
JOIN casework.records i ON i.id = d.inquiry_id
JOIN casework.records c ON c.id = d.child_id
WHERE i.state <> 'erased' AND c.state <> 'erased'
ORDER BY d.inquiry_id, d.child_id
