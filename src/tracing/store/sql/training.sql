-- name: same
-- Of what somebody entered to try something nothing is known: references are the samples' own.
SELECT asked.inquiry, asked.child,
       EXISTS (SELECT FROM casework.training_truth t
               WHERE t.inquiry_reference = i.reference AND t.child_reference = c.reference)
FROM unnest(CAST(:inquiries AS bigint[]), CAST(:children AS bigint[])) AS asked (inquiry, child)
JOIN casework.records i ON i.id = asked.inquiry
JOIN casework.records c ON c.id = asked.child
WHERE i.reference ~ '^I[0-9]{7}$' AND c.reference ~ '^C[0-9]{7}$'
