"""How long it took, for groups of people: quartiles, never of a few.

The median of three people is one person's time, so only groups whose count may be shown have quartiles (``suppression.THRESHOLD``), and a
group that is hidden to protect another has none either. They are told in whole weeks: the day on which a family was told is nobody's to
work out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Final

from tracing.casework.statistics.suppression import THRESHOLD

__all__ = ["ROUNDED_TO", "Quartiles", "quartiles"]

ROUNDED_TO: Final = 7
"""Days. Times are told as multiples of it."""


@dataclass(frozen=True, slots=True)
class Quartiles:
    """Days within which a quarter, half and three quarters of a group were done, rounded."""

    low: int
    middle: int
    high: int


def quartiles(days: Sequence[int]) -> Quartiles | None:
    """Return the quartiles of a group's times; None of a group that is too small."""
    if len(days) < THRESHOLD:
        return None
    low, middle, high = (
        ROUNDED_TO * round(found / ROUNDED_TO) for found in quantiles(days, n=4, method="inclusive")
    )
    return Quartiles(low, middle, high)
