-- name: add_agreement
INSERT INTO casework.agreements (code, sender_id, receiver_id, purpose, fields, valid_from, valid_until, entered_by, entered_at)
VALUES (:code, :sender, :receiver, :purpose, CAST(:fields AS text[]), :valid_from, :valid_until, :person, :at)
ON CONFLICT (code) DO NOTHING

-- name: add_share
INSERT INTO casework.shares (agreement_id, record_id, basis, until, decided_by, decided_at)
VALUES (:agreement, :record, :basis, :until, :person, :at)
ON CONFLICT (agreement_id, record_id) WHERE ended_at IS NULL DO NOTHING
RETURNING name

-- name: shared
SELECT share_id, record_id, side, version, reference, basis, content, documents, phones, restricted, withheld
FROM casework.shared_record(CAST(:agreement AS bigint), CAST(:share AS uuid))

-- What may keep records from crossing, for the worker's eyes: shared ones by the share's name, others by their number. Flags,
-- shields and holds are those of every record that was ever joined to it; a wish counts where no later one says otherwise.
-- name: known
SELECT named.name, named.basis, named.there, r.id AS record_id, r.side, r.state, r.agency_id,
       EXISTS (SELECT FROM casework.records m WHERE m.id = ANY (same.ids) AND m.shielded) AS shielded,
       coalesce((SELECT jsonb_agg(jsonb_build_object('id', f.id, 'kind', f.kind, 'detail', encode(f.detail, 'hex'),
                                                     'record', f.record_id)
                                  ORDER BY f.id)
                 FROM casework.protection_flags f WHERE f.record_id = ANY (same.ids) AND f.ended_at IS NULL), '[]') AS flags,
       EXISTS (SELECT FROM casework.holds h
               WHERE h.record_id = ANY (same.ids) AND h.lifted_at IS NULL AND h.kind = 'asylum') AS asylum_hold,
       EXISTS (SELECT FROM casework.holds h
               WHERE h.record_id = ANY (same.ids) AND h.lifted_at IS NULL AND h.confidential) AS confidential_hold,
       (SELECT c.wish FROM casework.consular_records c
        WHERE c.record_id = ANY (same.ids) AND c.consulate_id = :receiver AND c.kind = 'informed'
        ORDER BY c.id DESC LIMIT 1) AS last_wish,
       (SELECT c.wish FROM casework.consular_records c
        WHERE c.record_id = r.id AND c.consulate_id = :receiver AND c.kind = 'informed'
        ORDER BY c.id DESC LIMIT 1) AS own_wish,
       -- What was determined before such records were kept stands.
       EXISTS (SELECT FROM casework.acts a
               WHERE a.kind = 'best_interests' AND (a.child_id = r.id OR a.inquiry_id = r.id)
                     AND (EXISTS (SELECT FROM casework.best_interests b
                                  WHERE b.act_id = a.id AND b.kind = 'determination')
                          OR EXISTS (SELECT FROM casework.acts_before_records o WHERE o.act_id = a.id))
                     AND NOT EXISTS (SELECT FROM casework.acts t WHERE t.takes_back = a.id)) AS determined
FROM (SELECT s.name, s.basis, s.record_id, true AS there FROM casework.shares s WHERE s.name = ANY (CAST(:names AS uuid[]))
      UNION ALL
      SELECT NULL, NULL, given, true FROM unnest(CAST(:records AS bigint[])) AS given
      UNION ALL
      -- In the place of a name that isn't there the receiver's latest is looked at, and counts for nothing: so the answer takes as
      -- long as for one that may not be read.
      SELECT asked.name, other.basis, other.record_id, false
      FROM unnest(CAST(:names AS uuid[])) AS asked (name)
      CROSS JOIN LATERAL (SELECT s.basis, s.record_id
                          FROM casework.shares s
                          JOIN casework.agreements g ON g.id = s.agreement_id
                          WHERE g.receiver_id = :receiver
                          ORDER BY s.id DESC
                          LIMIT 1) AS other
      WHERE NOT EXISTS (SELECT FROM casework.shares s WHERE s.name = asked.name)) AS named
JOIN casework.records r ON r.id = named.record_id
CROSS JOIN LATERAL (SELECT casework.same_as(r.id) AS ids OFFSET 0) AS same

-- name: next_consular
SELECT nextval(pg_get_serial_sequence('casework.consular_records', 'id'))

-- name: add_consular
INSERT INTO casework.consular_records (id, record_id, consulate_id, kind, wish, on_day, language, detail, by_user, at)
OVERRIDING SYSTEM VALUE
VALUES (:id, :record, :consulate, :kind, :wish, :on_day, :language, CAST(:detail AS bytea), :person, :at)

-- name: next_signing_key
SELECT nextval(pg_get_serial_sequence('casework.signing_keys', 'id'))

-- name: add_signing_key
INSERT INTO casework.signing_keys (id, public, certificate, secret, created_at) OVERRIDING SYSTEM VALUE
VALUES (:id, CAST(:public AS bytea), CAST(:certificate AS bytea), CAST(:secret AS bytea), :created_at)
