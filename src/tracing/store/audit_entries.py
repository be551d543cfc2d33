"""Entries of the audit, as auditors read them: a query and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tracing.store.tables import audit

__all__ = ["Entry", "after"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One act or reading: who, by which key, of which agency, what, why, to what."""

    number: int
    at: datetime
    person: int | None
    key_id: int | None
    agency_id: int | None
    act: str
    purpose: str
    kind: str
    object: str
    detail: dict[str, Any]
    hash: bytes


_ENTRY = (
    audit.c.number, audit.c.at, audit.c.person, audit.c.key_id, audit.c.agency_id, audit.c.act, audit.c.purpose,
    audit.c.kind, audit.c.object, audit.c.detail, audit.c.hash,
)  # fmt: skip


def after(
    connection: sa.Connection,
    number: int,
    limit: int,
    kind: str | None = None,
    object_id: str | None = None,
    person: int | None = None,
) -> list[Entry]:
    """Return entries whose number is above ``number``, of one object or person or of all."""
    query = sa.select(*_ENTRY).where(audit.c.number > number).order_by(audit.c.number).limit(limit)
    if kind is not None:
        query = query.where(audit.c.kind == kind)
    if object_id is not None:
        query = query.where(audit.c.object == object_id)
    if person is not None:
        query = query.where(audit.c.person == person)
    return [Entry(*row) for row in connection.execute(query)]
