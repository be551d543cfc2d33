"""Sharing between agencies: agreements, what is read through them, consulates, transfers, case bundles."""
