"""Keys of agencies: queries and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tracing.store import people
from tracing.store.tables import agencies, api_keys

__all__ = ["ApiKey", "add", "after", "by_prefix", "change", "locked", "see"]


@dataclass(frozen=True, slots=True)
class ApiKey:
    """An agency's key, without what it opens with."""

    id: int
    agency_id: int
    prefix: str
    secret_hash: str = field(repr=False)
    label: str
    scopes: list[str]
    created_by: int | None
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    revoked_at: datetime | None
    replaces_id: int | None


_KEY = (
    api_keys.c.id, api_keys.c.agency_id, api_keys.c.prefix, api_keys.c.secret_hash, api_keys.c.label, api_keys.c.scopes,
    api_keys.c.created_by, api_keys.c.created_at, api_keys.c.expires_at, api_keys.c.used_at, api_keys.c.revoked_at,
    api_keys.c.replaces_id,
)  # fmt: skip


def locked(connection: sa.Connection, key_id: int) -> ApiKey | None:
    """Return a key by its id, locked until the transaction ends."""
    query = sa.select(*_KEY).where(api_keys.c.id == key_id).with_for_update()
    row = connection.execute(query).one_or_none()
    return None if row is None else _key(row)


def by_prefix(connection: sa.Connection, prefix: str) -> tuple[ApiKey, people.Agency] | None:
    """Return a key by its public part, with the agency it belongs to."""
    query = (
        sa.select(*_KEY, *people.AGENCY)
        .join_from(api_keys, agencies, agencies.c.id == api_keys.c.agency_id)
        .where(api_keys.c.prefix == prefix)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    values = tuple(row)
    return ApiKey(*values[: len(_KEY)]), people.Agency(*values[len(_KEY) :])


def after(connection: sa.Connection, last: int, limit: int, agency_id: int | None = None) -> list[ApiKey]:
    """Return keys whose id is above ``last``, of one agency or of all."""
    query = sa.select(*_KEY).where(api_keys.c.id > last).order_by(api_keys.c.id).limit(limit)
    if agency_id is not None:
        query = query.where(api_keys.c.agency_id == agency_id)
    return [_key(row) for row in connection.execute(query)]


def add(connection: sa.Connection, **values: Any) -> ApiKey:
    """Enter a key."""
    return _key(connection.execute(sa.insert(api_keys).values(**values).returning(*_KEY)).one())


def change(connection: sa.Connection, key_id: int, **values: Any) -> ApiKey | None:
    """Change a key; None where there is none."""
    query = sa.update(api_keys).where(api_keys.c.id == key_id).values(**values).returning(*_KEY)
    row = connection.execute(query).one_or_none()
    return None if row is None else _key(row)


def see(connection: sa.Connection, key_id: int, now: datetime) -> None:
    """Note that a key was used."""
    connection.execute(sa.update(api_keys).where(api_keys.c.id == key_id).values(used_at=now))


def _key(row: Any) -> ApiKey:
    return ApiKey(*row)
