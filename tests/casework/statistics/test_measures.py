"""What is counted by which age, in which period, and how times are told."""

from __future__ import annotations

from datetime import date

import pytest

from tracing.casework.statistics.durations import Quartiles, quartiles
from tracing.casework.statistics.measures import AgeBand, age_band
from tracing.casework.statistics.periods import Period, closing_day, month_after

ON = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("earliest", "latest", "band"),
    [
        (date(2020, 4, 1), date(2020, 4, 1), "0-5"),  # six tomorrow
        (date(2020, 3, 31), date(2020, 3, 31), "6-11"),  # six today
        (date(2014, 1, 1), date(2014, 12, 31), "?"),  # eleven or twelve
        (date(2012, 1, 1), date(2012, 12, 31), "12-14"),
        (date(2010, 1, 1), date(2010, 1, 1), "15-17"),
        (date(2008, 3, 31), date(2008, 3, 31), "18+"),
        (date(2008, 1, 1), date(2008, 12, 31), "?"),
        (None, None, "?"),
    ],
)
def test_the_band_of_an_age(earliest: date | None, latest: date | None, band: str) -> None:
    assert age_band(earliest, latest, ON) is AgeBand(band)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("2026-03", [3]),
        ("2026-Q1", [1, 2, 3]),
        ("2026-Q4", [10, 11, 12]),
        ("2026", list(range(1, 13))),
        ("2026-13", None),
        ("2026-Q5", None),
        ("2026-3", None),
        ("1926", None),
        ("2026-03\n", None),
        ("marzo", None),
        ("", None),
    ],
)
def test_periods_as_they_are_written(text: str, months: list[int] | None) -> None:
    found = Period.read(text)
    assert (found and [month.month for month in found.months]) == months


def test_a_month_is_closed_some_days_after_its_end() -> None:
    assert closing_day(date(2026, 2, 1)) == date(2026, 3, 6)
    assert closing_day(date(2026, 12, 1)) == date(2027, 1, 6)
    assert month_after(date(2026, 12, 1)) == date(2027, 1, 1)
    assert Period.read("2026-02") is not None
    assert Period("2026-02", (date(2026, 2, 1),)).last_day == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ([3] * 9, None),  # nine people are too few
        ([3] * 10, Quartiles(0, 0, 0)),
        ([30] * 10, Quartiles(28, 28, 28)),
        (list(range(0, 100, 10)), Quartiles(21, 42, 70)),
    ],
)
def test_times_are_told_of_groups_and_in_weeks(days: list[int], told: Quartiles | None) -> None:
    assert quartiles(days) == told
