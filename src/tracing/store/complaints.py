"""Complaints and what was done with them: queries and nothing else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from tracing.store import locks
from tracing.store.named import queries
from tracing.store.tables import agencies, complaint_steps, complaints, users

__all__ = [
    "Complaint",
    "Step",
    "account_named",
    "add_complaint",
    "add_step",
    "agencies_of",
    "agency_named",
    "complaint",
    "lock",
    "name_persons",
    "next_complaint",
    "next_step",
    "of_numbers",
    "page",
    "steps_of",
]


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint; ``record`` is encrypted, ``about_persons`` are users."""

    id: int
    name: UUID
    agency_id: int
    record_id: int | None
    complainant: str
    subject: str
    about_persons: list[int]
    about_agency: int | None
    urgent: bool
    received_by: int
    received_on: date
    record: bytes = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """A step; ``record`` is encrypted."""

    id: int
    complaint_id: int
    kind: str
    person: int
    record: bytes | None = field(repr=False)
    at: datetime


_C, _S = complaints.c, complaint_steps.c
_COMPLAINT: tuple[sa.ColumnElement[Any], ...] = (
    _C.id, _C.name, _C.agency_id, _C.record_id, _C.complainant, _C.subject, _C.about_persons, _C.about_agency, _C.urgent,
    _C.received_by, _C.received_on, _C.record, _C.at,
)  # fmt: skip


def next_complaint(connection: sa.Connection) -> int:
    """Return the number of the next complaint: what is encrypted in it names it."""
    return int(connection.execute(queries("rights")["next_complaint"]).scalar_one())


def next_step(connection: sa.Connection) -> int:
    """Return the number of the next step."""
    return int(connection.execute(queries("rights")["next_step"]).scalar_one())


def add_complaint(connection: sa.Connection, made: Complaint) -> None:
    """Enter a complaint. Whoever enters one may not see it: nothing is read back."""
    given = {name: getattr(made, name) for name in Complaint.__slots__}
    connection.execute(queries("rights")["add_complaint"], given)


def add_step(connection: sa.Connection, made: Step) -> None:
    """Enter a step."""
    given = {name: getattr(made, name) for name in Step.__slots__}
    connection.execute(queries("rights")["add_step"], given)


def complaint(connection: sa.Connection, name: UUID) -> Complaint | None:
    """Return a complaint that the reader may see."""
    row = connection.execute(sa.select(*_COMPLAINT).where(_C.name == name)).one_or_none()
    return None if row is None else _complaint(row)


def page(connection: sa.Connection, after: int, limit: int) -> list[Complaint]:
    """Return complaints that the reader may see, in the order in which they came."""
    query = sa.select(*_COMPLAINT).where(_C.id > after).order_by(_C.id).limit(limit)
    return [_complaint(row) for row in connection.execute(query)]


def of_numbers(connection: sa.Connection, complaint_ids: Collection[int]) -> list[Complaint]:
    """Return complaints by their numbers, in the order in which they came."""
    query = sa.select(*_COMPLAINT).where(_C.id.in_(list(complaint_ids))).order_by(_C.id)
    return [_complaint(row) for row in connection.execute(query)]


def agencies_of(connection: sa.Connection, complaint_ids: Collection[int]) -> dict[int, int]:
    """Return by complaint the agency that took it in."""
    query = sa.select(_C.id, _C.agency_id).where(_C.id.in_(list(complaint_ids)))
    return {row[0]: row[1] for row in connection.execute(query)}


def lock(connection: sa.Connection, complaint_id: int) -> None:
    """Let steps of a complaint pass one after the other, until the transaction ends."""
    locks.lock(connection, "complaint", complaint_id)


def steps_of(connection: sa.Connection, complaint_ids: Collection[int]) -> list[Step]:
    """Return the steps that the reader may see of complaints, the first first."""
    query = sa.select(_S.id, _S.complaint_id, _S.kind, _S.person, _S.record, _S.at)
    query = query.where(_S.complaint_id.in_(list(complaint_ids))).order_by(_S.id)
    return [
        Step(row[0], row[1], row[2], row[3], None if row[4] is None else bytes(row[4]), row[5])
        for row in connection.execute(query)
    ]


def name_persons(connection: sa.Connection, complaint_id: int, persons: Collection[int]) -> None:
    """Put down who is complained about."""
    query = sa.update(complaints).where(_C.id == complaint_id)
    connection.execute(query.values(about_persons=sorted(persons)))


def account_named(connection: sa.Connection, login: str) -> int | None:
    """Return whose account a login is; the connection is the worker's."""
    return connection.execute(sa.select(users.c.id).where(users.c.login == login)).scalar_one_or_none()


def agency_named(connection: sa.Connection, code: str) -> int | None:
    """Return the agency of a code."""
    return connection.execute(sa.select(agencies.c.id).where(agencies.c.code == code)).scalar_one_or_none()


def _complaint(row: Any) -> Complaint:
    values: list[Any] = [*row[:6], list(row[6]), *row[7:11], bytes(row[11]), row[12]]
    return Complaint(*values)
