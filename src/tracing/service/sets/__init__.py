"""Which records are of one child or one inquiry, and who is kin to whom: use cases."""
