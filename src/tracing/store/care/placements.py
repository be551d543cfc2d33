"""Placements of children, in versions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from tracing.store import locks
from tracing.store.named import queries

__all__ = ["Placement", "add", "group_members", "latest", "lock", "next_id", "to_review", "versions"]


@dataclass(frozen=True, slots=True)
class Placement:
    """A version of a placement; ``detail`` is encrypted."""

    id: int
    record_id: int
    number: int
    version: int
    kind: str
    shelter_id: int | None
    begins: date
    ends: date | None
    basis: str
    void: bool
    warnings: list[str]
    detail: bytes = field(repr=False)
    by_user: int
    at: datetime


def _placement(row: Any) -> Placement:
    values: list[Any] = [*row[:11], bytes(row[11]), *row[12:14]]
    return Placement(*values)


def latest(connection: sa.Connection, record_ids: Collection[int]) -> list[Placement]:
    """Return the latest version of each placement of children that the reader may see, by child and number."""
    rows = connection.execute(queries("care")["placements"], {"records": list(record_ids)})
    return [_placement(row) for row in rows]


def versions(connection: sa.Connection, record_id: int) -> list[Placement]:
    """Return every version of a child's placements, by number and version."""
    rows = connection.execute(queries("care")["placement_versions"], {"records": [record_id]})
    return [_placement(row) for row in rows]


def to_review(
    connection: sa.Connection, usual: date, emergency: date, after: int, limit: int
) -> list[tuple[Placement, str]]:
    """Return placements that last and were begun and last written by a day (``emergency``: those of an emergency), with the
    child's reference, in the order of their ids."""
    given = {"usual": usual, "emergency": emergency, "after": after, "limit": limit}
    rows = connection.execute(queries("care")["to_review"], given)
    return [(_placement(row), str(row[14])) for row in rows]


def next_id(connection: sa.Connection) -> int:
    """Return the id of the next version: what is encrypted in it names it."""
    return int(connection.execute(queries("care")["next_placement"]).scalar_one())


def add(connection: sa.Connection, made: Placement) -> None:
    """Append a version of a placement."""
    connection.execute(queries("care")["add_placement"], asdict(made))


def group_members(
    connection: sa.Connection, agency_id: int, group: str, record_id: int, most: int
) -> list[int]:
    """Return the other live children of an agency with the same group, ``most`` at most."""
    given = {"agency": agency_id, "named": group, "record": record_id, "most": most}
    return [int(row[0]) for row in connection.execute(queries("care")["group_members"], given)]


def lock(connection: sa.Connection, record_ids: Collection[int]) -> None:
    """Let those who place a child, by any of its records, pass one after the other, until the transaction ends."""
    locks.lock(connection, "care", *(f"child:{record_id}" for record_id in record_ids))
