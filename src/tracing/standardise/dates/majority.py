"""Whether somebody is a minor on a day, three-valued (brief E4)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from tracing.standardise.dates.model import BirthDate, a_day

__all__ = ["is_minor"]

_MAJORITY_19 = frozenset({"CA-BC", "CA-NB", "CA-NL", "CA-NS", "CA-NT", "CA-NU", "CA-YT", "US-AL", "US-NE"})
_MAJORITY_21 = frozenset({"US-MS"})


def _birthday(born: date, years: int, *, soonest: bool) -> date:
    """Return the day somebody turns ``years``; born on 29 February, on 28 February or 1 March by country (E2)."""
    year = born.year + years
    return a_day(year, born.month, born.day) or date(year, *((2, 28) if soonest else (3, 1)))


def is_minor(birth: BirthDate, on: date, country: str = "") -> Literal["yes", "no", "possible"]:
    """Say whether somebody is a minor on a day: yes, no, or possible where the interval allows both (brief E4).

    ``country`` is an ISO 3166 code, with its subdivision where majority differs there.
    """
    country = country.strip().upper()
    years = 21 if country in _MAJORITY_21 else 19 if country in _MAJORITY_19 else 18
    if on >= _birthday(birth.latest, years, soonest=False):
        return "no"
    return "yes" if on < _birthday(birth.earliest, years, soonest=True) else "possible"
