-- Queries of matching. Parameters are psycopg's: they go to the server as arrays of numbers.

-- What a transaction of matching makes can be made again from what it began with, so it doesn't wait for the disk. Plans
-- are always along indexes: compiling one for a long list of numbers would take a hundred times as long as running it.
-- name: prepare
SELECT set_config('synchronous_commit', 'off', true), set_config('jit', 'off', true), set_config('enable_seqscan', 'off', true)

-- name: lock
SELECT casework.lock_matching()

-- name: in_use
SELECT id, name, rules, slot, state, digest
FROM casework.matchers
WHERE slot IS NOT NULL
ORDER BY state, id

-- name: matcher_file
SELECT file FROM casework.matchers WHERE id = %(matcher)s

-- name: claim_pending
WITH claimed AS (
    SELECT id FROM casework.pending ORDER BY urgent DESC, id LIMIT %(most)s FOR UPDATE SKIP LOCKED
)
DELETE FROM casework.pending p USING claimed c WHERE p.id = c.id
RETURNING p.record_id, p.since, p.urgent

-- name: facts
SELECT r.id, r.side, r.version, r.state, v.at
FROM casework.records r
JOIN casework.record_versions v ON v.record_id = r.id AND v.version = r.version
WHERE r.id = ANY(%(records)s)

-- name: known_forms
SELECT slot, record_id, stamp, companions, keys
FROM casework.forms
WHERE record_id = ANY(%(records)s)

-- name: versions
SELECT id, version, state FROM casework.records WHERE id = ANY(%(records)s)

-- name: stamps
SELECT slot, record_id, stamp FROM casework.forms WHERE record_id = ANY(%(records)s)

-- name: add_child_keys
INSERT INTO casework.child_keys (key, record_id) SELECT * FROM unnest(%(keys)s, %(records)s)

-- name: add_inquiry_keys
INSERT INTO casework.inquiry_keys (key, record_id) SELECT * FROM unnest(%(keys)s, %(records)s)

-- name: drop_child_keys
DELETE FROM casework.child_keys k USING unnest(%(keys)s, %(records)s) AS old (key, record_id)
WHERE k.key = old.key AND k.record_id = old.record_id

-- name: drop_inquiry_keys
DELETE FROM casework.inquiry_keys k USING unnest(%(keys)s, %(records)s) AS old (key, record_id)
WHERE k.key = old.key AND k.record_id = old.record_id

-- name: write_forms
WITH given AS (
    SELECT *
    FROM unnest(%(slots)s::smallint[], %(records)s, %(versions)s, %(left)s, %(new)s, %(keys)s, %(forms)s)
         AS g (slot, record_id, version, left_group, new_group, keys, form)
), changed AS (
    INSERT INTO casework.form_changes (slot, record_id, left_group, new_group)
    SELECT slot, record_id, left_group, new_group FROM given
    RETURNING stamp, slot, record_id
)
INSERT INTO casework.forms (slot, record_id, version, stamp, companions, rules, keys, form)
SELECT g.slot, g.record_id, g.version, c.stamp, g.new_group, %(rules)s, g.keys::integer[], g.form
FROM given g
JOIN changed c ON c.slot = g.slot AND c.record_id = g.record_id
ON CONFLICT (record_id, slot) DO UPDATE
SET version = excluded.version, stamp = excluded.stamp, companions = excluded.companions, rules = excluded.rules,
    keys = excluded.keys, form = excluded.form

-- name: forget
SELECT casework.forget_matching(record) FROM unnest(%(records)s) AS record

-- name: mark_due
INSERT INTO casework.links_due (matcher_id, record_id, since, urgent)
SELECT m.id, given.record_id, given.since, given.urgent
FROM unnest(%(records)s, %(since)s::timestamptz[], %(urgent)s::boolean[]) AS given (record_id, since, urgent)
CROSS JOIN unnest(%(matchers)s) AS m (id)

-- The members of groups that are, or may have been before they changed, no larger than a family.
-- name: mark_groups_due
INSERT INTO casework.links_due (matcher_id, record_id, urgent)
SELECT g.matcher_id, member.record_id, %(urgent)s
FROM unnest(%(matchers)s, %(slots)s, %(groups)s, %(most)s) AS g (matcher_id, slot, number, most)
CROSS JOIN LATERAL (
    SELECT array_agg(few.record_id) AS ids
    FROM (SELECT f.record_id FROM casework.forms f
          WHERE f.slot = g.slot AND f.companions = g.number AND f.companions <> 0 LIMIT g.most + 1) few
) members
CROSS JOIN LATERAL unnest(members.ids) AS member (record_id)
WHERE cardinality(members.ids) <= g.most

-- name: set_aside_pending
DELETE FROM casework.pending WHERE record_id = %(record)s

-- name: set_aside_due
DELETE FROM casework.links_due WHERE record_id = %(record)s

-- name: claim_due
WITH claimed AS (
    SELECT id FROM casework.links_due
    WHERE matcher_id = %(matcher)s
    ORDER BY urgent DESC, id
    LIMIT %(most)s
    FOR UPDATE SKIP LOCKED
)
DELETE FROM casework.links_due d USING claimed c WHERE d.id = c.id
RETURNING d.record_id, d.since, d.urgent

