"""Uploaded files and how far they are stored: queries and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from tracing.store.named import queries
from tracing.store.tables import agencies, imports

__all__ = [
    "Import", "add", "advance", "end", "file_of", "find", "forget_reports", "left", "locked", "page", "set_file", "start",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Import:
    """An upload. ``number`` counts within the agency and side; ``line`` is the last of the file that is stored."""

    id: int
    agency_id: int
    agency: str
    side: str
    number: int
    format: str
    state: str
    rows: int
    done: int
    refused: int
    line: int
    report: list[dict[str, Any]] = field(repr=False)
    failure: str | None
    by_user: int | None
    by_key: int | None
    at: datetime
    ended_at: datetime | None


_IMPORT = (
    imports.c.id, imports.c.agency_id, agencies.c.code, imports.c.side, imports.c.number, imports.c.format,
    imports.c.state, imports.c.rows, imports.c.done, imports.c.refused, imports.c.line, imports.c.report,
    imports.c.failure, imports.c.by_user, imports.c.by_key, imports.c.at, imports.c.ended_at,
)  # fmt: skip
_NUMBERING = 72654377
_SELECT = sa.select(*_IMPORT).join_from(imports, agencies, agencies.c.id == imports.c.agency_id)


def add(
    connection: sa.Connection, agency_id: int, side: str, kind: str, by_user: int | None, by_key: int | None
) -> tuple[int, int]:
    """Enter an upload without its file; return its id and its number within the agency and side."""
    # Two uploads at once must not get one number.
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_NUMBERING, agency_id)))
    numbers = sa.select(sa.func.coalesce(sa.func.max(imports.c.number), 0) + 1).where(
        imports.c.agency_id == agency_id, imports.c.side == side
    )
    query = (
        sa.insert(imports)
        .values(
            agency_id=agency_id, side=side, number=numbers.scalar_subquery(), format=kind, state="received",
            by_user=by_user, by_key=by_key,
        )
        .returning(imports.c.id, imports.c.number)
    )  # fmt: skip
    row = connection.execute(query).one()
    return row.id, row.number


def set_file(
    connection: sa.Connection, import_id: int, ciphertext: bytes, columns: bytes | None = None
) -> None:
    """Store an upload's encrypted file, and which of its headers mean what, encrypted as well."""
    values = {"file": ciphertext, "columns": columns}
    connection.execute(sa.update(imports).where(imports.c.id == import_id).values(**values))


def file_of(connection: sa.Connection, import_id: int) -> tuple[bytes | None, bytes | None]:
    """Return an upload's encrypted file, None once it is gone, and which of its headers mean what."""
    row = connection.execute(
        sa.select(imports.c.file, imports.c.columns).where(imports.c.id == import_id)
    ).one_or_none()
    file, columns = (None, None) if row is None else row
    return None if file is None else bytes(file), None if columns is None else bytes(columns)


def locked(connection: sa.Connection, import_id: int) -> Import | None:
    """Return an upload and keep others from going on with it until the transaction ends."""
    query = _SELECT.where(imports.c.id == import_id).with_for_update(of=imports)
    row = connection.execute(query).one_or_none()
    return None if row is None else Import(*list(row))


def left(connection: sa.Connection) -> list[int]:
    """Return uploads that aren't stored whole and for which no job waits or runs."""
    return list(connection.execute(queries("queue")["left_imports"]).scalars())


def find(connection: sa.Connection, agency_id: int, side: str, number: int) -> Import | None:
    """Return an agency's upload by its number."""
    query = _SELECT.where(
        imports.c.agency_id == agency_id, imports.c.side == side, imports.c.number == number
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else Import(*list(row))


def page(
    connection: sa.Connection, agency_id: int, side: str, before: int | None, limit: int
) -> list[Import]:
    """Return an agency's uploads numbered below ``before``, the newest first."""
    query = _SELECT.where(imports.c.agency_id == agency_id, imports.c.side == side)
    if before is not None:
        query = query.where(imports.c.number < before)
    return [
        Import(*list(row)) for row in connection.execute(query.order_by(imports.c.number.desc()).limit(limit))
    ]


def start(
    connection: sa.Connection, import_id: int, rows: int, refused: int, report: Sequence[dict[str, Any]]
) -> None:
    """Say how many rows a file has, how many can't be taken, and why."""
    values = {"state": "reading", "rows": rows, "refused": refused, "report": list(report)}
    connection.execute(sa.update(imports).where(imports.c.id == import_id).values(**values))


def advance(
    connection: sa.Connection,
    import_id: int,
    line: int,
    done: int,
    refused: int,
    report: Sequence[dict[str, Any]],
) -> None:
    """Say that a file is stored up to ``line``: ``done`` rows more, ``refused`` more."""
    query = (
        sa.update(imports)
        .where(imports.c.id == import_id)
        .values(
            line=line,
            done=imports.c.done + done,
            refused=imports.c.refused + refused,
            report=imports.c.report.concat(sa.bindparam(None, list(report), type_=JSONB())),
        )
    )
    connection.execute(query)


def end(connection: sa.Connection, import_id: int, state: str, failure: str | None, at: datetime) -> None:
    """End an upload as ``done`` or ``failed``; its file goes."""
    values = {"state": state, "failure": failure, "ended_at": at, "file": None, "columns": None}
    connection.execute(sa.update(imports).where(imports.c.id == import_id).values(**values))


def forget_reports(connection: sa.Connection, agency_id: int, side: str, since: datetime) -> int:
    """Empty the reports of an agency's uploads that ended after a moment; return how many."""
    query = (
        sa.update(imports)
        .where(imports.c.agency_id == agency_id, imports.c.side == side, imports.c.ended_at >= since)
        .values(report=[])
    )
    return connection.execute(query).rowcount
