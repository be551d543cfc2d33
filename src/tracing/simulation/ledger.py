"""What the simulation knows and no officer does: whose pseudonym it is, and whether two records are of one child."""

from __future__ import annotations

import sqlalchemy as sa

from tracing.casework.pseudonyms import record_of
from tracing.service.context import Service
from tracing.simulation.records import Truth
from tracing.store.tables import records

__all__ = ["Ledger"]


class Ledger:
    """The truth of pairs by their pseudonyms."""

    def __init__(self, service: Service, truth: Truth) -> None:
        self._service, self._truth = service, truth
        self._references: dict[str, str] = {}

    def same(self, inquiry: str, child: str) -> bool:
        """Whether the two are of one child."""
        return self._truth.same(self._reference(inquiry), self._reference(child))

    def _reference(self, name: str) -> str:
        if name not in self._references:
            found = record_of(name)
            if found is None:
                raise AssertionError(f"the service gave out a pseudonym that is none: {name}")
            query = sa.select(records.c.reference).where(records.c.id == found[1])
            with self._service.database.working() as connection:
                self._references[name] = connection.execute(query).scalar_one()
        return self._references[name]
