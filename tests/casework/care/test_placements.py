"""Which placement may be entered, which is refused, and which needs a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest

from tracing.casework.care.placements import (
    LARGEST_GROUP,
    PLACEMENT_RULES,
    PLACEMENT_WARNINGS,
    Basis,
    PlacementKind,
    Stay,
    asks_anew,
    place_of,
    review_due,
    stay_faults,
    stay_warnings,
    unanswered,
)
from tracing.casework.care.shelters import ShelterKind
from tracing.linkage.groups import LARGEST

TODAY = date(2026, 3, 31)
FOUND = date(2026, 3, 20)


def day(number: int) -> date:
    return date(2026, 3, number)


def stay(
    begins: int, ends: int | None = None, place: str = "Casa 1", number: int = 0, **other: object
) -> Stay:
    kind = PlacementKind.FOSTER_FAMILY
    made = Stay(
        number,
        kind,
        Basis.BEST_INTERESTS,
        place_of(kind, None, place),
        day(begins),
        None if ends is None else day(ends),
    )
    return replace(made, **other)  # type: ignore[arg-type]


# Where the child has lived (found on 20 March; today is the 31st), what is entered, and the rule that refuses it.
REFUSED = [
    ("the first place", [], stay(20), []),
    ("from the day it was found, and over", [], stay(20, 22), []),
    ("before it was found", [], stay(19), ["before_found"]),
    ("that ends before it begins", [], stay(25, 24), ["end_before_start"]),
    ("that ends in the hour it begins", [], stay(25, 25), []),
    ("that begins tomorrow", [], replace(stay(31), begins=date(2026, 4, 1)), ["not_begun"]),
    ("that will end", [], replace(stay(20), ends=date(2026, 4, 2)), ["end_in_future"]),
    ("beside another that lasts", [stay(20, number=1)], stay(25, place="Casa 2"), ["overlap"]),
    ("a move on the same day", [stay(20, 25, number=1)], stay(25, place="Casa 2"), []),
    ("between two", [stay(20, 22, number=1), stay(24, number=2)], stay(22, 24, place="Hospital"), []),
    (
        "into the next",
        [stay(20, 22, number=1), stay(24, number=2)],
        stay(22, 25, place="Hospital"),
        ["overlap"],
    ),
    ("open, before one that was entered", [stay(24, number=1)], stay(20), ["overlap"]),
    ("its own correction", [stay(20, number=1)], stay(21, number=1), []),
    ("two things at once", [stay(20, number=1)], stay(19), ["before_found", "overlap"]),
]


@pytest.mark.parametrize(("past", "new", "broken"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_what_is_impossible_is_refused(past: list[Stay], new: Stay, broken: list[str]) -> None:
    assert [rule.code for rule in stay_faults(new, past, TODAY, FOUND)] == broken


def test_a_child_whose_day_of_finding_nobody_wrote_down_may_have_lived_there_before() -> None:
    assert stay_faults(stay(1), [], TODAY, None) == ()
    assert [r.code for r in stay_faults(stay(20), [], TODAY, FOUND, open_shelter=False)] == ["shelter_closed"]


def test_every_rule_says_what_would_make_it_legal_in_two_languages() -> None:
    for rule in PLACEMENT_RULES.values():
        assert rule.pointer.startswith("/")
        assert rule.mend.es != rule.mend.en


# The sister's places, where the child is placed on 25 March, and whether that parts them.
APART = [
    ("in the same house", [stay(20)], stay(25), False),
    (
        "in the same family, written another way",
        [stay(20, place="familia PÉREZ")],
        stay(25, place="Familia Perez"),
        False,
    ),
    ("in another house", [stay(20)], stay(25, place="Casa 2"), True),
    ("where the sister lives nowhere that is known", [], stay(25), False),
    ("where the sister left before", [stay(20, 25)], stay(25, place="Casa 2"), False),
    ("where the sister left after", [stay(20, 26)], stay(25, place="Casa 2"), True),
    ("for an hour that is no night", [stay(20)], stay(25, 25, place="Casa 2"), False),
    ("where the sister went to hospital later", [stay(20, 27), stay(27, place="Hospital")], stay(25), True),
]


@pytest.mark.parametrize(("sister", "new", "apart"), [r[1:] for r in APART], ids=[r[0] for r in APART])
def test_brothers_and_sisters_are_kept_together(sister: list[Stay], new: Stay, apart: bool) -> None:
    warned = [warning.code for warning in stay_warnings(new, [[], sister], full=False)]
    assert warned == (["siblings_apart"] if apart else [])


def test_a_full_shelter_and_relatives_nobody_assessed_need_a_reason() -> None:
    assert [w.code for w in stay_warnings(stay(25), [], full=True)] == ["shelter_full"]
    relatives = stay(25, kind=PlacementKind.OWN_RELATIVES, basis=Basis.EMERGENCY)
    assert [w.code for w in stay_warnings(relatives, [], full=False)] == ["relatives_unassessed"]
    assert stay_warnings(replace(relatives, basis=Basis.BEST_INTERESTS), [], full=False) == ()


def test_a_warning_is_answered_by_its_own_code_with_words() -> None:
    raised = stay_warnings(stay(25, place="Casa 2"), [[stay(20)]], full=True)
    for answers, left in (
        ({}, ["shelter_full", "siblings_apart"]),
        ({"shelter_full": "   "}, ["shelter_full", "siblings_apart"]),
        ({"shelter_full": "no hay otro"}, ["siblings_apart"]),
        ({"shelter_full": "no hay otro", "siblings_apart": "la hermana está en el hospital"}, []),
    ):
        assert [warning.code for warning in unanswered(raised, answers)] == left


@pytest.mark.parametrize(
    ("after", "asked"),
    [
        (stay(20, 25), False),
        (stay(21), False),
        (stay(20), False),
        (stay(19), True),
        (stay(20, place="Casa 2"), True),
        (stay(20, basis=Basis.EMERGENCY), True),
    ],
    ids=["ended", "began later", "looked at again", "began earlier", "elsewhere", "an emergency after all"],
)
def test_which_correction_is_asked_what_a_new_placement_is_asked(after: Stay, asked: bool) -> None:
    assert asks_anew(stay(20), after) is asked


def test_a_stay_that_goes_on_after_all_is_asked_anew() -> None:
    assert asks_anew(stay(20, 25), stay(20, 26))
    assert asks_anew(stay(20, 25), stay(20))


@pytest.mark.parametrize(
    ("basis", "due"), [(Basis.BEST_INTERESTS, date(2026, 6, 29)), (Basis.EMERGENCY, date(2026, 4, 14))]
)
def test_a_placement_that_lasts_is_looked_at_again(basis: Basis, due: date) -> None:
    assert review_due(basis, TODAY).on == due


def test_a_group_larger_than_a_family_is_none_here_and_in_the_matching() -> None:
    assert LARGEST_GROUP == LARGEST


@pytest.mark.parametrize("codes", [PlacementKind, Basis, ShelterKind])
def test_the_database_allows_the_same_codes(codes: type[PlacementKind]) -> None:
    schema = files("tracing.store").joinpath("migrations/sql/0002_care_up.sql").read_text(encoding="utf-8")
    listed = [" ".join(part.split(")")[0].split()) for part in schema.split(" IN (")[1:]]
    assert ", ".join(f"'{code}'" for code in codes) in listed


def test_every_warning_rests_on_something() -> None:
    assert all(warning.source for warning in PLACEMENT_WARNINGS.values())
