-- Entering, building and promoting matchers. Parameters are psycopg's.

-- name: enter
INSERT INTO casework.matchers (name, digest, file, rules, state, entered_by)
VALUES (%(name)s, %(digest)s, %(file)s, %(rules)s, 'entered', %(by)s)
RETURNING id

-- name: all
SELECT id, name, digest, rules, state, slot, formed_to, linked_to, entered_by, entered_at, promoted_at
FROM casework.matchers
ORDER BY id DESC

-- name: file
SELECT file FROM casework.matchers WHERE id = %(matcher)s

-- name: begin_building
SELECT casework.begin_building(%(matcher)s, %(rules)s)

-- name: build
UPDATE casework.matchers
SET state = 'building', slot = %(slot)s, rules = %(rules)s, formed_to = 0, linked_to = 0
WHERE id = %(matcher)s

-- name: activate
UPDATE casework.matchers
SET state = 'active', slot = %(slot)s, rules = %(rules)s, promoted_at = now()
WHERE id = %(matcher)s

-- name: retire
UPDATE casework.matchers SET state = 'retired', slot = NULL WHERE state = 'active'

-- name: fail
UPDATE casework.matchers SET state = 'failed', slot = NULL WHERE id = %(matcher)s AND state = 'building'

-- name: formed_to
UPDATE casework.matchers SET formed_to = %(record)s WHERE id = %(matcher)s

-- name: linked_to
UPDATE casework.matchers SET linked_to = %(record)s WHERE id = %(matcher)s

-- name: live
SELECT id FROM casework.records WHERE state = 'live' AND id > %(after)s ORDER BY id LIMIT %(most)s

-- name: live_inquiries
SELECT id FROM casework.records
WHERE side = 'inquiry' AND state = 'live' AND id > %(after)s
ORDER BY id LIMIT %(most)s

-- name: newest_record
SELECT coalesce(max(id), 0) FROM casework.records

-- name: mark_all_pending
INSERT INTO casework.pending (record_id, urgent) SELECT id, false FROM casework.records WHERE state = 'live' ORDER BY id

-- Emptying a table keeps all others waiting until nobody reads it, so it isn't done for nothing; and whoever reads a slot
-- for hours (a backup) isn't waited for: it is emptied later.
-- name: hurry
SELECT set_config('lock_timeout', '2s', true)

-- name: holds_forms_0
SELECT EXISTS (SELECT FROM casework.forms_0)

-- name: empty_forms_0
TRUNCATE casework.forms_0

-- name: holds_forms_1
SELECT EXISTS (SELECT FROM casework.forms_1)

-- name: empty_forms_1
TRUNCATE casework.forms_1

-- name: holds_child_keys_0
SELECT EXISTS (SELECT FROM casework.child_keys_0)

-- name: empty_child_keys_0
TRUNCATE casework.child_keys_0

-- name: holds_child_keys_1
SELECT EXISTS (SELECT FROM casework.child_keys_1)

-- name: empty_child_keys_1
TRUNCATE casework.child_keys_1

-- name: holds_inquiry_keys_0
SELECT EXISTS (SELECT FROM casework.inquiry_keys_0)

-- name: empty_inquiry_keys_0
TRUNCATE casework.inquiry_keys_0

-- name: holds_inquiry_keys_1
SELECT EXISTS (SELECT FROM casework.inquiry_keys_1)

-- name: empty_inquiry_keys_1
TRUNCATE casework.inquiry_keys_1

-- name: drop_links
DELETE FROM casework.links l
USING (SELECT o.inquiry_id, o.matcher_id, o.child_id FROM casework.links o
       WHERE o.matcher_id = ANY(%(matchers)s) LIMIT %(most)s) old
WHERE l.inquiry_id = old.inquiry_id AND l.matcher_id = old.matcher_id AND l.child_id = old.child_id

-- name: drop_due
DELETE FROM casework.links_due WHERE matcher_id = ANY(%(matchers)s)
