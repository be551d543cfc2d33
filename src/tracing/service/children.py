"""A child found as its readers name it: its own agency by its reference, protection officers by its pseudonym."""

from __future__ import annotations

import sqlalchemy as sa

from tracing.casework.agencies import Side
from tracing.casework.roles import Role
from tracing.service.errors import NotFound
from tracing.service.pairs import record_named
from tracing.service.reached import reached
from tracing.service.submission import own_agency
from tracing.store import records
from tracing.store.database import Reader

__all__ = ["child_named"]


def child_named(connection: sa.Connection, reader: Reader, name: str) -> int:
    """Return the number of a live child that the reader may see; raises ``NotFound`` alike where there is none and where it
    isn't theirs."""
    missing = NotFound("no_record", "There is no such child, or it isn't your agency's.")
    if reader.role == Role.PROTECTION_OFFICER:
        side, record_id = record_named(name)
        if side is not Side.CHILD:
            raise missing
        return reached(connection, reader, side, record_id).id
    agency = own_agency(connection, reader, Side.CHILD.value, writes=False)
    record = None
    if name.isprintable():
        record = records.find(connection, Side.CHILD.value, agency.id, [name]).get(name)
    if record is None or record.state != "live":
        raise missing
    return record.id
