"""Records, their versions and what stands encrypted beside them: queries and nothing else."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from tracing.store.any_of import any_given, any_of
from tracing.store.direct import ask, tell
from tracing.store.named import queries
from tracing.store.tables import agencies, record_secrets, record_versions, records, whereabouts

__all__ = [
    "Latest",
    "NewVersion",
    "Past",
    "Record",
    "add",
    "add_versions",
    "age_said_on",
    "change",
    "find",
    "forget_matching",
    "latest",
    "page",
    "references_of",
    "restricted_of",
    "secrets_of",
    "versions",
]


@dataclass(frozen=True, slots=True)
class Record:
    """A record without its content. ``side`` is ``child`` or ``inquiry``; ``state`` live, withdrawn or erased;
    ``review_on``: since when it must be asked whether the search goes on."""

    id: int
    side: str
    agency_id: int
    reference: str
    version: int
    state: str
    created_at: datetime
    changed_at: datetime
    review_on: date | None


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version to be stored. ``secrets`` are (field, place, ciphertext, hash); ``restricted`` is encrypted."""

    record_id: int
    version: int
    content: Mapping[str, str] = field(repr=False)
    provenance: Sequence[Mapping[str, Any]] = field(repr=False)
    found_region: str | None = field(repr=False)
    noted: bool
    secrets: Sequence[tuple[str, int, bytes, bytes]] = field(repr=False)
    restricted: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Latest:
    """A record's content as of its latest version, without what is encrypted."""

    id: int
    side: str
    agency: str
    reference: str
    version: int
    state: str
    content: dict[str, str] = field(repr=False)
    provenance: list[dict[str, Any]] = field(repr=False)
    found_region: str | None
    noted: bool


@dataclass(frozen=True, slots=True)
class Past:
    """One version of a record as it was stored."""

    version: int
    content: dict[str, str] = field(repr=False)
    provenance: list[dict[str, Any]] = field(repr=False)
    reason: str | None = field(repr=False)
    by_user: int | None
    by_key: int | None
    at: datetime


_RECORD = (
    records.c.id, records.c.side, records.c.agency_id, records.c.reference, records.c.version, records.c.state,
    records.c.created_at, records.c.changed_at, records.c.review_on,
)  # fmt: skip


def find(
    connection: sa.Connection, side: str, agency_id: int, references: Collection[str], lock: bool = False
) -> dict[str, Record]:
    """Return an agency's records by their references; ``lock`` keeps others from changing them meanwhile."""
    query = (
        sa.select(*_RECORD)
        .where(
            records.c.agency_id == agency_id,
            records.c.side == side,
            records.c.reference
            == sa.func.any(sa.bindparam(None, list(references), type_=sa.ARRAY(sa.Text()))),
        )
        .order_by(records.c.id)
    )
    if lock:
        # In the order of ids, as everything that locks several records does. Not against foreign keys (NO KEY UPDATE): an
        # agency whose change waits while a link of its record is written would learn that there is one.
        query = query.with_for_update(key_share=True)
    return {row.reference: Record(*list(row)) for row in connection.execute(query)}


def references_of(connection: sa.Connection, ids: Collection[int]) -> list[str]:
    """Return the references of those of some records that the reader may see, in their order."""
    query = sa.select(records.c.reference).where(records.c.id.in_(sorted(ids))).order_by(records.c.reference)
    return list(connection.execute(query).scalars())


def add(
    connection: sa.Connection,
    side: str,
    agency_id: int,
    references: Sequence[str],
    unless: Sequence[str] = (),
) -> dict[str, int]:
    """Enter new records as version 1; return their ids by reference, without those that are taken. None is entered if the
    agency has a record under one of the references of ``unless``."""
    given = {"side": side, "agency": agency_id, "references": list(references), "unless": list(unless)}
    rows = ask(connection, queries("records")["add_records"], given)
    return {reference: record for record, reference in rows}


def change(connection: sa.Connection, state: str, numbers: Iterable[tuple[int, int]]) -> None:
    """Give records (by id) their new version numbers, and a state."""
    pairs = list(numbers)
    connection.execute(
        queries("records")["change_records"],
        {"state": state, "records": [i for i, _ in pairs], "versions": [v for _, v in pairs]},
    )


