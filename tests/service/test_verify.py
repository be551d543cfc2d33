"""Verification of both sides, independently: who asks, who sees which questions, who may conclude, and when."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.service.cases import Case, open_case
from tests.service.parties import agency, person
from tests.stages import staged
from tracing.casework.agencies import Side
from tracing.casework.states import State
from tracing.service import holds, verify
from tracing.service.acts import NewAct, enter_act, list_acts
from tracing.service.context import Service
from tracing.service.decide import take_back
from tracing.service.errors import Conflict, Forbidden, Invalid, NotFound, NotYet
from tracing.service.state_of import case_of
from tracing.store.tables import acts, decisions, verification_questions

CHILD_QUESTIONS = ("¿Cómo le dice tu abuela?", "¿De qué color es la puerta de tu casa?")
FAMILY_QUESTIONS = ("¿Qué apodo tiene el niño?",)


@staged
def case(service: Service) -> Case:
    """A case that two people have called possible."""
    case = open_case(service)
    case.settle()
    return case


def ask_both(case: Case) -> None:
    verify.ask(case.service, case.officer, case.pair, Side.CHILD, CHILD_QUESTIONS)
    verify.ask(case.service, case.officer, case.pair, Side.INQUIRY, FAMILY_QUESTIONS)


def verify_child(case: Case, outcome: str = "confirmed") -> None:
    for place in (1, 2):
        verify.answer(case.service, case.found, Side.CHILD, "A-1", 1, place, "Chepe; azul")
    verify.conclude(
        case.service, case.found, Side.CHILD, "A-1", 1, outcome, ("photo", "house"), "reconoce la foto"
    )


def verify_family(case: Case, outcome: str = "confirmed") -> None:
    verify.answer(case.service, case.family, Side.INQUIRY, "F-1", 1, 1, "Chepe")
    verify.conclude(case.service, case.family, Side.INQUIRY, "F-1", 1, outcome, ("birth_record",))


def state(case: Case) -> State:
    return case_of(case.service, case.pair).state


def test_both_sides_verified_by_two_people_make_a_verified_pair(case: Case) -> None:
    ask_both(case)
    verify_child(case)
    assert state(case) is State.POSSIBLE
    verify_family(case)
    assert state(case) is State.VERIFIED


@pytest.mark.parametrize("outcome", ["refuted", "inconclusive"])
def test_a_side_that_doesnt_confirm_stops_the_case(case: Case, outcome: str) -> None:
    ask_both(case)
    verify_child(case)
    verify_family(case, outcome)
    assert state(case) is State.POSSIBLE


def test_nothing_is_asked_before_the_pair_is_possible(opened: Case) -> None:
    opened.judge(opened.one)
    for side in Side:
        with pytest.raises(NotYet) as refused:
            verify.ask(opened.service, opened.officer, opened.pair, side, ["¿Quién?"])
        assert [fault.pointer for fault in refused.value.fields] == ["missing:not_reviewed"]


def test_nothing_is_asked_while_the_case_is_on_hold(case: Case) -> None:
    holds.raise_hold(case.service, case.officer, case.pair.child_name, "child_refuses", "no quiere")
    with pytest.raises(NotYet) as refused:
        verify.ask(case.service, case.officer, case.pair, Side.INQUIRY, ["¿Quién?"])
    assert [fault.pointer for fault in refused.value.fields] == ["missing:hold_open"]


@pytest.mark.parametrize("who", ["one", "found", "family"])
def test_only_protection_officers_ask(case: Case, who: str) -> None:
    with pytest.raises(Forbidden):
        verify.ask(case.service, getattr(case, who), case.pair, Side.CHILD, ["¿Quién?"])


def test_each_side_sees_its_own_questions_alone(case: Case) -> None:
    ask_both(case)
    (of_child,) = verify.tasks(case.service, case.found, Side.CHILD)
    (of_family,) = verify.tasks(case.service, case.family, Side.INQUIRY)
    assert (of_child.reference, [q.question for q in of_child.questions]) == ("A-1", list(CHILD_QUESTIONS))
    assert (of_family.reference, [q.question for q in of_family.questions]) == ("F-1", list(FAMILY_QUESTIONS))
    for reader, side in ((case.found, Side.INQUIRY), (case.family, Side.CHILD)):
        with pytest.raises(Forbidden):
            verify.tasks(case.service, reader, side)


def test_raw_sql_shows_a_side_its_own_questions_alone(case: Case) -> None:
    ask_both(case)
    for reader, side in ((case.found, "child"), (case.family, "inquiry")):
        with case.service.database.reading(reader) as connection:
            seen = connection.execute(sa.select(verification_questions.c.side)).scalars().all()
        assert set(seen) == {side}


def test_workers_of_other_agencies_see_nothing(case: Case) -> None:
    ask_both(case)
    other = person(case.service, agency(case.service, "MX-OTRO", "shelter", "child"), "found_worker")
    assert verify.tasks(case.service, other, Side.CHILD) == []
    with pytest.raises(NotFound):
        verify.answer(case.service, other, Side.CHILD, "A-1", 1, 1, "algo")


def test_officers_read_answers_once_both_sides_have_answered(case: Case) -> None:
    ask_both(case)
    verify_child(case)
    shown = verify.questions_of_pair(case.service, case.officer, case.pair)
    assert [q.answer for one in shown for q in one.questions] == [None, None, None]
    verify_family(case)
    shown = verify.questions_of_pair(case.service, case.officer, case.pair)
    assert [q.answer for one in shown for q in one.questions] == ["Chepe; azul", "Chepe; azul", "Chepe"]


def test_an_answer_stands(case: Case) -> None:
    ask_both(case)
    verify.answer(case.service, case.family, Side.INQUIRY, "F-1", 1, 1, "Chepe")
    with pytest.raises(Conflict):
        verify.answer(case.service, case.family, Side.INQUIRY, "F-1", 1, 1, "Josué")


@pytest.mark.parametrize(
    ("reference", "number", "place"), [("A-1", 2, 1), ("A-1", 1, 3), ("A-1", 1, 0), ("A-9", 1, 1)]
)
def test_what_wasnt_asked_cant_be_answered(case: Case, reference: str, number: int, place: int) -> None:
    ask_both(case)
    with pytest.raises(NotFound):
        verify.answer(case.service, case.found, Side.CHILD, reference, number, place, "algo")


def test_a_side_is_confirmed_once_every_question_was_answered(case: Case) -> None:
    ask_both(case)
    with pytest.raises(Conflict, match="no answer yet"):
        verify.conclude(case.service, case.found, Side.CHILD, "A-1", 1, "confirmed", ("photo",))
    verify.conclude(case.service, case.found, Side.CHILD, "A-1", 1, "inconclusive", ("other",))


@pytest.mark.parametrize(
    ("grounds", "pointer"),
    [((), "/grounds"), (("rumour",), "/grounds"), (("dna",), "/grounds")],
)
def test_what_a_verification_rests_on_is_checked(case: Case, grounds: tuple[str, ...], pointer: str) -> None:
    ask_both(case)
    verify.answer(case.service, case.family, Side.INQUIRY, "F-1", 1, 1, "Chepe")
    with pytest.raises(Invalid) as refused:
        verify.conclude(case.service, case.family, Side.INQUIRY, "F-1", 1, "confirmed", grounds)
    assert {fault.pointer for fault in refused.value.fields} == {pointer}


def test_a_worker_isnt_told_what_stops_a_step(case: Case) -> None:
    ask_both(case)
    verify.answer(case.service, case.family, Side.INQUIRY, "F-1", 1, 1, "Chepe")
    refusals = []
    holds.raise_hold(case.service, case.officer, case.pair.child_name, "asylum", "solicitó refugio")
    for _ in range(2):
        with pytest.raises(NotYet) as refused:
            verify.conclude(case.service, case.family, Side.INQUIRY, "F-1", 1, "confirmed", ("photo",))
        refusals.append((refused.value.code, str(refused.value), refused.value.fields))
        with case.service.database.working() as connection:
            made = list(connection.execute(sa.select(decisions.c.id).where(decisions.c.kind == "possible")))
        with case.service.database.working() as connection:
            connection.execute(sa.text("UPDATE casework.holds SET lifted_at = now()"))
        if len(refusals) == 1:
            take_back(case.service, case.officer, case.pair, made[0].id, ["mistake"])
    assert refusals[0] == refusals[1]


def test_one_officer_cant_verify_both_sides(case: Case) -> None:
    enter_act(case.service, case.officer, case.pair, NewAct("verify_child", "confirmed", ("photo",)))
    with pytest.raises(NotYet) as refused:
        enter_act(case.service, case.officer, case.pair, NewAct("verify_family", "confirmed", ("document",)))
    assert "missing:same_verifier" in [fault.pointer for fault in refused.value.fields]
    enter_act(
        case.service, case.second_officer, case.pair, NewAct("verify_family", "confirmed", ("document",))
    )
    assert state(case) is State.VERIFIED


def test_what_was_said_stands_encrypted(case: Case) -> None:
    ask_both(case)
    verify_child(case)
    with case.service.database.working() as connection:
        rows = [*connection.execute(sa.select(verification_questions)), *connection.execute(sa.select(acts))]
    written = b" ".join(bytes(v) for row in rows for v in row if isinstance(v, bytes | memoryview))
    for text in ("abuela", "azul", "reconoce"):
        assert text.encode() not in written
        assert text not in str([v for row in rows for v in row if not isinstance(v, bytes | memoryview)])
    found, _ = list_acts(case.service, case.officer, case.pair)
    assert found[-1].note == "reconoce la foto"


def test_questions_come_once_for_one_request(case: Case) -> None:
    for _ in range(2):
        verify.ask(case.service, case.officer, case.pair, Side.CHILD, CHILD_QUESTIONS, key="q-1")
    (one,) = verify.tasks(case.service, case.found, Side.CHILD)
    assert len(one.questions) == 2


def test_a_decision_that_is_taken_back_takes_the_verification_with_it(case: Case) -> None:
    ask_both(case)
    verify_child(case)
    verify_family(case)
    with case.service.database.working() as connection:
        first = connection.execute(sa.select(decisions.c.id).order_by(decisions.c.id)).scalars().first()
    take_back(case.service, case.officer, case.pair, int(first or 0), ["new_information"])
    assert state(case) is State.CANDIDATE