-- name: newest_change
SELECT coalesce(min(stamp), 0), coalesce(max(stamp), 0), pg_postmaster_start_time() FROM casework.form_changes

-- name: changes_since
SELECT record_id, left_group, new_group
FROM casework.form_changes
WHERE stamp > %(stamp)s AND slot = %(slot)s

-- name: members
SELECT f.record_id, r.side, f.companions, f.keys
FROM casework.forms f
JOIN casework.records r ON r.id = f.record_id
WHERE f.slot = %(slot)s AND f.record_id = ANY(%(records)s)

-- name: groups
SELECT record_id, companions
FROM casework.forms
WHERE slot = %(slot)s AND record_id = ANY(%(records)s) AND companions <> 0

-- Of a group larger than a family one more than that, which tells.
-- name: groups_members
SELECT g.number, member.record_id
FROM unnest(%(groups)s) AS g (number)
CROSS JOIN LATERAL (
    SELECT f.record_id FROM casework.forms f
    WHERE f.slot = %(slot)s AND f.companions = g.number AND f.companions <> 0 LIMIT %(most)s + 1
) member

-- name: children_with_keys
SELECT coalesce(array_agg(record_id), '{}'), coalesce(array_agg(key), '{}')
FROM casework.child_keys WHERE key = ANY(%(keys)s)

-- name: inquiries_with_keys
SELECT coalesce(array_agg(record_id), '{}'), coalesce(array_agg(key), '{}')
FROM casework.inquiry_keys WHERE key = ANY(%(keys)s)

-- name: forms
SELECT record_id, form FROM casework.forms WHERE slot = %(slot)s AND record_id = ANY(%(records)s)

-- name: formed
SELECT record_id FROM casework.forms
WHERE slot = %(slot)s AND record_id < %(before)s
ORDER BY record_id DESC
LIMIT %(most)s

-- name: links_of
SELECT l.inquiry_id, l.child_id, l.weight, l.group_term, l.probability, l.band, l.levels, l.weights
FROM casework.links l
WHERE l.matcher_id = %(matcher)s AND l.inquiry_id = ANY(%(records)s)
UNION ALL
SELECT l.inquiry_id, l.child_id, l.weight, l.group_term, l.probability, l.band, l.levels, l.weights
FROM casework.links l
WHERE l.matcher_id = %(matcher)s AND l.child_id = ANY(%(records)s) AND l.inquiry_id <> ALL(%(records)s)

-- name: drop_links
DELETE FROM casework.links l USING unnest(%(inquiries)s, %(children)s) AS old (inquiry_id, child_id)
WHERE l.matcher_id = %(matcher)s AND l.inquiry_id = old.inquiry_id AND l.child_id = old.child_id

-- The weights of all links stand one behind the other, so many of each: a list of lists would be read as text.
-- name: write_links
INSERT INTO casework.links
    (matcher_id, inquiry_id, child_id, weight, group_term, probability, band, levels, weights)
SELECT %(matcher)s, given.inquiry_id, given.child_id, given.weight, given.group_term, given.probability, given.band,
       given.levels, (%(weights)s)[first.at : first.at + %(wide)s - 1]
FROM unnest(%(inquiries)s, %(children)s, %(weight)s, %(group)s, %(probability)s, %(band)s, %(levels)s) WITH ORDINALITY
     AS given (inquiry_id, child_id, weight, group_term, probability, band, levels, place)
CROSS JOIN LATERAL (SELECT ((given.place - 1) * %(wide)s + 1)::integer) AS first (at)
ON CONFLICT (inquiry_id, matcher_id, child_id) DO UPDATE
SET weight = excluded.weight, group_term = excluded.group_term, probability = excluded.probability, band = excluded.band,
    levels = excluded.levels, weights = excluded.weights

-- name: something_waits
SELECT EXISTS (SELECT FROM casework.pending WHERE since < now() - %(older)s)
       OR EXISTS (SELECT FROM casework.links_due WHERE since < now() - %(older)s)

-- Of the changes the newest stays: it says how far the stamps are.
-- name: prune_changes
DELETE FROM casework.form_changes
WHERE at < now() - %(older)s AND stamp < (SELECT max(stamp) FROM casework.form_changes)

-- Of an agency's own live records alone, the latest of them: how long it takes says nothing of what others hold. The very latest
-- whatever keys they have.
-- name: own_with_keys
SELECT own.id
FROM (SELECT id, row_number() OVER (ORDER BY id DESC) AS place FROM casework.records
      WHERE agency_id = %(agency)s AND side = %(side)s AND state = 'live'
      ORDER BY id DESC
      LIMIT %(most)s) AS own
JOIN casework.forms f ON f.slot = %(slot)s AND f.record_id = own.id
WHERE own.place <= %(latest)s OR f.keys && %(keys)s

-- Of the same the latest of those whose form isn't made yet, or was made of what they held before.
-- name: own_pending
SELECT own.id
FROM (SELECT id FROM casework.records
      WHERE agency_id = %(agency)s AND side = %(side)s AND state = 'live'
      ORDER BY id DESC
      LIMIT %(among)s) AS own
WHERE EXISTS (SELECT FROM casework.pending p WHERE p.record_id = own.id)
ORDER BY own.id DESC
LIMIT %(most)s
