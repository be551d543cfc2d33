"""Declared conflicts of interest: records of one's own family, or whom one can't judge for another reason.

A declaration stands. From that moment on the person is given no pair of the record, and what they judged of it before
counts no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym
from tracing.casework.roles import Task
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.errors import Forbidden
from tracing.service.jobs import enqueue_refresh
from tracing.service.pairs import record_named
from tracing.service.reached import reached
from tracing.service.state_of import refresh_record
from tracing.store import holds as store
from tracing.store.database import Reader, write_audit

__all__ = ["Declared", "declare", "list_conflicts"]


@dataclass(frozen=True, slots=True)
class Declared:
    """A conflict that the reader declared, by the record's pseudonym."""

    record: str
    since: datetime


def declare(service: Service, reader: Reader, name: str) -> None:
    """Declare a conflict of interest with a record, by its pseudonym. Declaring it twice changes nothing."""
    require(reader, Task.DECLARE_CONFLICT)
    if reader.person is None:
        raise Forbidden("people_only", "This is for people who sign in, not for keys.")
    side, record_id = record_named(name)
    with service.database.reading(reader) as connection:
        reached(connection, reader, side, record_id, states=("live", "withdrawn", "erased"))
        if store.declare(connection, reader.person, record_id, service.now()):
            enqueue_refresh(connection, record=record_id)
            write_audit(connection, reader, "declare_conflict", "record", record_id)
    refresh_record(service, record_id)


def list_conflicts(service: Service, reader: Reader) -> list[Declared]:
    """Return what the reader has declared, the first first."""
    require(reader, Task.DECLARE_CONFLICT)
    with service.database.reading(reader) as connection:
        found = store.conflicts_of(connection, reader.person or 0)
    return [Declared(pseudonym(Side(side), record), since) for record, side, since in found]
