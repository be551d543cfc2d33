"""Births and events as intervals (brief E2)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from tracing.standardise.dates.age import parse_age
from tracing.standardise.dates.model import Basis, BirthDate, DateError, Day, Order, Precision, years_before
from tracing.standardise.dates.reading import EXPECTED, Read, read
from tracing.standardise.placeholders import is_placeholder
from tracing.standardise.text import fold

__all__ = ["parse_birth", "parse_event"]

_OLDEST = 120

_FILLED_IN = frozenset({(1, 1), (7, 1), (6, 15), (12, 31)})
"""Days (month, day) that clerks fill in for an unknown one (brief E2)."""

_NEVER = frozenset({date(1900, 1, 1), date(1970, 1, 1), date(9999, 12, 31)})
"""Days that stand for a missing date."""


def parse_event(text: str | None, *, order: Order = "dmy", today: date | None = None) -> Day | None:
    """Return when something happened, or None for a placeholder; DateError for a text that is no date."""
    if not text or is_placeholder(text):
        return None
    return _event(text, order, today or date.today())


@lru_cache(maxsize=1 << 14)
def _event(text: str, order: Order, today: date) -> Day | None:
    found = read(text, order, False, today)
    return None if found.last in _NEVER else Day(found.first, found.last, text)


def _months_before(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 - months
    year, month = divmod(total, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def _before(day: date, months: int, *, leap_to: int) -> date:
    return (
        years_before(day, months // 12, leap_to=leap_to) if months % 12 == 0 else _months_before(day, months)
    )


def _from_age(age: str, stated: date | None, recorded: date) -> BirthDate:
    least, greatest, flags = parse_age(age)
    on = stated or recorded
    earliest = _before(on, greatest + 1, leap_to=2) + timedelta(days=1)
    latest = _before(on, least, leap_to=3)
    if (on.month, on.day, latest.month, latest.day) == (2, 28, 2, 28):
        # Who was born on 29 February may be a year older on the 28th already, by country.
        latest = min(latest + timedelta(days=1), date(latest.year, 2, 28) + timedelta(days=1))
        if (latest.month, latest.day) != (2, 29):
            latest -= timedelta(days=1)
    precision: Precision = "estimated" if "approximate" in flags else "age"
    if stated is None:
        # Nobody wrote when the age was stated: a year either way (brief E2).
        earliest, latest = years_before(earliest, 1), years_before(latest, -1)
        return BirthDate(earliest, latest, (), precision, "imputed", None, age, (*flags, "no_age_date"))
    basis: Basis = "assessed" if "assessed" in flags else "stated"
    return BirthDate(earliest, latest, (), precision, basis, stated, age, flags)


def _birth_of(found: Read, raw: str, documented: bool, today: date) -> BirthDate | None:
    if found.last in _NEVER:
        return None
    if found.first > today or found.first.year < today.year - _OLDEST:
        raise DateError("no birth date of anybody living; " + EXPECTED)
    basis: Basis = "document" if documented else "stated"
    if found.precision != "day":
        return BirthDate(found.first, found.last, (), found.precision, basis, None, raw, found.flags)
    usual, flags = found.days[0][0], found.flags
    if not documented and (usual.month, usual.day) in _FILLED_IN:
        year = usual.year
        flags = (*(f for f in flags if f != "day_month_swappable"), "imputed_day")
        return BirthDate(date(year, 1, 1), date(year, 12, 31), (), "year", "imputed", None, raw, flags)
    first, last, days = found.first, found.last, found.days
    if (first.month, first.day) == (2, 29) and first == last:
        last, flags = last + timedelta(days=1), (*flags, "leap_day")
    return BirthDate(first, last, days, "day", basis, None, raw, flags)


def _stated_on(age_date: date | str | None, order: Order, today: date) -> date | None:
    if not isinstance(age_date, str):
        return age_date
    if not age_date or is_placeholder(age_date):
        return None
    found = read(age_date, order, False, today)
    if found.last in _NEVER:
        return None
    return found.days[0][0] if found.days else found.last


def _is_age(age: str | None) -> bool:
    if not age:
        return False
    return not is_placeholder(age) or re.search("RECIEN NACID", fold(age)) is not None


def parse_birth(
    text: str | None,
    *,
    age: str | None = None,
    age_date: date | str | None = None,
    role: Literal["child", "adult"] = "child",
    order: Order = "dmy",
    documented: bool = False,
    recorded_on: date | None = None,
    today: date | None = None,
) -> BirthDate | None:
    """Return the birth date that a text or, without one, a stated age says (brief E2).

    ``order`` is the source's usual order; ``documented`` keeps a 1 January as it is. ``age_date`` is the day on which
    the age was stated; without it, ``recorded_on`` a year either way. None where nothing is known, DateError for a text
    that is no date and an age that is none.
    """
    return _birth(text, age, age_date, role, order, documented, recorded_on, today or date.today())


@lru_cache(maxsize=1 << 16)
def _birth(
    text: str | None,
    age: str | None,
    age_date: date | str | None,
    role: str,
    order: Order,
    documented: bool,
    recorded_on: date | None,
    now: date,
) -> BirthDate | None:
    found = None
    if text and not is_placeholder(text):
        found = _birth_of(read(text, order, role == "adult", now), text, documented, now)
    if not _is_age(age) or age is None:
        return found
    stated = _stated_on(age_date, order, now)
    if found is None:
        return _from_age(age, stated, recorded_on or now)
    try:
        told = _from_age(age, stated, recorded_on or now)
    except DateError:
        return found
    year = timedelta(days=366)
    if told.earliest - found.latest > year or found.earliest - told.latest > year:
        return BirthDate(
            found.earliest, found.latest, found.alternatives, found.precision, found.basis, found.stated_on,
            found.raw, (*found.flags, "age_contradicts"),
        )  # fmt: skip
    return found
