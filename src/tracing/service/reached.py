"""The record that somebody names, as far as they work on it.

Reviewers and protection officers of an authority work on the records of their country, and on those of a pair with one of
these (``casework.competence``); where a child is, only on those of their country. The database hides all others whatever is
asked (``migrations/sql/0002_reach_up.sql``); asked here as well, what isn't theirs is refused like what isn't there.
"""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from tracing.casework.agencies import Side
from tracing.casework.roles import Role
from tracing.service.errors import NotFound
from tracing.store import reach, records
from tracing.store.database import Reader

__all__ = ["held_in_country", "in_country", "reached"]

_OF_BOTH_SIDES = (Role.REVIEWER, Role.PROTECTION_OFFICER)


def in_country(connection: sa.Connection, reader: Reader, record_id: int) -> bool:
    """Say whether a record is one that the reader's agency works on; of others it is row-level security that says so."""
    return reader.role not in _OF_BOTH_SIDES or reach.in_reach(connection, record_id)


def held_in_country(connection: sa.Connection, reader: Reader, record_id: int) -> bool:
    """The same of where a child is: what crosses a border is shared under an agreement (``service.sharing``)."""
    return reader.role not in _OF_BOTH_SIDES or reach.held_here(connection, record_id)


def reached(
    connection: sa.Connection,
    reader: Reader,
    side: Side,
    record_id: int,
    states: Collection[str] = ("live",),
) -> records.Latest:
    """Return a record of a side in one of the states; raises ``NotFound`` alike where there is none and where the reader's
    agency doesn't work on it."""
    found = records.latest(connection, [record_id])
    if (
        not found
        or found[0].side != side
        or found[0].state not in states
        or not in_country(connection, reader, record_id)
    ):
        raise NotFound("no_record", "There is no record of that name.")
    return found[0]
