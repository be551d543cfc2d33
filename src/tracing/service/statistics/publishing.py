"""Publishing the statistics of a period: an act by a named person, done by the worker, once for each period.

What may be shown is decided against all that was published before (``casework.statistics``), so one is released after another. A period
is never published again: two versions of one number tell what changed between them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import procrastinate

from tracing.casework.roles import Task
from tracing.casework.statistics.durations import quartiles
from tracing.casework.statistics.measures import TIMED, Event, Measure
from tracing.casework.statistics.periods import PERIOD_LACKS, Period
from tracing.casework.statistics.tables import AGENCIES, TOTAL, Cell, Published, World, shown_in
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.errors import Conflict, FieldFault, Invalid, NotYet
from tracing.service.idempotency import Answer, once
from tracing.service.jobs import app, enqueue, service_of
from tracing.service.statistics.closing import events_in
from tracing.store import statistics as store
from tracing.store.database import Reader, write_audit

__all__ = ["publish", "release_asked"]


def publish(service: Service, reader: Reader, period: str, key: str | None = None) -> Answer:
    """Publish a period whose months are closed: ``2026-03``, ``2026-Q1`` or ``2026``. The worker works the tables out; what it shows
    can't be taken back."""
    require(reader, Task.PUBLISH_STATISTICS)
    wanted = Period.read(period)
    if wanted is None:
        lack = PERIOD_LACKS["no_period"]
        raise Invalid(lack.code, "The period can't be published.", fields=[FieldFault.of("/period", lack)])
    with service.database.working() as connection:
        closed = {one.month for one in store.closed(connection, wanted.months)}
    with service.database.reading(reader) as connection:

        def act() -> Answer:
            if not closed.issuperset(wanted.months):
                raise _refusal(NotYet, "month_open")
            if store.publication(connection, period) is not None:
                raise _refusal(Conflict, "published_already")
            store.ask(connection, period, reader.person or 0, service.now())
            enqueue(connection, "release_statistics")
            return Answer(202, {"period": period, "state": "asked"})

        answer = once(service, connection, reader, key, {"act": "publish_statistics", "period": period}, act)
        if not answer.repeated:
            write_audit(connection, reader, "publish", "statistics", period)
    return answer


def _refusal(kind: type[Conflict] | type[NotYet], code: str) -> Conflict | NotYet:
    lack = PERIOD_LACKS[code]
    return kind(lack.code, lack.en, lack.es, [FieldFault.of("/period", lack)], lack)


def release_asked(service: Service) -> list[str]:
    """Release what was asked for, one after another; return the periods. Each is released whole or not at all."""
    made: list[str] = []
    while True:
        with service.database.working() as connection:
            store.lock(connection)
            waiting = store.asked(connection)
            if not waiting:
                return made
            period = Period.read(waiting[0].period)
            assert period is not None, "the table takes no other"
            before = [one for one in store.publications(connection) if one.state == "released"]
            months = {
                one.month: events_in(service, one)
                for one in store.closed(connection)
                if one.month.year == period.year
            }
            for measure in Measure:
                published = [
                    Published(known, _shown(store.cells_of(connection, one.id, measure.value)))
                    for one in before
                    if (known := Period.read(one.period)) is not None and known.year == period.year
                ]
                shown = shown_in(World.of(measure, months), period, published)
                events = [e for month in period.months for e in months[month] if e.measure is measure]
                store.add_cells(connection, waiting[0].id, _rows(measure, shown.items(), events))
            store.release(connection, waiting[0].id, service.now())
            made.append(period.name)


def _shown(rows: Iterable[store.CellRow]) -> dict[Cell, int]:
    return {Cell(row.breakdown, row.place): row.value for row in rows}


def _rows(
    measure: Measure, shown: Iterable[tuple[Cell, int]], events: Sequence[Event]
) -> list[store.CellRow]:
    days: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for event in events if measure in TIMED else ():
        country, kind = event.agency
        for place in {(country, kind), (country, TOTAL), (TOTAL, kind), (TOTAL, TOTAL)}:
            days[(*place, TOTAL)].append(event.days)
    made = []
    for cell, value in shown:
        times = quartiles(days[cell.place]) if cell.table == AGENCIES and cell.place in days else None
        found = (None,) * 3 if times is None else (times.low, times.middle, times.high)
        made.append(store.CellRow(measure.value, cell.table, cell.place, value, *found))
    return made


@app.task(name="release_statistics", queue="statistics", lock="statistics", pass_context=True)
def _release(context: procrastinate.JobContext) -> None:
    release_asked(service_of(context))
