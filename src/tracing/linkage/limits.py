"""How much of a record is compared: what forms hold at most, and so how wide the arrays of the kernels are.

Apart from the comparisons, whose compiled kernels take long to load: a process that only standardises doesn't need them.
"""

from __future__ import annotations

__all__ = ["ALTERNATIVES", "GIVEN_WORDS", "READINGS"]

ALTERNATIVES = 3
"""Days of a birth date that may be read in two orders, and one to spare."""

GIVEN_WORDS = 4
"""Given names of one reading that are compared; a fifth says no more."""

READINGS = 4
"""Places that an origin may mean."""
