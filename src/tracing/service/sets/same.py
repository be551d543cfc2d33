"""Saying that records are of one child, that they aren't, or that a set was a mistake.

A case follows the child: what was judged, verified and decided on one record of a set counts for all (``state_of``), from
the moment the set is confirmed until it is split.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from tracing.casework.agencies import Side
from tracing.casework.missing import Missing
from tracing.casework.pseudonyms import pseudonym
from tracing.casework.roles import Task
from tracing.casework.sets.same import (
    OFFICER_DECIDES,
    Known,
    SameAct,
    SameActKind,
    sets_after,
    step_lacks,
)
from tracing.linkage.like_pairs import WARNINGS
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.errors import FieldFault, Forbidden, Invalid, NotFound
from tracing.service.idempotency import Answer, once
from tracing.service.jobs import enqueue_refresh
from tracing.service.pairs import record_named
from tracing.service.reached import in_country
from tracing.service.screening import screen
from tracing.service.sets.members import as_act, members_of
from tracing.service.state_of import not_yet
from tracing.store import sets as store
from tracing.store.database import Reader, write_audit

__all__ = ["LikeView", "Said", "SetView", "list_likenesses", "read_set", "say"]

_LONGEST_NOTE = 2000
_OF_WHAT_WAS_SENT = {"reason_missing": "/reasons", "note_missing": "/note", "two_records": "/records"}


@dataclass(frozen=True, slots=True)
class LikeView:
    """Two records that may be of one child, by their pseudonyms. ``weight`` in bits."""

    first: str
    second: str
    weight: float
    probability: float
    warnings: tuple[tuple[str, str, str], ...]
    found_at: datetime
    place: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Said:
    """An act on the records of a set."""

    id: int
    kind: SameActKind
    records: tuple[str, ...]
    reasons: tuple[str, ...]
    note: str | None = field(repr=False)
    person: int
    at: datetime


@dataclass(frozen=True, slots=True)
class SetView:
    """The set of a record (itself alone where there is none), and all that was said of its records."""

    records: tuple[str, ...]
    acts: tuple[Said, ...]


def list_likenesses(
    service: Service, reader: Reader, side: Side, after: tuple[int, int, int] | None = None, limit: int = 50
) -> list[LikeView]:
    """Return pairs of one side that the matcher in use holds to be alike and that nobody has said anything of, the most
    alike first."""
    require(reader, Task.DECIDE_SETS)
    with service.database.reading(reader) as connection:
        found = store.open_likenesses(connection, side.value, after, limit)
        write_audit(connection, reader, "list", "likenesses", side.value, shown=len(found))
    return [
        LikeView(
            pseudonym(side, one.first), pseudonym(side, one.second), one.weight / 256, one.probability,
            tuple((name, WARNINGS[name].es, WARNINGS[name].en) for name in one.warnings), one.found_at,
            (one.weight, one.first, one.second),
        )
        for one in found
    ]  # fmt: skip


def read_set(service: Service, reader: Reader, name: str) -> SetView:
    """Return the set of a record, by its pseudonym, and what was said of its records."""
    require(reader, Task.DECIDE_SETS)
    side, record_id = record_named(name)
    with service.database.reading(reader) as connection:
        _side_of(connection, reader, side, [record_id])
        members = members_of(connection, [record_id])[record_id]
        rows = [row for row in store.acts_touching(connection, members) if members & set(row.records)]
        write_audit(connection, reader, "read", "set", record_id, records=len(members))
    return SetView(
        tuple(pseudonym(side, member) for member in sorted(members)),
        tuple(_said(service, side, row) for row in rows),
    )


def say(
    service: Service,
    reader: Reader,
    kind: str,
    names: Sequence[str],
    reasons: Sequence[str],
    note: str | None = None,
    key: str | None = None,
) -> Answer:
    """Say of records, by their pseudonyms, that they are of one child (``confirm``), leave their set (``split``), or are
    different persons (``apart``). Raises ``NotYet`` naming what stands in the way."""
    require(reader, Task.DECIDE_SETS)
    if reader.person is None:
        raise Forbidden("people_only", "This is for people who sign in, not for keys.")
    person = reader.person
    if kind not in set(SameActKind):
        fault = FieldFault("/kind", "isn't one of the kinds", f"Take one of: {', '.join(SameActKind)}.")
        raise Invalid("invalid", "It can't be said like that.", fields=[fault])
    if note is not None and len(note) > _LONGEST_NOTE:
        fault = FieldFault("/note", "is longer than 2,000 characters", "Write less.")
        raise Invalid("invalid", "It can't be said like that.", fields=[fault])
    named = [record_named(name) for name in names]
    records = frozenset(record for _, record in named)
    asked = {"act": "say", "kind": kind, "records": sorted(names), "reasons": list(reasons), "note": note}
    with service.database.reading(reader) as connection:
        touched: set[int] = set(records)

        def act() -> Answer:
            store.lock(connection, records)
            for side in {side for side, _ in named}:
                _side_of(connection, reader, side, [record for of, record in named if of is side])
            before, known = _known(service, records)
            members = frozenset[int]().union(*(one for one in sets_after(before) if one & records))
            if not members <= store.sides_of(connection, members).keys():
                # Of what else there is, and why it isn't seen, nothing is told.
                raise not_yet(Missing((OFFICER_DECIDES,)))
            made = SameAct(0, SameActKind(kind), records, person)
            missing = step_lacks(made, reasons, note, before, known)
            faults = [
                FieldFault.of(_OF_WHAT_WAS_SENT[s.code], s)
                for s in missing.items
                if s.code in _OF_WHAT_WAS_SENT
            ]
            if faults and len(faults) == len(missing.items):
                raise Invalid("invalid", "It can't be said like that.", fields=faults)
            if missing.items:
                raise not_yet(missing)
            side = named[0][0]
            number = store.next_act(connection)
            sealed = None
            if note is not None and note.strip():
                sealed = service.keyring.encrypt(note.strip().encode(), f"set_acts.note:{number}")
            store.add_act(
                connection,
                store.SetAct(
                    number, side.value, kind, sorted(records), list(reasons), sealed, person, service.now()
                ),
            )
            touched.update(members)
            write_audit(connection, reader, f"set_{kind}", "set", number, records=sorted(records))
            sets = sets_after([*before, SameAct(number, SameActKind(kind), records, person)])
            # A set is brought up to date as a whole, by any of its records.
            for record in sorted({min(next((one for one in sets if of in one), {of})) for of in touched}):
                enqueue_refresh(connection, record=record)
            left = [sorted(pseudonym(side, member) for member in one) for one in sets if one & touched]
            return Answer(201, {"act": number, "kind": kind, "sets": left}, None, min(records))

        answer = once(service, connection, reader, key, asked, act)
    # What was flagged on one of them, and who claims one, is now put before the rules for all, or no longer.
    screen(service, touched, also=touched)
    return answer


def _known(service: Service, records: frozenset[int]) -> tuple[list[SameAct], dict[int, Known]]:
    """Return what was said of records before, whoever may see it, and what the rules must know of them."""
    with service.database.working() as connection:
        before = [as_act(row) for row in store.acts_touching(connection, records)]
        found = store.known(connection, records)
    return before, {
        number: Known(one.side, one.live, frozenset(one.submitters), frozenset(one.conflicted))
        for number, one in found.items()
    }


def _side_of(connection: sa.Connection, reader: Reader, side: Side, records: Sequence[int]) -> None:
    """Raise ``NotFound`` unless the reader works on these records, and they are of that side."""
    found = store.sides_of(connection, records)
    if any(
        found.get(record) != side.value or not in_country(connection, reader, record) for record in records
    ):
        raise NotFound("no_record", "There is no record of that name.")


def _said(service: Service, side: Side, row: store.SetAct) -> Said:
    note = None
    if row.note is not None:
        note = service.keyring.decrypt(row.note, f"set_acts.note:{row.id}").decode()
    names = tuple(pseudonym(side, record) for record in row.records)
    return Said(row.id, SameActKind(row.kind), names, tuple(row.reasons), note, row.user_id, row.at)
