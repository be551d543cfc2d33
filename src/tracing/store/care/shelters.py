"""Shelters, their versions, and the nights that are taken in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from tracing.store import locks
from tracing.store.named import queries
from tracing.store.tables import shelter_addresses, shelter_versions

__all__ = ["Shelter", "Taken", "add", "add_version", "lock", "shelters", "stays_in"]


@dataclass(frozen=True, slots=True)
class Shelter:
    """A version of a shelter. ``sealed``: its name and address, encrypted; None where they aren't the reader's to see."""

    id: int
    agency_id: int
    agency: str
    code: str
    version: int
    country: str
    subdivision: str
    kind: str
    least_age: int
    most_age: int
    sexes: list[str]
    places: int
    accessibility: list[str]
    languages: list[str]
    confidential: bool
    confidential_by: str
    open: bool
    valid_from: date
    checked_on: date
    reason: str | None = field(repr=False)
    by_user: int
    at: datetime
    sealed: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Taken:
    """A stay that takes a place."""

    record_id: int
    number: int
    begins: date
    ends: date | None


def shelters(
    connection: sa.Connection, after: int = 0, limit: int = 10_000, all_versions: bool = False, **only: Any
) -> list[Shelter]:
    """Return the latest version of shelters in the order of their ids; ``only``: ``id``, ``agency``, ``code``, ``country``,
    ``subdivision``, ``kind``, ``sex``, ``age``."""
    wanted = dict.fromkeys(("id", "agency", "code", "country", "subdivision", "kind", "sex", "age"))
    given = {**wanted, **only, "after": after, "limit": limit, "all_versions": all_versions}
    rows = connection.execute(queries("care")["shelters"], given)
    return [_shelter(row) for row in rows]


def _shelter(row: Any) -> Shelter:
    values: list[Any] = [*row[:-1], None if row[-1] is None else bytes(row[-1])]
    return Shelter(*values)


def add(connection: sa.Connection, agency_id: int, code: str, person: int, at: datetime) -> int | None:
    """Enter a shelter; return its id, None where the agency has one of this code."""
    given = {"agency_id": agency_id, "code": code, "person": person, "at": at}
    return connection.execute(queries("care")["add_shelter"], given).scalar_one_or_none()


def add_version(
    connection: sa.Connection, shelter_id: int, version: int, sealed: bytes, **facts: Any
) -> None:
    """Append a version of a shelter."""
    named = {"shelter_id": shelter_id, "version": version}
    connection.execute(sa.insert(shelter_versions).values(**named, **facts))
    connection.execute(sa.insert(shelter_addresses).values(**named, sealed=sealed))


def stays_in(connection: sa.Connection, shelter_id: int, first: date, last: date) -> list[Taken]:
    """Return the stays in a shelter that touch the nights from ``first`` to ``last``."""
    given = {"shelter": shelter_id, "first": first, "last": last}
    return [Taken(*list(row)) for row in connection.execute(queries("care")["stays_in"], given)]


def lock(connection: sa.Connection, shelter_id: int) -> None:
    """Let those who take a place in a shelter, or change it, pass one after the other, until the transaction ends."""
    locks.lock(connection, "care", f"shelter:{shelter_id}")
