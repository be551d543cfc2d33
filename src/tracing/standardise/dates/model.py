"""What a date is here: an interval with provenance (brief E2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

__all__ = ["Basis", "BirthDate", "DateError", "Day", "Order", "Precision", "a_day", "years_before"]

Order = Literal["dmy", "mdy", "ymd"]
Precision = Literal["day", "month", "year", "season", "age", "estimated"]
Basis = Literal["document", "number", "child", "family", "assessed", "imputed", "stated"]


class DateError(ValueError):
    """The text is no date; the message says what was expected and doesn't repeat the text."""


@dataclass(frozen=True, slots=True)
class BirthDate:
    """A birth date: every day from ``earliest`` to ``latest`` is possible.

    ``alternatives`` holds single days with weights where the date is known to the day. Flags: ``mixed_order`` (month
    and day stand in the other order than the source's), ``day_month_swappable``, ``imputed_day`` (a day that is filled
    in for an unknown one), ``leap_day``, ``serial`` (a spreadsheet's day number), ``registration`` (the text also
    holds another date), and those of an age.
    """

    earliest: date
    latest: date
    alternatives: tuple[tuple[date, float], ...]
    precision: Precision
    basis: Basis
    stated_on: date | None
    raw: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """When something happened, as an interval of days."""

    earliest: date
    latest: date
    raw: str


def a_day(year: int, month: int, day: int) -> date | None:
    """Return the day, None where the calendar has none."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def years_before(day: date, years: int, *, leap_to: int = 3) -> date:
    """Return the day ``years`` earlier; 29 February becomes 1 March, or 28 February with ``leap_to`` 2 (brief E2)."""
    year = day.year - years
    return a_day(year, day.month, day.day) or date(year, leap_to, 1 if leap_to == 3 else 28)
