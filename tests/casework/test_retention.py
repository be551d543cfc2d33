"""How long what is kept (brief I6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tracing.casework.decisions import DecisionKind
from tracing.casework.law.entries import Entry, EntryState
from tracing.casework.law.files import shipped
from tracing.casework.law.rules import Rule
from tracing.casework.retention import (
    REMOVES,
    DueKind,
    Kept,
    Proposed,
    Status,
    Stored,
    audit_due,
    clocks_of,
    due,
    pair_due,
)
from tracing.casework.review import ReviewState

OPEN, RESOLVED, WITHDRAWN, ERASED = Status
SHIPPED = clocks_of(shipped(), date(2026, 1, 1))
BY_COUNTRY = replace(SHIPPED, years_after_18={"GT": 2, "CA": 1})


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _kept(status: Status, since: str, **more: object) -> Kept:
    return Kept(status, _day(since), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kept", "today", "dues"),
    [
        # (a) An open search is reviewed with the family every year.
        (_kept(OPEN, "2025-03-01"), "2026-02-28", []),
        (_kept(OPEN, "2025-03-01"), "2026-03-01", [("review_with_family", "2026-03-01")]),
        (_kept(OPEN, "2025-03-01", reviewed_on=_day("2026-02-01")), "2026-03-01", []),
        (
            _kept(OPEN, "2025-03-01", reviewed_on=_day("2026-02-01")),
            "2027-06-01",
            [("review_with_family", "2027-02-01")],
        ),
        # (b) A resolved case: to 18 and some years more, by country. Born 2012-07-03, resolved at 13.
        (_kept(RESOLVED, "2026-01-10", latest=_day("2012-07-03"), held="HN"), "2035-07-02", []),
        (
            _kept(RESOLVED, "2026-01-10", latest=_day("2012-07-03"), held="HN"),
            "2035-07-03",
            [("erase_case", "2035-07-03")],
        ),
        (
            _kept(RESOLVED, "2026-01-10", latest=_day("2012-07-03"), held="GT"),
            "2032-07-03",
            [("erase_case", "2032-07-03")],
        ),
        # Resolved when the person was of age already: the same years from then.
        (_kept(RESOLVED, "2031-01-10", latest=_day("2012-07-03"), held="GT"), "2032-12-31", []),
        (
            _kept(RESOLVED, "2031-01-10", latest=_day("2012-07-03"), held="GT"),
            "2033-01-10",
            [("erase_case", "2033-01-10")],
        ),
        # Birth not known: as if born on the day of recording.
        (_kept(RESOLVED, "2026-01-10", recorded_on=_day("2025-12-01"), held="CA"), "2044-11-30", []),
        (
            _kept(RESOLVED, "2026-01-10", recorded_on=_day("2025-12-01"), held="CA"),
            "2044-12-01",
            [("erase_case", "2044-12-01")],
        ),
        # (c) Withdrawn: at once.
        (_kept(WITHDRAWN, "2026-03-01"), "2026-03-01", [("erase_linkable", "2026-03-01")]),
        (_kept(WITHDRAWN, "2026-03-01"), "2026-03-09", [("erase_linkable", "2026-03-01")]),
        # Nothing is due for what is gone.
        (_kept(ERASED, "2020-01-01"), "2026-05-01", []),
    ],
)
def test_what_is_due(kept: Kept, today: str, dues: list[tuple[str, str]]) -> None:
    found = due(kept, _day(today), BY_COUNTRY)
    assert [(d.kind.value, d.since.isoformat()) for d in found] == dues


# (d) Pairs that came to nothing have a clock of their own, of a year.
PAIRS = [
    ("weak, and nobody judged it", (ReviewState.OPEN, None, True), True),
    ("more than weak: it waits for people", (ReviewState.OPEN, None, False), False),
    ("another child", (ReviewState.SETTLED, DecisionKind.NOT_THIS_CHILD, False), True),
    ("a question that nobody answered", (ReviewState.SETTLED, DecisionKind.NEED_INFORMATION, True), True),
    ("possible", (ReviewState.SETTLED, DecisionKind.POSSIBLE, False), False),
    ("a lead to a relative", (ReviewState.SETTLED, DecisionKind.RELATIVE_LEAD, True), False),
    ("the same record twice", (ReviewState.SETTLED, DecisionKind.DUPLICATE_RECORD, True), False),
    ("one person has judged", (ReviewState.WAITS_FOR_SECOND, None, True), False),
    ("two disagree", (ReviewState.WAITS_FOR_THIRD, None, True), False),
    ("acts were made on it", (ReviewState.SETTLED, DecisionKind.NOT_THIS_CHILD, False, True), False),
]


@pytest.mark.parametrize(("known", "leaves"), [p[1:] for p in PAIRS], ids=[p[0] for p in PAIRS])
def test_a_pair_leaves_the_review_a_year_after_it_came_to_nothing(
    known: tuple[Any, ...], leaves: bool
) -> None:
    pair = Proposed(_day("2025-05-01"), *known)
    assert pair_due(pair, _day("2026-04-30")) is None
    found = pair_due(pair, _day("2026-05-01"))
    assert (found is not None) is leaves
    if found is not None:
        assert (found.since, found.removes) == (_day("2026-05-01"), (Stored.REVIEW, Stored.NOTES))
    assert (pair_due(pair, _day("2025-05-31"), replace(SHIPPED, candidate_days=30)) is not None) is leaves


@pytest.mark.parametrize(("today", "is_due"), [("2035-12-31", False), ("2036-01-01", True)])
def test_the_audit_has_a_clock_of_its_own(today: str, is_due: bool) -> None:
    found = audit_due(_day("2026-01-01"), _day(today))
    assert (found is not None) is is_due
    if found is not None:
        assert found.removes == (Stored.AUDIT,)


@pytest.mark.parametrize("kind", [DueKind.ERASE_LINKABLE, DueKind.ERASE_CASE])
def test_erasing_a_record_takes_everything_derived_with_it_photographs_first(kind: DueKind) -> None:
    removes = REMOVES[kind]
    assert removes[0] is Stored.PHOTOGRAPHS
    derived = {
        Stored.FORMS,
        Stored.KEYS,
        Stored.LINKS,
        Stored.REVIEW,
        Stored.JOBS,
        Stored.SECRETS,
        Stored.ANSWERS,
    }
    assert derived < set(removes)
    assert Stored.AUDIT not in removes


def test_reviewing_with_the_family_erases_nothing() -> None:
    assert REMOVES[DueKind.REVIEW_WITH_FAMILY] == ()


def test_a_subdivision_and_a_country_have_clocks_of_their_own() -> None:
    def law(place: str, rule: Rule, value: str) -> Entry:
        return Entry(place, rule, 1, value, "Ley", "Law", "Ley inventada, art. 9", state=EntryState.IN_FORCE)

    clocks = clocks_of(
        shipped().with_entries(
            [
                law("CA-BC", Rule.KEPT_YEARS_AFTER_18, "1"), law("CA", Rule.KEPT_YEARS_AFTER_18, "3"),
                law("MX", Rule.SEARCH_REVIEW_DAYS, "90"),
            ]
        ),
        _day("2026-01-01"),
    )  # fmt: skip
    ends = {
        place: due(_kept(RESOLVED, "2026-01-10", latest=_day("2012-07-03"), held=place), _day("2040-01-01"), clocks)[0].since
        for place in ("CA-BC", "CA-ON", "CA", "GT")
    }  # fmt: skip
    assert {place: day.year for place, day in ends.items()} == {
        "CA-BC": 2031,
        "CA-ON": 2033,
        "CA": 2033,
        "GT": 2035,
    }
    opened = {
        place: due(_kept(Status.OPEN, "2026-01-10", held=place), _day("2040-01-01"), clocks)[0].since
        for place in ("MX-CHP", "MX", "GT")
    }
    assert opened == {"MX-CHP": _day("2026-04-10"), "MX": _day("2026-04-10"), "GT": _day("2027-01-10")}


def test_the_clocks_are_those_of_the_register() -> None:
    """An expert enters that Guatemala keeps a case two years, from 2027 on."""
    entry = Entry(
        "GT",
        Rule.KEPT_YEARS_AFTER_18,
        1,
        "2",
        "Guatemala: dos años",
        "Guatemala: two years",
        "Ley inventada, art. 9",
        valid_from=_day("2027-01-01"),
        state=EntryState.IN_FORCE,
    )
    register = shipped().with_entries([entry])
    before, after = (clocks_of(register, _day(day)) for day in ("2026-12-31", "2027-01-01"))
    assert (before.years_after_18, before.default_years) == ({}, 5)
    assert (after.years_after_18, after.default_years) == ({"GT": 2}, 5)
    kept = _kept(RESOLVED, "2026-01-10", latest=_day("2012-07-03"), held="GT")
    assert [d.since for d in due(kept, _day("2033-01-01"), after)] == [_day("2032-07-03")]
    assert due(kept, _day("2033-01-01"), before) == []
