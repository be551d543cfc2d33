-- name: lock
SELECT pg_advisory_xact_lock(hashtextextended('casework.laws', 0))
