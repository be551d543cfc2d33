"""Live matching: what is submitted is matched within a second, and comes out as a batch of everything would.

Two halves, each in transactions of its own. ``forming`` makes forms and keys of what was submitted and commits; then
``linking`` finds whom the record shares keys with, and writes the links. Of two records that come at the same time at least
the one that is looked up later finds the other, since each is committed before it looks.

Nothing here is lost with a process or a connection: what is to be done stands in the tables ``pending`` and ``links_due``,
and leaves them in the transaction that does it. Jobs only say that there is something.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from itertools import count

import procrastinate
from procrastinate import RetryStrategy

from tracing.service.bench import bench_of, readable
from tracing.service.context import Service
from tracing.service.forming import Broken, Outrun, form_pending
from tracing.service.jobs import app, service_of, stopping
from tracing.service.linking import link_due
from tracing.standardise.guarded import fault_of
from tracing.store import queue
from tracing.store.matching import Queries

__all__ = ["match_pending"]

_AT_ONCE = 100
"""Records that are done together: few enough to be quick, enough to share what each look at the database costs."""

_TRIES = 20

_log = logging.getLogger(__name__)


def match_pending(service: Service, stop: Callable[[], bool] = lambda: False) -> int:
    """Match all that waits, or as much as can be done until ``stop`` says so; return how many records that were, counted
    once for each half and matcher."""
    done = 0
    while not stop():
        now = _form(service) + _link(service)
        if not now:
            break
        done += now
    return done


def _form(service: Service) -> int:
    bench = bench_of(service)
    return _bunch(service, lambda most: form_pending(service, bench, most))


def _link(service: Service) -> int:
    """Make links that are due, those of the matcher in use first."""
    bench = bench_of(service)
    with service.database.working() as connection:
        lines = [line for line in Queries(connection).in_use() if readable(line)]
    for line in lines:
        done = _bunch(service, partial(link_due, service, bench, line))
        if done:
            return done
    return 0


def _bunch(service: Service, step: Callable[[int], int]) -> int:
    """Do a bunch. What goes wrong is done one by one: one record that breaks the program must not keep all others waiting,
    and is left out."""
    most = _AT_ONCE
    for tried in count():
        try:
            return step(most)
        except Outrun:
            # Others are at the same records: fewer at once meet fewer of them.
            most = max(1, most // 2) if tried > _TRIES else most
        except Broken as found:
            if most == 1:
                cause = found.__cause__
                said = fault_of(cause) if isinstance(cause, Exception) else "unknown"
                _log.error("record %d can't be matched: %s", *found.records, said)
                with service.database.working() as connection:
                    Queries(connection).set_aside(*found.records)
                return 1
            most = 1
    raise AssertionError


@app.task(name="match", queue="match", pass_context=True, retry=RetryStrategy(wait=1))
def _match(context: procrastinate.JobContext) -> None:
    service = service_of(context)

    def stop() -> bool:
        # What other jobs of the kind were put in the queue for stands in the tables by now.
        with service.database.working() as connection:
            queue.drop_waiting(connection, "match")
        return stopping(context)

    match_pending(service, stop)
