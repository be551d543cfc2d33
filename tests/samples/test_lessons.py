"""Pairs to learn by: each has its trap, and what decides stands in it."""

from __future__ import annotations

import pytest

from tracing.records import CHILD_COLUMNS, INQUIRY_COLUMNS
from tracing.samples.lessons import TRAPS, Lesson, make_lesson

ALL = [(trap, truth) for trap, truths in TRAPS.items() for truth in truths]


def several(trap: str, truth: str) -> list[Lesson]:
    return [make_lesson(trap, truth, str(seed)) for seed in range(20)]


@pytest.mark.parametrize(("trap", "truth"), ALL)
def test_the_same_seed_makes_the_same_pair_of_the_contracts_columns(trap: str, truth: str) -> None:
    made = make_lesson(trap, truth, "1")
    assert made == make_lesson(trap, truth, "1")
    assert made != make_lesson(trap, truth, "2")
    assert (made.trap, made.truth) == (trap, truth)
    assert set(made.child) <= set(CHILD_COLUMNS)
    assert set(made.inquiry) <= set(INQUIRY_COLUMNS)


def test_a_truth_that_a_trap_has_not_is_named() -> None:
    with pytest.raises(ValueError, match="twins has no other: expected one of twin, same"):
        make_lesson("twins", "other", "1")


def test_every_trap_but_the_thin_inquiry_comes_true_and_false() -> None:
    assert all(
        len(truths) == 2 and "same" in truths for trap, truths in TRAPS.items() if trap != "thin_inquiry"
    )


def test_twins_share_the_day_the_family_and_no_given_name() -> None:
    for made in several("twins", "twin"):
        assert made.child["birth_date"] == made.inquiry["birth_date"]
        assert made.child["mother_name"] == made.inquiry["mother_name"]
        assert made.child["first_surname"] == made.inquiry["first_surname"]
        assert not set(made.child["given_names"].split()) & set(made.inquiry["given_names"].split())


def test_homonyms_share_the_whole_name_and_nothing_of_the_family() -> None:
    for made in several("homonyms", "other"):
        for column in ("first_surname", "second_surname"):
            assert made.child[column] == made.inquiry[column]
        for column in ("mother_name", "origin_admin1", "birth_date"):
            assert made.child[column] != made.inquiry[column]


@pytest.mark.parametrize("truth", ["same", "other"])
def test_the_first_of_january_stands_where_the_day_was_not_known(truth: str) -> None:
    for made in several("first_of_january", truth):
        assert made.child["birth_date"].endswith("-01-01")
        assert made.child["birth_date"][:4] == made.inquiry["birth_date"][:4]
        assert (made.child["mother_name"] == made.inquiry["mother_name"]) is (truth == "same")


@pytest.mark.parametrize("truth", ["same", "other"])
def test_surnames_are_swapped(truth: str) -> None:
    for made in several("swapped_surnames", truth):
        assert made.child["first_surname"] == made.inquiry["second_surname"]
        assert made.child["second_surname"] == made.inquiry["first_surname"]
        assert (made.child["mother_name"] == made.inquiry["mother_name"]) is (truth == "same")


def test_a_sibling_is_of_the_family_and_of_another_age() -> None:
    for made in several("sibling_lead", "sibling"):
        assert made.child["mother_name"] == made.inquiry["mother_name"]
        assert made.child["birth_date"] != made.inquiry["birth_date"]


@pytest.mark.parametrize("truth", ["same", "other"])
def test_of_the_family_the_mothers_name_alone_is_known(truth: str) -> None:
    for made in several("mothers_name_only", truth):
        assert " " not in made.inquiry["mother_name"]
        assert "father_name" not in made.inquiry
        assert made.child["mother_name"].split()[0] == made.inquiry["mother_name"]
        assert (made.child["marks"] == made.inquiry["marks"]) is (truth == "same")


def test_a_thin_inquiry_says_a_name_and_an_age() -> None:
    for made in several("thin_inquiry", "open"):
        said = {name for name, text in made.inquiry.items() if text}
        assert not said & {
            "first_surname",
            "second_surname",
            "birth_date",
            "mother_name",
            "father_name",
            "origin_admin1",
        }
        assert {"given_names", "age", "sex"} <= said
