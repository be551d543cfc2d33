"""The chain of audit as it is stored: queries and nothing else. (``database.write_audit`` adds to it.)

Its beginning is removed by ``shorten`` alone, which is the database owner's; what is left hangs on the ``Anchor``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tracing.store.database import Database
from tracing.store.tables import audit, audit_anchors

__all__ = ["Anchor", "Entry", "anchor", "entries", "page", "shorten"]

_AT_ONCE = 5000

_SHORTEN = sa.text("SELECT casework.shorten_audit(:upto, CAST(:expected AS bytea), CAST(:digest AS bytea))")

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


@dataclass(frozen=True, slots=True)
class Anchor:
    """Up to which entry, with which hash, the chain was shortened, against which export (SHA-256 of the file); ``entry`` is
    the shortening's own."""

    number: int
    hash: bytes
    export_digest: bytes
    entry: int


def anchor(connection: sa.Connection) -> Anchor | None:
    """Return what the chain hangs on that was shortened, the last time; None where it is all there."""
    a = audit_anchors.c
    query = sa.select(a.number, a.hash, a.export_digest, a.entry).order_by(a.number.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else Anchor(*list(row))


def shorten(database: Database, upto: int, expected: bytes, export_digest: bytes) -> int:
    """Remove the entries up to one whose hash is given; return how many. The database asks again, and writes the anchor."""
    given = {"upto": upto, "expected": expected, "digest": export_digest}
    with database.owning() as connection:
        return int(connection.execute(_SHORTEN, given).scalar_one())


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
