"""Whose records a reader works on: questions to the database and nothing else."""

from __future__ import annotations

import sqlalchemy as sa

from tracing.store.named import queries

__all__ = ["held_here", "in_reach", "pair_begun"]


def in_reach(connection: sa.Connection, record_id: int) -> bool:
    """Say whether a reviewer or protection officer works on a record: held in their country, or in a pair with one that is."""
    return bool(connection.execute(queries("reach")["in_reach"], {"record": record_id}).scalar_one())


def held_here(connection: sa.Connection, record_id: int) -> bool:
    """Say whether a record is held in the country that a reviewer or protection officer works in."""
    return bool(connection.execute(queries("reach")["held_here"], {"record": record_id}).scalar_one())


def pair_begun(connection: sa.Connection, inquiry_id: int, child_id: int) -> bool:
    """Say whether the reader sees that people have begun with a pair that has left the queue: a record of it was withdrawn since,
    or it came to nothing. Not once a record was erased."""
    given = {"inquiry": inquiry_id, "child": child_id}
    return bool(connection.execute(queries("reach")["pair_begun"], given).scalar_one())
