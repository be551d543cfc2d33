"""Jobs: work that a use case leaves to the worker, put in the queue by the use case's own transaction.

The queue is procrastinate's, in the schema ``jobs``. A job says only that there is something to do: what is to be done
stands in tables of our own, so that a job that is lost, comes twice or runs beside another does no harm. Its arguments
are numbers of records and matchers, nothing else.

Tasks stand beside their use cases (``TASKS``) and are found by name, so that whoever enqueues one needn't import it.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import procrastinate
import sqlalchemy as sa

from tracing.service.context import Service
from tracing.store import queue

__all__ = [
    "STOPPING", "TASKS", "app", "enqueue", "enqueue_later", "enqueue_match", "enqueue_refresh", "service_of", "stopping",
]  # fmt: skip

TASKS = (
    "tracing.service.delivering",
    "tracing.service.erasure",
    "tracing.service.imports",
    "tracing.service.matching",
    "tracing.service.promotion",
    "tracing.service.retention",
    "tracing.service.sets.suggesting",
    "tracing.service.statistics.publishing",
    "tracing.service.upkeep",
)
"""Modules that define tasks."""

STOPPING = "stopping"
"""Where a job's context says that the worker is to end (``threading.Event``)."""

# The worker gives it a connector of its own; to put a job in the queue, the use case's connection is enough.
app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector(), import_paths=TASKS)


def enqueue(connection: sa.Connection, task: str, **numbers: int) -> None:
    """Put a job in the queue, to be done once the connection's transaction has committed."""
    queue.defer(connection, task, numbers)


def enqueue_later(connection: sa.Connection, seconds: int, task: str, **numbers: int) -> None:
    """The same, to be done in some seconds."""
    queue.defer(connection, task, numbers, seconds)


def enqueue_match(connection: sa.Connection, record_ids: Sequence[int]) -> None:
    """Say that records were submitted, corrected, withdrawn or erased, and put a job in the queue that matches them. One
    that comes by itself is matched before those that came many at once."""
    queue.defer(connection, "match", {}, pending=record_ids, urgent=len(record_ids) == 1)


def enqueue_refresh(connection: sa.Connection, **of: int) -> None:
    """Have what is stored of the state of a pair (``inquiry``, ``child``) or of all pairs of a ``record`` brought up to date:
    whoever changes something of them does that themselves after the commit, unless they die before."""
    enqueue(connection, "refresh", **of)


def stopping(context: procrastinate.JobContext) -> bool:
    """Whether the worker is to end: a job that takes long stops where it can go on later."""
    event: threading.Event | None = context.additional_context.get(STOPPING)
    return event is not None and event.is_set()


def service_of(context: procrastinate.JobContext) -> Service:
    """Return the service that the worker runs for."""
    service: Service = context.additional_context["service"]
    return service
