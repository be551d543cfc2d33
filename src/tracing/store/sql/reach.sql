-- Whom a reader works for is said by the database's own functions (migrations/sql/0002_reach_up.sql).

-- name: in_reach
SELECT casework.in_reach(CAST(:record AS bigint))

-- name: held_here
SELECT casework.held_here(CAST(:record AS bigint))

-- Pairs leave the queue when a record of theirs is withdrawn, or when they came to nothing; what people have begun with stays to
-- be worked on.
-- name: pair_begun
SELECT (casework.held_here(CAST(:inquiry AS bigint)) OR casework.held_here(CAST(:child AS bigint)))
       AND (EXISTS (SELECT FROM casework.decisions d WHERE d.inquiry_id = :inquiry AND d.child_id = :child)
            OR EXISTS (SELECT FROM casework.acts a WHERE a.inquiry_id = :inquiry AND a.child_id = :child))
       AND (SELECT count(*) = 2 AND bool_and(r.state <> 'erased')
                   AND (bool_or(r.state = 'withdrawn')
                        OR EXISTS (SELECT FROM casework.retired_pairs p
                                   WHERE p.inquiry_id = :inquiry AND p.child_id = :child))
            FROM casework.records r WHERE r.id IN (:inquiry, :child))
