"""The checklist of a case, and whom it waits for as each side may know it.

Protection officers read every item. The agency that has the child reads what its child's furthest case waits for, by party.
The family's agency reads one constant answer until it is told, by one look-up that costs the same whether or not there is a
child; afterwards only whether something waits for itself or for the other side.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from tracing.casework.agencies import Side
from tracing.casework.repatriation.checklist import Item, ItemState, checklist, waits_of_family
from tracing.casework.repatriation.parties import Waits
from tracing.casework.roles import Role, Task
from tracing.casework.states import State
from tracing.service.access import require
from tracing.service.acts import to_act
from tracing.service.context import Service
from tracing.service.pairs import Pair
from tracing.service.sets.members import members_of
from tracing.service.state_of import Case, case_of, case_on
from tracing.service.submission import own_agency, own_record
from tracing.store import repatriation as store
from tracing.store import review
from tracing.store.database import Reader, write_audit
from tracing.store.trafficking.shields import shielded

__all__ = [
    "WaitsOfFamily",
    "items_of",
    "items_on",
    "read_checklist",
    "read_waits_of_child",
    "read_waits_of_family",
]


@dataclass(frozen=True, slots=True)
class WaitsOfFamily:
    """Whom a case waits for, as its family side may know it; ``due_on`` where it is itself."""

    reference: str
    waits: Waits
    due_on: date | None


def items_of(service: Service, pair: Pair, case: Case | None = None) -> tuple[Item, ...]:
    """Return a pair's checklist, with the worker's eyes."""
    with service.database.working() as connection:
        return items_on(service, connection, pair, case)


def items_on(
    service: Service, connection: sa.Connection, pair: Pair, case: Case | None = None
) -> tuple[Item, ...]:
    """Return a pair's checklist as a connection of the worker's sees it."""
    case = case or case_on(service, connection, pair)
    members = members_of(connection, [pair.inquiry, pair.child])
    begun, reviewed = store.begun(connection, members[pair.inquiry], members[pair.child])
    return checklist(case.returning, service.now(), begun, reviewed)


def read_checklist(
    service: Service, reader: Reader, pair: Pair, case: Case | None = None
) -> tuple[tuple[Item, ...], State]:
    """Return every item of a case with who did it or must, and the state that the case has come to. ``case``: where it stands,
    once that is known."""
    require(reader, Task.CASE_ACTS)
    with service.database.reading(reader) as connection:
        to_act(connection, reader, pair)
        write_audit(connection, reader, "read_checklist", "pair", pair.name)
    case = case or case_of(service, pair)
    return items_of(service, pair, case), case.state


def read_waits_of_child(service: Service, reader: Reader, reference: str) -> tuple[Item, ...]:
    """Return what the furthest case of one's own child waits for, on whatever record of it, and what of that is stopped."""
    record = _own(service, reader, Side.CHILD, reference)[0]
    with service.database.working() as connection:
        children = members_of(connection, [record])[record]
        judged = [pair for child in sorted(children) for pair in review.judged_pairs_of(connection, child)]
        # Of a pair that is shielded its own agency knows nothing (service.trafficking.shields).
        kept = shielded(connection, {one for pair in judged for one in pair})
    pairs = [Pair(*pair) for pair in judged if not kept & set(pair)]
    order = list(State)
    cases = [(order.index((case := case_of(service, pair)).state), pair, case) for pair in pairs]
    if not cases:
        return ()
    _, pair, case = max(cases, key=lambda one: (one[0], one[1]))
    return tuple(
        item for item in items_of(service, pair, case) if item.waits or item.state is ItemState.BLOCKED
    )


def read_waits_of_family(service: Service, reader: Reader, reference: str) -> WaitsOfFamily:
    """Return whom one's own inquiry waits for: ``nothing`` until its agency is told."""
    record, told = _own(service, reader, Side.INQUIRY, reference)
    if not told:
        return WaitsOfFamily(reference, Waits.NOTHING, None)
    with service.database.working() as connection:
        pairs = [Pair(*pair) for pair in review.pairs_told(connection, record)]
    cases = [(pair, case_of(service, pair)) for pair in pairs]
    found = [waits_of_family(items_of(service, pair, case)) for pair, case in cases if not case.held]
    for waits in (Waits.US, Waits.OTHER_SIDE):
        due = [on for whom, on in found if whom is waits]
        if due:
            return WaitsOfFamily(reference, waits, min((on for on in due if on is not None), default=None))
    return WaitsOfFamily(reference, Waits.NOTHING, None)


def _own(service: Service, reader: Reader, side: Side, reference: str) -> tuple[int, bool]:
    """Return one's own record, and whether its agency is told of it (of an inquiry; the same work whether or not)."""
    if reader.role != Role.AGENCY:
        require(reader, Task.READ_STATUS)
    with service.database.reading(reader) as connection:
        agency = own_agency(connection, reader, side.value, writes=False)
        record = own_record(connection, side.value, agency.id, reference)
        told = review.told(connection, record.id) and record.state == "live"
        write_audit(connection, reader, "read_waits", "record", record.id, side=side.value)
    return record.id, told
