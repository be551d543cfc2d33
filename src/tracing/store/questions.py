"""Questions of verification and their answers: queries and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tracing.store.named import queries
from tracing.store.tables import records, verification_questions

__all__ = ["Question", "add_question", "answer_question", "next_question", "questions_of"]


@dataclass(frozen=True, slots=True)
class Question:
    """A question of verification; question and answer are encrypted."""

    id: int
    inquiry_id: int
    child_id: int
    side: str
    question: bytes = field(repr=False)
    answer: bytes | None = field(repr=False)
    asked_by: int
    asked_at: datetime
    answered_by: int | None
    answered_at: datetime | None


_V = verification_questions.c
_QUESTION: tuple[sa.ColumnElement[Any], ...] = (
    _V.id, _V.inquiry_id, _V.child_id, _V.side, _V.question, _V.answer, _V.asked_by, _V.asked_at, _V.answered_by,
    _V.answered_at,
)  # fmt: skip


def next_question(connection: sa.Connection) -> int:
    """Return the number of the next question: what is encrypted in it names it."""
    return int(connection.execute(queries("review")["next_question"]).scalar_one())


def add_question(
    connection: sa.Connection,
    number: int,
    pair: tuple[int, int],
    side: str,
    question: bytes,
    person: int,
    at: datetime,
) -> None:
    """Enter a question; ``pair`` is (inquiry, child)."""
    given = {
        "id": number, "inquiry": pair[0], "child": pair[1], "side": side, "question": question, "person": person, "at": at,
    }  # fmt: skip
    connection.execute(queries("review")["add_question"], given)


def questions_of(
    connection: sa.Connection,
    *,
    inquiry_id: int | None = None,
    child_id: int | None = None,
    side: str | None = None,
    agency_id: int | None = None,
) -> list[tuple[Question, str]]:
    """Return the questions that the reader may see, with the reference of the record of their side, in their order: of a
    pair, a record, a side, an agency."""
    of = sa.case((_V.side == "child", _V.child_id), else_=_V.inquiry_id)
    query = (
        sa.select(*_QUESTION, records.c.reference)
        .join_from(verification_questions, records, records.c.id == of)
        .order_by(_V.id)
    )
    if agency_id is not None:
        # To its agency a record that was erased has nothing left, also where something is kept of it for officers.
        query = query.where(records.c.state != "erased")
    for given, condition in (
        (inquiry_id, _V.inquiry_id == inquiry_id),
        (child_id, _V.child_id == child_id),
        (side, _V.side == side),
        (agency_id, records.c.agency_id == agency_id),
    ):
        if given is not None:
            query = query.where(condition)
    return [
        (
            Question(*row[:4], bytes(row[4]), None if row[5] is None else bytes(row[5]), *row[6:10]),
            row.reference,
        )
        for row in connection.execute(query)
    ]


def answer_question(connection: sa.Connection, number: int, answer: bytes, person: int, at: datetime) -> bool:
    """Enter the answer to a question; False where it has one."""
    query = sa.update(verification_questions).where(_V.id == number, _V.answer.is_(None))
    query = query.values(answer=answer, answered_by=person, answered_at=at)
    return connection.execute(query).rowcount > 0
