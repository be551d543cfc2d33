"""The handover as the agency that has the child sees it: when, where and to which authority, and that it took place.

By its own reference; who asked for the child, and who takes it home, it isn't told. What stops a confirmation reads alike.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Final

from tracing.casework.agencies import Side
from tracing.casework.repatriation.rules import Return, return_of
from tracing.casework.repatriation.steps import Particulars, StepKind
from tracing.casework.roles import Task
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.errors import NotFound, NotYet
from tracing.service.idempotency import Answer
from tracing.service.pairs import Pair
from tracing.service.repatriation.entering import Read, enter_checked
from tracing.service.repatriation.wanted import read_step
from tracing.service.sets.members import members_of
from tracing.service.state_of import case_of
from tracing.service.submission import own_agency, own_record
from tracing.store import records, review
from tracing.store import repatriation as store
from tracing.store.database import Reader, write_audit
from tracing.store.trafficking.shields import shielded

__all__ = ["Planned", "confirm_handover", "list_handovers", "read_handover"]

_MOST: Final = 200
"""So many are listed."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A handover as it is planned; ``escort`` by name; ``confirmed``: somebody has said that it took place."""

    reference: str
    at: datetime
    place: str = field(repr=False)
    authority: str = field(repr=False)
    country: str
    escort: str = field(repr=False)
    confirmed: bool


def list_handovers(service: Service, reader: Reader) -> list[Planned]:
    """Return the planned handovers of one's agency's children that nobody has confirmed yet, the earliest first."""
    require(reader, Task.HAND_OVER)
    with service.database.reading(reader) as connection:
        agency = own_agency(connection, reader, Side.CHILD.value, writes=False)
        with service.database.working() as working:
            children = store.to_hand_over(working, agency.id, _MOST)
        # A record that is shielded is none to its own agency.
        seen = records.find(connection, Side.CHILD.value, agency.id, [reference for _, reference in children])
        found = []
        for child, reference in children:
            try:
                plan = _plan(reference, _planned(service, child)[1])
            except NotFound:
                continue  # it doesn't count, or isn't the agency's to know of
            if reference in seen and not plan.confirmed:
                found.append(plan)
        write_audit(connection, reader, "list", "handovers", agency.id, shown=len(found))
    return sorted(found, key=lambda one: (one.at, one.reference))


def read_handover(service: Service, reader: Reader, reference: str) -> Planned:
    """Return the planned handover of one's own child; ``NotFound`` where none is."""
    child = _own_child(service, reader, reference)
    planned = _plan(reference, _planned(service, child)[1])
    with service.database.reading(reader) as connection:
        write_audit(connection, reader, "read_handover", "record", child, side=Side.CHILD.value)
    return planned


def confirm_handover(
    service: Service, reader: Reader, reference: str, said: Particulars, key: str | None = None
) -> Answer:
    """Confirm that one's own child was handed over; another person confirms the reception."""
    # What had to be at night is recorded by a protection officer, who looks at it.
    kind, outcome, read = read_step(StepKind.HANDED_OVER.value, "done", replace(said, exception=""))
    child = _own_child(service, reader, reference)
    pair, _ = _planned(service, child)
    asked = {"act": "confirm_handover", "reference": reference, **asdict(said)}
    try:
        made = enter_checked(service, reader, pair, Read(kind, outcome, read), asked, key)
    except NotYet:
        raise NotYet(
            "not_now", "This isn't possible now. Ask the protection officer who planned the handover."
        ) from None
    return Answer(made.status, {"reference": reference, "confirmed": True}, None, child, made.repeated)


def _own_child(service: Service, reader: Reader, reference: str) -> int:
    require(reader, Task.HAND_OVER)
    with service.database.reading(reader) as connection:
        agency = own_agency(connection, reader, Side.CHILD.value, writes=False)
        record = own_record(connection, Side.CHILD.value, agency.id, reference)
    return record.id


def _planned(service: Service, child: int) -> tuple[Pair, Return]:
    """Return the one case of a child with a planned handover, as a pair of its record here, whatever record the plan was entered
    on; the latest plan where there are two."""
    with service.database.working() as connection:
        members = members_of(connection, [child])[child]
        asking = {inquiry for member in members for inquiry, _ in review.pairs_acted_on(connection, member)}
        kept = shielded(connection, asking)
    pairs = [Pair(inquiry, child) for inquiry in sorted(asking - kept)]
    found = [(return_of(case_of(service, pair).returning), pair) for pair in pairs]
    plans = [
        (one.done[StepKind.HANDOVER_PLANNED].number, pair, one)
        for one, pair in found
        if StepKind.HANDOVER_PLANNED in one.done
    ]
    if not plans:
        raise _none()
    _, pair, one = max(plans, key=lambda plan: plan[0])
    return pair, one


def _plan(reference: str, found: Return) -> Planned:
    plan, escort = found.done[StepKind.HANDOVER_PLANNED].said, found.done[StepKind.ESCORT_NAMED].said
    if plan is None or plan.at is None or escort is None:
        raise _none()
    confirmed = StepKind.HANDED_OVER in found.done
    return Planned(reference, plan.at, plan.place, plan.authority, plan.country, escort.by, confirmed)


def _none() -> NotFound:
    return NotFound("no_handover", "No handover of this child is planned.")
