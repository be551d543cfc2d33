"""Finding records of one side that may be of one child, as they come in: suggestions for a person.

Matching goes first: as long as something waits for it, nothing is looked for here. What is due stands in a table and leaves
it in the transaction that writes what was found.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import timedelta
from functools import partial

import numpy as np
import procrastinate
import sqlalchemy as sa
from numpy.typing import NDArray

from tracing.linkage.distinct import distinct
from tracing.linkage.same_side import Recorded, lay, like
from tracing.service.bench import SIDES, Bench, bench_of, form_context, readable, turned
from tracing.service.context import Service
from tracing.service.jobs import app, service_of, stopping
from tracing.store import sets as store
from tracing.store.matching import InUse, Member, Queries

__all__ = ["suggest_new"]

_AT_ONCE = 4
"""Few: what is submitted meanwhile has to wait for them, some hundredths of a second each."""
_MOST_CANDIDATES = 5000
"""Records beside which one is compared: the latest of those that share a key with it. More share only what is common."""

_IN_ONE_JOB = 200
_NOW = timedelta(0)


def suggest_new(service: Service, most: int = 500, stop: Callable[[], bool] = lambda: False) -> int:
    """Look for what is like the records that came in or changed, up to ``most`` of them or until ``stop`` says so; return how
    many were looked at."""
    done = 0
    while done < most and not stop():
        now = _bunch(service)
        if not now:
            break
        done += now
    return done


@app.periodic(cron="* * * * * */10", queueing_lock="suggest")
@app.task(name="suggest", queue="suggest", lock="suggest", pass_context=True)
def _suggest(context: procrastinate.JobContext, timestamp: int) -> None:
    # A job of its own: comparing takes longer than a new pair may wait for its place in the queue.
    suggest_new(service_of(context), _IN_ONE_JOB, partial(stopping, context))


def _bunch(service: Service) -> int:
    bench = bench_of(service)
    with service.database.working() as connection:
        queries = Queries(connection)
        lines = [line for line in queries.in_use() if line.state == "active" and readable(line)]
        if not lines or queries.something_waits(_NOW):
            return 0
        due = store.claim_due(connection, _AT_ONCE)
        if not due:
            return 0
        members = queries.members(lines[0].slot, due)
        for side in SIDES:
            own = [member for member in members if member.side == side]
            found = [
                one
                for member, candidates in _beside(service, queries, bench, lines[0], side, own)
                for one in _of(service, connection, queries, bench, lines[0], member, candidates)
            ]
            once = {(one.first, one.second): one for one in found}
            ids = [member.id for member in own]
            store.replace_likenesses(connection, side, lines[0].id, ids, list(once.values()), service.now())
        return len(due)


def _beside(
    service: Service, queries: Queries, bench: Bench, line: InUse, side: str, own: Sequence[Member]
) -> Iterator[tuple[Member, NDArray[np.int64]]]:
    """Yield records with those of the same side that share a key with them: by the keys they are found by, and by those they
    find."""
    forms = _forms(service, queries, line, [member.id for member in own])
    here = [member for member in own if member.id in forms]
    other = SIDES["inquiry" if side == "child" else "child"]
    # Matching waits for the bench: no longer than for the keys.
    with bench.at():
        keys = bench.near(queries, line).keys([forms[member.id] for member in here], other)
    for member, asking in zip(here, turned(service.keyring, keys, line.slot), strict=True):
        found = distinct(queries.with_keys(side, distinct(member.keys, asking)).records)
        yield member, found[found != member.id][-_MOST_CANDIDATES:]


def _of(
    service: Service,
    connection: sa.Connection,
    queries: Queries,
    bench: Bench,
    line: InUse,
    member: Member,
    candidates: NDArray[np.int64],
) -> list[store.Likeness]:
    ids = distinct(candidates, np.array([member.id]))
    agencies = store.agencies_of(connection, ids.tolist())
    if member.id not in agencies:
        return []
    groups = queries.groups(line.slot, ids)
    with bench.at():
        # Those at hand for matching: a form is read, and its words numbered, once.
        near = bench.near(queries, line)
        bench.fresh(queries, line)
        gone = bench.fetch(queries, line, sorted(agencies))
        records = {one: Recorded(groups.get(one, 0), agencies[one]) for one in agencies.keys() - gone}
        laid = lay(near.forms, records, [member.id])
    now = service.now()
    return [
        store.Likeness(one.first, one.second, one.weight, one.probability, list(one.warnings), now)
        for one in like(near.matcher, laid)
    ]


def _forms(service: Service, queries: Queries, line: InUse, ids: Collection[int]) -> dict[int, bytes]:
    return {
        record: service.keyring.decrypt(form, form_context(record))
        for record, form in queries.forms(line.slot, ids)
    }
