"""What stands on records that may need them as evidence, and erasures that wait: queries and nothing else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tracing.store.named import queries
from tracing.store.tables import erasures, records

__all__ = [
    "Asked", "ask", "asked_of", "complaints_of", "keep", "meant", "page", "referrals_of", "standing", "waiting",
    "without_record",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """An erasure that was asked for and waits; ``reason`` (why the record is kept) is encrypted."""

    record_id: int
    side: str
    cause: str
    asked_at: datetime
    kept_by: int | None
    kept_at: datetime | None
    reason: bytes | None = field(repr=False)


_E = erasures.c
_ASKED: tuple[sa.ColumnElement[Any], ...] = (
    _E.record_id, records.c.side, _E.cause, _E.asked_at, _E.kept_by, _E.kept_at, _E.reason,
)  # fmt: skip
_OF = erasures.join(records, records.c.id == _E.record_id)


def standing(connection: sa.Connection, record_ids: Collection[int]) -> set[int]:
    """Return on which records a hold, a concern or a shield stands, or which an officer decided to keep."""
    rows = connection.execute(queries("evidence")["standing"], {"records": list(record_ids)})
    return {int(row[0]) for row in rows}


def complaints_of(connection: sa.Connection, record_ids: Collection[int]) -> list[tuple[int, int]]:
    """Return (complaint, record) of all complaints about records."""
    rows = connection.execute(queries("evidence")["complaints_of"], {"records": list(record_ids)})
    return [(row[0], row[1]) for row in rows]


def referrals_of(connection: sa.Connection, record_ids: Collection[int]) -> list[tuple[int, int]]:
    """Return (referral, record) of all referrals of records."""
    rows = connection.execute(queries("evidence")["referrals_of"], {"records": list(record_ids)})
    return [(row[0], row[1]) for row in rows]


def without_record(connection: sa.Connection) -> list[int]:
    """Return the complaints whose record was erased."""
    return [int(row[0]) for row in connection.execute(queries("evidence")["without_record"])]


def meant(connection: sa.Connection, record_id: int, person: int, agency: int) -> bool:
    """Say whether a complaint about a record means a person or their agency."""
    given = {"record": record_id, "person": person, "agency": agency}
    return bool(connection.execute(queries("evidence")["meant"], given).scalar_one())


def ask(connection: sa.Connection, record_id: int, cause: str, at: datetime) -> None:
    """Note that an erasure was asked for; what was noted before stays."""
    connection.execute(queries("evidence")["ask"], {"record": record_id, "cause": cause, "at": at})


def keep(
    connection: sa.Connection, record_id: int, cause: str, person: int, at: datetime, reason: bytes
) -> None:
    """Note that an officer decided that a record is kept."""
    given = {"record": record_id, "cause": cause, "person": person, "at": at, "reason": reason}
    connection.execute(queries("evidence")["keep"], given)


def asked_of(connection: sa.Connection, record_id: int) -> Asked | None:
    """Return the erasure of a record that waits, as far as the reader sees it."""
    row = connection.execute(
        sa.select(*_ASKED).select_from(_OF).where(_E.record_id == record_id)
    ).one_or_none()
    return None if row is None else _asked(row)


def page(connection: sa.Connection, after: int, limit: int) -> list[Asked]:
    """Return erasures that wait and that the reader sees, by record."""
    query = (
        sa.select(*_ASKED).select_from(_OF).where(_E.record_id > after).order_by(_E.record_id).limit(limit)
    )
    return [_asked(row) for row in connection.execute(query)]


def waiting(connection: sa.Connection, after: int, limit: int) -> list[tuple[int, str]]:
    """Return (record, cause) of erasures that nobody decided against, by record."""
    query = sa.select(_E.record_id, _E.cause).where(_E.record_id > after, _E.kept_at.is_(None))
    return [(row[0], row[1]) for row in connection.execute(query.order_by(_E.record_id).limit(limit))]


def _asked(row: Any) -> Asked:
    values: list[Any] = [*row[:6], None if row[6] is None else bytes(row[6])]
    return Asked(*values)
