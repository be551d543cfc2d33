"""Knowing only what is public: what counts as knowing a child, and that honest families with little to say aren't flagged."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tracing.casework.trafficking.public_fields import (
    COLUMNS,
    KNOWN_AT,
    Detail,
    Knowledge,
    knowledge_of,
    knows_only_what_is_public,
    says,
)
from tracing.linkage.features import FormMaker
from tracing.linkage.frequencies import load_frequencies
from tracing.linkage.matcher import load_matcher
from tracing.linkage.score import Scorer
from tracing.standardise.record import profile, relation_of

SAMPLES = Path(__file__).parents[3] / "data" / "samples"


def details(**levels: str) -> list[Detail]:
    """What both sides say and how it compares; a child's record that holds mother, father and village besides."""
    held = {"mother": "missing", "father": "missing", "origin": "missing"}
    return [Detail(name, level, True, level != "missing") for name, level in {**held, **levels}.items()]


@pytest.mark.parametrize(
    ("levels", "known"),
    [
        ({}, 0),
        # What everybody reads in the alert: name, sex, age, country.
        (
            {
                "given_names": "exact",
                "surnames": "exact",
                "sex": "same",
                "birth": "overlap",
                "origin": "same_country",
            },
            0,
        ),
        ({"nationality": "same", "languages": "same_common"}, 0),
        # The mother's surname is the child's own.
        ({"mother": "surname"}, 0),
        ({"mother": "different"}, 0),
        ({"mother": "name_and_surname"}, 1),
        ({"birth": "exact"}, 1),
        ({"origin": "same_locality"}, 1),
        ({"siblings": "one", "marks": "same_place", "aliases": "same"}, 3),
        ({"languages": "same_rare"}, 1),
    ],
)
def test_what_only_a_family_knows(levels: dict[str, str], known: int) -> None:
    assert knowledge_of(1, details(**levels)).known == known


def test_what_the_record_cannot_confirm_is_left_open() -> None:
    said = [
        Detail("marks", "missing", held=False, told=True),
        # Both say something, and it can't be read.
        Detail("mother", "missing", held=True, told=True),
        Detail("father", "different", held=True, told=True),
        Detail("siblings", "missing", held=True, told=False),
    ]
    assert knowledge_of(1, said) == Knowledge(1, known=0, unchecked=2, askable=3)


@pytest.mark.parametrize(
    ("row", "comparison", "said"),
    [
        ({"mother_name": "Matilde Pop"}, "mother", True),
        ({"mother_name": ""}, "mother", False),
        ({}, "mother", False),
        ({"languages": "spa"}, "languages", False),
        ({"languages": "spa;kek"}, "languages", True),
        ({"origin_text": "aldea El Carmen"}, "origin", True),
        # The country is public.
        ({"origin_country": "GT"}, "origin", False),
    ],
)
def test_what_a_row_says(row: dict[str, str], comparison: str, said: bool) -> None:
    assert says(row, comparison) is said


def test_a_village_of_the_right_department_may_be_the_right_one() -> None:
    assert knowledge_of(1, [Detail("origin", "same_department", held=True, told=True)]).unchecked == 1
    assert knowledge_of(1, [Detail("origin", "different_department", held=True, told=True)]).unchecked == 0


def test_what_an_alert_published_is_no_knowledge() -> None:
    said = details(marks="same_place")
    assert knowledge_of(1, said).known == 1
    assert knowledge_of(1, said, {"marks"}).known == 0


@pytest.mark.parametrize(
    ("relation", "known", "unchecked", "askable", "flagged"),
    [
        ("mother", 0, 0, 3, True),
        ("grandmother", 0, 0, 5, True),
        # One thing that fits is enough.
        ("mother", 1, 0, 5, False),
        # She says something that nobody can check: the doubt benefits her.
        ("mother", 0, 1, 5, False),
        # The record itself says next to nothing: nobody could have met it.
        ("mother", 0, 0, 2, False),
        # A cousin, a neighbour or a friend needn't know.
        ("cousin", 0, 0, 5, False),
        ("", 0, 0, 5, False),
    ],
)
def test_who_knows_only_what_is_public(
    relation: str, known: int, unchecked: int, askable: int, flagged: bool
) -> None:
    assert knows_only_what_is_public(Knowledge(1, known, unchecked, askable), relation) is flagged


def test_every_comparison_and_level_is_the_matchers() -> None:
    matcher = load_matcher("default")
    levels = {c.name: {level.name for level in c.levels} for c in matcher.comparisons}
    assert set(COLUMNS) == set(KNOWN_AT) <= set(levels)
    for name, known in KNOWN_AT.items():
        assert known <= levels[name], name


def _rows(name: str) -> dict[str, dict[str, str]]:
    with (SAMPLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row["record_id"]: row for row in csv.DictReader(file)}


THIN = ("marks", "phones", "siblings", "aliases", "languages", "documents", "father_name", "origin_locality")
"""What somebody who calls from a village, in haste, leaves out."""


@pytest.mark.parametrize(("left_out", "most"), [((), 0.01), (THIN, 0.03)])
def test_honest_families_are_not_flagged_though_they_say_little(
    left_out: tuple[str, ...], most: float
) -> None:
    """Invented families and their own children: how many would be flagged, as they wrote, and as they might telephone."""
    children, inquiries = _rows("children"), _rows("inquiries")
    with (SAMPLES / "truth.csv").open(encoding="utf-8", newline="") as file:
        pairs = [(row["child_id"], row["inquiry_id"]) for row in csv.DictReader(file)]
    matcher, flagged = load_matcher("default"), 0
    maker, scorer = FormMaker(load_frequencies(matcher.frequencies["cap"]), matcher.generic), Scorer(matcher)
    levels = {c.name: c.levels for c in matcher.comparisons}
    for child_id, inquiry_id in pairs:
        child, asked = children[child_id], dict(inquiries[inquiry_id])
        asked |= dict.fromkeys(left_out, "")
        outcomes = scorer.pair(maker.forms(profile(child)), maker.forms(profile(asked))).outcomes
        said = [
            Detail(name, levels[name][outcome.level].name, says(child, name), says(asked, name))
            for name, outcome in outcomes.items()
            if name in COLUMNS
        ]
        flagged += knows_only_what_is_public(knowledge_of(1, said), relation_of(asked["inquirer_relation"]))
    assert len(pairs) > 90
    assert flagged <= most * len(pairs)
