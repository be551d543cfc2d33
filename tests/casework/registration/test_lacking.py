"""What a registration lacks, and by when."""

from __future__ import annotations

from datetime import date

import pytest

from tracing.casework.registration.lacking import Thing, lacking

REGISTERED = date(2026, 3, 31)
QUICK = {"event_date", "event_place", "sex", "age", "full_name"}

CASES = [
    # filled in beside the quick form's least → what isn't lacking any more
    (set(), {"name"}),
    ({"languages"}, {"name", "language"}),
    ({"birth_date"}, {"name", "birth"}),
    ({"origin_country"}, {"name"}),
    ({"origin_admin2"}, {"name"}),
    ({"origin_country", "origin_admin2"}, {"name", "origin"}),
    ({"origin_country", "origin_locality"}, {"name", "origin"}),
    ({"origin_text"}, {"name", "origin"}),
    ({"father_name"}, {"name", "family"}),
    ({"caregiver_name"}, {"name", "family"}),
    ({"group_id"}, {"name", "siblings"}),
    ({"siblings", "marks", "documents"}, {"name", "siblings", "marks", "documents"}),
]


@pytest.mark.parametrize(("more", "there"), CASES)
def test_what_is_lacking(more: set[str], there: set[str]) -> None:
    found = {one.thing.value for one in lacking(QUICK | more, REGISTERED)}
    assert found == {thing.value for thing in Thing} - there


@pytest.mark.parametrize(
    ("columns", "named"),
    [
        ({"full_name"}, True),
        ({"given_names", "first_surname"}, True),
        ({"given_names", "second_surname"}, True),
        ({"given_names"}, False),
        ({"first_surname"}, False),
        ({"aliases"}, False),
        ({"marks", "mother_name"}, False),
    ],
)
def test_a_nickname_is_no_name(columns: set[str], named: bool) -> None:
    assert (Thing.NAME not in {one.thing for one in lacking(columns, REGISTERED)}) is named


def test_what_is_due_first_stands_first_and_each_has_its_day() -> None:
    found = lacking(set(), REGISTERED)
    assert {one.thing for one in found} == set(Thing)
    assert [one.due_on for one in found] == sorted(one.due_on for one in found)
    due = {one.thing: one.due_on for one in found}
    assert due[Thing.DEFINITION] == due[Thing.CONSENT] == due[Thing.LANGUAGE] == date(2026, 4, 1)
    assert due[Thing.DOCUMENTS] == date(2026, 4, 7)
    assert all(one.says.source for one in found)
    assert {one.due_basis for one in found} == {f"INT/registration_{thing}_days" for thing in Thing}


def test_what_people_do_counts_too() -> None:
    found = {one.thing for one in lacking(QUICK, REGISTERED, assessed=True, consent_known=True)}
    assert not found & {Thing.DEFINITION, Thing.CONSENT}


def test_a_whole_registration_lacks_nothing() -> None:
    whole = QUICK | {
        "birth_date",
        "languages",
        "origin_text",
        "mother_name",
        "siblings",
        "marks",
        "documents",
    }
    assert lacking(whole, REGISTERED, assessed=True, consent_known=True) == []
