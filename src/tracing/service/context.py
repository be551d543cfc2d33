"""What every use case is given: the database, the keys, the time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from tracing.service.keyring import Keyring
from tracing.store.database import Database

__all__ = ["Service"]


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Service:
    """A running service. Use cases are functions that take it, the reader (``store.database.Reader``) and what they
    need; they open their own transaction and write what was done into the audit."""

    database: Database
    keyring: Keyring
    now: Callable[[], datetime] = _now
