"""In which order a queue shows its pairs, and that none waits for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracing.casework.urgency import HOURS_A_POINT, MOST_BOUNDED, Urgency, order, priority

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PLAIN = Urgency(0.5, NOW, NOW)


def _with(**more: object) -> Urgency:
    return replace(PLAIN, **more)  # type: ignore[arg-type]


def _born(earliest: str, latest: str | None = None) -> Urgency:
    return _with(earliest=date.fromisoformat(earliest), latest=date.fromisoformat(latest or earliest))


def _ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


@pytest.mark.parametrize(
    ("urgency", "parts"),
    [
        (PLAIN, {"probability": 50}),
        (_with(probability=0.999), {"probability": 99}),
        (_with(probability=0.0), {}),
        (_with(medical=True), {"probability": 50, "medical": 40}),
        # Young age, by the youngest the child may be.
        (_born("2022-05-01"), {"probability": 50, "young": 30}),
        (_born("2020-11-24"), {"probability": 50, "young": 20}),  # six today
        (_born("2015-05-01"), {"probability": 50, "young": 20}),
        (_born("2013-05-01"), {"probability": 50, "young": 10}),
        (_born("2010-05-01"), {"probability": 50}),
        (_born("2010-01-01", "2012-12-31"), {"probability": 50, "young": 10}),
        # Near 18, by the oldest it may be.
        (_born("2008-12-10"), {"probability": 50, "near_18": 40}),
        (_born("2009-02-01"), {"probability": 50, "near_18": 30}),
        (_born("2009-05-01"), {"probability": 50, "near_18": 20}),
        (_born("2009-11-01"), {"probability": 50, "near_18": 10}),
        (_born("2008-01-01", "2008-12-31"), {"probability": 50, "near_18": 40}),  # may have turned 18 already
        (_born("2007-05-01"), {"probability": 50}),  # is 18
        # Waiting.
        (_with(asked_at=_ago(14)), {"probability": 50}),
        (_with(asked_at=_ago(150)), {"probability": 50, "waiting": 10}),
        (_with(asked_at=_ago(4000)), {"probability": 50, "waiting": 30}),
        (_with(paired_at=_ago(10)), {"probability": 50, "age": 20}),
        (_with(paired_at=_ago(1000)), {"probability": 50, "age": 2000}),
    ],
)
def test_parts(urgency: Urgency, parts: dict[str, int]) -> None:
    got = priority(urgency, NOW)
    assert {part.what.code: part.points for part in got.parts} == parts
    assert got.total == sum(parts.values())


def test_a_likely_pair_comes_first_but_a_sick_toddler_before_it() -> None:
    likely = _with(probability=0.95)
    toddler = replace(_born("2024-03-01"), probability=0.4, medical=True)
    assert order(likely, NOW) > order(PLAIN, NOW)
    assert order(toddler, NOW) > order(likely, NOW)


def test_a_clock_that_goes_backwards_does_no_harm() -> None:
    assert (
        priority(_with(asked_at=NOW + timedelta(days=9), paired_at=NOW + timedelta(days=9)), NOW).total == 50
    )


@st.composite
def urgencies(draw: st.DrawFn) -> Urgency:
    """Any pair that came up within the last 1,000 days."""
    earliest = draw(st.none() | st.dates(date(2005, 1, 1), date(2026, 1, 1)))
    width = timedelta(days=draw(st.integers(0, 800)))
    return Urgency(
        probability=draw(st.floats(0, 1)),
        asked_at=_ago(draw(st.integers(0, 4000))),
        paired_at=NOW - timedelta(minutes=draw(st.integers(0, 1_440_000))),
        earliest=earliest,
        latest=None if earliest is None else earliest + width,
        medical=draw(st.booleans()),
    )


@given(urgencies())
def test_the_parts_sum_to_the_total(urgency: Urgency) -> None:
    got = priority(urgency, NOW)
    assert got.total == sum(part.points for part in got.parts)
    assert all(part.points > 0 and part.what.es and part.what.en for part in got.parts)
    bounded = sum(part.points for part in got.parts if part.what.code != "age")
    assert bounded <= MOST_BOUNDED


@given(urgencies(), urgencies())
def test_no_pair_starves(old: Urgency, new: Urgency) -> None:
    """However urgent pairs are that come up later, an old one is before all of them in the end."""
    later = NOW + timedelta(hours=HOURS_A_POINT * (MOST_BOUNDED + 1))
    arriving = replace(new, paired_at=later, asked_at=min(new.asked_at, later))
    assert order(old, later) > order(arriving, later)
    assert priority(old, later).total > priority(arriving, later).total


@given(urgencies(), st.integers(0, 1_000_000))
def test_any_priority_passes_any_bound(urgency: Urgency, bound: int) -> None:
    later = NOW + timedelta(hours=HOURS_A_POINT * (bound + 1))
    assert priority(urgency, later).total > bound


@given(urgencies(), urgencies())
def test_the_number_to_sort_by_orders_as_the_total_does(one: Urgency, other: Urgency) -> None:
    first, second = priority(one, NOW), priority(other, NOW)
    if first.total > second.total:
        # Totals count whole points of age, the order every second of it.
        assert order(other, NOW) - order(one, NOW) < HOURS_A_POINT * 3600
    if first.total > second.total + 1:
        assert order(one, NOW) > order(other, NOW)


@given(urgencies())
def test_the_number_to_sort_by_holds_no_present_time(urgency: Urgency) -> None:
    fixed = replace(urgency, earliest=None, latest=None, asked_at=_ago(4000))
    assert order(fixed, NOW) == order(fixed, NOW + timedelta(days=400))
