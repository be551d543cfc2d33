"""Steps of returns and reminders: queries and nothing else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from tracing.store.any_of import any_of, of_pairs_given
from tracing.store.named import queries
from tracing.store.tables import (
    agencies,
    complaints,
    protection_flags,
    records,
    reminders,
    repatriation_steps,
    users,
)

__all__ = [
    "Reminder",
    "Step",
    "acknowledge",
    "add_step",
    "begun",
    "end_others",
    "escort_may_be",
    "flag_spans",
    "inquiries_received",
    "next_step",
    "open_pairs",
    "page",
    "raise_reminder",
    "reminder",
    "steps_among",
    "steps_of",
    "to_hand_over",
]


@dataclass(frozen=True, slots=True)
class Step:
    """A step as it was entered; ``detail`` is encrypted, None where a record of the pair was erased."""

    id: int
    inquiry_id: int
    child_id: int
    kind: str
    outcome: str
    detail: bytes | None = field(repr=False)
    takes_back: int | None
    after_act: int
    user_id: int
    role: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder of a pair, of one of its records, of a referral of one, or of a complaint (by its name). ``inquiry``, ``child``: the
    references, as far as the reader sees the records."""

    id: int
    name: UUID
    inquiry_id: int | None
    child_id: int | None
    complaint: UUID | None
    referral_id: int | None
    item: str
    party: str
    due_on: date
    raised_at: datetime
    ended_at: datetime | None
    acknowledged_by: int | None
    acknowledged_at: datetime | None
    inquiry: str | None
    child: str | None


_S = repatriation_steps.c
_R = reminders.c
_STEP: tuple[sa.ColumnElement[Any], ...] = (
    _S.id, _S.inquiry_id, _S.child_id, _S.kind, _S.outcome, _S.detail, _S.takes_back, _S.after_act, _S.user_id, _S.role,
    _S.at,
)  # fmt: skip


def steps_of(connection: sa.Connection, inquiry_id: int, child_id: int) -> list[Step]:
    """Return all steps of a pair that the reader may see, the first first."""
    return steps_among(connection, [inquiry_id], [child_id])


_STEPS_AMONG = of_pairs_given(_STEP, repatriation_steps)


def steps_among(
    connection: sa.Connection, inquiries: Collection[int], children: Collection[int]
) -> list[Step]:
    """Return all steps of pairs of these records that the reader may see, the first first."""
    given = {"inquiries": sorted(inquiries), "children": sorted(children)}
    return [_step(row) for row in connection.execute(_STEPS_AMONG, given)]


def inquiries_received(connection: sa.Connection, children: Collection[int]) -> set[int]:
    """Return the inquiries with a step that says that one of these records of a child was received; the worker's connection."""
    kinds = ("received", "before_release")
    query = sa.select(_S.inquiry_id).where(any_of(_S.child_id, children), _S.kind.in_(kinds)).distinct()
    return {row[0] for row in connection.execute(query)}


def to_hand_over(connection: sa.Connection, agency_id: int, most: int) -> list[tuple[int, str]]:
    """Return (number, reference) of an agency's children with a plan of a handover that nobody has confirmed; the worker's
    connection."""
    given = {"agency": agency_id, "most": most}
    return [(row[0], row[1]) for row in connection.execute(queries("repatriation")["to_hand_over"], given)]


def _step(row: Any) -> Step:
    values: list[Any] = [*row[:5], None if row[5] is None else bytes(row[5]), *row[6:]]
    return Step(*values)


def next_step(connection: sa.Connection) -> int:
    """Return the number of the next step: what is encrypted in it names it."""
    return int(connection.execute(queries("repatriation")["next_step"]).scalar_one())


def add_step(connection: sa.Connection, made: Step) -> None:
    """Enter a step."""
    given = {
        "id": made.id, "inquiry": made.inquiry_id, "child": made.child_id, "kind": made.kind, "outcome": made.outcome,
        "detail": made.detail, "takes_back": made.takes_back, "after_act": made.after_act, "person": made.user_id,
        "role": made.role, "at": made.at,
    }  # fmt: skip
    connection.execute(queries("repatriation")["add_step"], given)


def begun(
    connection: sa.Connection, inquiries: Collection[int], children: Collection[int]
) -> tuple[datetime | None, datetime | None]:
    """Return since when there were records of a family's set and of a child's, and when their pairs were last decided on; the
    worker's connection."""
    given = {"inquiries": list(inquiries), "children": list(children)}
    row = connection.execute(queries("repatriation")["begun"], given).one()
    return row.begun, row.reviewed


def escort_may_be(connection: sa.Connection, person: int) -> bool:
    """Say whether somebody is an active officer of a child-protection agency; the worker's connection."""
    query = (
        sa.select(users.c.id)
        .join(agencies, agencies.c.id == users.c.agency_id)
        .where(
            users.c.id == person, users.c.active, agencies.c.active, agencies.c.kind == "child_protection",
            users.c.role.in_(["protection_officer", "found_worker"]),
        )
    )  # fmt: skip
    return connection.execute(query).one_or_none() is not None


