"""Months that are over, and the periods that are published: a month, a quarter, a year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from tracing.casework.wording import Sentence

__all__ = ["CLOSES_AFTER", "PERIOD_LACKS", "Period", "closing_day", "month_after", "month_of"]

CLOSES_AFTER: Final = timedelta(days=5)
"""How long after its end a month is closed: what is entered a little late still counts. From then on its numbers stand."""

_WRITTEN = re.compile(r"(?P<year>20\d\d)(?:-(?P<month>0[1-9]|1[0-2])|-Q(?P<quarter>[1-4]))?")

PERIOD_LACKS: Final = {
    lack.code: lack
    for lack in (
        Sentence(
            "no_period",
            "No es un periodo: escriba un mes (2026-03), un trimestre (2026-Q1) o un año (2026).",
            "This is no period: write a month (2026-03), a quarter (2026-Q1) or a year (2026).",
        ),
        Sentence(
            "month_open",
            "El periodo tiene meses que todavía no están cerrados; se cierran "
            f"{CLOSES_AFTER.days} días después de terminar.",
            f"The period has months that aren't closed yet; they close {CLOSES_AFTER.days} days after their end.",
        ),
        Sentence(
            "published_already",
            "El periodo ya está publicado: publicarlo otra vez revelaría lo oculto por diferencia.",
            "The period is published already: publishing it again would reveal by difference what is hidden.",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Period:
    """A period as it is written, and the first days of its months, all of one year."""

    name: str
    months: tuple[date, ...]

    @staticmethod
    def read(text: str) -> Period | None:
        """Return the period that a text names, None where it names none."""
        found = _WRITTEN.fullmatch(text)
        if found is None:
            return None
        year, month, quarter = int(found["year"]), found["month"], found["quarter"]
        if month is not None:
            numbers = range(int(month), int(month) + 1)
        elif quarter is not None:
            numbers = range(3 * int(quarter) - 2, 3 * int(quarter) + 1)
        else:
            numbers = range(1, 13)
        return Period(text, tuple(date(year, number, 1) for number in numbers))

    @property
    def year(self) -> int:
        """Its year. Periods of two years have no month in common."""
        return self.months[0].year

    @property
    def last_day(self) -> date:
        """Its last day."""
        return month_after(self.months[-1]) - timedelta(days=1)


def month_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def month_after(month: date) -> date:
    """Return the first day of the month after."""
    return (month + timedelta(days=31)).replace(day=1)


def closing_day(month: date) -> date:
    """Return the day from which on a month may be closed."""
    return month_after(month) + CLOSES_AFTER
