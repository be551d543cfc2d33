"""Whether somebody is a minor on a day, three-valued (brief E4)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from tracing.standardise.dates.model import BirthDate, a_day

__all__ = ["is_minor", "majority_years", "turns"]

_MAJORITY_19 = frozenset({"CA-BC", "CA-NB", "CA-NL", "CA-NS", "CA-NT", "CA-NU", "CA-YT", "US-AL", "US-NE"})
_MAJORITY_21 = frozenset({"US-MS"})


def majority_years(place: str = "") -> tuple[int, int]:
    """Return the least and the greatest age of majority that may hold in a place.

    ``place``: an ISO 3166 code, with its subdivision where majority differs there. Canada alone is 18 or 19 by
    province. The United States alone are 18, since an unaccompanied child is one under 18 anywhere (6 USC 279(g)).
    """
    place = place.strip().upper()
    if place == "CA":
        return 18, 19
    years = 21 if place in _MAJORITY_21 else 19 if place in _MAJORITY_19 else 18
    return years, years


def turns(born: date, years: int, *, soonest: bool) -> date:
    """Return the day somebody turns ``years``; born on 29 February, on 28 February or 1 March by country (E2)."""
    year = born.year + years
    return a_day(year, born.month, born.day) or date(year, *((2, 28) if soonest else (3, 1)))


def is_minor(birth: BirthDate, on: date, country: str = "") -> Literal["yes", "no", "possible"]:
    """Say whether somebody is a minor on a day: yes, no, or possible where birth or place allow both (brief E4).

    ``country``: as for ``majority_years``.
    """
    least, greatest = majority_years(country)
    if on >= turns(birth.latest, greatest, soonest=False):
        return "no"
    return "yes" if on < turns(birth.earliest, least, soonest=True) else "possible"
