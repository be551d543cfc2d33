"""Referrals and what came of them: queries and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tracing.store import locks
from tracing.store.named import queries
from tracing.store.tables import records, referral_outcomes, referrals

__all__ = [
    "NewReferral",
    "Outcome",
    "Referral",
    "add",
    "add_outcome",
    "next_number",
    "next_outcome",
    "outcomes_of",
    "page",
    "referral",
]


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral of a record; ``detail`` is encrypted."""

    id: int
    record_id: int
    side: str
    recipient: str
    code: str
    shared: list[str]
    basis: str
    urgency: str
    rule: str
    since: datetime
    due_at: datetime
    detail: bytes | None = field(repr=False)
    made_by: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class NewReferral:
    """A referral to be entered, by its number."""

    id: int
    record_id: int
    recipient: str
    code: str
    shared: Sequence[str]
    basis: str
    urgency: str
    rule: str
    since: datetime
    due_at: datetime
    detail: bytes | None = field(repr=False)
    made_by: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a referral; ``detail`` is encrypted."""

    id: int
    referral_id: int
    outcome: str
    detail: bytes | None = field(repr=False)
    by_user: int
    at: datetime


_R, _O = referrals.c, referral_outcomes.c
_REFERRAL: tuple[sa.ColumnElement[Any], ...] = (
    _R.id, _R.record_id, records.c.side, _R.recipient, _R.code, _R.shared, _R.basis, _R.urgency, _R.rule, _R.since,
    _R.due_at, _R.detail, _R.made_by, _R.made_at,
)  # fmt: skip
_OF = referrals.join(records, records.c.id == _R.record_id)


def _referral(row: Any) -> Referral:
    values: list[Any] = [*row[:11], None if row[11] is None else bytes(row[11]), *row[12:]]
    return Referral(*values)


def next_number(connection: sa.Connection) -> int:
    """Return the number of the next referral: what is encrypted in it names it."""
    return int(connection.execute(queries("trafficking")["next_referral"]).scalar_one())


def add(connection: sa.Connection, made: NewReferral) -> None:
    """Enter a referral."""
    values = {name: getattr(made, name) for name in NewReferral.__slots__}
    connection.execute(queries("trafficking")["add_referral"], {**values, "shared": list(made.shared)})


def referral(connection: sa.Connection, number: int, lock: bool = False) -> Referral | None:
    """Return one referral; ``lock`` lets those who note what came of it pass one after the other, until the transaction ends."""
    if lock:
        # By its name: nobody may update a referral, so no row of one can be locked.
        locks.lock(connection, "trafficking", f"referral:{number}")
    row = connection.execute(sa.select(*_REFERRAL).select_from(_OF).where(_R.id == number)).one_or_none()
    return None if row is None else _referral(row)


def page(
    connection: sa.Connection,
    after: int,
    limit: int | None,
    record_id: int | None,
    unanswered_at: datetime | None,
    answering: Collection[str],
) -> list[Referral]:
    """Return referrals in the order of their numbers; ``unanswered_at``: those due by then that none of the outcomes
    ``answering`` stands on."""
    query = sa.select(*_REFERRAL).select_from(_OF).where(_R.id > after)
    if record_id is not None:
        query = query.where(_R.record_id == record_id)
    if unanswered_at is not None:
        answers = sa.exists().where(_O.referral_id == _R.id, _O.outcome.in_(sorted(answering)))
        query = query.where(_R.due_at < unanswered_at, ~answers)
    return [_referral(row) for row in connection.execute(query.order_by(_R.id).limit(limit))]


def next_outcome(connection: sa.Connection) -> int:
    """Return the number of the next outcome: what is encrypted in it names it."""
    return int(connection.execute(queries("trafficking")["next_outcome"]).scalar_one())


def add_outcome(connection: sa.Connection, made: Outcome) -> None:
    """Enter what came of a referral."""
    given = {
        "id": made.id, "referral": made.referral_id, "outcome": made.outcome, "detail": made.detail,
        "person": made.by_user, "at": made.at,
    }  # fmt: skip
    connection.execute(queries("trafficking")["add_outcome"], given)


def outcomes_of(connection: sa.Connection, numbers: Collection[int]) -> dict[int, list[Outcome]]:
    """Return by referral what came of it, the first first."""
    query = (
        sa.select(_O.id, _O.referral_id, _O.outcome, _O.detail, _O.by_user, _O.at)
        .where(_O.referral_id.in_(list(numbers)))
        .order_by(_O.id)
    )
    found: dict[int, list[Outcome]] = {}
    for row in connection.execute(query):
        detail = None if row[3] is None else bytes(row[3])
        found.setdefault(int(row[1]), []).append(Outcome(row[0], row[1], row[2], detail, row[4], row[5]))
    return found
