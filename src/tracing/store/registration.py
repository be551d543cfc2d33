"""What children found were assessed to be, and which lines of capture files were taken in: queries and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from tracing.store.named import queries
from tracing.store.tables import captures, definitions

__all__ = [
    "Definition",
    "add_captured",
    "add_definition",
    "assessed",
    "captured",
    "definitions_of",
    "next_definition",
]


@dataclass(frozen=True, slots=True)
class Definition:
    """An assessment of a child; ``note`` is encrypted."""

    id: int
    record_id: int
    status: str
    company: Sequence[str]
    known_by: Sequence[str]
    note: bytes | None = field(repr=False)
    assessed_on: date
    user_id: int
    at: datetime


_D = definitions.c
_COLUMNS: tuple[sa.ColumnElement[Any], ...] = (
    _D.id, _D.record_id, _D.status, _D.company, _D.known_by, _D.note, _D.assessed_on, _D.user_id, _D.at,
)  # fmt: skip


def definitions_of(connection: sa.Connection, record_id: int) -> list[Definition]:
    """Return the assessments of a child that the connection may see, the first first."""
    query = sa.select(*_COLUMNS).where(_D.record_id == record_id).order_by(_D.id)
    return [_definition(row) for row in connection.execute(query)]


def _definition(row: Any) -> Definition:
    values: list[Any] = [*row[:5], None if row[5] is None else bytes(row[5]), *row[6:]]
    return Definition(*values)


def assessed(connection: sa.Connection, record_ids: Collection[int]) -> set[int]:
    """Return those of some records that anybody has assessed, as far as the connection may see."""
    query = sa.select(_D.record_id).where(_D.record_id.in_(list(record_ids))).distinct()
    return set(connection.execute(query).scalars())


def next_definition(connection: sa.Connection) -> int:
    """Return the number of the next assessment: what is encrypted in it names it."""
    return int(connection.execute(queries("registration")["next_definition"]).scalar_one())


def add_definition(connection: sa.Connection, made: Definition) -> None:
    """Append an assessment."""
    given = {
        "id": made.id, "record": made.record_id, "status": made.status, "company": list(made.company),
        "known_by": list(made.known_by), "note": made.note, "assessed_on": made.assessed_on, "person": made.user_id,
        "at": made.at,
    }  # fmt: skip
    connection.execute(queries("registration")["add_definition"], given)


def captured(connection: sa.Connection, agency_id: int, file: UUID) -> dict[int, bytes]:
    """Return which lines of a capture file were taken in: place → hash of the line."""
    table = captures.c
    query = sa.select(table.place, table.line).where(table.agency_id == agency_id, table.file == file)
    return {row.place: bytes(row.line) for row in connection.execute(query)}


def add_captured(
    connection: sa.Connection,
    agency_id: int,
    file: UUID,
    lines: Mapping[int, bytes],
    by_user: int | None,
    by_key: int | None,
    at: datetime,
) -> None:
    """Note that lines were taken in."""
    if lines:
        rows = [
            {
                "agency_id": agency_id, "file": file, "place": place, "line": line, "by_user": by_user, "by_key": by_key,
                "at": at,
            }
            for place, line in lines.items()
        ]  # fmt: skip
        connection.execute(sa.insert(captures), rows)
