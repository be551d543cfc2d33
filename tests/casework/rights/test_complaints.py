"""Complaints: who may deal with one, how far it is, by when it is answered (GC 12 §46-47)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.casework.build import START, day
from tracing.casework.law.terms import Term
from tracing.casework.rights.complaints import (
    Complaint,
    ComplaintState,
    ComplaintStep,
    Step,
    complaint_due,
    complaint_over,
    complaint_state,
    step_lacks,
)

ONE, TWO, MEANT = 1, 2, 3
OFFICE, MEANT_AGENCY = 10, 11
RECEIVED = START.date()
PLAIN = Complaint(RECEIVED)
TAKE, BACK, NAME, ANSWER, TELL, CONTEST = (
    ComplaintStep.TAKE, ComplaintStep.HAND_BACK, ComplaintStep.NAME, ComplaintStep.ANSWER, ComplaintStep.TELL,
    ComplaintStep.CONTEST,
)  # fmt: skip


def steps(*made: tuple[ComplaintStep, int, int]) -> tuple[Step, ...]:
    return tuple(Step(kind, person, day(on)) for kind, person, on in made)


TAKEN = steps((TAKE, ONE, 1))
ANSWERED = steps((TAKE, ONE, 1), (ANSWER, ONE, 5))
TOLD = (*ANSWERED, *steps((TELL, TWO, 6)))
CONTESTED = (*TOLD, *steps((CONTEST, TWO, 20)))


@pytest.mark.parametrize(
    ("made", "state", "due_in"),
    [
        ((), ComplaintState.RECEIVED, 5),
        (TAKEN, ComplaintState.IN_HAND, 30),
        ((*TAKEN, *steps((BACK, ONE, 2))), ComplaintState.RECEIVED, 5),
        ((*TAKEN, *steps((NAME, ONE, 2))), ComplaintState.IN_HAND, 30),
        (ANSWERED, ComplaintState.ANSWERED, 30),
        (TOLD, ComplaintState.TOLD, None),
        (CONTESTED, ComplaintState.CONTESTED, 25),
        ((*CONTESTED, *steps((TAKE, TWO, 21))), ComplaintState.IN_HAND, 50),
    ],
)
def test_how_far_it_is_and_when_the_next_step_is_due(
    made: tuple[Step, ...], state: ComplaintState, due_in: int | None
) -> None:
    assert complaint_state(made) is state
    due = complaint_due(PLAIN, made)
    assert (due and due.on) == (None if due_in is None else RECEIVED + timedelta(days=due_in))


def test_what_is_urgent_is_due_sooner() -> None:
    urgent = Complaint(RECEIVED, urgent=True)
    assert complaint_due(urgent, ()) == Term(RECEIVED + timedelta(days=1), "INT/complaint_taken_urgent_days")
    assert complaint_due(urgent, TAKEN) == Term(
        RECEIVED + timedelta(days=7), "INT/complaint_answered_urgent_days"
    )


@pytest.mark.parametrize(
    ("made", "kind", "person", "lacks"),
    [
        ((), TAKE, ONE, []),
        (TAKEN, TAKE, TWO, ["not_free"]),
        (TAKEN, ANSWER, ONE, []),
        (TAKEN, ANSWER, TWO, ["not_in_your_hands"]),
        ((), ANSWER, ONE, ["not_in_your_hands"]),
        (TAKEN, BACK, ONE, []),
        (TAKEN, BACK, TWO, ["not_in_your_hands"]),
        (ANSWERED, ANSWER, ONE, ["not_in_your_hands"]),
        (TAKEN, TELL, TWO, ["not_answered"]),
        (ANSWERED, TELL, TWO, []),
        (TOLD, TELL, TWO, ["not_answered"]),
        (TAKEN, CONTEST, TWO, ["not_answered"]),
        (TOLD, CONTEST, TWO, []),
        (TOLD, TAKE, TWO, ["not_free"]),
        # An answer that is contested is looked at by somebody else.
        (CONTESTED, TAKE, ONE, ["answered_it_before"]),
        (CONTESTED, TAKE, TWO, []),
        ((), NAME, ONE, []),
    ],
)
def test_what_stands_in_the_way_of_a_step(
    made: tuple[Step, ...], kind: ComplaintStep, person: int, lacks: list[str]
) -> None:
    on = day(30).date()
    assert [rule.code for rule in step_lacks(PLAIN, made, kind, person, OFFICE, on)] == lacks


@pytest.mark.parametrize("kind", ComplaintStep)
def test_whoever_is_complained_about_does_nothing_with_it(kind: ComplaintStep) -> None:
    about_person = Complaint(RECEIVED, about_persons=frozenset({MEANT}))
    about_agency = Complaint(RECEIVED, about_agency=MEANT_AGENCY)
    for made in ((), TAKEN, TOLD):
        found = step_lacks(about_person, made, kind, MEANT, OFFICE, RECEIVED)
        assert found[0].code == "complained_about"
        found = step_lacks(about_agency, made, kind, ONE, MEANT_AGENCY, RECEIVED)
        assert found[0].code == "agency_complained_about"


@pytest.mark.parametrize(("days", "late"), [(60, False), (61, True)])
def test_an_answer_is_contested_in_time(days: int, late: bool) -> None:
    on: date = day(5).date() + timedelta(days=days)
    found = [rule.code for rule in step_lacks(PLAIN, TOLD, CONTEST, TWO, OFFICE, on)]
    assert found == (["too_late_to_contest"] if late else [])


@pytest.mark.parametrize(
    ("made", "on", "over"),
    [
        ((), 400, False),
        (TAKEN, 400, False),
        (ANSWERED, 400, False),
        (TOLD, 65, False),
        (TOLD, 66, True),
        (CONTESTED, 400, False),
        ((*CONTESTED, *steps((TAKE, TWO, 21), (ANSWER, TWO, 30), (TELL, TWO, 31))), 90, False),
        ((*CONTESTED, *steps((TAKE, TWO, 21), (ANSWER, TWO, 30), (TELL, TWO, 31))), 91, True),
    ],
)
def test_a_complaint_is_over_once_it_was_told_and_cant_be_contested_any_more(
    made: tuple[Step, ...], on: int, over: bool
) -> None:
    assert complaint_over(made, day(on).date()) is over
