"""Who else is at a pair: whoever has it open, and whoever looks at it now. Two people at one pair see each other.

A name is for people of the same agency and for protection officers; others read which agency it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from tracing.casework.roles import Role, Task
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.errors import Forbidden
from tracing.service.pairs import Pair, no_such_pair
from tracing.service.queue import in_reach
from tracing.store import people, review_queue
from tracing.store import review as store
from tracing.store.database import Reader

__all__ = ["LOOKS_FOR", "Beside", "Colleague", "beside", "looking"]

LOOKS_FOR: Final = timedelta(seconds=45)
"""Whoever's page has asked since then is still there: pages ask every 15 seconds."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody at the pair. ``name`` is None for those who read the agency alone."""

    name: str | None
    agency: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Who is at a pair. ``until``: how long it is leased, ``mine`` to the reader, else to ``holder``; ``lookers``: others
    who have it before them without having taken it."""

    until: datetime | None
    mine: bool
    holder: Colleague | None
    lookers: tuple[Colleague, ...]


def beside(service: Service, reader: Reader, pair: Pair) -> Beside:
    """Return who is at a pair, and note that the reader is. Raises ``NotFound`` where it isn't theirs to work on."""
    require(reader, Task.REVIEW)
    if reader.person is None:
        raise Forbidden("people_only", "This is for people who sign in, not for keys.")
    with service.database.reading(reader) as connection:
        matcher = review_queue.active_matcher(connection)
        if matcher is None:
            raise no_such_pair()
        in_reach(connection, reader, matcher[0], pair)
        lease = review_queue.lease_of(connection, pair.inquiry, pair.child, service.now())
        with service.database.working() as seeing:
            return looking(service, connection, seeing, reader, pair, lease)


def looking(
    service: Service,
    connection: sa.Connection,
    seeing: sa.Connection,
    reader: Reader,
    pair: Pair,
    lease: review_queue.Lease | None,
) -> Beside:
    """Return who is at a pair in the reader's reach, and note that the reader is. ``connection`` is the reader's, ``seeing`` the
    worker's; ``lease``: whoever has the pair open."""
    now, person = service.now(), reader.person or 0
    mine = lease is not None and lease.user_id == person
    # Only who may see the pair looks at it; for all others there is nothing to see.
    if mine or reader.role == Role.PROTECTION_OFFICER:
        store.look(connection, person, pair.inquiry, pair.child, now)
    held_by = None if lease is None else lease.user_id
    there = store.lookers(seeing, pair.inquiry, pair.child, now - LOOKS_FOR)
    others = [one for one in there if one not in (person, held_by)]
    return Beside(
        None if lease is None else lease.until,
        mine,
        None if held_by is None or mine else _colleague(seeing, reader, held_by),
        tuple(_colleague(seeing, reader, one) for one in others),
    )


def _colleague(connection: sa.Connection, reader: Reader, person: int) -> Colleague:
    user = people.user(connection, person)
    agency = None if user is None else people.agency(connection, user.agency_id)
    if user is None or agency is None:
        raise no_such_pair()
    named = reader.role == Role.PROTECTION_OFFICER or user.agency_id == reader.agency
    return Colleague(user.name if named else None, agency.name)
