"""How a child is heard (CRC 12): who is there, in which language, and what it says of each question."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tracing.casework.acts import Outcome
from tracing.casework.rights.views import Answer, Present, Question, Views, Way, views_faults

TODAY = date(2026, 4, 1)


def said(
    contact: Answer, back: Answer = Answer.UNSURE, stay: Answer = Answer.NOT_SAID
) -> dict[Question, Answer]:
    return {Question.CONTACT: contact, Question.RETURN: back, Question.STAY: stay}


HEARING = Views(
    heard_on=TODAY,
    explained_by="Inés Ical",
    language="kek",
    way=Way.TALK,
    present=frozenset({Present.ADVISER, Present.INTERPRETER}),
    said="quiere hablar con su mamá",
    answers=said(Answer.YES),
    told_may_change=True,
    interpreter="Petrona Choc",
)
OBSERVED = replace(
    HEARING, way=Way.OBSERVED, answers=said(Answer.NOT_SAID, Answer.NOT_SAID), told_may_change=False
)


def found(views: Views, outcome: Outcome = Outcome.AGREES) -> list[tuple[str, str]]:
    return [(fault.field, fault.says.code) for fault in views_faults(views, outcome, TODAY)]


@pytest.mark.parametrize(
    ("views", "outcome"),
    [
        (HEARING, Outcome.AGREES),
        # A child may want a call and not want to go back.
        (replace(HEARING, answers=said(Answer.YES, Answer.NO, Answer.YES)), Outcome.AGREES),
        (replace(HEARING, answers=said(Answer.YES, Answer.NO, Answer.YES)), Outcome.REFUSES),
        (replace(HEARING, answers=said(Answer.NO)), Outcome.REFUSES),
        # Without an interpreter, where the child speaks the language.
        (replace(HEARING, present=frozenset({Present.GUARDIAN}), interpreter=None), Outcome.AGREES),
        (replace(HEARING, present=frozenset({Present.LAWYER, Present.CHOSEN}), way=Way.PLAY), Outcome.AGREES),
        (replace(HEARING, hear_again_on=TODAY + timedelta(days=14)), Outcome.AGREES),
        # An infant is observed.
        (OBSERVED, Outcome.NOT_ABLE_YET),
    ],
)
def test_a_hearing_that_can_stand(views: Views, outcome: Outcome) -> None:
    assert found(views, outcome) == []


@pytest.mark.parametrize(
    ("views", "outcome", "faults"),
    [
        (replace(HEARING, explained_by=" "), Outcome.AGREES, [("explained_by", "explainer_missing")]),
        (replace(HEARING, language=""), Outcome.AGREES, [("language", "language_missing")]),
        (replace(HEARING, interpreter=None), Outcome.AGREES, [("interpreter", "interpreter_missing")]),
        (replace(HEARING, said=""), Outcome.AGREES, [("said", "views_missing")]),
        (replace(HEARING, told_may_change=False), Outcome.AGREES, [("told_may_change", "not_told_may_change")]),
        # Nobody of the child's own; the officer who accompanies it is no adviser.
        (replace(HEARING, present=frozenset()), Outcome.AGREES, [("present", "adviser_missing")]),
        (
            replace(HEARING, present=frozenset({Present.ACCOMPANYING_OFFICER})),
            Outcome.AGREES,
            [("present", "adviser_missing"), ("present", "officer_present")],
        ),
        (
            replace(HEARING, present=frozenset({Present.ADVISER, Present.ACCOMPANYING_OFFICER})),
            Outcome.AGREES,
            [("present", "officer_present")],
        ),
        (
            replace(HEARING, present=frozenset({Present.ADVISER, Present.ASKING_ADULT})),
            Outcome.AGREES,
            [("present", "asking_adult_present")],
        ),
        # The outcome is what the child said, not what somebody concludes.
        (replace(HEARING, answers=said(Answer.UNSURE)), Outcome.AGREES, [("answers", "answer_contradicts")]),
        (replace(HEARING, answers=said(Answer.NO)), Outcome.AGREES, [("answers", "answer_contradicts")]),
        (replace(HEARING, answers=said(Answer.YES, Answer.YES)), Outcome.REFUSES, [("answers", "answer_contradicts")]),
        (
            replace(HEARING, answers={Question.CONTACT: Answer.YES}),
            Outcome.AGREES,
            [("answers", "answer_missing")],
        ),
        # Who can speak isn't merely observed, and who can't yet has no answers written for them.
        (replace(HEARING, way=Way.OBSERVED), Outcome.AGREES, [("way", "observed_only_if_not_able")]),
        (replace(OBSERVED, way=Way.TALK, told_may_change=True), Outcome.NOT_ABLE_YET, [("way", "observed_only_if_not_able")]),
        (replace(OBSERVED, answers=said(Answer.YES)), Outcome.NOT_ABLE_YET, [("answers", "answer_contradicts")]),
        # Days.
        (replace(HEARING, heard_on=TODAY + timedelta(days=1)), Outcome.AGREES, [("heard_on", "heard_on")]),
        (replace(HEARING, heard_on=TODAY - timedelta(days=31)), Outcome.AGREES, [("heard_on", "heard_on")]),
        (replace(HEARING, hear_again_on=TODAY), Outcome.AGREES, [("hear_again_on", "hear_again_on")]),
    ],
)  # fmt: skip
def test_what_a_hearing_lacks(views: Views, outcome: Outcome, faults: list[tuple[str, str]]) -> None:
    assert found(views, outcome) == faults


def test_names_and_views_dont_stand_in_what_is_printed() -> None:
    assert not any(word in repr(HEARING) for word in ("Inés", "kek", "mamá", "Petrona", "yes"))
