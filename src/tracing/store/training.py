"""Training in a sandbox: the mark, the truth of invented records, attempts and answers. Queries and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from tracing.store.named import queries
from tracing.store.tables import (
    decisions,
    records,
    training_answers,
    training_attempts,
    training_sandbox,
    training_truth,
    users,
)

__all__ = [
    "Answered",
    "Attempt",
    "Taken",
    "add_answer",
    "add_truth",
    "answers_of",
    "attempt",
    "attempts_of",
    "begin",
    "decided_by",
    "end",
    "is_sandbox",
    "mark",
    "same",
    "taken",
]


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody's attempt at a course; ``passed`` once it has ended."""

    id: int
    user_id: int
    course: str
    seed: int
    begun_at: datetime
    ended_at: datetime | None
    passed: bool | None


@dataclass(frozen=True, slots=True)
class Answered:
    """A pair of an attempt as it was decided."""

    place: int
    truth: str
    decision: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """An attempt that ended, and whose it was."""

    id: int
    login: str
    course: str
    passed: bool
    ended_at: datetime


_A = training_attempts.c
_ATTEMPT = (_A.id, _A.user_id, _A.course, _A.seed, _A.begun_at, _A.ended_at, _A.passed)


def is_sandbox(connection: sa.Connection) -> bool:
    """Say whether all in this database is invented."""
    return connection.execute(sa.select(training_sandbox.c.marked)).scalar_one_or_none() is True


def mark(connection: sa.Connection, at: datetime) -> bool:
    """Mark an empty database as a sandbox; False where it holds records already."""
    if is_sandbox(connection):
        return True
    connection.execute(sa.text("LOCK TABLE casework.records IN SHARE MODE"))
    if connection.execute(sa.select(sa.exists(sa.select(records.c.id)))).scalar_one():
        return False
    connection.execute(insert(training_sandbox).values(marked=True, marked_at=at).on_conflict_do_nothing())
    return True


def add_truth(connection: sa.Connection, pairs: Iterable[tuple[str, str]]) -> None:
    """Store which child an inquiry asks for, as (inquiry, child) references."""
    rows = [{"inquiry_reference": inquiry, "child_reference": child} for inquiry, child in pairs]
    if rows:
        connection.execute(insert(training_truth).on_conflict_do_nothing(), rows)


def same(connection: sa.Connection, pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], bool]:
    """Return of pairs (inquiry, child) of invented records whether they are of one child."""
    ordered = sorted(pairs)
    given = {"inquiries": [inquiry for inquiry, _ in ordered], "children": [child for _, child in ordered]}
    found = connection.execute(queries("training")["same"], given)
    return {(row[0], row[1]): bool(row[2]) for row in found}


def decided_by(
    connection: sa.Connection, person: int
) -> list[tuple[int, int, int, str, int | None, datetime]]:
    """Return (number, inquiry, child, kind, takes back, at) of a person's decisions, the first first."""
    d = decisions.c
    query = sa.select(d.id, d.inquiry_id, d.child_id, d.kind, d.takes_back, d.at).where(d.user_id == person)
    return [(r[0], r[1], r[2], r[3], r[4], r[5]) for r in connection.execute(query.order_by(d.id))]


def begin(connection: sa.Connection, person: int, course: str, seed: int, at: datetime) -> int:
    """Begin an attempt; return its number."""
    query = sa.insert(training_attempts).values(user_id=person, course=course, seed=seed, begun_at=at)
    return int(connection.execute(query.returning(_A.id)).scalar_one())


def attempt(connection: sa.Connection, number: int, lock: bool = False) -> Attempt | None:
    """Return an attempt that the reader may see; ``lock`` keeps its answers in order."""
    query = sa.select(*_ATTEMPT).where(_A.id == number)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else Attempt(*row)


def attempts_of(connection: sa.Connection, person: int) -> list[Attempt]:
    """Return a person's attempts, the first first."""
    query = sa.select(*_ATTEMPT).where(_A.user_id == person).order_by(_A.id)
    return [Attempt(*row) for row in connection.execute(query)]


def add_answer(
    connection: sa.Connection, number: int, place: int, truth: str, decision: str, at: datetime
) -> None:
    """Store an answer."""
    values = {"attempt_id": number, "place": place, "truth": truth, "decision": decision, "at": at}
    connection.execute(sa.insert(training_answers).values(**values))


def answers_of(connection: sa.Connection, number: int) -> list[Answered]:
    """Return the answers of an attempt, in order."""
    a = training_answers.c
    query = sa.select(a.place, a.truth, a.decision, a.at).where(a.attempt_id == number).order_by(a.place)
    return [_answered(row) for row in connection.execute(query)]


def end(connection: sa.Connection, number: int, at: datetime, passed: bool) -> None:
    """End an attempt."""
    connection.execute(sa.update(training_attempts).where(_A.id == number).values(ended_at=at, passed=passed))


def taken(connection: sa.Connection) -> list[Taken]:
    """Return all attempts that ended, by login, as far as the reader may see them."""
    query = (
        sa.select(_A.id, users.c.login, _A.course, _A.passed, _A.ended_at)
        .join_from(training_attempts, users, users.c.id == _A.user_id)
        .where(_A.ended_at.is_not(None))
        .order_by(users.c.login, _A.id)
    )
    return [Taken(*row) for row in connection.execute(query)]


def _answered(row: Any) -> Answered:
    return Answered(*row)
