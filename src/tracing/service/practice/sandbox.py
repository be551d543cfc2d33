"""The mark of a sandbox, and the truth of its records. Only a database that holds nothing yet can be marked, so an installation with
people's records never becomes one."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from tracing.casework.training.courses import COURSE_LACKS
from tracing.service.context import Service
from tracing.service.errors import Conflict, Forbidden
from tracing.store import training as store

__all__ = ["check_sandbox", "mark_sandbox"]


def mark_sandbox(service: Service, truth: Iterable[tuple[str, str]] = ()) -> None:
    """Mark an empty database as one of invented data. ``truth``: which invented inquiry asks for which invented child, by their
    references. Raises ``Conflict`` where records stand in it."""
    with service.database.working() as connection:
        if not store.mark(connection, service.now()):
            raise Conflict("holds_records", "This database holds records, so it can't become a sandbox.")
        store.add_truth(connection, truth)


def check_sandbox(connection: sa.Connection) -> None:
    """Raise ``Forbidden`` in a real installation."""
    if not store.is_sandbox(connection):
        lack = COURSE_LACKS["no_sandbox"]
        raise Forbidden(lack.code, lack.en, f"{lack.es} Start one: tracing serve --sandbox.")
