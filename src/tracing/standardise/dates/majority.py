"""Whether somebody is a minor on a day, three-valued (brief E4). At which age one is of age is law: ``casework.law``."""

from __future__ import annotations

from datetime import date
from typing import Literal

from tracing.standardise.dates.model import BirthDate, a_day

__all__ = ["is_minor", "minor_between", "turns"]


def turns(born: date, years: int, *, soonest: bool) -> date:
    """Return the day somebody turns ``years``; born on 29 February, on 28 February or 1 March by country (E2)."""
    year = born.year + years
    return a_day(year, born.month, born.day) or date(year, *((2, 28) if soonest else (3, 1)))


def minor_between(
    earliest: date, latest: date, on: date, least: int, greatest: int
) -> Literal["yes", "no", "possible"]:
    """Say whether somebody born from ``earliest`` to ``latest`` is a minor on a day: yes, no, or possible where birth or place
    allow both. ``least``, ``greatest``: the ages of majority that may hold, in years."""
    if on >= turns(latest, greatest, soonest=False):
        return "no"
    return "yes" if on < turns(earliest, least, soonest=True) else "possible"


def is_minor(
    birth: BirthDate, on: date, least: int, greatest: int | None = None
) -> Literal["yes", "no", "possible"]:
    """Say whether somebody is a minor on a day, as ``minor_between``; one age of majority where ``greatest`` is left out."""
    return minor_between(birth.earliest, birth.latest, on, least, least if greatest is None else greatest)
