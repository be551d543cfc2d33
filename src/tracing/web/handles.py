"""What an agency's own record is called in addresses: its reference may be a name, so there it goes by what only the service reads."""

from __future__ import annotations

from tracing.api.door import Door
from tracing.service.errors import NotFound
from tracing.service.sealing import open_seal, seal
from tracing.web.record_forms import Side
from tracing.web.visitors import Visitor

__all__ = ["handle_of", "reference_of"]


def handle_of(door: Door, visitor: Visitor, side: Side, reference: str) -> str:
    """Return a record's name in addresses."""
    return seal(door.service.keyring, f"record:{side.code}", [visitor.me.agency.id, reference])


def reference_of(door: Door, visitor: Visitor, side: Side, handle: str) -> str:
    """Return the reference of a record of the visitor's agency; ``NotFound`` where the name is none of theirs."""
    try:
        agency, reference = open_seal(door.service.keyring, f"record:{side.code}", handle)
    except ValueError:
        raise _no_record() from None
    if agency != visitor.me.agency.id:
        raise _no_record()
    return str(reference)


def _no_record() -> NotFound:
    return NotFound("no_record", "Your agency has no record with this reference.")
