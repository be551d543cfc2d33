"""Four eyes: a strong pair takes two people, a disagreement a third, and nobody judges their own (brief I3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.casework.build import says
from tracing.casework.decisions import VERDICTS, DecisionKind
from tracing.casework.review import Judgement, ReviewState, may_judge, may_take_back, review_of
from tracing.casework.roles import Role

POSSIBLE, NOT, LEAD = DecisionKind.POSSIBLE, DecisionKind.NOT_THIS_CHILD, DecisionKind.RELATIVE_LEAD
MORE, BACK = DecisionKind.NEED_INFORMATION, DecisionKind.TAKEN_BACK
OPEN, SECOND, THIRD, SETTLED = ReviewState
ROSA, MATEO, INES, LUZ = 1, 2, 3, 4
INQUIRY, CHILD = 51, 52


def _said(*said: tuple[int, DecisionKind]) -> list[Judgement]:
    return [says(number, person, kind) for number, (person, kind) in enumerate(said, start=1)]


@pytest.mark.parametrize(
    ("strong", "said", "state", "outcome"),
    [
        (True, [], OPEN, None),
        (True, [(ROSA, POSSIBLE)], SECOND, None),
        (True, [(ROSA, NOT)], SECOND, None),
        (True, [(ROSA, POSSIBLE), (MATEO, POSSIBLE)], SETTLED, POSSIBLE),
        (True, [(ROSA, NOT), (MATEO, NOT)], SETTLED, NOT),
        (True, [(ROSA, POSSIBLE), (ROSA, POSSIBLE)], SECOND, None),  # one person is one voice
        (True, [(ROSA, POSSIBLE), (MATEO, NOT)], THIRD, None),
        (True, [(ROSA, POSSIBLE), (MATEO, NOT), (INES, NOT)], SETTLED, NOT),
        (True, [(ROSA, POSSIBLE), (MATEO, NOT), (INES, POSSIBLE)], SETTLED, POSSIBLE),
        (
            True,
            [(ROSA, POSSIBLE), (MATEO, NOT), (INES, LEAD)],
            THIRD,
            None,
        ),  # three opinions: a fourth person
        (True, [(ROSA, POSSIBLE), (MATEO, NOT), (INES, LEAD), (LUZ, LEAD)], SETTLED, LEAD),
        (True, [(ROSA, POSSIBLE), (MATEO, NOT), (INES, POSSIBLE), (LUZ, NOT)], THIRD, None),
        (True, [(ROSA, MORE)], SETTLED, MORE),  # a question claims nothing
        (True, [(ROSA, MORE), (MATEO, POSSIBLE)], THIRD, None),
        (False, [(ROSA, POSSIBLE)], SETTLED, POSSIBLE),
        (False, [(ROSA, NOT)], SETTLED, NOT),
        (False, [(ROSA, POSSIBLE), (MATEO, NOT)], THIRD, None),  # both at the same moment
        (False, [(ROSA, POSSIBLE), (MATEO, NOT), (INES, NOT)], SETTLED, NOT),
    ],
)
def test_where_a_review_stands(
    strong: bool, said: list[tuple[int, DecisionKind]], state: ReviewState, outcome: DecisionKind | None
) -> None:
    review = review_of(_said(*said), strong=strong)
    assert (review.state, review.outcome) == (state, outcome)


def test_taking_back_opens_the_review_again() -> None:
    said = _said((ROSA, POSSIBLE), (MATEO, POSSIBLE))
    back = says(3, MATEO, BACK, takes_back=2)
    assert review_of([*said, back], strong=True).state is SECOND
    both = [*said, back, says(4, ROSA, BACK, takes_back=1)]
    assert review_of(both, strong=True).state is OPEN
    assert review_of([*both, says(5, ROSA, NOT), says(6, INES, NOT)], strong=True).outcome is NOT


def test_people_stand_in_the_order_in_which_they_last_spoke() -> None:
    said = _said((ROSA, POSSIBLE), (MATEO, NOT), (ROSA, NOT))
    assert review_of(said, strong=True).people == (MATEO, ROSA)


def test_a_request_for_information_is_answered_by_a_correction() -> None:
    asked = says(1, ROSA, MORE)
    answered = says(1, ROSA, MORE, current=False)
    assert review_of([asked], strong=True).state is SETTLED
    assert review_of([answered], strong=True).state is OPEN
    # Other decisions stay through a correction.
    assert review_of([says(1, ROSA, NOT, current=False)], strong=False).outcome is NOT


def test_who_turns_out_to_be_family_does_not_count_any_more() -> None:
    said = _said((ROSA, POSSIBLE), (MATEO, POSSIBLE))
    assert review_of(said, strong=True, barred={MATEO}).state is SECOND


@pytest.mark.parametrize(
    ("said", "person", "submitters", "conflicts", "refusal"),
    [
        ([], ROSA, [], [], None),
        ([(ROSA, POSSIBLE)], MATEO, [], [], None),
        ([(ROSA, POSSIBLE)], ROSA, [], [], "same_person"),
        ([(ROSA, POSSIBLE), (MATEO, NOT)], ROSA, [], [], "same_person"),
        ([(ROSA, POSSIBLE), (MATEO, NOT)], INES, [], [], None),
        ([(ROSA, POSSIBLE), (MATEO, POSSIBLE)], INES, [], [], "settled"),
        ([], ROSA, [ROSA], [], "own_submission"),
        ([], ROSA, [MATEO], [], None),
        ([], ROSA, [], [CHILD], "conflict_of_interest"),
        ([], ROSA, [], [INQUIRY], "conflict_of_interest"),
        ([], ROSA, [], [99], None),
    ],
)
def test_who_may_judge_a_strong_pair(
    said: list[tuple[int, DecisionKind]],
    person: int,
    submitters: list[int],
    conflicts: list[int],
    refusal: str | None,
) -> None:
    answer = may_judge(
        _said(*said),
        person,
        strong=True,
        records=(INQUIRY, CHILD),
        submitters=submitters,
        conflicts=conflicts,
    )
    assert (answer.code if answer else None) == refusal


def test_a_pair_that_family_had_settled_is_open_to_others() -> None:
    said = _said((ROSA, POSSIBLE), (MATEO, POSSIBLE))
    answer = may_judge(said, INES, strong=True, records=(INQUIRY, CHILD), barred={MATEO})
    assert answer is None


@pytest.mark.parametrize(
    ("number", "person", "role", "refusal"),
    [
        (1, ROSA, Role.REVIEWER, None),
        (2, ROSA, Role.REVIEWER, "not_yours"),
        (2, INES, Role.PROTECTION_OFFICER, None),
        (3, MATEO, Role.REVIEWER, "already_taken_back"),
        (4, MATEO, Role.REVIEWER, "no_such_decision"),  # a taking back
        (9, ROSA, Role.REVIEWER, "no_such_decision"),
    ],
)
def test_who_may_take_back_a_decision(number: int, person: int, role: Role, refusal: str | None) -> None:
    said = [*_said((ROSA, POSSIBLE), (MATEO, NOT), (MATEO, LEAD)), says(4, MATEO, BACK, takes_back=3)]
    answer = may_take_back(said, number, person, role, records=(INQUIRY, CHILD))
    assert (answer.code if answer else None) == refusal


def test_who_is_family_takes_nothing_back_either() -> None:
    answer = may_take_back(
        _said((ROSA, POSSIBLE)), 1, ROSA, Role.REVIEWER, records=(INQUIRY, CHILD), conflicts=[CHILD]
    )
    assert answer is not None
    assert answer.code == "conflict_of_interest"


SAID = st.lists(st.tuples(st.integers(1, 5), st.sampled_from(sorted(VERDICTS))), max_size=8)


@given(SAID)
def test_a_strong_pair_is_never_settled_by_one_person(said: list[tuple[int, DecisionKind]]) -> None:
    review = review_of(_said(*said), strong=True)
    last = dict(said)
    if review.state is SETTLED and review.outcome is not MORE:
        assert sum(kind is review.outcome for kind in last.values()) >= 2


@given(SAID, st.booleans())
def test_any_sequence_that_the_rules_let_through_can_go_on_until_it_is_settled(
    said: list[tuple[int, DecisionKind]], strong: bool
) -> None:
    entered: list[Judgement] = []
    for person, kind in said:
        if may_judge(entered, person, strong=strong, records=(INQUIRY, CHILD)) is None:
            entered.append(says(len(entered) + 1, person, kind))
    review = review_of(entered, strong=strong)
    assert len(review.people) == len(entered)  # nobody twice
    newcomer = may_judge(entered, 99, strong=strong, records=(INQUIRY, CHILD))
    assert (newcomer is None) == (review.state is not SETTLED)
