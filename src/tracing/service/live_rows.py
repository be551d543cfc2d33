"""Live records as matching sees them: rows of the file contract, the same for one record as for a batch of all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import sqlalchemy as sa

from tracing.service.contents import contract_rows
from tracing.service.context import Service
from tracing.store.matching import Facts

__all__ = ["dated", "live_rows", "reference_of"]

_DIGITS = 10


def live_rows(
    service: Service, connection: sa.Connection, facts: Collection[Facts]
) -> dict[int, dict[str, str | None]]:
    """Return those of some records that are live as rows of the file contract, by id.

    A row's reference is the record's own number, so that the order of references is that of the numbers by which live
    matching decides between equal weights. An age without a day was said when the record was written; without that the
    same row would be read differently every year.
    """
    live = {one.id: one for one in facts if one.state == "live"}
    rows: dict[int, dict[str, str | None]] = {}
    for record, row in contract_rows(service, connection, list(live)).items():
        rows[record] = dated({**row, "record_id": reference_of(record)}, live[record].at.date())
    return rows


def dated(row: Mapping[str, str | None], written_on: date) -> dict[str, str | None]:
    """Return a row whose age was said on some day: the day it was written, if it names none."""
    if row.get("age") and not row.get("age_date") and not row.get("event_date"):
        return {**row, "age_date": written_on.isoformat()}
    return dict(row)


def reference_of(record: int) -> str:
    """Return the reference of a record in a batch."""
    return str(record).zfill(_DIGITS)
