"""Protection from trafficking: concerns, shielded records, referrals."""
