"""Reading the audit, which is itself written down."""

from __future__ import annotations

from tracing.casework.roles import Task
from tracing.service.access import require
from tracing.service.context import Service
from tracing.store import audit
from tracing.store.database import Reader, write_audit

__all__ = ["Entry", "read_audit"]

Entry = audit.Entry


def read_audit(
    service: Service,
    reader: Reader,
    after: int = 0,
    limit: int = 100,
    kind: str | None = None,
    object_id: str | None = None,
    person: int | None = None,
) -> list[Entry]:
    """Return entries in the order of the chain after a number: of one kind of thing, of one thing, of one person."""
    require(reader, Task.READ_AUDIT)
    with service.database.reading(reader) as connection:
        found = audit.page(connection, after, limit, kind, object_id, person)
        last = found[-1].number if found else after
        write_audit(connection, reader, "read_audit", "audit", last, shown=len(found))
    return found
