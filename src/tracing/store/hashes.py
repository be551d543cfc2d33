"""Keyed hashes of what stands on records, so that what several share is found without its being known.

Two tables hold them: ``mentions`` of live records, and ``traces``, which outlive the record for a while.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from tracing.store import tables

__all__ = ["MENTIONS", "TRACES", "Hashes"]


@dataclass(frozen=True, slots=True)
class Hashes:
    """One of the tables: (record, side, thing, hash)."""

    table: sa.TableClause

    def put(
        self,
        connection: sa.Connection,
        record_ids: Collection[int],
        found: Collection[tuple[int, str, str, bytes]],
    ) -> None:
        """Put what stands on records (record, side, thing, hash) in the place of what stood there."""
        connection.execute(sa.delete(self.table).where(self.table.c.record_id.in_(list(record_ids))))
        if found:
            rows = [{"record_id": r, "side": s, "thing": t, "hash": h} for r, s, t, h in sorted(set(found))]
            connection.execute(sa.insert(self.table), rows)

    def of(self, connection: sa.Connection, record_ids: Collection[int]) -> list[tuple[int, str, bytes]]:
        """Return (record, thing, hash) of what stands on records."""
        c = self.table.c
        query = sa.select(c.record_id, c.thing, c.hash).where(c.record_id.in_(list(record_ids)))
        return [(row[0], row[1], bytes(row[2])) for row in connection.execute(query)]

    def records_with(
        self, connection: sa.Connection, side: str, thing: str, hash_: bytes, limit: int
    ) -> list[int]:
        """Return the records of a side that something stands on, ``limit`` at most."""
        c = self.table.c
        query = sa.select(c.record_id).where(c.hash == hash_, c.thing == thing, c.side == side)
        return [int(row[0]) for row in connection.execute(query.order_by(c.record_id).limit(limit))]


MENTIONS = Hashes(tables.mentions)
TRACES = Hashes(tables.traces)
