-- A row or more in every table of release 0001, all invented: what a database in use holds when it is brought up or down.
SET ROLE tracing_worker;
SELECT set_config('tracing.role', 'protection_officer', false), set_config('tracing.agency', '1', false),
       set_config('tracing.person', '1', false);

INSERT INTO casework.agencies (code, name, country, kind, sides)
VALUES ('GT-PGN', 'Procuraduría de la Niñez (inventada)', 'GT', 'child_protection', '{child,inquiry}');
INSERT INTO casework.users (agency_id, login, name, role, password_hash)
VALUES (1, 'oficial', 'Oficial Inventada', 'protection_officer', 'no-hash'), (1, 'segunda', 'Otra Inventada', 'reviewer', 'no-hash');
INSERT INTO casework.sessions (token_hash, user_id, strong, expires_at) VALUES ('\x01', 1, true, '2030-01-01Z');
INSERT INTO casework.sign_in_failures (login_hash, address_hash, failures) VALUES ('\x01', '\x02', 3);
INSERT INTO casework.api_keys (agency_id, prefix, secret_hash, label, scopes)
VALUES (1, 'abc', 'no-hash', 'albergue', '{children:write}');

INSERT INTO casework.records (side, agency_id, reference, version, state)
VALUES ('child', 1, 'N-1', 2, 'live'), ('inquiry', 1, 'S-1', 1, 'live');
INSERT INTO casework.record_versions (record_id, version, content, provenance, found_region, reason, by_user)
VALUES (1, 1, '{"given_names": "María Elena"}', '[{"fields": ["given_names"], "said_by": "child"}]', 'MX-CHP', NULL, 1),
       (1, 2, '{"given_names": "Maria Elena"}', '[]', 'MX-CHP', 'sin tilde', 1),
       (2, 1, '{"full_name": "Maria Elena López Caal"}', '[]', NULL, NULL, 1);
INSERT INTO casework.record_secrets (record_id, version, field, place, ciphertext, hash) VALUES (1, 2, 'phones', 0, '\x0102', '\x0a');
INSERT INTO casework.whereabouts (record_id, version, ciphertext) VALUES (1, 2, '\x0304');
INSERT INTO casework.protection_flags (record_id, kind, raised_by) VALUES (1, 'trafficking_concern', 1);

INSERT INTO casework.matchers (name, digest, file, rules, slot, state) VALUES ('default', '\x0b', 'text', '1', 0, 'active');
INSERT INTO casework.forms (slot, record_id, version, stamp, companions, rules, keys, form) VALUES (0, 1, 2, 1, 0, '1', '{7}', '\x05');
INSERT INTO casework.child_keys (key, record_id) VALUES (7, 1);
INSERT INTO casework.inquiry_keys (key, record_id) VALUES (7, 2);
INSERT INTO casework.form_changes (slot, record_id, left_group, new_group) VALUES (0, 1, 0, 0);
INSERT INTO casework.links (matcher_id, inquiry_id, child_id, weight, group_term, probability, band, levels, weights)
VALUES (1, 2, 1, 5120, 0, 0.97, 'strong', '\x0001', '{5000,120}');
INSERT INTO casework.pending (record_id) VALUES (1);
INSERT INTO casework.links_due (matcher_id, record_id) VALUES (1, 1);

INSERT INTO casework.leases (inquiry_id, child_id, user_id, until) VALUES (2, 1, 2, '2030-01-01Z');
INSERT INTO casework.decisions (inquiry_id, child_id, inquiry_version, child_version, matcher_id, weight, probability, blind, kind,
                                reasons, note, user_id)
VALUES (2, 1, 1, 2, 1, 5120, 0.97, true, 'possible', '{names}', 'misma aldea', 2);
INSERT INTO casework.acts (inquiry_id, child_id, kind, outcome, reasons, user_id, role)
VALUES (2, 1, 'verify_child', 'confirmed', '{photo}', 1, 'protection_officer');
INSERT INTO casework.conflicts (user_id, record_id) VALUES (2, 2);
INSERT INTO casework.verification_questions (inquiry_id, child_id, side, question, asked_by) VALUES (2, 1, 'child', '\x06', 1);
INSERT INTO casework.holds (record_id, kind, confidential, reason, raised_by, review_on)
VALUES (1, 'shared_phone', false, 'mismo teléfono', 1, '2030-01-01');
INSERT INTO casework.pair_views (user_id, inquiry_id, child_id, blind) VALUES (2, 2, 1, true);
INSERT INTO casework.tellings (inquiry_id, child_id) VALUES (2, 1);
INSERT INTO casework.screenings (record_id, version, at) VALUES (1, 2, '2026-01-01Z');
INSERT INTO casework.mentions (record_id, side, thing, hash) VALUES (1, 'child', 'phone', '\x0a');

INSERT INTO casework.idempotency (agency_id, key, request, status, body) VALUES (1, 'k', '\x0c', 201, '\x0d');
INSERT INTO casework.imports (agency_id, side, number, format, state) VALUES (1, 'child', 1, 'csv', 'done');
INSERT INTO casework.webhooks (agency_id, url, secret, events) VALUES (1, 'https://example.org/aviso', '\x0e', '{queue}');
INSERT INTO casework.deliveries (webhook_id, event, body) VALUES (1, 'queue', '{}');
SELECT casework.write_audit('read', 'review', 'record', '1', '{"version": 2}', NULL),
       casework.write_audit('decide', 'review', 'pair', '2-1', '{}', 1);

SET search_path = jobs;
SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('match', 'match', 0, NULL, NULL, '{"record": 1}', NULL)::procrastinate_job_to_defer_v1]);
RESET search_path;
RESET ROLE;
