"""Which records are of one child or one inquiry, and who is kin to whom: said by people, never by a score alone."""
