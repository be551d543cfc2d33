"""Whether a child that went home still has a place where it was: a reunification ends no placement by itself, its agency does."""

from __future__ import annotations

from tracing.service.context import Service
from tracing.service.sets.members import members_of
from tracing.store.care import placements as store

__all__ = ["still_placed"]


def still_placed(service: Service, child: int) -> bool:
    """Say whether a placement of a child, by any of its records, lasts beyond today; with the worker's eyes."""
    today = service.now().date()
    with service.database.working() as connection:
        found = store.latest(connection, sorted(members_of(connection, [child])[child]))
    return any(not one.void and (one.ends is None or one.ends > today) for one in found)
