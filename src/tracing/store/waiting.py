"""How much the worker still has to do, for whoever watches over it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from tracing.store.tables import imports, links_due, pending

__all__ = ["Waiting", "waiting"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """``records`` aren't matched yet (a record counts once for each step that it waits for), the longest for
    ``seconds``; ``imports`` aren't stored whole."""

    records: int
    seconds: float
    imports: int

    @property
    def nothing(self) -> bool:
        """Whether all is done."""
        return not (self.records or self.imports)


def waiting(connection: sa.Connection) -> Waiting:
    """Count what waits; needs a transaction of the worker's."""
    both = sa.union_all(sa.select(pending.c.since), sa.select(links_due.c.since)).subquery()
    oldest = sa.func.extract("epoch", sa.func.now() - sa.func.min(both.c.since))
    left = sa.select(sa.func.count()).select_from(imports).where(imports.c.state.in_(("received", "reading")))
    row = connection.execute(
        sa.select(sa.func.count(), sa.func.coalesce(oldest, 0), left.scalar_subquery()).select_from(both)
    ).one()
    return Waiting(row[0], float(row[1]), row[2])
