"""Months of work in minutes: agencies and officers, invented, that use the real API; and what must hold at the end."""
