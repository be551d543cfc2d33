"""Concerns, shields, referrals: queries."""
