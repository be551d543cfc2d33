"""Putting work in the queue within the transaction that makes it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from tracing.store.direct import tell
from tracing.store.named import queries

__all__ = ["defer", "drop_waiting"]


def defer(
    connection: sa.Connection,
    task: str,
    numbers: Mapping[str, int],
    seconds: int | None = None,
    pending: Sequence[int] = (),
    urgent: bool = False,
) -> None:
    """Put a job in the queue of ``task``, to be done in ``seconds`` (None: at once); workers learn of it when the
    transaction commits. ``pending`` are records with a new version that isn't matched yet, which is noted; ``urgent``
    ones go first."""
    given = {"task": task, "numbers": json.dumps(dict(numbers)), "seconds": seconds}
    tell(connection, queries("queue")["defer"], {**given, "records": list(pending), "urgent": urgent})


def drop_waiting(connection: sa.Connection, task: str) -> None:
    """Take the jobs of a task off the queue that nobody has begun with."""
    connection.execute(queries("queue")["drop_waiting"], {"task": task})
