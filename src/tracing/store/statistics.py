"""Closed months and published statistics: queries and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from tracing.store.named import queries
from tracing.store.tables import (
    agencies,
    records,
    statistics_cells,
    statistics_months,
    statistics_publications,
)

__all__ = [
    "CellRow",
    "ClosedMonth",
    "Publication",
    "acted_pairs",
    "add_cells",
    "ask",
    "asked",
    "cells_of",
    "close",
    "closed",
    "entered_in",
    "first_entry",
    "homes_of",
    "lock",
    "publication",
    "publications",
    "release",
]


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """A closed month; ``events`` is encrypted."""

    month: date
    closed_at: datetime
    events: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Publication:
    """Statistics of a period, asked for by somebody; ``state`` asked or released."""

    id: int
    period: str
    state: str
    asked_by: int
    asked_at: datetime
    released_at: datetime | None


@dataclass(frozen=True, slots=True)
class CellRow:
    """A cell as it was published."""

    measure: str
    breakdown: str
    place: tuple[str, ...]
    value: int
    low: int | None = None
    middle: int | None = None
    high: int | None = None


_P = statistics_publications.c
_C = statistics_cells.c


def lock(connection: sa.Connection) -> None:
    """Close and release one after another: what is released is checked against all that was."""
    connection.execute(queries("statistics")["lock"])


def first_entry(connection: sa.Connection) -> datetime | None:
    """Return when the first record was entered."""
    found: datetime | None = connection.execute(sa.select(sa.func.min(records.c.created_at))).scalar_one()
    return found


def closed(connection: sa.Connection, months: Collection[date] | None = None) -> list[ClosedMonth]:
    """Return closed months in their order, or those of some that are."""
    query = sa.select(*statistics_months.c).order_by(statistics_months.c.month)
    if months is not None:
        query = query.where(statistics_months.c.month.in_(list(months)))
    return [ClosedMonth(row[0], row[1], bytes(row[2])) for row in connection.execute(query)]


def close(connection: sa.Connection, month: date, at: datetime, events: bytes) -> None:
    """Close a month."""
    connection.execute(sa.insert(statistics_months).values(month=month, closed_at=at, events=events))


def entered_in(connection: sa.Connection, since: datetime, until: datetime) -> list[tuple[int, datetime]]:
    """Return (record, when) of the records that were entered in a time and aren't erased."""
    query = sa.select(records.c.id, records.c.created_at).where(
        records.c.created_at >= since, records.c.created_at < until, records.c.state != "erased"
    )
    return [(int(row[0]), row[1]) for row in connection.execute(query.order_by(records.c.id))]


def acted_pairs(connection: sa.Connection, until: datetime) -> Iterator[tuple[int, int]]:
    """Yield the pairs (inquiry, child) that people had decided on before a moment."""
    for row in connection.execute(queries("statistics")["acted_pairs"], {"until": until}):
        yield int(row[0]), int(row[1])


def homes_of(connection: sa.Connection, record_ids: Collection[int]) -> dict[int, tuple[str, str, datetime]]:
    """Return of records their agency's country and kind, and when they were entered."""
    query = (
        sa.select(records.c.id, agencies.c.country, agencies.c.kind, records.c.created_at)
        .join_from(records, agencies, agencies.c.id == records.c.agency_id)
        .where(records.c.id.in_(list(record_ids)))
    )
    return {int(row[0]): (row[1], row[2], row[3]) for row in connection.execute(query)}


def ask(connection: sa.Connection, period: str, person: int, at: datetime) -> int:
    """Note that a person publishes a period; return its number."""
    query = sa.insert(statistics_publications).values(
        period=period, asked_by=person, asked_at=at, state="asked"
    )
    return int(connection.execute(query.returning(_P.id)).scalar_one())


def asked(connection: sa.Connection) -> list[Publication]:
    """Return what was asked for and isn't released, the first first."""
    query = sa.select(*statistics_publications.c).where(_P.state == "asked").order_by(_P.id)
    return [_publication(row) for row in connection.execute(query)]


def release(connection: sa.Connection, number: int, at: datetime) -> None:
    """Note that a publication is released."""
    query = sa.update(statistics_publications).where(_P.id == number)
    connection.execute(query.values(state="released", released_at=at))


def publications(connection: sa.Connection, after: int = 0, limit: int | None = None) -> list[Publication]:
    """Return publications in the order of their numbers."""
    query = sa.select(*statistics_publications.c).where(_P.id > after).order_by(_P.id).limit(limit)
    return [_publication(row) for row in connection.execute(query)]


def publication(connection: sa.Connection, period: str) -> Publication | None:
    """Return the publication of a period."""
    row = connection.execute(sa.select(*statistics_publications.c).where(_P.period == period)).one_or_none()
    return None if row is None else _publication(row)


def add_cells(connection: sa.Connection, number: int, cells: Sequence[CellRow]) -> None:
    """Store the cells that are shown."""
    if cells:
        rows = [
            {
                "publication_id": number, "measure": one.measure, "breakdown": one.breakdown, "place": list(one.place),
                "value": one.value, "low": one.low, "middle": one.middle, "high": one.high,
            }
            for one in cells
        ]  # fmt: skip
        connection.execute(sa.insert(statistics_cells), rows)


def cells_of(connection: sa.Connection, number: int, measure: str | None = None) -> list[CellRow]:
    """Return the cells of a publication."""
    query = sa.select(_C.measure, _C.breakdown, _C.place, _C.value, _C.low, _C.middle, _C.high)
    query = query.where(_C.publication_id == number)
    if measure is not None:
        query = query.where(_C.measure == measure)
    found = connection.execute(query.order_by(_C.measure, _C.breakdown, _C.place))
    return [CellRow(row[0], row[1], tuple(row[2]), *row[3:]) for row in found]


def _publication(row: Any) -> Publication:
    return Publication(*row)
