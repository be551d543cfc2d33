"""What people have filled in and not sent yet: queries and nothing else."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from tracing.store.tables import drafts

__all__ = ["draft", "forget", "forget_before", "keep"]


def draft(connection: sa.Connection, user_id: int, page: str) -> bytes | None:
    """Return what is kept of a page, encrypted."""
    query = sa.select(drafts.c.ciphertext).where(drafts.c.user_id == user_id, drafts.c.page == page)
    found = connection.execute(query).scalar()
    return None if found is None else bytes(found)


def keep(connection: sa.Connection, user_id: int, page: str, ciphertext: bytes, now: datetime) -> None:
    """Keep a draft in the place of the one before."""
    query = insert(drafts).values(user_id=user_id, page=page, ciphertext=ciphertext, saved_at=now)
    changed = {"ciphertext": query.excluded.ciphertext, "saved_at": query.excluded.saved_at}
    connection.execute(query.on_conflict_do_update(index_elements=["user_id", "page"], set_=changed))


def forget(connection: sa.Connection, user_id: int, page: str) -> None:
    """Forget a draft."""
    connection.execute(sa.delete(drafts).where(drafts.c.user_id == user_id, drafts.c.page == page))


def forget_before(connection: sa.Connection, moment: datetime) -> int:
    """Forget what was kept before a moment; return how many."""
    return connection.execute(sa.delete(drafts).where(drafts.c.saved_at < moment)).rowcount