def add_versions(
    connection: sa.Connection,
    made: Sequence[NewVersion],
    reason: str | None,
    by_user: int | None,
    by_key: int | None,
) -> None:
    """Store versions with all that belongs to them."""
    rows: list[dict[str, Any]] = [
        {
            "record_id": v.record_id,
            "version": v.version,
            "content": v.content,
            "provenance": v.provenance,
            "found_region": v.found_region,
            "noted": v.noted,
            "secrets": [
                {"field": name, "place": place, "ciphertext": ciphertext.hex(), "hash": hashed.hex()}
                for name, place, ciphertext, hashed in v.secrets
            ],
            "restricted": None if v.restricted is None else v.restricted.hex(),
        }
        for v in made
    ]
    by = {"reason": reason, "by_user": by_user, "by_key": by_key}
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    tell(connection, queries("records")["add_versions"], {"rows": text, **by})


def forget_matching(connection: sa.Connection, record_id: int) -> None:
    """Remove links, keys, forms and leases of a record that isn't live any more; its group is matched again."""
    connection.execute(queries("records")["forget_matching"], {"record": record_id})


# Asked several times by whatever shows a case; putting it together costs as much as asking it.
_LATEST = (
    sa.select(
        records.c.id, records.c.side, agencies.c.code, records.c.reference, records.c.version, records.c.state,
        record_versions.c.content, record_versions.c.provenance, record_versions.c.found_region,
        record_versions.c.noted,
    )
    .join_from(
        records,
        record_versions,
        (record_versions.c.record_id == records.c.id) & (record_versions.c.version == records.c.version),
    )
    .join(agencies, agencies.c.id == records.c.agency_id)
    .where(any_given(records.c.id, "ids"))
    .order_by(records.c.id)
)  # fmt: skip


def latest(connection: sa.Connection, record_ids: Collection[int]) -> list[Latest]:
    """Return the latest version of records, in the order of ids."""
    return [Latest(*list(row)) for row in connection.execute(_LATEST, {"ids": list(record_ids)})]


def age_said_on(connection: sa.Connection, record_ids: Collection[int]) -> dict[int, date]:
    """Return by record on which day the age that stands in it was first written there; nothing of those without one."""
    rows = connection.execute(queries("records")["age_said_on"], {"records": list(record_ids)})
    return {row.record_id: row.said_on for row in rows}


def secrets_of(
    connection: sa.Connection, record_ids: Collection[int], all_versions: bool = False
) -> list[tuple[int, int, str, bytes]]:
    """Return (record, version, field, ciphertext) of documents and telephones as written; the latest unless all."""
    table = record_secrets.c
    query = (
        sa.select(table.record_id, table.version, table.field, table.ciphertext)
        .join_from(record_secrets, records, records.c.id == table.record_id)
        .where(any_of(table.record_id, record_ids), table.place == 0)
    )
    if not all_versions:
        query = query.where(table.version == records.c.version)
    return [(row[0], row[1], row[2], bytes(row[3])) for row in connection.execute(query)]


def restricted_of(
    connection: sa.Connection, record_ids: Collection[int], all_versions: bool = False
) -> list[tuple[int, int, bytes]]:
    """Return (record, version, ciphertext) of what few may see; of the latest version unless all."""
    table = whereabouts.c
    query = (
        sa.select(table.record_id, table.version, table.ciphertext)
        .join_from(whereabouts, records, records.c.id == table.record_id)
        .where(any_of(table.record_id, record_ids))
    )
    if not all_versions:
        query = query.where(table.version == records.c.version)
    return [(row[0], row[1], bytes(row[2])) for row in connection.execute(query)]


def page(
    connection: sa.Connection, side: str, agency_id: int, after: str, limit: int, state: str | None = None
) -> list[Record]:
    """Return an agency's records whose reference comes after ``after``, in the order of references."""
    query = (
        sa.select(*_RECORD)
        .where(
            records.c.agency_id == agency_id,
            records.c.side == side,
            records.c.reference > after,
            records.c.state == state if state is not None else records.c.state != "erased",
        )
        .order_by(records.c.reference)
        .limit(limit)
    )
    return [Record(*list(row)) for row in connection.execute(query)]


def versions(connection: sa.Connection, record_id: int) -> list[Past]:
    """Return all versions of a record, the first first."""
    table = record_versions.c
    query = (
        sa.select(
            table.version,
            table.content,
            table.provenance,
            table.reason,
            table.by_user,
            table.by_key,
            table.at,
        )
        .where(table.record_id == record_id)
        .order_by(table.version)
    )
    return [Past(*list(row)) for row in connection.execute(query)]
