"""Verification: both sides asked independently, by two people, with questions that neither side learns of the other.

A protection officer writes the questions of each side. The workers of a side see their own side's, by their own record's
reference and a number, never the other record. What was answered is read by officers once both sides have answered, so
that nobody puts one side's answers into the other's mouth (Inter-agency Guiding Principles on UASC, 2004; brief I3).

To a worker, whatever stops a step reads alike: what is missing would tell of the other side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tracing.casework.acts import Act, ActKind, Outcome
from tracing.casework.agencies import Side
from tracing.casework.roles import Role, Task
from tracing.service.access import require
from tracing.service.acts import NewAct, checked, enter, to_act
from tracing.service.context import Service
from tracing.service.errors import Conflict, FieldFault, Invalid, NotFound, NotYet
from tracing.service.idempotency import Answer, once
from tracing.service.pairs import Pair
from tracing.service.state_of import case_of, check_step, refresh
from tracing.service.submission import own_agency
from tracing.service.texts import is_filled
from tracing.store import questions as question_store
from tracing.store import review as store
from tracing.store.database import Reader, write_audit

__all__ = ["Asked", "Verification", "answer", "ask", "conclude", "questions_of_pair", "tasks"]

_MOST_QUESTIONS = 40
_LONGEST = 2000
_KINDS = {Side.CHILD: ActKind.VERIFY_CHILD, Side.INQUIRY: ActKind.VERIFY_FAMILY}
_TASKS = {Side.CHILD: Task.VERIFY_CHILD, Side.INQUIRY: Task.VERIFY_FAMILY}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question. ``place`` within its verification from 1; ``answer`` None where there is none, or it isn't shown."""

    place: int
    question: str = field(repr=False)
    answer: str | None = field(repr=False)
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Verification:
    """What is asked of one side. Workers know it by their own record's reference and a number."""

    side: Side
    reference: str
    number: int
    questions: tuple[Asked, ...]
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class _Batch:
    pair: Pair
    reference: str
    number: int
    questions: list[question_store.Question]


def ask(
    service: Service,
    reader: Reader,
    pair: Pair,
    side: Side,
    questions: Sequence[str],
    key: str | None = None,
) -> Answer:
    """Put questions to one side. Refused (``NotYet``) before the pair is possible and while it is on hold: questions alone
    tell a family that somebody was found."""
    require(reader, Task.CASE_ACTS)
    faults = [
        FieldFault(f"/questions/{place}", "isn't a text of 1 to 2,000 characters", "Write plain text.")
        for place, text in enumerate(questions)
        if not is_filled(text, _LONGEST)
    ]
    if not 1 <= len(questions) <= _MOST_QUESTIONS:
        faults.append(FieldFault("/questions", f"aren't 1 to {_MOST_QUESTIONS}", "Send some of them."))
    if faults:
        raise Invalid("invalid", "The questions can't be taken as they are.", fields=faults)
    asked = {"act": "ask", "pair": pair.name, "side": side.value, "questions": list(questions)}
    with service.database.reading(reader) as connection:

        def enter_them() -> Answer:
            to_act(connection, reader, pair)
            store.lock_pair(connection, pair.inquiry, pair.child)
            person, now = reader.person or 0, service.now()
            # Whoever could confirm this side, by any evidence, may have it asked; that somebody can is what is checked.
            step = Act(0, _KINDS[side], Outcome.CONFIRMED, -1, Role.PROTECTION_OFFICER, now, ("photo",))
            check_step(case_of(service, pair), step)
            for text in questions:
                number = question_store.next_question(connection)
                sealed = service.keyring.encrypt(
                    text.strip().encode(), f"verification_questions.question:{number}"
                )
                question_store.add_question(
                    connection, number, (pair.inquiry, pair.child), side.value, sealed, person, now
                )
            body = {
                "inquiry": pair.inquiry_name,
                "child": pair.child_name,
                "side": side.value,
                "asked": len(questions),
            }
            return Answer(201, body, None, pair.record(side))

        made = once(service, connection, reader, key, asked, enter_them)
        if not made.repeated:
            write_audit(
                connection, reader, "ask", "pair", pair.name, side=side.value, questions=len(questions)
            )
    return made


def questions_of_pair(service: Service, reader: Reader, pair: Pair) -> list[Verification]:
    """Return what was asked of both sides of a pair, with the answers once both sides have answered everything."""
    require(reader, Task.CASE_ACTS)
    with service.database.reading(reader) as connection:
        to_act(connection, reader, pair)
        found = question_store.questions_of(connection, inquiry_id=pair.inquiry, child_id=pair.child)
        done = all(question.answer is not None for question, _ in found)
        made = []
        for side in Side:
            batch = [question for question, _ in found if question.side == side]
            if batch:
                reference = next(reference for q, reference in found if q.side == side)
                made.append(
                    _shown(service, connection, _Batch(pair, reference, 1, batch), side, answers=done)
                )
        write_audit(
            connection, reader, "read_questions", "pair", pair.name, questions=len(found), answers=done
        )
    return made


