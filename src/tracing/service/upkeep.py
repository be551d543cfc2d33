"""What the worker does by the clock for the casework: screening and placing within seconds, and once a day what days bring;
and states that whoever changed them could not bring up to date."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta

import procrastinate
from procrastinate import RetryStrategy

from tracing.service import own_reminders, placing, screening
from tracing.service.context import Service
from tracing.service.jobs import app, service_of, stopping
from tracing.service.pairs import Pair
from tracing.service.repatriation import reminding
from tracing.service.state_of import refresh, refresh_record
from tracing.service.statistics import closing, publishing
from tracing.service.trafficking.raising import raise_for_pairs
from tracing.store.matching import Queries

__all__ = ["daily", "keep_up"]

_LATE = timedelta(milliseconds=250)
"""What has waited to be matched for longer goes before screening and placing."""

_LESS = 4
"""By how much bunches are smaller where something else is to be done first."""


def keep_up(service: Service, stop: Callable[[], bool] = lambda: False) -> None:
    """Screen what came in or changed, and place new pairs, a bunch of each or more until ``stop`` says so, a small one where
    it does from the beginning; what these tell of claims is screened at once."""
    share = _LESS if stop() else 1
    screening.screen_new(service, screening.AT_ONCE // share, stop)

    def screen(pairs: Collection[tuple[int, int]]) -> None:
        screening.screen_children_of(service, pairs)
        raise_for_pairs(service, pairs)

    placing.place_new(service, screen, placing.AT_ONCE // share, stop)


def daily(service: Service) -> None:
    """Do what a new day brings: children near or past 18, holds to be looked at again, families that wait longer;
    what is due in cases; months whose statistics are closed."""
    screening.screen_daily(service)
    placing.place_all(service)
    closing.close_months(service)
    # What was asked for and lost its job is released a day later.
    publishing.release_asked(service)
    reminding.remind(service)
    own_reminders.remind_of_others(service)
    own_reminders.remind_of_registrations(service)


@app.periodic(cron="* * * * * */5", queueing_lock="keep_up")
@app.task(name="keep_up", queue="keep_up", lock="keep_up", pass_context=True)
def _keep_up(context: procrastinate.JobContext, timestamp: int) -> None:
    service = service_of(context)

    def stop() -> bool:
        # After a large import there are minutes to do: neither a worker that is to end waits for it, nor what is to be matched.
        # Each time a bunch is done, so under a load that doesn't end it goes on as well.
        if stopping(context):
            return True
        with service.database.working() as connection:
            return Queries(connection).something_waits(_LATE)

    keep_up(service, stop)


@app.task(name="refresh", queue="refresh", pass_context=True, retry=RetryStrategy(wait=1, linear_wait=1))
def _refresh(
    context: procrastinate.JobContext,
    inquiry: int | None = None,
    child: int | None = None,
    record: int | None = None,
) -> None:
    if inquiry is not None and child is not None:
        refresh(service_of(context), Pair(inquiry, child))
    if record is not None:
        refresh_record(service_of(context), record)


@app.periodic(cron="20 8 * * *", queueing_lock="daily")
@app.task(name="daily", queue="daily", lock="daily", pass_context=True)
def _daily(context: procrastinate.JobContext, timestamp: int) -> None:
    daily(service_of(context))


@app.periodic(cron="10 * * * *", queueing_lock="remind")
@app.task(name="remind", queue="remind", lock="remind", pass_context=True)
def _remind(context: procrastinate.JobContext, timestamp: int) -> None:
    reminding.remind(service_of(context))
    own_reminders.remind_of_others(service_of(context))
