"""A form filled in with an older version: taken where codes were only added, refused where one is gone or reads differently."""

from __future__ import annotations

import pytest

from tracing.casework.vocabulary import changes as module
from tracing.casework.vocabulary.change_kinds import ChangeKind
from tracing.casework.vocabulary.changes import Change, Standing, changes, judge_version
from tracing.casework.vocabulary.edition import Vocabulary, in_force
from tracing.casework.wording import Sentence

MOTHER = Sentence("mother", "Madre", "Mother")
AUNT = Sentence("aunt", "Tía", "Aunt")
SEX = (Sentence("F", "Femenino", "Female"), Sentence("M", "Masculino", "Male"))
OLD = Vocabulary.of(1, {"sex": SEX, "relations": (MOTHER, AUNT)}, [])
AUNT_BY_MARRIAGE = Sentence("aunt", "Tía, también política", "Aunt, by marriage too")
GODMOTHER = Sentence("godmother", "Madrina", "Godmother")

CASES = [
    # what the version in force says of relations, and what comes of a form with relations filled in with version 1
    ("nothing changed", (MOTHER, AUNT), Standing.ONLY_ADDED, ()),
    ("a code was added", (MOTHER, AUNT, GODMOTHER), Standing.ONLY_ADDED, (("godmother", ChangeKind.ADDED),)),
    ("codes in another order", (AUNT, MOTHER), Standing.ONLY_ADDED, ()),
    ("a code is gone", (MOTHER,), Standing.CHANGED, (("aunt", ChangeKind.REMOVED),)),
    ("a code reads differently", (MOTHER, AUNT_BY_MARRIAGE), Standing.CHANGED, (("aunt", ChangeKind.REWORDED),)),
    (
        "one was added and one is gone",
        (MOTHER, GODMOTHER),
        Standing.CHANGED,
        (("godmother", ChangeKind.ADDED), ("aunt", ChangeKind.REMOVED)),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("_", "relations", "standing", "found"), CASES, ids=[case[0] for case in CASES])
def test_a_form_of_an_older_version(
    monkeypatch: pytest.MonkeyPatch,
    _: str,
    relations: tuple[Sentence, ...],
    standing: Standing,
    found: tuple[tuple[str, ChangeKind], ...],
) -> None:
    now = Vocabulary.of(2, {"sex": SEX, "relations": relations, "new": SEX}, [])
    _are(monkeypatch, OLD, now)
    verdict = judge_version("1", {"relations"})
    assert verdict.standing is standing
    assert verdict.taken is (standing is not Standing.CHANGED)
    assert [(c.list, c.code, c.kind) for c in verdict.changes] == [("relations", *each) for each in found]
    # What doesn't concern the form keeps nobody from it.
    assert judge_version("1", {"sex"}).taken


def test_names_of_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    now = Vocabulary.of(2, {"sex": SEX}, [])
    _are(monkeypatch, OLD, now)
    for name in ("2", now.name, f"2-{now.digest[:8]}", f"2-{now.digest}"):
        assert judge_version(name, {"sex"}).standing is Standing.IN_FORCE
    for name in (
        "3",
        "0",
        "",
        "two",
        "2-",
        "2-00000000",
        f"2-{now.digest[:4]}",
        f"1-{now.digest[:12]}",
        "²",
        "9" * 5000,
    ):
        if name != "2-":  # a number without a digest
            assert judge_version(name, {"sex"}).standing is Standing.UNKNOWN, name


def test_changes_of_whole_lists() -> None:
    new = Vocabulary.of(2, {"sex": SEX, "answers": (Sentence("yes", "Sí", "Yes"),)}, [])
    assert changes(OLD, new) == (
        Change("answers", "yes", ChangeKind.ADDED),
        Change("relations", "mother", ChangeKind.REMOVED),
        Change("relations", "aunt", ChangeKind.REMOVED),
    )
    assert changes(new, new) == ()


def test_the_first_version_that_was_printed_can_still_be_named() -> None:
    assert judge_version("1", {"sex", "inquirer_relations"}).taken
    assert judge_version(in_force().name, in_force().lists).standing is Standing.IN_FORCE


def _are(monkeypatch: pytest.MonkeyPatch, *known: Vocabulary) -> None:
    monkeypatch.setattr(module, "in_force", lambda: known[-1])
    monkeypatch.setattr(module, "versions", lambda: {v.version: v for v in known})
