-- name: next_definition
SELECT nextval(pg_get_serial_sequence('casework.definitions', 'id'))

-- name: add_definition
INSERT INTO casework.definitions (id, record_id, status, company, known_by, note, assessed_on, user_id, at)
OVERRIDING SYSTEM VALUE
VALUES (:id, :record, :status, CAST(:company AS text[]), CAST(:known_by AS text[]), CAST(:note AS bytea), :assessed_on,
        :person, :at)
