"""What law asks of a record: when the person was born, where the record is held, where they are from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import sqlalchemy as sa

from tracing.standardise.dates import BirthDate
from tracing.standardise.record import birth_of, origin_of
from tracing.store import records as store
from tracing.store.law import held_in

__all__ = ["LawFacts", "law_facts"]


@dataclass(frozen=True)
class LawFacts:
    """Of one record. ``held``: the subdivision or country of the agency that holds it; ``row``: its open columns."""

    record_id: int
    side: str
    live: bool
    birth: BirthDate | None = field(repr=False)
    held: str
    row: Mapping[str, str] = field(repr=False)

    @property
    def born(self) -> tuple[date | None, date | None]:
        """The first and the last day on which the person may have been born."""
        return (None, None) if self.birth is None else (self.birth.earliest, self.birth.latest)

    @cached_property
    def origins(self) -> tuple[str, ...]:
        """The countries where the person may be from, by their ISO codes, in order. Read from free text: it takes a moment."""
        return tuple(sorted(origin_of({**self.row}).countries))

    @property
    def origin(self) -> str | None:
        """The country where the person is from, if it can be but one."""
        return self.origins[0] if len(self.origins) == 1 else None


def law_facts(connection: sa.Connection, record_ids: Collection[int], today: date) -> list[LawFacts]:
    """Return the facts of records that the connection may see, in the order of ids.

    An age that nobody dated was said when it was first written into the record: so the person grows older by the calendar.
    """
    said_on = store.age_said_on(connection, record_ids)
    held = held_in(connection, record_ids)
    return [
        LawFacts(
            one.id,
            one.side,
            one.state == "live",
            birth_of({**one.content, "agency": one.agency}, today, min(today, said_on.get(one.id, today))),
            held[one.id],
            one.content,
        )
        for one in store.latest(connection, record_ids)
    ]
