"""Holds, protection flags, declared conflicts, and what the rules of holds look at: queries and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from tracing.store.any_of import any_given, any_of
from tracing.store.arrays import Bigs, Days, Smalls, Texts, run
from tracing.store.named import queries
from tracing.store.tables import (
    conflicts,
    holds,
    protection_flags,
    queue,
    records,
    screen_due,
)

__all__ = [
    "Flag",
    "Hold",
    "NewHold",
    "Screening",
    "add_flag",
    "add_hold",
    "add_holds",
    "claims_of",
    "conflicts_of",
    "declare",
    "due",
    "end_flag",
    "flags_of",
    "hold",
    "holds_of",
    "lift",
    "live_after",
    "next_flag",
    "page",
    "screened",
    "to_look_at_again",
]


@dataclass(frozen=True, slots=True)
class Screening:
    """What screening has read of a record in a version: when the person was born, and where they are from if that is one
    country."""

    record_id: int
    version: int
    born_from: date | None
    born_to: date | None
    origin: str | None


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold on a record."""

    id: int
    record_id: int
    side: str
    reference: str
    kind: str
    confidential: bool
    rule: str | None
    cause: bytes | None = field(repr=False)
    reason: str = field(repr=False)
    raised_by: int | None
    raised_at: datetime
    review_on: date
    lifted_by: int | None
    lifted_at: datetime | None
    lift_reason: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewHold:
    """A hold to be raised."""

    record_id: int
    kind: str
    confidential: bool
    rule: str | None
    cause: bytes | None
    reason: str = field(repr=False)
    raised_by: int | None
    raised_at: datetime
    review_on: date


@dataclass(frozen=True, slots=True)
class Flag:
    """A protection flag on a child; ``detail`` is encrypted."""

    id: int
    record_id: int
    kind: str
    detail: bytes | None = field(repr=False)
    raised_by: int | None
    raised_at: datetime
    ended_at: datetime | None


_H = holds.c
_HOLD: tuple[sa.ColumnElement[Any], ...] = (
    _H.id, _H.record_id, records.c.side, records.c.reference, _H.kind, _H.confidential, _H.rule, _H.cause, _H.reason,
    _H.raised_by, _H.raised_at, _H.review_on, _H.lifted_by, _H.lifted_at, _H.lift_reason,
)  # fmt: skip
_HELD = holds.join(records, records.c.id == _H.record_id)
_F = protection_flags.c
_FLAG: tuple[sa.ColumnElement[Any], ...] = (
    _F.id,
    _F.record_id,
    _F.kind,
    _F.detail,
    _F.raised_by,
    _F.raised_at,
    _F.ended_at,
)


# Put together once: that costs as much as asking, and each view of a case asks.
_EVER = sa.select(*_HOLD).select_from(_HELD).where(any_given(_H.record_id, "records")).order_by(_H.id)
_OPEN = _EVER.where(_H.lifted_at.is_(None))


def _hold(row: Any) -> Hold:
    values: list[Any] = [*row[:7], None if row[7] is None else bytes(row[7]), *row[8:]]
    return Hold(*values)


def holds_of(connection: sa.Connection, record_ids: Collection[int], open_only: bool = True) -> list[Hold]:
    """Return the holds on records that the connection may see, the first first."""
    query = _OPEN if open_only else _EVER
    return [_hold(row) for row in connection.execute(query, {"records": list(record_ids)})]


def page(
    connection: sa.Connection,
    after: int,
    limit: int,
    open_only: bool,
    kind: str | None,
    review_by: date | None,
    record_ids: Collection[int] | None = None,
) -> list[Hold]:
    """Return holds that the reader may see in the order of their numbers; ``review_by``: to be looked at by that day;
    ``record_ids``: on these records alone."""
    query = sa.select(*_HOLD).select_from(_HELD).where(_H.id > after)
    if open_only:
        query = query.where(_H.lifted_at.is_(None))
    if kind is not None:
        query = query.where(_H.kind == kind)
    if review_by is not None:
        query = query.where(_H.review_on <= review_by)
    if record_ids is not None:
        query = query.where(any_of(_H.record_id, record_ids))
    return [_hold(row) for row in connection.execute(query.order_by(_H.id).limit(limit))]


def hold(connection: sa.Connection, number: int, lock: bool = False) -> Hold | None:
    """Return one hold; ``lock`` keeps others from lifting it meanwhile."""
    if lock:
        connection.execute(sa.select(_H.id).where(_H.id == number).with_for_update())
    row = connection.execute(sa.select(*_HOLD).select_from(_HELD).where(_H.id == number)).one_or_none()
    return None if row is None else _hold(row)


def add_hold(connection: sa.Connection, made: NewHold) -> int | None:
    """Raise a hold; None where it stands for the same cause already."""
    values = {name: getattr(made, name) for name in NewHold.__slots__}
    query = insert(holds).values(**values)
    if made.cause is not None:
        query = query.on_conflict_do_nothing()
    return connection.execute(query.returning(_H.id)).scalar_one_or_none()


def add_holds(connection: sa.Connection, made: Sequence[NewHold]) -> None:
    """Raise holds by rule; those that stand for the same cause already are left as they are."""
    if made:
        values = [{name: getattr(one, name) for name in NewHold.__slots__} for one in made]
        connection.execute(insert(holds).on_conflict_do_nothing(), values)


