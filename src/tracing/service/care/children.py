"""The child that is to be placed: named by its own agency or a protection officer, with what the rules of care ask of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from tracing.casework.agencies import Side
from tracing.casework.care.placements import LARGEST_GROUP
from tracing.casework.care.shelters import Child
from tracing.casework.hold_kinds import FlagKind
from tracing.casework.roles import Role
from tracing.service.contents import full_rows
from tracing.service.context import Service
from tracing.service.errors import NotFound
from tracing.service.pairs import record_named
from tracing.service.reached import held_in_country
from tracing.service.submission import own_agency
from tracing.standardise.record import profile
from tracing.store import holds, people, records
from tracing.store.care import placements as store
from tracing.store.database import Reader

__all__ = ["Named", "child_named", "facts_of", "group_of"]

_ASKED = ("sex", "birth_date", "age", "age_date", "event_date")


@dataclass(frozen=True, slots=True)
class Named:
    """A child's record. ``withdrawn``: it isn't searched for any more; the child may still be in care."""

    id: int
    agency: str
    withdrawn: bool


def child_named(connection: sa.Connection, reader: Reader, name: str) -> Named:
    """Return a child: by its reference for its own agency, by its pseudonym for protection officers who work where it is held.
    Raises ``NotFound``."""
    missing = NotFound("no_record", "There is no such child, or it isn't your agency's.")
    record_id = 0
    if reader.role == Role.PROTECTION_OFFICER:
        side, record_id = record_named(name)
        if side is not Side.CHILD:
            raise missing
    else:
        agency = own_agency(connection, reader, Side.CHILD.value, writes=False)
        if name.isprintable():
            own = records.find(connection, Side.CHILD.value, agency.id, [name]).get(name)
            record_id = 0 if own is None else own.id
    found = records.latest(connection, [record_id])
    if not found or found[0].side != Side.CHILD or found[0].state == "erased":
        raise missing
    if not held_in_country(connection, reader, record_id):
        raise missing
    return Named(record_id, found[0].agency, found[0].state == "withdrawn")


def facts_of(service: Service, connection: sa.Connection, child: Named) -> tuple[Child, date | None]:
    """Return what the rules ask of a child, and the first day on which it may have been found."""
    row = full_rows(service.keyring, connection, [child.id])[child.id]
    asked = {name: row[name] for name in _ASKED if name in row}
    known = profile({"record_id": "", "agency": child.agency, **asked})
    flags = holds.flags_of(connection, [child.id])
    birth = known.birth
    return (
        Child(
            None if birth is None else birth.earliest,
            None if birth is None else birth.latest,
            known.sex,
            frozenset(FlagKind(flag.kind) for flag in flags),
        ),
        None if known.event is None else known.event.earliest,
    )


def group_of(connection: sa.Connection, child: Named) -> list[int]:
    """Return the others of a child's group (``group_id``, as its agency wrote it): brothers, sisters, companions.

    A group that is larger than a family is none. The one place where care asks who belongs together.
    """
    (latest,) = records.latest(connection, [child.id])
    group = latest.content.get("group_id", "")
    agency = people.agency_by_code(connection, child.agency)
    if not group or agency is None:
        return []
    others = store.group_members(connection, agency.id, group, child.id, LARGEST_GROUP)
    return others if len(others) < LARGEST_GROUP else []
