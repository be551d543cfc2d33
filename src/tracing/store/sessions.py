"""Sessions of people who signed in, and failures to sign in: queries and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from tracing.store import people
from tracing.store.tables import agencies, sessions, sign_in_failures, users

__all__ = [
    "Failures",
    "Session",
    "add",
    "by_token",
    "count_failure",
    "end",
    "failures",
    "forget_failures",
    "forget_failures_before",
    "forget_sessions_before",
    "of_user",
    "see",
    "strengthen",
    "take_back_failure",
]


@dataclass(frozen=True, slots=True)
class Session:
    """A person signed in. ``strong``: with a second factor."""

    id: int
    user_id: int
    strong: bool
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Failures:
    """How often a sign-in failed for a login from an address, and when last."""

    failures: int
    last_at: datetime


_SESSION = (
    sessions.c.id, sessions.c.user_id, sessions.c.strong, sessions.c.created_at, sessions.c.seen_at,
    sessions.c.expires_at, sessions.c.ended_at,
)  # fmt: skip


def add(connection: sa.Connection, **values: Any) -> Session:
    """Enter a session."""
    return Session(*connection.execute(sa.insert(sessions).values(**values).returning(*_SESSION)).one())


# Put together once: that costs as much as asking, and each request asks.
_BY_TOKEN = (
    sa.select(*_SESSION, *people.USER, *people.AGENCY)
    .join_from(sessions, users, users.c.id == sessions.c.user_id)
    .join(agencies, agencies.c.id == users.c.agency_id)
    .where(sessions.c.token_hash == sa.bindparam("hash"), sessions.c.ended_at.is_(None))
)


def by_token(
    connection: sa.Connection, token_hash: bytes
) -> tuple[Session, people.User, people.Agency] | None:
    """Return a session that hasn't been ended, with whom it belongs to."""
    row = connection.execute(_BY_TOKEN, {"hash": token_hash}).one_or_none()
    if row is None:
        return None
    values = tuple(row)
    first, second = len(_SESSION), len(_SESSION) + len(people.USER)
    return Session(*values[:first]), people.User(*values[first:second]), people.Agency(*values[second:])


def of_user(connection: sa.Connection, user_id: int) -> list[Session]:
    """Return a person's sessions that haven't been ended, the latest first."""
    query = (
        sa.select(*_SESSION)
        .where(sessions.c.user_id == user_id, sessions.c.ended_at.is_(None))
        .order_by(sessions.c.id.desc())
    )
    return [Session(*row) for row in connection.execute(query)]


def see(connection: sa.Connection, session_id: int, now: datetime) -> None:
    """Note that a session was used."""
    connection.execute(sa.update(sessions).where(sessions.c.id == session_id).values(seen_at=now))


def strengthen(connection: sa.Connection, session_id: int) -> None:
    """Note that a second factor was shown in a session."""
    connection.execute(sa.update(sessions).where(sessions.c.id == session_id).values(strong=True))


def end(
    connection: sa.Connection,
    now: datetime,
    user_id: int,
    session_id: int | None = None,
    but: int | None = None,
) -> int:
    """End a person's sessions, or one of them, or all ``but`` one; return how many ended."""
    query = sa.update(sessions).where(sessions.c.user_id == user_id, sessions.c.ended_at.is_(None))
    if session_id is not None:
        query = query.where(sessions.c.id == session_id)
    if but is not None:
        query = query.where(sessions.c.id != but)
    return int(connection.execute(query.values(ended_at=now)).rowcount)


def forget_sessions_before(connection: sa.Connection, moment: datetime) -> int:
    """Remove sessions that were over before a moment, ended or expired; return how many."""
    over = sa.func.least(sessions.c.expires_at, sessions.c.ended_at)
    return int(connection.execute(sa.delete(sessions).where(over < moment)).rowcount)


# Failures to sign in


def failures(connection: sa.Connection, login_hash: bytes, address_hash: bytes) -> Failures | None:
    """Return the failures of a login from an address, locked until the transaction ends."""
    query = (
        sa.select(sign_in_failures.c.failures, sign_in_failures.c.last_at)
        .where(
            sign_in_failures.c.login_hash == login_hash,
            sign_in_failures.c.address_hash == address_hash,
        )
        .with_for_update()
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else Failures(*row)


def count_failure(
    connection: sa.Connection, login_hash: bytes, address_hash: bytes, now: datetime, anew: bool
) -> None:
    """Count one more failure, or begin to count ``anew``."""
    query = insert(sign_in_failures).values(
        login_hash=login_hash, address_hash=address_hash, failures=1, last_at=now
    )
    counted = sa.literal(1) if anew else sign_in_failures.c.failures + 1
    connection.execute(
        query.on_conflict_do_update(
            index_elements=[sign_in_failures.c.login_hash, sign_in_failures.c.address_hash],
            set_={"failures": counted, "last_at": now},
        )
    )


def take_back_failure(connection: sa.Connection, login_hash: bytes, address_hash: bytes) -> None:
    """Count one failure less."""
    connection.execute(
        sa.update(sign_in_failures)
        .where(
            sign_in_failures.c.login_hash == login_hash,
            sign_in_failures.c.address_hash == address_hash,
            sign_in_failures.c.failures > 0,
        )
        .values(failures=sign_in_failures.c.failures - 1)
    )


def forget_failures(connection: sa.Connection, login_hash: bytes, address_hash: bytes) -> None:
    """Forget the failures of a login from an address."""
    connection.execute(
        sa.delete(sign_in_failures).where(
            sign_in_failures.c.login_hash == login_hash,
            sign_in_failures.c.address_hash == address_hash,
        )
    )


def forget_failures_before(connection: sa.Connection, moment: datetime) -> None:
    """Forget failures whose last is older than ``moment``."""
    connection.execute(sa.delete(sign_in_failures).where(sign_in_failures.c.last_at < moment))
