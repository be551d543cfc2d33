"""Keyed hashes of what stands on records, so that what several share is found without its being known.

Two tables hold them: ``mentions`` of live records, and ``traces``, which outlive the record for a while.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from tracing.store import tables
from tracing.store.any_of import any_of

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
        connection.execute(sa.delete(self.table).where(any_of(self.table.c.record_id, record_ids)))
        if found:
            rows = [{"record_id": r, "side": s, "thing": t, "hash": h} for r, s, t, h in sorted(set(found))]
            connection.execute(sa.insert(self.table), rows)

    def of(self, connection: sa.Connection, record_ids: Collection[int]) -> list[tuple[int, str, bytes]]:
        """Return (record, thing, hash) of what stands on records."""
        c = self.table.c
        query = sa.select(c.record_id, c.thing, c.hash).where(any_of(c.record_id, record_ids))
        return [(row[0], row[1], bytes(row[2])) for row in connection.execute(query)]

    def records_with(
        self, connection: sa.Connection, side: str, found: Collection[tuple[str, bytes]], limit: int
    ) -> dict[tuple[str, bytes], list[int]]:
        """Return the records of a side that each (thing, hash) stands on, ``limit`` of each at most; those that stand on none are
        left out."""
        if not found:
            return {}
        c, given = self.table.c, sorted(set(found))
        asked = (
            sa.func.unnest(
                sa.literal([thing for thing, _ in given], sa.ARRAY(sa.Text())),
                sa.literal([hash_ for _, hash_ in given], sa.ARRAY(sa.LargeBinary())),
            )
            .table_valued(sa.column("thing", sa.Text()), sa.column("hash", sa.LargeBinary()))
            .render_derived(name="asked")
        )
        standing = (
            sa.select(c.record_id)
            .where(c.hash == asked.c.hash, c.thing == asked.c.thing, c.side == side)
            .order_by(c.record_id)
            .limit(limit)
            .lateral("standing")
        )
        query = sa.select(asked.c.thing, asked.c.hash, standing.c.record_id)
        by_thing: dict[tuple[str, bytes], list[int]] = {}
        for thing, hash_, record in connection.execute(query.join_from(asked, standing, sa.true())):
            by_thing.setdefault((thing, bytes(hash_)), []).append(int(record))
        return by_thing

    def shared_by(
        self, connection: sa.Connection, side: str, found: Collection[tuple[str, bytes]], most: int
    ) -> dict[tuple[str, bytes], list[int]]:
        """Return the same of what stands on ``most`` records of the side or fewer."""
        by_thing = self.records_with(connection, side, found, most + 1)
        return {one: ids for one, ids in by_thing.items() if len(ids) <= most}


MENTIONS = Hashes(tables.mentions)
TRACES = Hashes(tables.traces)
