"""The register of law as it is corrected here: queries and nothing else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from tracing.store import locks
from tracing.store.any_of import any_given, any_of
from tracing.store.tables import agencies, agency_places, law_decisions, laws, records

__all__ = [
    "NewVersion", "StoredVersion", "add", "all_versions", "decide", "held_in", "lock", "place_of", "places_of",
    "set_place",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version to be entered."""

    place: str
    rule: str
    version: int
    value: str | None
    ends: bool
    es: str
    en: str
    source: str
    cite: str
    valid_from: date | None
    valid_until: date | None
    checked: str
    checked_on: date | None
    checked_by: str
    weakens: bool
    entered_by: int
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A version as it was entered; ``agreed`` by the second person, None where nobody has decided."""

    id: int
    what: NewVersion
    agreed: bool | None
    decided_by: int | None
    decided_at: datetime | None


_L, _D = laws.c, law_decisions.c
_VERSION: tuple[sa.ColumnElement[Any], ...] = tuple(laws.c[name] for name in NewVersion.__slots__)


def lock(connection: sa.Connection) -> None:
    """Let one after the other change the register: what a version weakens depends on those before it."""
    locks.lock(connection, "laws")


def all_versions(connection: sa.Connection) -> list[StoredVersion]:
    """Return all versions in the order in which they were entered."""
    query = (
        sa.select(_L.id, *_VERSION, _D.agreed, _D.decided_by, _D.decided_at)
        .select_from(laws.outerjoin(law_decisions, _D.law_id == _L.id))
        .order_by(_L.id)
    )
    found = []
    for row in connection.execute(query):
        number, *values, agreed, by, at = row
        found.append(StoredVersion(number, NewVersion(*values), agreed, by, at))
    return found


def add(connection: sa.Connection, made: NewVersion) -> int:
    """Enter a version; return its id."""
    values = {name: getattr(made, name) for name in NewVersion.__slots__}
    return int(connection.execute(sa.insert(laws).values(**values).returning(_L.id)).scalar_one())


def decide(
    connection: sa.Connection, law_id: int, agreed: bool, reason: str, person: int, at: datetime
) -> None:
    """Enter what the second person decided on a version."""
    query = sa.insert(law_decisions).values(
        law_id=law_id, agreed=agreed, reason=reason, decided_by=person, decided_at=at
    )
    connection.execute(query)


_HELD_IN = (
    sa.select(records.c.id, sa.func.coalesce(agency_places.c.place, agencies.c.country))
    .select_from(
        records.join(agencies, agencies.c.id == records.c.agency_id).outerjoin(
            agency_places, agency_places.c.agency_id == agencies.c.id
        )
    )
    .where(any_given(records.c.id, "records"))
)


def held_in(connection: sa.Connection, record_ids: Collection[int]) -> dict[int, str]:
    """Return by record where it is held: its agency's subdivision, where that is known to the reader, or else its country."""
    return {row[0]: row[1] for row in connection.execute(_HELD_IN, {"records": list(record_ids)})}


def places_of(connection: sa.Connection, agency_ids: Collection[int]) -> dict[int, str]:
    """Return by agency the subdivision that it is in, where that is known to the reader, or else its country."""
    query = (
        sa.select(agencies.c.id, sa.func.coalesce(agency_places.c.place, agencies.c.country))
        .select_from(agencies.outerjoin(agency_places, agency_places.c.agency_id == agencies.c.id))
        .where(any_of(agencies.c.id, agency_ids))
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def place_of(connection: sa.Connection, agency_id: int) -> str | None:
    """Return the subdivision that an agency is in, None where nobody has entered one."""
    query = sa.select(agency_places.c.place).where(agency_places.c.agency_id == agency_id)
    return connection.execute(query).scalar_one_or_none()


def set_place(connection: sa.Connection, agency_id: int, place: str, person: int, at: datetime) -> None:
    """Enter the place that an agency is in."""
    query = insert(agency_places).values(agency_id=agency_id, place=place, set_by=person, set_at=at)
    query = query.on_conflict_do_update(
        index_elements=["agency_id"], set_={"place": place, "set_by": person, "set_at": at}
    )
    connection.execute(query)
