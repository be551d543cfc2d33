"""Sets of records, likenesses and kin: queries and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tracing.store import locks
from tracing.store.named import queries
from tracing.store.tables import records

__all__ = [
    "KinRow",
    "Known",
    "Likeness",
    "SetAct",
    "acts_touching",
    "add_act",
    "add_kin",
    "agencies_of",
    "claim_due",
    "ever_same",
    "kin_of",
    "known",
    "likeness",
    "lock",
    "next_act",
    "next_kin",
    "open_likenesses",
    "replace_likenesses",
    "sides_of",
]


@dataclass(frozen=True, slots=True)
class SetAct:
    """An act on a set as it was entered; ``note`` is encrypted."""

    id: int
    side: str
    kind: str
    records: list[int]
    reasons: list[str]
    note: bytes | None = field(repr=False)
    user_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """What the rules must know of a record; people are ids of users."""

    id: int
    side: str
    live: bool
    submitters: list[int]
    conflicted: list[int]


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two records that a matcher holds to be alike; ``weight`` in 1/256 bit."""

    first: int
    second: int
    weight: int
    probability: float
    warnings: list[str]
    found_at: datetime


@dataclass(frozen=True, slots=True)
class KinRow:
    """What somebody is to a child, as it was entered; ``name`` and ``note`` are encrypted."""

    id: int
    child_id: int
    inquiry_id: int | None
    other_id: int | None
    name: bytes | None = field(repr=False)
    name_hash: bytes | None = field(repr=False)
    relation: str
    standing: str
    bases: list[str]
    note: bytes | None = field(repr=False)
    user_id: int
    at: datetime


def acts_touching(connection: sa.Connection, ids: Collection[int]) -> list[SetAct]:
    """Return all acts on these records and on whatever was ever named together with them, the first first."""
    asked: set[int] = set(ids)
    while True:
        rows = connection.execute(queries("sets")["acts_touching"], {"records": sorted(asked)}).all()
        named = {record for row in rows for record in row.records}
        if named <= asked:
            return [_act(row) for row in rows]
        asked |= named


def ever_same(connection: sa.Connection, record_id: int) -> set[int]:
    """Return all records that anybody ever said are of the same child or inquiry, whatever was split again, itself among them; for
    the worker's eyes."""
    rows = connection.execute(queries("sets")["ever_same"], {"record": record_id})
    return {int(row[0]) for row in rows}


def lock(connection: sa.Connection, ids: Collection[int]) -> None:
    """Let acts on these records pass one after the other, until the transaction ends."""
    locks.lock(connection, "set", *ids)


def next_act(connection: sa.Connection) -> int:
    """Return the number of the next act: what is encrypted in it names it."""
    return int(connection.execute(queries("sets")["next_act"]).scalar_one())


def add_act(connection: sa.Connection, made: SetAct) -> None:
    """Enter an act."""
    given = {
        "id": made.id, "side": made.side, "kind": made.kind, "records": made.records, "reasons": made.reasons,
        "note": made.note, "person": made.user_id, "at": made.at,
    }  # fmt: skip
    connection.execute(queries("sets")["add_act"], given)


def known(connection: sa.Connection, ids: Collection[int]) -> dict[int, Known]:
    """Return what the rules must know of records; the connection is the worker's."""
    rows = connection.execute(queries("sets")["known"], {"records": sorted(ids)})
    return {row[0]: Known(row[0], row[1], row[2], list(row[3]), list(row[4])) for row in rows}


def sides_of(connection: sa.Connection, ids: Collection[int]) -> dict[int, str]:
    """Return the side of each record that the reader sees."""
    rows = connection.execute(sa.select(records.c.id, records.c.side).where(records.c.id.in_(sorted(ids))))
    return {row[0]: row[1] for row in rows}


def claim_due(connection: sa.Connection, most: int) -> list[int]:
    """Take records of which likenesses are due; they're done once the transaction commits."""
    rows = connection.execute(queries("sets")["claim_due"], {"most": most})
    return sorted(row[0] for row in rows)


def agencies_of(connection: sa.Connection, ids: Collection[int]) -> dict[int, int]:
    """Return the agency of each record that is live."""
    rows = connection.execute(queries("sets")["agencies_of"], {"records": sorted(ids)})
    return {row[0]: row[1] for row in rows}


def replace_likenesses(
    connection: sa.Connection,
    side: str,
    matcher_id: int,
    ids: Collection[int],
    found: Sequence[Likeness],
    at: datetime,
) -> None:
    """Write the likenesses of records in the place of those that are there."""
    named = queries("sets")
    connection.execute(named["forget_likenesses"], {"records": sorted(ids)})
    if found:
        given = {
            "side": side, "matcher": matcher_id, "at": at,
            "first": [one.first for one in found], "second": [one.second for one in found],
            "weights": [one.weight for one in found], "probabilities": [one.probability for one in found],
            "warnings": ["{" + ",".join(one.warnings) + "}" for one in found],
        }  # fmt: skip
        connection.execute(named["add_likenesses"], given)


def open_likenesses(
    connection: sa.Connection, side: str, after: tuple[int, int, int] | None, most: int
) -> list[Likeness]:
    """Return likenesses that nobody has said anything of, the most alike first, after (weight, first, second)."""
    weight, first, second = after or (None, None, None)
    given = {"side": side, "weight": weight, "first": first, "second": second, "most": most}
    rows = connection.execute(queries("sets")["open_likenesses"], given)
    return [_likeness(row) for row in rows]


def likeness(connection: sa.Connection, first: int, second: int) -> Likeness | None:
    """Return what the matcher says of two records; None where they aren't alike."""
    given = {"first": min(first, second), "second": max(first, second)}
    row = connection.execute(queries("sets")["likeness"], given).one_or_none()
    return None if row is None else _likeness(row)


def next_kin(connection: sa.Connection) -> int:
    """Return the number of the next statement on kin: what is encrypted in it names it."""
    return int(connection.execute(queries("sets")["next_kin"]).scalar_one())


def add_kin(connection: sa.Connection, made: KinRow) -> None:
    """Enter a statement on kin."""
    given = {
        "id": made.id, "child": made.child_id, "inquiry": made.inquiry_id, "other": made.other_id, "name": made.name,
        "name_hash": made.name_hash, "relation": made.relation, "standing": made.standing, "bases": made.bases,
        "note": made.note, "person": made.user_id, "at": made.at,
    }  # fmt: skip
    connection.execute(queries("sets")["add_kin"], given)


def kin_of(connection: sa.Connection, children: Collection[int]) -> list[KinRow]:
    """Return all statements on the kin of children that the reader may see, the first first."""
    rows = connection.execute(queries("sets")["kin_of"], {"children": sorted(children)})
    return [_kin(row) for row in rows]


def _act(row: Any) -> SetAct:
    values: list[Any] = list(row)
    values[5] = _bytes(row[5])
    return SetAct(*values)


def _likeness(row: Any) -> Likeness:
    values: list[Any] = [*row[:4], list(row[4]), row[5]]
    return Likeness(*values)


def _kin(row: Any) -> KinRow:
    values: list[Any] = list(row)
    for place in (4, 5, 9):
        values[place] = _bytes(row[place])
    return KinRow(*values)


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)
