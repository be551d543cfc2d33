"""Agencies and the people who work there: queries and nothing else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tracing.store import direct
from tracing.store.tables import agencies, users

__all__ = [
    "AGENCY",
    "USER",
    "Agency",
    "User",
    "add_agency",
    "add_user",
    "agencies_after",
    "agency",
    "agency_by_code",
    "agency_codes",
    "change_agency",
    "change_user",
    "lock_agencies",
    "lock_users",
    "use_code",
    "user",
    "user_by_login",
    "users_after",
]


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency. ``sides`` are the sides it submits to: ``child``, ``inquiry``."""

    id: int
    code: str
    name: str
    country: str
    kind: str
    sides: list[str]
    active: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class User:
    """A person who signs in."""

    id: int
    agency_id: int
    login: str
    name: str
    role: str
    language: str
    password_hash: str = field(repr=False)
    must_change: bool
    password_until: datetime | None
    totp_secret: bytes | None = field(repr=False)
    totp_confirmed: bool
    totp_last_step: int | None
    active: bool
    created_at: datetime


AGENCY = (
    agencies.c.id, agencies.c.code, agencies.c.name, agencies.c.country, agencies.c.kind, agencies.c.sides,
    agencies.c.active, agencies.c.created_at,
)  # fmt: skip
USER = (
    users.c.id, users.c.agency_id, users.c.login, users.c.name, users.c.role, users.c.language, users.c.password_hash,
    users.c.must_change, users.c.password_until, users.c.totp_secret, users.c.totp_confirmed, users.c.totp_last_step,
    users.c.active, users.c.created_at,
)  # fmt: skip


# Agencies


# Asked with each submission: putting it together would take as long as asking it.
_AGENCY_BY_ID = sa.select(*AGENCY).where(agencies.c.id == sa.bindparam("asked"))


def agency(connection: sa.Connection, agency_id: int) -> Agency | None:
    """Return an agency by its id."""
    found = direct.ask(connection, _AGENCY_BY_ID, {"asked": agency_id})
    return _agency(found[0]) if found else None


def agency_by_code(connection: sa.Connection, code: str) -> Agency | None:
    """Return an agency by its code."""
    row = connection.execute(sa.select(*AGENCY).where(agencies.c.code == code)).one_or_none()
    return None if row is None else _agency(row)


def agency_codes(connection: sa.Connection, ids: Collection[int]) -> dict[int, str]:
    """Return the codes of agencies by their ids."""
    query = sa.select(agencies.c.id, agencies.c.code).where(agencies.c.id.in_(ids))
    return {row.id: row.code for row in connection.execute(query)}


def agencies_after(connection: sa.Connection, after: int, limit: int) -> list[Agency]:
    """Return agencies whose id is above ``after``, in the order of ids."""
    query = sa.select(*AGENCY).where(agencies.c.id > after).order_by(agencies.c.id).limit(limit)
    return [_agency(row) for row in connection.execute(query)]


def add_agency(connection: sa.Connection, **values: Any) -> Agency:
    """Enter an agency."""
    return _agency(connection.execute(sa.insert(agencies).values(**values).returning(*AGENCY)).one())


def change_agency(connection: sa.Connection, agency_id: int, **values: Any) -> Agency | None:
    """Change an agency; None where there is none."""
    query = sa.update(agencies).where(agencies.c.id == agency_id).values(**values).returning(*AGENCY)
    row = connection.execute(query).one_or_none()
    return None if row is None else _agency(row)


def lock_agencies(connection: sa.Connection) -> None:
    """Let nobody else enter agencies or people until the transaction ends."""
    connection.execute(sa.text("SELECT pg_advisory_xact_lock(7265437723)"))


# People


def user(connection: sa.Connection, user_id: int) -> User | None:
    """Return a person by their id."""
    row = connection.execute(sa.select(*USER).where(users.c.id == user_id)).one_or_none()
    return None if row is None else _user(row)


def user_by_login(connection: sa.Connection, login: str) -> User | None:
    """Return a person by the name they sign in with."""
    row = connection.execute(sa.select(*USER).where(users.c.login == login)).one_or_none()
    return None if row is None else _user(row)


def users_after(
    connection: sa.Connection, after: int, limit: int, agency_id: int | None = None
) -> list[User]:
    """Return people whose id is above ``after``, of one agency or of all."""
    query = sa.select(*USER).where(users.c.id > after).order_by(users.c.id).limit(limit)
    if agency_id is not None:
        query = query.where(users.c.agency_id == agency_id)
    return [_user(row) for row in connection.execute(query)]


def lock_users(connection: sa.Connection, role: str) -> list[User]:
    """Return the active people of a role, locked until the transaction ends."""
    query = (
        sa.select(*USER).where(users.c.role == role, users.c.active).order_by(users.c.id).with_for_update()
    )
    return [_user(row) for row in connection.execute(query)]


def add_user(connection: sa.Connection, **values: Any) -> User:
    """Enter a person."""
    return _user(connection.execute(sa.insert(users).values(**values).returning(*USER)).one())


def change_user(connection: sa.Connection, user_id: int, **values: Any) -> User | None:
    """Change a person's row; None where there is none that the reader may change."""
    query = sa.update(users).where(users.c.id == user_id).values(**values).returning(*USER)
    row = connection.execute(query).one_or_none()
    return None if row is None else _user(row)


def use_code(connection: sa.Connection, user_id: int, step: int) -> bool:
    """Note that the code of a time step was used; False where that one or a later one was used before."""
    query = (
        sa.update(users)
        .where(users.c.id == user_id, sa.func.coalesce(users.c.totp_last_step, -1) < step)
        .values(totp_last_step=step)
    )
    return connection.execute(query).rowcount == 1


def _agency(row: Any) -> Agency:
    return Agency(*row)


def _user(row: Any) -> User:
    return User(*row)
