"""The set that a record belongs to, by what people have said (``casework.sets.same``)."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from tracing.casework.sets.same import SameAct, SameActKind, sets_after
from tracing.store import sets as store

__all__ = ["as_act", "members_of"]


def as_act(row: store.SetAct) -> SameAct:
    """Return an act as the rules need it."""
    return SameAct(row.id, SameActKind(row.kind), frozenset(row.records), row.user_id)


def members_of(connection: sa.Connection, records: Collection[int]) -> dict[int, frozenset[int]]:
    """Return for each record all that are of the same child or inquiry, itself among them; by what the connection may see, so
    for rules the worker's."""
    sets = sets_after(as_act(row) for row in store.acts_touching(connection, records))
    alone = {record: frozenset({record}) for record in records}
    return alone | {record: one for one in sets for record in one & alone.keys()}
