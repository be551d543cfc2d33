"""Majority per country and sub-unit, three-valued on any day (brief E4)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracing.casework.law.files import shipped
from tracing.casework.law.rules import Rule
from tracing.casework.majority import Age, age_on, birthdays, law_of, treated_as_child, youngest_majority

TODAY = date(2026, 11, 24)


def _day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("earliest", "latest", "place", "age"),
    [
        # Born on a known day: the 18th birthday is the first day of majority.
        ("2008-11-24", "2008-11-24", "HN", "adult"),
        ("2008-11-25", "2008-11-25", "HN", "minor"),
        # Only the year is known: "not known" from the first to the last possible birthday.
        ("2008-01-01", "2008-12-31", "GT", "not_known"),
        ("2007-01-01", "2007-12-31", "GT", "adult"),
        ("2009-01-01", "2009-12-31", "GT", "minor"),
        # A medical estimate of 16 ± 2 on 2026-11-24 leaves majority open.
        ("2007-11-25", "2012-11-24", "MX", "not_known"),
        # Where majority is later.
        ("2008-06-03", "2008-06-03", "CA-QC", "adult"),
        ("2008-06-03", "2008-06-03", "CA-BC", "minor"),
        ("2008-06-03", "2008-06-03", "CA", "not_known"),  # province not known: 18 or 19
        ("2007-06-03", "2007-06-03", "CA", "adult"),
        ("2008-06-03", "2008-06-03", "US", "adult"),
        ("2008-06-03", "2008-06-03", "US-AL", "minor"),
        ("2006-06-03", "2006-06-03", "US-MS", "minor"),
        ("2005-06-03", "2005-06-03", "US-MS", "adult"),
        ("2008-06-03", "2008-06-03", "", "adult"),  # no place: the Convention
        ("2008-06-03", "2008-06-03", "HT", "adult"),
    ],
)
def test_age_on_a_day(earliest: str, latest: str, place: str, age: str) -> None:
    assert age_on(_day(earliest), _day(latest), TODAY, place) == age


def test_without_a_birth_date_nothing_is_known_and_doubt_benefits_the_child() -> None:
    assert age_on(None, None, TODAY, "HN") is Age.NOT_KNOWN
    assert treated_as_child(None, None, TODAY, ["HN"])


@pytest.mark.parametrize(
    ("earliest", "latest", "places", "child"),
    [
        ("2008-01-01", "2008-12-31", [], True),  # may be either
        ("2008-06-03", "2008-06-03", ["HN", "MX"], False),
        ("2008-06-03", "2008-06-03", ["HN", "CA-BC"], True),  # one of the laws still says minor
        ("2008-06-03", "2008-06-03", ["HN", "CA"], True),
        ("2009-06-03", "2009-06-03", ["HN"], True),
    ],
)
def test_a_child_under_any_law_that_applies_is_treated_as_one(
    earliest: str, latest: str, places: list[str], child: bool
) -> None:
    assert treated_as_child(_day(earliest), _day(latest), TODAY, places) is child


@pytest.mark.parametrize(
    ("earliest", "latest", "may", "must"),
    [
        ("2008-11-24", "2008-11-24", "2026-11-24", "2026-11-24"),
        ("2008-01-01", "2008-12-31", "2026-01-01", "2026-12-31"),
        # Born on 29 February: 28 February in some countries, 1 March in others.
        ("2008-02-29", "2008-02-29", "2026-02-28", "2026-03-01"),
    ],
)
def test_the_days_on_which_a_case_is_looked_at_again(earliest: str, latest: str, may: str, must: str) -> None:
    assert birthdays(_day(earliest), _day(latest)) == (_day(may), _day(must))


@pytest.mark.parametrize(
    ("place", "least", "greatest", "adolescent_from"),
    [
        ("BZ", 18, 18, None), ("CA", 18, 19, None), ("CR", 18, 18, 12), ("DO", 18, 18, 13), ("SV", 18, 18, 12),
        ("GT", 18, 18, 13), ("HN", 18, 18, None), ("MX", 18, 18, 12), ("NI", 18, 18, 13), ("PA", 18, 18, None),
        ("US", 18, 18, None), ("CA-AB", 18, 18, None), ("CA-BC", 19, 19, None), ("CA-MB", 18, 18, None),
        ("CA-NB", 19, 19, None), ("CA-NL", 19, 19, None), ("CA-NS", 19, 19, None), ("CA-NT", 19, 19, None),
        ("CA-NU", 19, 19, None), ("CA-ON", 18, 18, None), ("CA-PE", 18, 18, None), ("CA-QC", 18, 18, None),
        ("CA-SK", 18, 18, None), ("CA-YT", 19, 19, None), ("US-AL", 19, 19, None), ("US-NE", 19, 19, None),
        ("US-MS", 21, 21, None),
    ],
)  # fmt: skip
def test_the_laws(place: str, least: int, greatest: int, adolescent_from: int | None) -> None:
    law = law_of(place)
    assert (law.least, law.greatest, law.adolescent_from) == (least, greatest, adolescent_from)
    assert law.entry.name == f"{place}/{Rule.MAJORITY_AGE}"
    assert law.entry.source


def test_the_age_of_majority_is_that_of_the_day() -> None:
    """Nicaragua: 21 until the Family Code, 18 from then on."""
    before, after = _day("2015-04-07"), _day("2015-04-08")
    assert [law_of("NI", day).least for day in (before, after)] == [21, 18]
    assert [age_on(_day("1996-06-03"), _day("1996-06-03"), day, "NI") for day in (before, after)] == [
        Age.MINOR,
        Age.ADULT,
    ]


@pytest.mark.parametrize(
    ("places", "age"),
    [
        (["INT", "HN"], "adult"),
        (["INT", "CA-BC"], "not_known"),  # of age under one law, a minor under the other
        (["CA-BC", "US-AL"], "minor"),
        (["INT", "CA"], "not_known"),
    ],
)
def test_of_age_is_who_is_so_under_every_law(places: list[str], age: str) -> None:
    assert age_on(_day("2008-06-03"), _day("2008-06-03"), TODAY, places) == age


PLACES = sorted({entry.place for entry in shipped() if entry.rule == Rule.MAJORITY_AGE})
DAYS = st.dates(date(1990, 1, 1), date(2026, 11, 24))


@given(DAYS, st.integers(0, 1500), st.integers(0, 9000), st.sampled_from(PLACES))
def test_nobody_is_of_age_before_the_youngest_majority(born: date, width: int, days: int, place: str) -> None:
    last = born + timedelta(days=width)
    on = birthdays(born, last, youngest_majority(shipped()))[0] - timedelta(days=days + 1)
    assert age_on(born, last, on, place) is Age.MINOR


@given(DAYS, st.integers(0, 1500), st.integers(0, 9000), st.sampled_from(PLACES))
def test_nobody_becomes_a_child_again(born: date, width: int, days: int, place: str) -> None:
    order = [Age.MINOR, Age.NOT_KNOWN, Age.ADULT]
    latest = born + timedelta(days=width)
    one, later = (age_on(born, latest, TODAY + timedelta(days=d), place) for d in (0, days))
    assert order.index(one) <= order.index(later)


@given(DAYS, st.integers(0, 1500), st.integers(0, 1500))
def test_knowing_less_of_a_birth_never_makes_an_adult(born: date, before: int, after: int) -> None:
    wide = age_on(born - timedelta(days=before), born + timedelta(days=after), TODAY)
    assert wide in (Age.NOT_KNOWN, age_on(born, born, TODAY))
