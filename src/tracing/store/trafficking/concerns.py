"""Concerns, the traces that they are found by, and what their rules look at: queries and nothing else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from tracing.store.any_of import any_of
from tracing.store.tables import (
    acts,
    agencies,
    concern_records,
    concerns,
    record_versions,
    records,
    traces,
)

__all__ = [
    "Concern",
    "Told",
    "about",
    "add",
    "concern",
    "dismiss",
    "extend",
    "forget_traces",
    "page",
    "refusals",
    "rests_on",
    "told_of",
]


@dataclass(frozen=True, slots=True)
class Concern:
    """A concern on a record; ``facts`` are keyed hashes, ``reason`` is encrypted."""

    id: int
    record_id: int
    kind: str
    rule: str
    facts: list[bytes] = field(repr=False)
    raised_at: datetime
    changed_at: datetime
    dismissed_by: int | None
    dismissed_at: datetime | None
    reason: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Told:
    """A record, ended ones too, with what it last said; ``content`` is empty where it was erased."""

    id: int
    side: str
    agency: str
    state: str
    created_at: datetime
    changed_at: datetime
    content: dict[str, str] = field(repr=False)


_C = concerns.c
_CONCERN: tuple[sa.ColumnElement[Any], ...] = (
    _C.id, _C.record_id, _C.kind, _C.rule, _C.facts, _C.raised_at, _C.changed_at, _C.dismissed_by, _C.dismissed_at,
    _C.reason,
)  # fmt: skip


def _concern(row: Any) -> Concern:
    reason = None if row[9] is None else bytes(row[9])
    values: list[Any] = [*row[:4], [bytes(one) for one in row[4]], *row[5:9], reason]
    return Concern(*values)


def about(connection: sa.Connection, kind: str, inquiry_ids: Collection[int]) -> list[Concern]:
    """Return the concerns of a kind that sit on, or rest on, one of the inquiries, dismissed ones too; others that look
    at the same ones wait."""
    ids = sorted(inquiry_ids)
    resting = sa.select(concern_records.c.concern_id).where(concern_records.c.record_id.in_(ids))
    query = sa.select(*_CONCERN).where(_C.kind == kind, _C.record_id.in_(ids) | _C.id.in_(resting))
    return [_concern(row) for row in connection.execute(query.order_by(_C.id).with_for_update())]


def add(
    connection: sa.Connection,
    record_id: int,
    kind: str,
    rule: str,
    facts: Collection[bytes],
    records_: Collection[int],
    at: datetime,
) -> int | None:
    """Raise a concern; None where one of the kind is open on the record."""
    query = (
        insert(concerns)
        .values(record_id=record_id, kind=kind, rule=rule, facts=sorted(facts), raised_at=at, changed_at=at)
        .on_conflict_do_nothing()
        .returning(_C.id)
    )
    number = connection.execute(query).scalar_one_or_none()
    if number is not None:
        _rest(connection, number, records_)
    return number


def extend(
    connection: sa.Connection, number: int, facts: Collection[bytes], records_: Collection[int], at: datetime
) -> None:
    """Add facts to a concern that is open."""
    query = sa.update(concerns).where(_C.id == number)
    more = sa.func.array_cat(_C.facts, sa.literal(sorted(facts), _C.facts.type), type_=_C.facts.type)
    connection.execute(query.values(facts=more, changed_at=at))
    _rest(connection, number, records_)


def _rest(connection: sa.Connection, number: int, record_ids: Collection[int]) -> None:
    rows = [{"concern_id": number, "record_id": record} for record in sorted(record_ids)]
    connection.execute(insert(concern_records).on_conflict_do_nothing(), rows)


def page(
    connection: sa.Connection,
    after: int,
    limit: int,
    open_only: bool,
    kind: str | None,
    record_id: int | None,
) -> list[Concern]:
    """Return concerns that the reader may see in the order of their numbers; ``record_id``: that rest on a record."""
    query = sa.select(*_CONCERN).where(_C.id > after)
    if open_only:
        query = query.where(_C.dismissed_at.is_(None))
    if kind is not None:
        query = query.where(_C.kind == kind)
    if record_id is not None:
        resting = sa.select(concern_records.c.concern_id).where(concern_records.c.record_id == record_id)
        query = query.where(_C.id.in_(resting))
    return [_concern(row) for row in connection.execute(query.order_by(_C.id).limit(limit))]


def concern(connection: sa.Connection, number: int, lock: bool = False) -> Concern | None:
    """Return one concern; ``lock`` keeps others from dismissing it meanwhile."""
    query = sa.select(*_CONCERN).where(_C.id == number)
    row = connection.execute(query).one_or_none()
    if row is not None and lock and row.dismissed_at is None:
        connection.execute(sa.select(_C.id).where(_C.id == number).with_for_update())
        row = connection.execute(query).one_or_none()
    return None if row is None else _concern(row)


def rests_on(connection: sa.Connection, numbers: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    """Return by concern the records that it rests on, with their sides."""
    query = (
        sa.select(concern_records.c.concern_id, records.c.id, records.c.side)
        .join_from(concern_records, records, records.c.id == concern_records.c.record_id)
        .where(any_of(concern_records.c.concern_id, numbers))
        .order_by(concern_records.c.concern_id, records.c.id)
    )
    found: dict[int, list[tuple[int, str]]] = {}
    for number, record, side in connection.execute(query):
        found.setdefault(int(number), []).append((int(record), str(side)))
    return found


def dismiss(connection: sa.Connection, number: int, person: int, at: datetime, reason: bytes) -> None:
    """Dismiss a concern."""
    query = sa.update(concerns).where(_C.id == number, _C.dismissed_at.is_(None))
    connection.execute(query.values(dismissed_by=person, dismissed_at=at, reason=reason))


def forget_traces(connection: sa.Connection, before: datetime) -> int:
    """Remove the traces of records that were erased before a moment; return how many."""
    gone = sa.select(records.c.id).where(records.c.state == "erased", records.c.changed_at < before)
    return connection.execute(sa.delete(traces).where(traces.c.record_id.in_(gone))).rowcount


def told_of(connection: sa.Connection, record_ids: Collection[int]) -> list[Told]:
    """Return records with what they last said before they ended, in the order of their numbers."""
    last = (
        sa.select(record_versions.c.content)
        .where(
            record_versions.c.record_id == records.c.id, sa.cast(record_versions.c.content, sa.Text()) != "{}"
        )
        .order_by(record_versions.c.version.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        sa.select(
            records.c.id, records.c.side, agencies.c.code, records.c.state, records.c.created_at,
            records.c.changed_at, last,
        )
        .join_from(records, agencies, agencies.c.id == records.c.agency_id)
        .where(any_of(records.c.id, record_ids))
        .order_by(records.c.id)
    )  # fmt: skip
    return [Told(*row[:6], row[6] or {}) for row in connection.execute(query)]


def refusals(
    connection: sa.Connection, inquiry_ids: Collection[int], refusing: Collection[tuple[str, str]]
) -> dict[int, date]:
    """Return the day on which an inquiry was first refused: by the acts (kind, outcome) that refuse and stand."""
    back = acts.alias("back")
    query = (
        sa.select(acts.c.inquiry_id, sa.func.min(acts.c.at))
        .where(
            any_of(acts.c.inquiry_id, inquiry_ids),
            sa.tuple_(acts.c.kind, acts.c.outcome).in_(list(refusing)),
            ~sa.exists().where(back.c.takes_back == acts.c.id),
        )
        .group_by(acts.c.inquiry_id)
    )
    return {int(row[0]): row[1].date() for row in connection.execute(query)}
