"""A record's content between the file contract and the tables: taken apart by who may see what, and put together again.

Documents and telephones stand encrypted beside hashes by which they are looked up. Of a child, where it was found, the
notes, and whatever the contract doesn't know stand encrypted with its whereabouts (brief I6): nobody can tell what a free
text or an unknown column says of where the child is. All else is open to whoever sees the record.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import sqlalchemy as sa

from tracing.records.schema import INQUIRY_COLUMNS, LIST_COLUMNS
from tracing.service.context import Service
from tracing.service.keyring import Keyring
from tracing.standardise import documents, phones, places
from tracing.standardise.places.gazetteer import gazetteer
from tracing.store import records as store

__all__ = [
    "Parts",
    "contract_rows",
    "full_rows",
    "hashes_of",
    "listed",
    "seal",
    "take_apart",
    "unsealed",
    "whole_rows",
]

_SECRET = ("documents", "phones")
_RESTRICTED = ("event_place", "notes")
"""Columns of a child that stand with its whereabouts."""

_SURE = 0.6
"""Share of a place's readings that must agree on a country or department before it is named."""

_MOST_NUMBERS = 100


@dataclass(frozen=True, slots=True)
class Parts:
    """A record's columns by who may see them. ``numbers``: for each secret column the numbers in it, normalised."""

    content: dict[str, str] = field(repr=False)
    secrets: dict[str, str] = field(repr=False)
    numbers: dict[str, tuple[str, ...]] = field(repr=False)
    restricted: dict[str, str] = field(repr=False)
    found_region: str | None = None


def take_apart(side: str, agency: str, row: Mapping[str, str], extra: Mapping[str, str]) -> Parts:
    """Take a row of the file contract apart; ``extra`` are the columns outside it, ``agency`` is the code."""
    secrets = {name: row[name] for name in _SECRET if name in row}
    content = {name: text for name, text in row.items() if name not in secrets}
    restricted: dict[str, str] = {}
    if side == "child":
        restricted = {name: content.pop(name) for name in _RESTRICTED if name in content}
        restricted.update(extra)
    else:
        content.update(extra)
    return Parts(
        content,
        secrets,
        {name: tuple(_numbers(name, cell, agency[:2])) for name, cell in secrets.items()},
        restricted,
        _region(restricted["event_place"]) if "event_place" in restricted else None,
    )


def seal(
    keyring: Keyring,
    record_id: int,
    version: int,
    parts: Parts,
    provenance: Sequence[Mapping[str, object]] = (),
) -> store.NewVersion:
    """Encrypt what must not lie open, for one record."""
    secrets: list[tuple[str, int, bytes, bytes]] = []
    for name, cell in parts.secrets.items():
        # What can't be read as a number must not look like what can't be read of another person.
        numbers = parts.numbers[name] or (f"unread:{record_id}",)
        sealed = keyring.encrypt(cell.encode(), f"record_secrets.ciphertext:{record_id}")
        for place, number in enumerate(numbers):
            secrets.append((name, place, b"" if place else sealed, keyring.digest(name, number)))
    restricted = None
    if parts.restricted:
        text = json.dumps(parts.restricted, ensure_ascii=False)
        restricted = keyring.encrypt(text.encode(), f"whereabouts.ciphertext:{record_id}")
    return store.NewVersion(
        record_id,
        version,
        parts.content,
        provenance,
        parts.found_region,
        "notes" in parts.restricted,
        secrets,
        restricted,
    )


def hashes_of(keyring: Keyring, name: str, cell: str, agency: str) -> list[bytes]:
    """Return the hashes by which the numbers of a cell (``documents``, ``phones``) are looked up."""
    return [keyring.digest(name, number) for number in _numbers(name, cell, agency[:2])]


def contract_rows(
    service: Service, connection: sa.Connection, record_ids: Collection[int]
) -> dict[int, dict[str, str]]:
    """Return live records as rows of the file contract by id, without empty cells, ready to be standardised.

    The agency's code stands in every row, whether or not it was written: standardising puts it before the group, so that
    two agencies' groups never become one.
    """
    found = store.latest(connection, record_ids)
    rows = whole_rows(service.keyring, connection, [one for one in found if one.state == "live"])
    known = set(INQUIRY_COLUMNS)
    return {
        one.id: {
            "record_id": one.reference,
            "agency": one.agency,
            **{name: text for name, text in rows[one.id].items() if name in known},
        }
        for one in found
        if one.id in rows
    }


