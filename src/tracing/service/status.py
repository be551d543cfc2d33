"""What an agency is told of its own record.

The asking side gets one constant sentence until two people have decided otherwise, and the way to it is one look-up that
costs the same whether or not a child is held, a pair is reviewed, or a case is on hold (brief I6, oracle risk). The found
side gets how far the case of its child has come.
"""

from __future__ import annotations

from dataclasses import dataclass

from tracing.casework.agencies import Side
from tracing.casework.disclosure import Audience, told, told_to_asking_side
from tracing.casework.roles import Role, Task
from tracing.casework.wording import Sentence
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.pairs import Pair
from tracing.service.state_of import case_of
from tracing.service.submission import own_agency, own_record
from tracing.store import review as store
from tracing.store.database import Reader, write_audit
from tracing.store.trafficking.shields import shielded

__all__ = ["Status", "read_status"]


@dataclass(frozen=True, slots=True)
class Status:
    """What may be said of a record. The asking side's doesn't tell when anything has changed."""

    reference: str
    says: Sentence


def read_status(service: Service, reader: Reader, side: Side, reference: str) -> Status:
    """Return the status of a record of the reader's agency."""
    if reader.role != Role.AGENCY:
        require(reader, Task.READ_STATUS)
    with service.database.reading(reader) as connection:
        agency = own_agency(connection, reader, side.value, writes=False)
        record = own_record(connection, side.value, agency.id, reference)
        withdrawn = record.state == "withdrawn"
        says = told_to_asking_side(store.told(connection, record.id), withdrawn=withdrawn)
        write_audit(connection, reader, "read_status", "record", record.id, side=side.value)
    if side is Side.CHILD:
        says = _of_child(service, record.id)
    return Status(reference, says)


def _of_child(service: Service, record_id: int) -> Sentence:
    with service.database.working() as connection:
        pairs = store.judged_pairs_of(connection, record_id)
        # Of a pair that is shielded its own agency knows nothing (service.trafficking.shields).
        kept = shielded(connection, [inquiry for inquiry, _ in pairs])
    cases = [case_of(service, Pair(inquiry, child)).facts for inquiry, child in pairs if inquiry not in kept]
    return told(Audience.FOUND_SIDE, cases, service.now().date())