def lift(
    connection: sa.Connection, number: int, person: int, at: datetime, reason: str, review_on: date
) -> None:
    """Lift a hold."""
    query = sa.update(holds).where(_H.id == number, _H.lifted_at.is_(None))
    connection.execute(query.values(lifted_by=person, lifted_at=at, lift_reason=reason, review_on=review_on))


def flags_of(
    connection: sa.Connection,
    record_ids: Collection[int],
    standing_only: bool = True,
    kind: str | None = None,
) -> list[Flag]:
    """Return the flags on records that the connection may see, the first first."""
    query = sa.select(*_FLAG).where(any_of(_F.record_id, record_ids))
    if standing_only:
        query = query.where(_F.ended_at.is_(None))
    if kind is not None:
        query = query.where(_F.kind == kind)
    return [_flag(row) for row in connection.execute(query.order_by(_F.id))]


def _flag(row: Any) -> Flag:
    values: list[Any] = [*row[:3], None if row[3] is None else bytes(row[3]), *row[4:]]
    return Flag(*values)


def next_flag(connection: sa.Connection) -> int:
    """Return the number of the next flag: what is encrypted in it names it."""
    return int(connection.execute(queries("review")["next_flag"]).scalar_one())


def add_flag(
    connection: sa.Connection,
    number: int,
    record_id: int,
    kind: str,
    detail: bytes | None,
    person: int | None,
    at: datetime,
) -> None:
    """Raise a flag."""
    given = {"id": number, "record": record_id, "kind": kind, "detail": detail, "person": person, "at": at}
    connection.execute(queries("review")["add_flag"], given)


def end_flag(connection: sa.Connection, number: int, person: int, at: datetime) -> int | None:
    """End a flag; return the record it stood on, None where none stands."""
    query = sa.update(protection_flags).where(_F.id == number, _F.ended_at.is_(None))
    query = query.values(ended_by=person, ended_at=at).returning(_F.record_id)
    return connection.execute(query).scalar_one_or_none()


def declare(connection: sa.Connection, person: int, record_id: int, at: datetime) -> bool:
    """Note that a person declares a conflict of interest; False where they have."""
    query = (
        insert(conflicts)
        .values(user_id=person, record_id=record_id, declared_at=at)
        .on_conflict_do_nothing()
        .returning(conflicts.c.record_id)
    )
    return connection.execute(query).one_or_none() is not None


def conflicts_of(connection: sa.Connection, person: int) -> list[tuple[int, str, datetime]]:
    """Return (record, side, since) of what a person declared, as far as they may see the record."""
    query = (
        sa.select(conflicts.c.record_id, records.c.side, conflicts.c.declared_at)
        .join_from(conflicts, records, records.c.id == conflicts.c.record_id)
        .where(conflicts.c.user_id == person)
        .order_by(conflicts.c.declared_at, conflicts.c.record_id)
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(query)]


def due(connection: sa.Connection, limit: int) -> list[int]:
    """Take records off the list of those to be screened, and return them."""
    few = sa.select(screen_due.c.id).order_by(screen_due.c.id).limit(limit).with_for_update(skip_locked=True)
    query = sa.delete(screen_due).where(screen_due.c.id.in_(few)).returning(screen_due.c.record_id)
    return sorted({int(row[0]) for row in connection.execute(query)})


def live_after(connection: sa.Connection, record_id: int, limit: int) -> list[int]:
    """Return live records in the order of their numbers, after one."""
    query = sa.select(records.c.id).where(records.c.state == "live", records.c.id > record_id)
    return [int(row[0]) for row in connection.execute(query.order_by(records.c.id).limit(limit))]


def screened(connection: sa.Connection, noted: Sequence[Screening], at: datetime) -> None:
    """Note that records were looked at, and what was read there."""
    if not noted:
        return
    given = {
        "records": Bigs([one.record_id for one in noted]),
        "versions": Smalls([one.version for one in noted]),
        "born_from": Days([one.born_from for one in noted]),
        "born_to": Days([one.born_to for one in noted]),
        "origins": Texts([one.origin or "" for one in noted]),
        "at": at,
    }
    run(connection, queries("review")["screened"], given)


def claims_of(connection: sa.Connection, child_ids: Collection[int]) -> list[tuple[int, int, bool]]:
    """Return (child, inquiry, taken seriously) of the pairs of children: seriously those that are strong, or that somebody
    has called possible."""
    query = (
        sa.select(
            queue.c.child_id,
            queue.c.inquiry_id,
            sa.func.bool_or(
                (queue.c.stage == "case") | ((queue.c.band == "strong") & (queue.c.stage != "done"))
            ),
        )
        .where(any_of(queue.c.child_id, child_ids), queue.c.band != "weak", queue.c.gone_at.is_(None))
        .group_by(queue.c.child_id, queue.c.inquiry_id)
        .order_by(queue.c.child_id, queue.c.inquiry_id)
    )
    return [(row[0], row[1], bool(row[2])) for row in connection.execute(query)]


def to_look_at_again(connection: sa.Connection, record_ids: Collection[int], today: date) -> list[int]:
    """Return which of the records have a lifted hold whose day to be looked at again has come."""
    query = sa.select(_H.record_id).where(
        any_of(_H.record_id, record_ids), _H.lifted_at.is_not(None), _H.review_on <= today
    )
    return sorted({int(row[0]) for row in connection.execute(query)})
