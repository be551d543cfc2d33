-- What is encrypted names its row, so the number is known before the row is.

-- name: next_shield
SELECT nextval(pg_get_serial_sequence('casework.shields', 'id'))

-- name: add_shield
INSERT INTO casework.shields (id, record_id, reason, review_on, shielded_by, shielded_at)
OVERRIDING SYSTEM VALUE
VALUES (:id, :record_id, :reason, :review_on, :shielded_by, :shielded_at)
ON CONFLICT DO NOTHING
RETURNING id

-- name: next_referral
SELECT nextval(pg_get_serial_sequence('casework.referrals', 'id'))

-- name: add_referral
INSERT INTO casework.referrals
    (id, record_id, recipient, code, shared, basis, urgency, rule, since, due_at, detail, made_by, made_at)
OVERRIDING SYSTEM VALUE
VALUES (:id, :record_id, :recipient, :code, CAST(:shared AS text[]), :basis, :urgency, :rule, :since, :due_at,
        CAST(:detail AS bytea), :made_by, :made_at)

-- name: next_outcome
SELECT nextval(pg_get_serial_sequence('casework.referral_outcomes', 'id'))

-- name: add_outcome
INSERT INTO casework.referral_outcomes (id, referral_id, outcome, detail, by_user, at)
OVERRIDING SYSTEM VALUE
VALUES (:id, :referral, :outcome, CAST(:detail AS bytea), :person, :at)
