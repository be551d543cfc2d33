-- Sharing: agreements, shares, transfers, consulates, keys that sign. All invented.
SET ROLE tracing_worker;
INSERT INTO casework.agencies (code, name, country, kind, sides) VALUES ('MX-ACUERDA', 'Otra autoridad (inventada)', 'MX', 'child_protection', '{child,inquiry}');
INSERT INTO casework.agreements (code, sender_id, receiver_id, purpose, fields, valid_from, valid_until, entered_by, entered_at,
                                 confirmed_by, confirmed_at)
SELECT 'GT-PGN-MX-ACUERDA', g.id, r.id, 'case_transfer', '{child.full_name}', '2020-01-01', '2030-12-31', 1, now(), 2, now()
FROM casework.agencies g, casework.agencies r WHERE g.code = 'GT-PGN' AND r.code = 'MX-ACUERDA';
INSERT INTO casework.shares (agreement_id, record_id, basis, until, decided_by, decided_at)
SELECT id, 1, 'best_interests', '2030-12-31', 1, now() FROM casework.agreements WHERE code = 'GT-PGN-MX-ACUERDA';
INSERT INTO casework.transfers (agreement_id, kind, share, record_id, side, sender_id, receiver_id, basis, fields, by_user, at)
SELECT s.agreement_id, 'read', s.name, 1, 'child', a.sender_id, a.receiver_id, s.basis, '{child.full_name}', 1, now()
FROM casework.shares s JOIN casework.agreements a ON a.id = s.agreement_id;
INSERT INTO casework.consular_records (record_id, consulate_id, kind, wish, on_day, language, detail, by_user, at)
VALUES (1, 1, 'informed', 'yes', '2026-01-02', 'kek', '\x0f', 1, now());
INSERT INTO casework.signing_keys (public, certificate, secret, created_at) VALUES ('\x10', '\x11', '\x12', now());
RESET ROLE;
