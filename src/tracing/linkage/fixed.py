"""Bits in fixed point, so that sums are exact in any order, chunk and engine.

A weight is held as a whole number of 1/256 bit. Such numbers add without rounding, in Python, in a compiled
kernel and in a spreadsheet; the parts of an explanation therefore sum to the match weight to the last bit.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

__all__ = ["UNIT", "either", "either_table", "to_bits", "to_units"]

UNIT = 256
"""Units in one bit."""

_REACH = 12 * UNIT


def to_units(bits: float) -> int:
    """Return ``bits`` rounded to the nearest 1/256 bit, as a whole number of units."""
    return round(bits * UNIT)


def to_bits(units: int) -> float:
    """Return ``units`` in bits; exact, since every unit is a dyadic fraction."""
    return units / UNIT


def either_table() -> NDArray[np.int32]:
    """Return log2(1 + 2^-d) in units for d = 0 … 12 bits (beyond, it is less than half a unit)."""
    return np.array([to_units(math.log2(1 + 2 ** (-d / UNIT))) for d in range(_REACH)], dtype=np.int32)


_TABLE = either_table()


def either(a: int, b: int) -> int:
    """Return -log2(2^-a + 2^-b) in units: the weight against two rival explanations taken together."""
    gap = abs(a - b)
    return min(a, b) - (int(_TABLE[gap]) if gap < _REACH else 0)
