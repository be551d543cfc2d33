"""The chain of audit as it is stored: queries and nothing else. (``database.write_audit`` adds to it.)"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tracing.store.tables import audit

__all__ = ["Entry", "entries", "page"]

_AT_ONCE = 5000

_COLUMNS = (
    audit.c.number, audit.c.at, audit.c.person, audit.c.key_id, audit.c.agency_id, audit.c.act, audit.c.purpose,
    audit.c.kind, audit.c.object, sa.cast(audit.c.detail, sa.Text()), audit.c.previous, audit.c.hash,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One act. ``detail`` is JSON text; ``hash`` covers all of the entry and ``previous``, the hash before it."""

    number: int
    at: datetime
    person: int | None
    key_id: int | None
    agency_id: int | None
    act: str
    purpose: str
    kind: str
    object: str
    detail: str
    previous: bytes = field(repr=False)
    hash: bytes = field(repr=False)


def entries(connection: sa.Connection) -> Iterator[Entry]:
    """Yield the whole chain in its order, a part in memory at a time, as it is at one moment."""
    query = sa.select(*_COLUMNS).order_by(audit.c.number)
    # Closed also where the reader stops at a break.
    with connection.execute(query, execution_options={"yield_per": _AT_ONCE}) as rows:
        for row in rows:
            yield _entry(row)


def page(
    connection: sa.Connection,
    after: int,
    limit: int,
    kind: str | None = None,
    object_id: str | None = None,
    person: int | None = None,
) -> list[Entry]:
    """Return entries numbered above ``after``, of a kind, an object or a person where these are named."""
    query = sa.select(*_COLUMNS).where(audit.c.number > after)
    if kind is not None:
        query = query.where(audit.c.kind == kind)
    if object_id is not None:
        query = query.where(audit.c.object == object_id)
    if person is not None:
        query = query.where(audit.c.person == person)
    return [_entry(row) for row in connection.execute(query.order_by(audit.c.number).limit(limit))]


def _entry(row: Any) -> Entry:
    return Entry(*list(row))
