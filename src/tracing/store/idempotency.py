"""Answers kept for requests that come again: queries and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from tracing.store.tables import idempotency

__all__ = ["Kept", "forget_before", "keep", "kept", "lock"]


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it is kept; ``request`` is the keyed hash of what was asked, ``body`` is encrypted."""

    request: bytes = field(repr=False)
    status: int
    body: bytes = field(repr=False)
    etag: str | None


def lock(connection: sa.Connection, number: int) -> None:
    """Let the requests with one key pass one after the other, until the transaction ends."""
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.bindparam(None, number, sa.BigInteger()))))


def kept(connection: sa.Connection, agency_id: int, key: str) -> Kept | None:
    """Return the answer kept for an agency's key."""
    table = idempotency.c
    query = sa.select(table.request, table.status, table.body, table.etag).where(
        table.agency_id == agency_id, table.key == key
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else Kept(bytes(row.request), row.status, bytes(row.body), row.etag)


def keep(connection: sa.Connection, agency_id: int, key: str, answer: Kept, record_id: int | None) -> None:
    """Keep an answer."""
    connection.execute(
        sa.insert(idempotency).values(
            agency_id=agency_id,
            key=key,
            request=answer.request,
            status=answer.status,
            body=answer.body,
            etag=answer.etag,
            record_id=record_id,
        )
    )


def forget_before(connection: sa.Connection, moment: datetime) -> int:
    """Remove answers kept before a moment; return how many."""
    return connection.execute(sa.delete(idempotency).where(idempotency.c.at < moment)).rowcount
