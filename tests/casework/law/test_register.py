"""Which entry is applied where and on which day, and which versions protect less."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.casework.law.entries import day, entry
from tracing.casework.law.entries import Entry, EntryState
from tracing.casework.law.files import shipped
from tracing.casework.law.register import Register, places_above
from tracing.casework.law.rules import Rule

TODAY = day("2026-11-24")
AGE = Rule.MAJORITY_AGE


def test_a_place_is_under_its_country_and_what_holds_everywhere() -> None:
    assert places_above("ca-bc") == ("CA-BC", "CA", "INT")
    assert places_above("HN") == ("HN", "INT")
    assert places_above("INT") == places_above("") == ("INT",)


@pytest.mark.parametrize(
    ("place", "on", "value", "of"),
    [
        ("CA-BC", "2026-01-01", "19", "CA-BC"),
        ("CA", "2026-01-01", "18-19", "CA"),  # the province isn't known
        ("US-TX", "2026-01-01", "18", "US"),  # no rule of its own: its country's
        ("HT", "2026-01-01", "18", "INT"),  # no rule of the country: the Convention's
        ("NI", "2015-04-07", "21", "NI"),
        ("NI", "2015-04-08", "18", "NI"),
    ],
)
def test_what_is_applied(place: str, on: str, value: str, of: str) -> None:
    found = shipped().applied(place, AGE, day(on))
    assert found is not None
    assert (found.value, found.place) == (value, of)


def test_a_later_version_stands_before_an_earlier_one_in_its_days_and_nowhere_else() -> None:
    register = shipped().with_entries([entry("HN", AGE, "21", "2020-01-01", "2020-12-31")])
    values = [
        register.figures("HN", AGE, day(on))
        for on in ("2019-12-31", "2020-01-01", "2020-12-31", "2021-01-01")
    ]
    assert values == [(18,), (21,), (21,), (18,)]
    assert [version.value for version in register.versions("HN", AGE)] == ["18", "21"]


def test_a_rule_that_ends_leaves_the_one_above() -> None:
    register = shipped().with_entries([entry("US-MS", AGE, None, "2027-01-01", ends=True)])
    assert register.figures("US-MS", AGE, day("2026-12-31")) == (21,)
    assert register.figures("US-MS", AGE, day("2027-01-01")) == (18,)


@pytest.mark.parametrize("state", [EntryState.WAITS, EntryState.REFUSED])
def test_what_waits_or_was_refused_is_not_applied(state: EntryState) -> None:
    register = shipped().with_entries([entry("HN", AGE, "16", state=state)])
    assert register.figures("HN", AGE, TODAY) == (18,)
    assert len(register.versions("HN", AGE)) == 2


@pytest.mark.parametrize(
    ("made", "weakens"),
    [
        # Majority later: the child is one for longer.
        (entry("HN", AGE, "21"), False),
        (entry("HN", AGE, "17"), True),
        (entry("HN", AGE, "17-18"), True),
        (entry("HN", AGE, "18-19"), False),
        # On one day only, and in a place that had no rule of its own.
        (entry("HN", AGE, "17", "2030-06-01", "2030-06-01"), True),
        (entry("US-TX", AGE, "17"), True),
        (entry("US-TX", AGE, "19"), False),
        # Without a rule of its own the one above is applied.
        (entry("US-MS", AGE, None, ends=True), True),
        (entry("HN", AGE, None, "2026-01-01", ends=True), False),
        # Shorter deadlines protect more.
        (entry("US", Rule.TRANSFER_HOURS, "48"), False),
        (entry("US", Rule.TRANSFER_HOURS, "96"), True),
        (entry("MX", Rule.TRANSFER_HOURS, "72"), False),  # there was none
        (entry("INT", Rule.HOLD_REVIEW_DAYS, "20"), False),
        (entry("INT", Rule.HOLD_REVIEW_DAYS, "40"), True),
        # Words.
        (entry("MX", Rule.IMMIGRATION_DETENTION, "yes"), True),
        (entry("US", Rule.IMMIGRATION_DETENTION, "no"), False),
        (entry("BZ", Rule.CONSULAR_NOTICE, "mandatory"), True),
        # Which way it cuts can't be told.
        (entry("GT", Rule.KEPT_YEARS_AFTER_18, "2"), True),
        (entry("GT", Rule.ADOLESCENT_FROM_AGE, "12"), True),
        # The same figure, better sourced.
        (entry("HN", AGE, "18", source="Código de la Niñez, art. 1"), False),
        # Provisions: another text may say less; a new one says more.
        (entry("INT", "crc_12"), True),
        (entry("PA", "ley_285"), False),
    ],
    ids=lambda made: made.name + str(made.value) if isinstance(made, Entry) else "",
)
def test_what_protects_less_or_may_takes_a_second_person(made: Entry, weakens: bool) -> None:
    assert shipped().weakened_by(made) is weakens


def test_the_number_of_a_figure_that_is_everywhere_is_always_known() -> None:
    """A clock that goes back before the Convention changes nothing."""
    assert shipped().number("HN", AGE, date.min) == 18
    with pytest.raises(LookupError):
        Register(()).number("HN", AGE, TODAY)


AGES = st.sampled_from(["16", "17", "18", "18-19", "19", "21"])
DAYS = st.integers(0, 4000).map(lambda n: day("2020-01-01") + timedelta(days=n))
VERSIONS = st.builds(
    lambda place, value, spans, ends: entry(
        place, AGE, None if ends else value, min(spans).isoformat(), max(spans).isoformat(), ends=ends
    ),
    st.sampled_from(["HN", "CA", "CA-BC", "US-MS"]),
    AGES,
    st.tuples(DAYS, DAYS),
    st.booleans(),
)


@given(st.lists(VERSIONS, max_size=6), VERSIONS, DAYS)
def test_a_version_that_needs_no_second_person_shortens_nobodys_childhood(
    before: list[Entry], made: Entry, on: date
) -> None:
    register = shipped().with_entries(before)
    if register.weakened_by(made):
        return
    was, now = (r.figures(made.place, AGE, on) for r in (register, register.with_entries([made])))
    assert now[0] >= was[0]
    assert now[-1] >= was[-1]


@given(st.lists(VERSIONS, max_size=6), DAYS)
def test_appending_leaves_every_earlier_version_to_be_read(made: list[Entry], on: date) -> None:
    register = shipped()
    for version in made:
        after = register.with_entries([version])
        assert after.entries[:-1] == register.entries
        register = after
    assert register.applied("CA-BC", AGE, on) is not None