def tasks(service: Service, reader: Reader, side: Side) -> list[Verification]:
    """Return what the reader's own side is asked, by record and number."""
    require(reader, _TASKS[side])
    with service.database.reading(reader) as connection:
        agency = own_agency(connection, reader, side.value, writes=False)
        made = [
            _shown(service, connection, batch, side, answers=True)
            for batch in _batches(connection, agency.id, side)
        ]
        write_audit(
            connection, reader, "read_questions", "agency", agency.id, side=side.value, shown=len(made)
        )
    return made


def answer(
    service: Service, reader: Reader, side: Side, reference: str, number: int, place: int, text: str
) -> None:
    """Enter what one's own side answered to a question; an answer stands."""
    require(reader, _TASKS[side])
    if not is_filled(text, _LONGEST):
        fault = FieldFault("/answer", "isn't a text of 1 to 2,000 characters", "Write plain text.")
        raise Invalid("invalid", "The answer can't be taken as it is.", fields=[fault])
    with service.database.reading(reader) as connection:
        batch = _own(connection, reader, side, reference, number)
        if not 1 <= place <= len(batch.questions):
            raise _nothing()
        question = batch.questions[place - 1]
        sealed = service.keyring.encrypt(
            text.strip().encode(), f"verification_questions.answer:{question.id}"
        )
        if not question_store.answer_question(
            connection, question.id, sealed, reader.person or 0, service.now()
        ):
            raise Conflict("answered", "The question was answered already.")
        record = batch.pair.record(side)
        write_audit(connection, reader, "answer", "record", record, side=side.value, place=place)


def conclude(
    service: Service,
    reader: Reader,
    side: Side,
    reference: str,
    number: int,
    outcome: str,
    grounds: tuple[str, ...],
    note: str | None = None,
    key: str | None = None,
) -> Answer:
    """Say what came of verifying one's own side: ``confirmed``, ``refuted``, ``inconclusive``, and by which evidence."""
    require(reader, _TASKS[side])
    act = checked(service, reader, NewAct(_KINDS[side].value, outcome, grounds, note))
    asked = {
        "act": "conclude", "side": side.value, "reference": reference, "number": number, "outcome": outcome,
        "grounds": list(grounds), "note": note,
    }  # fmt: skip
    with service.database.reading(reader) as connection:
        batch = _own(connection, reader, side, reference, number)
        pair = batch.pair

        def enter_it() -> Answer:
            store.lock_pair(connection, pair.inquiry, pair.child)
            if act.outcome is Outcome.CONFIRMED and any(q.answer is None for q in batch.questions):
                raise Conflict("not_answered", "A question has no answer yet.", "Answer all questions first.")
            try:
                check_step(case_of(service, pair), act)
            except NotYet:
                raise NotYet(
                    "not_now", "This isn't possible now. Ask the protection officer who sent the questions."
                ) from None
            enter(service, connection, pair, act, note)
            body: dict[str, Any] = {"reference": reference, "number": number, "outcome": act.outcome.value}
            return Answer(201, body, None, pair.record(side))

        made = once(service, connection, reader, key, asked, enter_it)
        if not made.repeated:
            write_audit(
                connection, reader, act.kind.value, "record", pair.record(side), outcome=outcome,
                grounds=list(grounds),
            )  # fmt: skip
    refresh(service, pair)
    return made


def _own(connection: sa.Connection, reader: Reader, side: Side, reference: str, number: int) -> _Batch:
    agency = own_agency(connection, reader, side.value, writes=False)
    for batch in _batches(connection, agency.id, side):
        if (batch.reference, batch.number) == (reference, number):
            return batch
    raise _nothing()


def _batches(connection: sa.Connection, agency_id: int, side: Side) -> list[_Batch]:
    """Return what an agency's side is asked, each record's verifications numbered in the order they were begun."""
    batches: dict[Pair, _Batch] = {}
    begun: dict[str, int] = {}
    for question, reference in question_store.questions_of(connection, side=side.value, agency_id=agency_id):
        pair = Pair(question.inquiry_id, question.child_id)
        if pair not in batches:
            begun[reference] = begun.get(reference, 0) + 1
            batches[pair] = _Batch(pair, reference, begun[reference], [])
        batches[pair].questions.append(question)
    return list(batches.values())


def _shown(
    service: Service, connection: sa.Connection, batch: _Batch, side: Side, answers: bool
) -> Verification:
    ring = service.keyring
    questions = tuple(
        Asked(
            place,
            ring.decrypt(q.question, f"verification_questions.question:{q.id}").decode(),
            ring.decrypt(q.answer, f"verification_questions.answer:{q.id}").decode()
            if answers and q.answer is not None
            else None,
            q.answered_at,
        )
        for place, q in enumerate(batch.questions, 1)
    )
    outcomes = [
        act for act in store.acts_of(connection, batch.pair.inquiry, batch.pair.child)
        if act.kind == _KINDS[side].value
    ]  # fmt: skip
    outcome = Outcome(outcomes[-1].outcome) if outcomes else None
    return Verification(side, batch.reference, batch.number, questions, outcome)


def _nothing() -> NotFound:
    return NotFound("no_verification", "Nothing of this number is asked about a record of yours.")
