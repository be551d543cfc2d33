"""What the simulation knows and no officer does: whose pseudonym it is, and whether two records are of one child."""

from __future__ import annotations

import sqlalchemy as sa

from tracing.casework.pseudonyms import record_of
from tracing.service.context import Service
from tracing.simulation.records import Truth
from tracing.store.tables import agencies, records

__all__ = ["Ledger"]


class Ledger:
    """The truth of pairs by their pseudonyms."""

    def __init__(self, service: Service, truth: Truth) -> None:
        self._service, self._truth = service, truth
        self._records: dict[str, tuple[str, str]] = {}

    def same(self, inquiry: str, child: str) -> bool:
        """Whether the two are of one child."""
        return self._truth.same(self._known(inquiry)[0], self._known(child)[0])

    def agency(self, name: str) -> str:
        """The code of the agency that sent a record."""
        return self._known(name)[1]

    def _known(self, name: str) -> tuple[str, str]:
        if name not in self._records:
            found = record_of(name)
            if found is None:
                raise AssertionError(f"the service gave out a pseudonym that is none: {name}")
            query = (
                sa.select(records.c.reference, agencies.c.code)
                .join(agencies, agencies.c.id == records.c.agency_id)
                .where(records.c.id == found[1])
            )
            with self._service.database.working() as connection:
                row = connection.execute(query).one()
            self._records[name] = row.reference, row.code
        return self._records[name]
