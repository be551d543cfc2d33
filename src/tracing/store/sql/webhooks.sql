-- name: announce
SELECT casework.announce(CAST(:event AS text), CAST(:body AS jsonb))

-- The worker's own: for an agency by its number.
-- name: announce_to
INSERT INTO casework.deliveries (webhook_id, event, body)
SELECT w.id, :event, CAST(:body AS jsonb)
FROM casework.webhooks w
WHERE w.agency_id = :agency AND w.active AND CAST(:event AS text) = ANY (w.events)

-- Once for each inquiry and webhook: what has been said isn't said again when a case is looked at anew.
-- name: announce_told
INSERT INTO casework.deliveries (webhook_id, event, body)
SELECT w.id, :event, jsonb_build_object('side', r.side, 'reference', r.reference, 'status', CAST(:status AS text))
FROM casework.records r
JOIN casework.webhooks w ON w.agency_id = r.agency_id AND w.active AND CAST(:event AS text) = ANY (w.events)
WHERE r.id = :inquiry AND r.state = 'live'
      AND NOT EXISTS (SELECT FROM casework.deliveries d
                      WHERE d.webhook_id = w.id AND d.event = :event AND d.body ->> 'reference' = r.reference)

-- Takes what is due, for a while: who is killed in the middle leaves it to be taken again. A few of each webhook, so that
-- nobody waits long behind one that is slow.
-- name: claim
WITH waiting AS (
    SELECT d.webhook_id, min(d.next_at) AS since
    FROM casework.deliveries d
    WHERE d.done_at IS NULL AND NOT d.given_up AND d.next_at <= :now
    GROUP BY d.webhook_id
    ORDER BY since
    LIMIT :webhooks
), due AS (
    SELECT found.id
    FROM waiting, LATERAL (
        SELECT d.id FROM casework.deliveries d
        WHERE d.webhook_id = waiting.webhook_id AND d.done_at IS NULL AND NOT d.given_up AND d.next_at <= :now
        ORDER BY d.id
        LIMIT :each
        FOR UPDATE SKIP LOCKED
    ) AS found
)
UPDATE casework.deliveries d
SET next_at = :until
FROM due, casework.webhooks w
WHERE d.id = due.id AND w.id = d.webhook_id
RETURNING d.id, d.name, d.event, d.body, d.at, d.attempts, w.id AS webhook_id, w.url, w.secret, w.active

-- name: alone
SELECT pg_try_advisory_xact_lock(7265437726)

-- name: done
UPDATE casework.deliveries
SET done_at = :now, attempts = attempts + 1, status = CAST(:status AS integer), failure = NULL
WHERE id = :id

-- name: failed
UPDATE casework.deliveries
SET attempts = attempts + 1, status = CAST(:status AS integer), failure = CAST(:failure AS text),
    next_at = :next_at, given_up = :given_up
WHERE id = :id

-- name: drop
UPDATE casework.deliveries SET given_up = true, failure = CAST(:failure AS text) WHERE id = :id

-- What else waits for a receiver that doesn't answer waits with it.
-- name: postpone
UPDATE casework.deliveries
SET next_at = :next_at
WHERE webhook_id = :webhook AND done_at IS NULL AND NOT given_up AND next_at < :next_at

-- name: forget_before
DELETE FROM casework.deliveries d
WHERE (d.done_at IS NOT NULL OR d.given_up) AND d.at < :before
      AND NOT (d.event = :said_once
               AND EXISTS (SELECT FROM casework.webhooks w
                           JOIN casework.records r ON r.agency_id = w.agency_id AND r.side = 'inquiry'
                                AND r.reference = d.body ->> 'reference' AND r.state = 'live'
                           WHERE w.id = d.webhook_id AND w.active))
