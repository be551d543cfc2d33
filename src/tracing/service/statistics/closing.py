"""Closing months: what happened is written down once, and stands. A record that is corrected or erased later changes no number that
was published, and nothing written down leads back to a record."""

from __future__ import annotations

import json
from dataclasses import astuple
from datetime import date

from tracing.casework.statistics.measures import AgeBand, Event, Measure, Sex
from tracing.casework.statistics.periods import closing_day, month_after, month_of
from tracing.service.context import Service
from tracing.service.statistics.events import events_of
from tracing.store import statistics as store

__all__ = ["close_months", "events_in"]


def close_months(service: Service) -> list[date]:
    """Close all months that are over and aren't closed; return them. A service that was down closes each once."""
    made = []
    with service.database.working() as connection:
        store.lock(connection)
        first = store.first_entry(connection)
        if first is None:
            return []
        known = {one.month for one in store.closed(connection)}
        month = month_of(first.date())
        while closing_day(month) <= service.now().date():
            if month not in known:
                text = json.dumps([astuple(event) for event in events_of(service, month)])
                sealed = service.keyring.encrypt(text.encode(), _context(month))
                store.close(connection, month, service.now(), sealed)
                made.append(month)
            month = month_after(month)
    return made


def events_in(service: Service, closed: store.ClosedMonth) -> list[Event]:
    """Return what happened in a closed month."""
    rows = json.loads(service.keyring.decrypt(closed.events, _context(closed.month)))
    return [
        Event(
            Measure(measure),
            country,
            department,
            town,
            Sex(sex),
            AgeBand(age),
            (agency[0], agency[1]),
            ground,
            days,
        )
        for measure, country, department, town, sex, age, agency, ground, days in rows
    ]


def _context(month: date) -> str:
    return f"statistics_months.events:{month.isoformat()}"
