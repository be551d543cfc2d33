"""What experts wrote into the directory of institutions."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime

import sqlalchemy as sa

from tracing.store import locks
from tracing.store.named import queries
from tracing.store.tables import directory_entries

__all__ = ["Written", "add", "entries", "lock"]


@dataclass(frozen=True, slots=True)
class Written:
    """A version of an entry as it stands in the database."""

    key: str
    version: int
    country: str
    institution: str
    kind: str
    functions: list[str]
    sides: list[str]
    legal_basis: str
    source: str
    checked_on: date
    checked_by: str
    short: str
    subdivision: str
    to_check: str
    contact: str
    retired: bool
    reason: str
    by_user: int
    at: datetime


def entries(connection: sa.Connection, key: str | None = None, all_versions: bool = False) -> list[Written]:
    """Return the latest version of each entry that was written, or of one; ``all_versions``: the older ones, too."""
    rows = connection.execute(queries("care")["entries"], {"key": key, "all_versions": all_versions})
    return [Written(*list(row)) for row in rows]


def add(connection: sa.Connection, made: Written) -> None:
    """Append a version of an entry."""
    values = {field.name: getattr(made, field.name) for field in fields(made)}
    connection.execute(sa.insert(directory_entries).values(**values))


def lock(connection: sa.Connection, key: str) -> None:
    """Let those who write one entry pass one after the other, until the transaction ends."""
    locks.lock(connection, "care", f"entry:{key}")