def full_rows(
    keyring: Keyring, connection: sa.Connection, record_ids: Collection[int]
) -> dict[int, dict[str, str]]:
    """Return all columns of records as of their latest version, those outside the contract too; without ``record_id``
    and ``agency``. What the connection's reader may not see is missing."""
    return whole_rows(keyring, connection, store.latest(connection, record_ids))


def whole_rows(
    keyring: Keyring, connection: sa.Connection, found: Sequence[store.Latest]
) -> dict[int, dict[str, str]]:
    """Return the same of records whose latest version was read already."""
    rows = {one.id: dict(one.content) for one in found}
    if not rows:
        return {}
    for record_id, _, name, cell in store.secrets_of(connection, rows):
        rows[record_id][name] = _open_secret(keyring, record_id, cell)
    for record_id, _, restricted in store.restricted_of(connection, rows):
        rows[record_id].update(_open_restricted(keyring, record_id, restricted))
    return rows


def unsealed(
    keyring: Keyring, connection: sa.Connection, record_id: int
) -> Iterator[tuple[store.Past, dict[str, str]]]:
    """Yield every version of a record with all its columns."""
    rows: dict[int, dict[str, str]] = {}
    for _, version, name, cell in store.secrets_of(connection, [record_id], all_versions=True):
        rows.setdefault(version, {})[name] = _open_secret(keyring, record_id, cell)
    for _, version, restricted in store.restricted_of(connection, [record_id], all_versions=True):
        rows.setdefault(version, {}).update(_open_restricted(keyring, record_id, restricted))
    for past in store.versions(connection, record_id):
        yield past, {**past.content, **rows.get(past.version, {})}


def listed(row: Mapping[str, str]) -> dict[str, str | list[str]]:
    """Return a row as it is shown in JSON: in the contract's order, lists as lists."""
    names = [name for name in INQUIRY_COLUMNS if name in row]
    names += sorted(name for name in row if name not in INQUIRY_COLUMNS)
    return {
        name: [part.strip() for part in row[name].split(";") if part.strip()]
        if name in LIST_COLUMNS
        else row[name]
        for name in names
    }


def _open_secret(keyring: Keyring, record_id: int, cell: bytes) -> str:
    return keyring.decrypt(cell, f"record_secrets.ciphertext:{record_id}").decode()


def _open_restricted(keyring: Keyring, record_id: int, restricted: bytes) -> dict[str, str]:
    found: dict[str, str] = json.loads(keyring.decrypt(restricted, f"whereabouts.ciphertext:{record_id}"))
    return found


def _numbers(name: str, cell: str, country: str) -> list[str]:
    """Return the numbers of a cell in the form in which two writings of one number are equal."""
    if name == "phones":
        read = phones.parse_list(cell, country=country)
        found = [phone.e164 or f"…{phone.tail}" for phone in read]
    else:
        found = [
            f"{d.country or ''}-{d.kind}:{d.number}" for d in documents.parse_list(cell, country=country)
        ]
    return list(dict.fromkeys(found))[:_MOST_NUMBERS]


@lru_cache(maxsize=1 << 14)
def _region(text: str) -> str | None:
    """Return country and department of a place, each only if the text leaves little doubt."""
    found = places.resolve(text)
    countries: dict[str, float] = {}
    departments: dict[str | None, float] = {}
    for place, share in zip(found.places, found.scores, strict=True):
        countries[place.country] = countries.get(place.country, 0.0) + share
        departments[place.admin1] = departments.get(place.admin1, 0.0) + share
    country = max(countries, key=lambda c: countries[c], default=None)
    if country is None or countries[country] < _SURE:
        return None
    department = max(departments, key=lambda d: departments[d])
    named = gazetteer().place(department) if department and departments[department] >= _SURE else None
    return country if named is None else f"{country}, {named.name}"
