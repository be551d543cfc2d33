"""What stands encrypted, and putting newly encrypted values in the place of old ones: queries and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tracing.store.tables import TABLES

__all__ = ["PLACES", "Place", "old", "remaining", "replace"]


@dataclass(frozen=True, slots=True)
class Place:
    """A column that holds ciphertext. ``keys`` make up the table's primary key; ``named_by`` are those of them that the
    encryption's context names (``service.keyring``), joined by ``/``."""

    table: str
    column: str
    keys: tuple[str, ...] = ("id",)
    named_by: tuple[str, ...] = ("id",)

    @property
    def name(self) -> str:
        """Return the place as contexts begin with it."""
        return f"{self.table}.{self.column}"


_VERSION = ("record_id", "version")
_RECORD = ("record_id",)

PLACES: tuple[Place, ...] = (
    Place("users", "totp_secret"),
    Place("record_secrets", "ciphertext", (*_VERSION, "field", "place"), _RECORD),
    Place("whereabouts", "ciphertext", _VERSION, _RECORD),
    Place("protection_flags", "detail"),
    Place("forms", "form", ("slot", "record_id"), _RECORD),
    Place("acts", "detail"),
    Place("repatriation_steps", "detail"),
    Place("verification_questions", "question"),
    Place("verification_questions", "answer"),
    Place("idempotency", "body", ("agency_id", "key"), ("agency_id", "key")),
    Place("imports", "file"),
    Place("imports", "columns"),
    Place("webhooks", "secret"),
    Place("definitions", "note"),
    Place("shelter_addresses", "sealed", ("shelter_id", "version"), ("shelter_id", "version")),
    Place("placements", "detail"),
    Place("consular_records", "detail"),
    Place("signing_keys", "secret"),
    Place("shields", "reason"),
    Place("shields", "end_reason"),
    Place("concerns", "reason"),
    Place("referrals", "detail"),
    Place("referral_outcomes", "detail"),
    Place("statistics_months", "events", ("month",), ("month",)),
    Place("set_acts", "note"),
    Place("kin", "name"),
    Place("kin", "note"),
    Place("hearings", "record", ("act_id",), ("act_id",)),
    Place("complaints", "record"),
    Place("complaint_steps", "record"),
    Place("erasures", "reason", _RECORD, _RECORD),
    Place("best_interests", "record", ("act_id",), ("act_id",)),
    Place("drafts", "ciphertext", ("user_id", "page"), ("user_id", "page")),
    Place("import_previews", "file", ("user_id",), ("user_id",)),
)


def old(
    connection: sa.Connection, place: Place, number: int, after: Sequence[Any] | None, limit: int
) -> list[tuple[tuple[Any, ...], bytes]]:
    """Return (primary key, ciphertext) of values that aren't encrypted with key ``number``, after a primary key, and keep
    others from changing them until the transaction ends."""
    table = TABLES[place.table]
    keys = [table.c[name] for name in place.keys]
    query = sa.select(*keys, table.c[place.column]).where(_other(place, number))
    if after is not None:
        query = query.where(
            sa.tuple_(*keys) > sa.tuple_(*(sa.literal(v, k.type) for v, k in zip(after, keys, strict=True)))
        )
    query = query.order_by(*keys).limit(limit).with_for_update()
    return [(tuple(row[:-1]), bytes(row[-1])) for row in connection.execute(query)]


def replace(connection: sa.Connection, place: Place, values: Sequence[tuple[Sequence[Any], bytes]]) -> None:
    """Put ciphertexts in their places."""
    table = TABLES[place.table]
    query = (
        sa.update(table)
        .where(
            *(table.c[name] == sa.bindparam(f"key_{name}", type_=table.c[name].type) for name in place.keys)
        )
        .values({place.column: sa.bindparam("made")})
    )
    given = [
        {**{f"key_{name}": value for name, value in zip(place.keys, key, strict=True)}, "made": made}
        for key, made in values
    ]
    connection.execute(query, given)


def remaining(connection: sa.Connection, place: Place, number: int) -> int:
    """Return how many values aren't encrypted with key ``number``."""
    table = TABLES[place.table]
    query = sa.select(sa.func.count()).select_from(table).where(_other(place, number))
    return int(connection.execute(query).scalar_one())


def _other(place: Place, number: int) -> sa.ColumnElement[bool]:
    column = TABLES[place.table].c[place.column]
    # The number of the key stands in the first two bytes (service.keyring).
    return (sa.func.octet_length(column) > 0) & (
        sa.func.substring(column, 1, 2) != sa.literal(number.to_bytes(2, "big"), sa.LargeBinary())
    )
