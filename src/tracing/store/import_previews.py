"""Files that people have sent to look at before they are taken in: queries and nothing else."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from tracing.store.tables import import_previews as previews

__all__ = ["file", "forget", "forget_before", "keep"]


def keep(
    connection: sa.Connection, user_id: int, side: str, kind: str, ciphertext: bytes, now: datetime
) -> None:
    """Keep a person's file, encrypted, in the place of the one before."""
    query = insert(previews).values(user_id=user_id, side=side, format=kind, file=ciphertext, saved_at=now)
    changed = {name: query.excluded[name] for name in ("side", "format", "file", "saved_at")}
    connection.execute(query.on_conflict_do_update(index_elements=["user_id"], set_=changed))


def file(connection: sa.Connection, user_id: int) -> tuple[str, str, bytes] | None:
    """Return a person's file: side, format, ciphertext; None where there is none."""
    query = sa.select(previews.c.side, previews.c.format, previews.c.file).where(
        previews.c.user_id == user_id
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else (row.side, row.format, bytes(row.file))


def forget(connection: sa.Connection, user_id: int) -> None:
    """Forget a person's file."""
    connection.execute(sa.delete(previews).where(previews.c.user_id == user_id))


def forget_before(connection: sa.Connection, moment: datetime) -> int:
    """Forget files that were sent before a moment; return how many."""
    return connection.execute(sa.delete(previews).where(previews.c.saved_at < moment)).rowcount
