"""Shields of records: queries and nothing else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from tracing.store.named import queries
from tracing.store.tables import records, shields

__all__ = [
    "NewShield",
    "Shield",
    "add",
    "all_shielded",
    "end",
    "next_number",
    "page",
    "renew",
    "shielded",
    "standing",
]


@dataclass(frozen=True, slots=True)
class Shield:
    """A shield on a record; ``reason`` and ``end_reason`` are encrypted."""

    id: int
    record_id: int
    side: str
    reason: bytes = field(repr=False)
    review_on: date
    shielded_by: int
    shielded_at: datetime
    ended_by: int | None
    ended_at: datetime | None
    end_reason: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewShield:
    """A shield to be raised, by its number."""

    id: int
    record_id: int
    reason: bytes = field(repr=False)
    review_on: date
    shielded_by: int
    shielded_at: datetime


_S = shields.c
_SHIELD: tuple[sa.ColumnElement[Any], ...] = (
    _S.id, _S.record_id, records.c.side, _S.reason, _S.review_on, _S.shielded_by, _S.shielded_at, _S.ended_by,
    _S.ended_at, _S.end_reason,
)  # fmt: skip
_OF = shields.join(records, records.c.id == _S.record_id)


def _shield(row: Any) -> Shield:
    values: list[Any] = [*row[:3], bytes(row[3]), *row[4:9], None if row[9] is None else bytes(row[9])]
    return Shield(*values)


def next_number(connection: sa.Connection) -> int:
    """Return the number of the next shield: what is encrypted in it names it."""
    return int(connection.execute(queries("trafficking")["next_shield"]).scalar_one())


def add(connection: sa.Connection, made: NewShield) -> bool:
    """Shield a record; False where it is shielded already."""
    values = {name: getattr(made, name) for name in NewShield.__slots__}
    return connection.execute(queries("trafficking")["add_shield"], values).one_or_none() is not None


def standing(connection: sa.Connection, record_id: int, lock: bool = False) -> Shield | None:
    """Return the shield that stands on a record; ``lock`` keeps others from ending it meanwhile."""
    if lock:
        connection.execute(
            sa.select(_S.id).where(_S.record_id == record_id, _S.ended_at.is_(None)).with_for_update()
        )
    query = sa.select(*_SHIELD).select_from(_OF).where(_S.record_id == record_id, _S.ended_at.is_(None))
    row = connection.execute(query).one_or_none()
    return None if row is None else _shield(row)


def page(
    connection: sa.Connection, after: int, limit: int | None, open_only: bool, review_by: date | None
) -> list[Shield]:
    """Return shields that the reader may see in the order of their numbers."""
    query = sa.select(*_SHIELD).select_from(_OF).where(_S.id > after)
    if open_only:
        query = query.where(_S.ended_at.is_(None))
    if review_by is not None:
        query = query.where(_S.review_on <= review_by)
    return [_shield(row) for row in connection.execute(query.order_by(_S.id).limit(limit))]


def renew(connection: sa.Connection, number: int, reason: bytes, review_on: date) -> None:
    """Note why a shield stands, and when it is looked at again."""
    query = sa.update(shields).where(_S.id == number, _S.ended_at.is_(None))
    connection.execute(query.values(reason=reason, review_on=review_on))


def end(connection: sa.Connection, number: int, person: int, at: datetime, reason: bytes) -> None:
    """End a shield."""
    query = sa.update(shields).where(_S.id == number, _S.ended_at.is_(None))
    connection.execute(query.values(ended_by=person, ended_at=at, end_reason=reason))


def all_shielded(connection: sa.Connection) -> set[int]:
    """Return all shielded records; for the worker's eyes."""
    return {int(row[0]) for row in connection.execute(sa.select(_S.record_id).where(_S.ended_at.is_(None)))}


def shielded(connection: sa.Connection, record_ids: Collection[int]) -> set[int]:
    """Return which of the records are shielded; for the worker's eyes."""
    query = sa.select(_S.record_id).where(_S.record_id.in_(list(record_ids)), _S.ended_at.is_(None))
    return {int(row[0]) for row in connection.execute(query)}