def flag_spans(
    connection: sa.Connection, children: Collection[int], kind: str
) -> list[tuple[datetime, datetime | None]]:
    """Return (raised, ended) of a kind of flag on records of a child; the worker's connection."""
    columns = protection_flags.c
    query = sa.select(columns.raised_at, columns.ended_at).where(
        any_of(columns.record_id, children), columns.kind == kind
    )
    return [(row[0], row[1]) for row in connection.execute(query)]


def open_pairs(
    connection: sa.Connection, among: tuple[Collection[int], Collection[int]] | None = None
) -> list[tuple[int, int]]:
    """Return the pairs (inquiry, child) in which something may be due, of all records or of some (inquiries, children); the
    worker's connection."""
    inquiries, children = (None, None) if among is None else map(list, among)
    given = {"inquiries": inquiries, "children": children}
    return [(row[0], row[1]) for row in connection.execute(queries("repatriation")["open_pairs"], given)]


def raise_reminder(
    connection: sa.Connection, pair: tuple[int, int], item: str, party: str, due_on: date, at: datetime
) -> bool:
    """Raise a reminder; False where it was raised before. The worker's connection."""
    given = {"inquiry": pair[0], "child": pair[1], "item": item, "party": party, "due_on": due_on, "at": at}
    return connection.execute(queries("repatriation")["raise_reminder"], given).rowcount > 0


def end_others(
    connection: sa.Connection, pair: tuple[int, int], standing: Collection[tuple[str, date]], at: datetime
) -> int:
    """Note of a pair's reminders that they need nobody any more, but for those that stand, and open those again that do;
    return how many ended. The worker's connection."""
    query = sa.select(_R.id, _R.item, _R.due_on, _R.ended_at).where(
        _R.inquiry_id == pair[0], _R.child_id == pair[1]
    )
    rows = connection.execute(query).all()
    over = [r.id for r in rows if r.ended_at is None and (r.item, r.due_on) not in standing]
    again = [r.id for r in rows if r.ended_at is not None and (r.item, r.due_on) in standing]
    for ids, moment in ((over, at), (again, None)):
        if ids:
            connection.execute(sa.update(reminders).where(_R.id.in_(ids)).values(ended_at=moment))
    return len(over)


def _held_in(country: str) -> sa.ColumnElement[bool]:
    held = sa.select(records.c.id).join(agencies, agencies.c.id == records.c.agency_id)
    own = held.where(records.c.id.in_([_R.inquiry_id, _R.child_id]), agencies.c.country == country)
    # Who sees a complaint works on it (row-level security).
    return sa.or_(_R.complaint_id.is_not(None), sa.exists(own.correlate(reminders)))


def _listed(*conditions: sa.ColumnElement[bool]) -> sa.Select[Any]:
    inquiry, child = records.alias("inquiry"), records.alias("child")
    return (
        sa.select(
            _R.id, _R.name, _R.inquiry_id, _R.child_id, complaints.c.name, _R.referral_id, _R.item, _R.party, _R.due_on, _R.raised_at, _R.ended_at,
            _R.acknowledged_by, _R.acknowledged_at, inquiry.c.reference, child.c.reference,
        )
        .select_from(
            reminders.outerjoin(inquiry, inquiry.c.id == _R.inquiry_id)
            .outerjoin(child, child.c.id == _R.child_id)
            .outerjoin(complaints, complaints.c.id == _R.complaint_id)
        )
        .where(*conditions)
    )  # fmt: skip


def page(
    connection: sa.Connection,
    after: int,
    limit: int,
    open_only: bool,
    party: str | None = None,
    within: str | None = None,
) -> list[Reminder]:
    """Return reminders that the reader may see in the order they were raised; ``open_only``: that nobody has acknowledged
    and that still need somebody; ``within``: of pairs with a record that is held in a country."""
    query = _listed(_R.id > after)
    if open_only:
        query = query.where(_R.ended_at.is_(None), _R.acknowledged_at.is_(None))
    if party is not None:
        query = query.where(_R.party == party)
    if within is not None:
        query = query.where(_held_in(within))
    return [Reminder(*row) for row in connection.execute(query.order_by(_R.id).limit(limit))]


def reminder(connection: sa.Connection, name: UUID, within: str | None = None) -> Reminder | None:
    """Return one reminder that the reader may see."""
    query = _listed(_R.name == name)
    if within is not None:
        query = query.where(_held_in(within))
    row = connection.execute(query).one_or_none()
    return None if row is None else Reminder(*row)


def acknowledge(connection: sa.Connection, number: int, person: int, at: datetime) -> bool:
    """Note that somebody has taken note of a reminder; False where somebody had."""
    query = sa.update(reminders).where(_R.id == number, _R.acknowledged_at.is_(None))
    return connection.execute(query.values(acknowledged_by=person, acknowledged_at=at)).rowcount > 0
