"""What a decision is worth, how agreement is counted, and when a course is passed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracing.casework.decisions import VERDICTS, DecisionKind
from tracing.casework.training.courses import COURSES, Course, Lesson, next_course, passed
from tracing.casework.training.scoring import BEST, FULL, Truth, points, score
from tracing.linkage.agreement import kappa


@pytest.mark.parametrize(
    ("truth", "decision", "tenths"),
    [
        ("same", "possible", 10),
        ("same", "need_information", 5),  # the child waits
        ("same", "not_this_child", 0),
        ("same", "relative_lead", 0),
        ("twin", "relative_lead", 10),
        ("twin", "not_this_child", 5),  # the lead was missed
        ("twin", "possible", 0),
        ("sibling", "relative_lead", 10),
        ("cousin", "not_this_child", 5),
        ("other", "not_this_child", 10),
        ("other", "relative_lead", 0),
        ("other", "possible", 0),
        ("other", "need_information", 5),
        ("open", "need_information", 10),
        ("open", "possible", 0),
        ("open", "not_this_child", 0),
    ],
)
def test_what_a_decision_is_worth(truth: str, decision: str, tenths: int) -> None:
    assert points(Truth(truth), DecisionKind(decision)) == tenths


def test_taking_back_decides_nothing() -> None:
    with pytest.raises(ValueError, match="decides nothing"):
        points(Truth.SAME, DecisionKind.TAKEN_BACK)


@pytest.mark.parametrize(
    ("ratings", "expected"),
    [
        ([("a", "a"), ("b", "b")], 1.0),
        ([("a", "b"), ("b", "a")], -1.0),
        # The textbook's: 20 and 15 of 50 agreed, 0.7 by eye, 0.5 by chance.
        ([("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15, 0.4),
        # Whoever calls all the same agrees by chance alone.
        ([("a", "a"), ("b", "a"), ("a", "a"), ("b", "a")], 0.0),
        ([("a", "a"), ("a", "a")], None),
        ([], None),
    ],
)
def test_agreement_beyond_chance(ratings: list[tuple[str, str]], expected: float | None) -> None:
    assert kappa(ratings) == (None if expected is None else pytest.approx(expected))


@given(st.lists(st.tuples(st.sampled_from(Truth), st.sampled_from(sorted(VERDICTS))), min_size=1))
def test_a_score_is_a_share(made: list[tuple[Truth, DecisionKind]]) -> None:
    found = score(made)
    assert 0 <= found.share <= 1
    assert found.kappa is None or -1 <= found.kappa <= 1
    assert (found.share == 1) == all(points(truth, kind) == FULL for truth, kind in made)


def course(*truths: Truth) -> Course:
    return Course(COURSES[0].name, [Lesson.PLAIN] * len(truths))


MIXED = [Truth.SAME, Truth.OTHER] * 5


def test_a_course_is_passed_by_knowing_and_not_by_calling_all_the_same() -> None:
    right = [(truth, BEST[truth]) for truth in MIXED]
    assert passed(score(right), course(*MIXED))
    assert passed(score([(Truth.SAME, DecisionKind.NOT_THIS_CHILD), *right[1:]]), course(*MIXED))
    assert not passed(score(right[:-1]), course(*MIXED))
    assert not passed(score([(truth, DecisionKind.POSSIBLE) for truth in MIXED]), course(*MIXED))
    assert not passed(score([(truth, DecisionKind.NEED_INFORMATION) for truth in MIXED]), course(*MIXED))


def test_courses_follow_one_another() -> None:
    codes = [one.code for one in COURSES]
    assert next_course(()) is COURSES[0]
    assert next_course(codes[:2]) is COURSES[2]
    assert next_course(codes) is None
    # One passed out of order doesn't open the others.
    assert next_course(codes[1:]) is COURSES[0]


def test_the_courses_cover_every_lesson_and_the_last_one_all() -> None:
    assert set(COURSES[-1].lessons) == set(Lesson)
    assert {lesson for one in COURSES[:-1] for lesson in one.lessons} == set(Lesson)
