"""What was published, for those who read statistics: as values, as CSV, and as the CSV's description for programs (CSVW)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from tracing.casework.roles import Task
from tracing.casework.statistics.measures import MEASURES, AgeBand, Measure, Sex
from tracing.casework.statistics.periods import Period
from tracing.casework.statistics.tables import AGENCIES, ORIGIN, TOTAL
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.errors import NotFound
from tracing.service.statistics.columns import COLUMNS, metadata
from tracing.standardise.places.countries import country_rows
from tracing.standardise.places.gazetteer import gazetteer
from tracing.store import statistics as store
from tracing.store.database import Reader, write_audit

__all__ = [
    "HIDDEN",
    "Catalogue",
    "Line",
    "PublicationView",
    "as_csv",
    "as_metadata",
    "catalogue",
    "lines_of",
    "read_publication",
]

HIDDEN: Final = "hidden"
SHOWN: Final = "shown"

Line = Sequence[str | int | None]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What is published, what is being published, and which months are closed."""

    publications: list[store.Publication]
    closed_months: list[date]


@dataclass(frozen=True, slots=True)
class PublicationView:
    """A publication with its cells; whatever isn't in them is hidden."""

    period: str
    first_day: date
    last_day: date
    released_at: datetime
    cells: list[store.CellRow]


def catalogue(service: Service, reader: Reader) -> Catalogue:
    """Return what is published and what may be."""
    require(reader, Task.READ_STATISTICS)
    with service.database.working() as connection:
        months = [one.month for one in store.closed(connection)]
    with service.database.reading(reader) as connection:
        found = store.publications(connection)
        write_audit(connection, reader, "list", "statistics", "all", shown=len(found))
    return Catalogue(found, months)


def read_publication(
    service: Service, reader: Reader, period: str, measure: Measure | None = None
) -> PublicationView:
    """Return what was published of a period."""
    require(reader, Task.READ_STATISTICS)
    known = Period.read(period)
    with service.database.reading(reader) as connection:
        found = None if known is None else store.publication(connection, period)
        if known is None or found is None or found.released_at is None:
            raise NotFound(
                "not_published",
                "No statistics of that period are published.",
                "See GET /v1/statistics/publications.",
            )
        cells = store.cells_of(connection, found.id, None if measure is None else measure.value)
        write_audit(connection, reader, "read", "statistics", period)
    return PublicationView(period, known.months[0], known.last_day, found.released_at, cells)


def as_csv(service: Service, reader: Reader, period: str, table: str) -> str:
    """Return a table (``origin``, ``agencies``) as CSV. Hidden cells have a line without a count; of municipalities only those that are
    shown have a line."""
    view = read_publication(service, reader, _known(table, period))
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow([column.name for column in COLUMNS[table]])
    rows.writerows(lines_of(view, table))
    return text.getvalue()


def lines_of(view: PublicationView, table: str) -> Iterator[Line]:
    """Yield the lines of a table (``origin``, ``agencies``), hidden cells too, with a value for each of its ``COLUMNS``."""
    return _origin_rows(view) if table == ORIGIN else _agency_rows(view)


def as_metadata(service: Service, reader: Reader, period: str, table: str) -> dict[str, Any]:
    """Return the description of a table's CSV."""
    view = read_publication(service, reader, _known(table, period))
    return metadata(table, view.period, view.first_day, view.last_day, view.released_at)


def _known(table: str, period: str) -> str:
    if table not in COLUMNS:
        raise NotFound("no_table", "There is no such table.", f"Take one of: {', '.join(COLUMNS)}.")
    return period


def _origin_rows(view: PublicationView) -> Iterator[Line]:
    """Yield the lines of a frame that hangs on what is shown alone: which lines there are tells no more than they do."""
    shown = {(one.measure, one.place): one for one in view.cells if one.breakdown == ORIGIN}
    for measure in MEASURES:
        countries = dict.fromkeys(code for code, *_ in country_rows())
        countries |= dict.fromkeys(place[0] for of, place in shown if of == measure)
        for country in countries:
            places: list[tuple[str, ...]] = [(country, TOTAL, TOTAL, TOTAL, TOTAL)]
            if (measure.value, places[0]) in shown:
                places += [(country, TOTAL, TOTAL, s, TOTAL) for s in Sex]
                places += [(country, TOTAL, TOTAL, TOTAL, a) for a in AgeBand]
                places += [(country, TOTAL, TOTAL, s, a) for s in Sex for a in AgeBand]
                places += [(country, d, TOTAL, TOTAL, TOTAL) for d in _departments(country)]
            known = dict.fromkeys(places)
            known |= dict.fromkeys(sorted(p for of, p in shown if of == measure and p[0] == country))
            for place in known:
                cell = shown.get((measure.value, place))
                yield (
                    measure.value, *place[:2], _name(place[1]), place[2], _name(place[2]), *place[3:],
                    None if cell is None else cell.value, HIDDEN if cell is None else SHOWN,
                )  # fmt: skip


def _agency_rows(view: PublicationView) -> Iterator[Line]:
    for one in view.cells:
        if one.breakdown == AGENCIES:
            yield (one.measure, *one.place, one.value, one.low, one.middle, one.high)


def _name(code: str) -> str:
    found = gazetteer().place(code) if code else None
    return "" if found is None else found.name


def _departments(country: str) -> list[str]:
    return _divisions().get(country, [])


@lru_cache(maxsize=1)
def _divisions() -> dict[str, list[str]]:
    places, below = gazetteer(), dict[str, list[str]]()
    for code in places.ids():
        place = places.place(code)
        if place is not None and place.level == 1:
            below.setdefault(place.country, []).append(place.id)
    return below
