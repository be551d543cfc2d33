"""Keys that sign case bundles: queries and nothing else, for the worker's eyes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tracing.store.named import queries
from tracing.store.tables import signing_keys

__all__ = ["Key", "add", "all_keys", "in_use", "lock", "next_number", "retire"]


@dataclass(frozen=True, slots=True)
class Key:
    """A key. ``secret`` is encrypted, None once it is retired."""

    id: int
    public: bytes
    certificate: bytes
    secret: bytes | None = field(repr=False)
    created_at: datetime
    retired_at: datetime | None


_K = signing_keys.c
_KEY = (_K.id, _K.public, _K.certificate, _K.secret, _K.created_at, _K.retired_at)


def lock(connection: sa.Connection) -> None:
    """Let nobody else make or retire a key until the transaction ends."""
    connection.execute(sa.text("SELECT pg_advisory_xact_lock(7265437731)"))


def in_use(connection: sa.Connection) -> Key | None:
    """Return the key that signs now."""
    row = connection.execute(sa.select(*_KEY).where(_K.retired_at.is_(None))).one_or_none()
    return None if row is None else _key(row)


def all_keys(connection: sa.Connection) -> list[Key]:
    """Return all keys, the first first."""
    return [_key(row) for row in connection.execute(sa.select(*_KEY).order_by(_K.id))]


def next_number(connection: sa.Connection) -> int:
    """Return the number of the next key: what is encrypted in it names it."""
    return int(connection.execute(queries("sharing")["next_signing_key"]).scalar_one())


def add(connection: sa.Connection, key: Key) -> None:
    """Put a key in use."""
    given = {name: getattr(key, name) for name in ("id", "public", "certificate", "secret", "created_at")}
    connection.execute(queries("sharing")["add_signing_key"], given)


def retire(connection: sa.Connection, at: datetime) -> None:
    """Retire the key in use, and forget its secret half."""
    connection.execute(
        sa.update(signing_keys).where(_K.retired_at.is_(None)).values(retired_at=at, secret=None)
    )


def _key(row: Any) -> Key:
    values: list[Any] = [row[0], *(None if v is None else bytes(v) for v in row[1:4]), *row[4:]]
    return Key(*values)
