"""Finding records of one side that may be of one child, as they come in: suggestions for a person.

Matching goes first: as long as something waits for it, nothing is looked for here. What is due stands in a table and leaves
it in the transaction that writes what was found.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import procrastinate
import sqlalchemy as sa
from numpy.typing import NDArray

from tracing.linkage.same_side import Recorded, likes
from tracing.service.bench import SIDES, Bench, bench_of, form_context, readable, turned
from tracing.service.context import Service
from tracing.service.jobs import app, service_of
from tracing.store import sets as store
from tracing.store.matching import InUse, Member, Queries

__all__ = ["suggest_new"]

_AT_ONCE = 20
_MOST_CANDIDATES = 5000
"""Records beside which one is compared: the latest of those that share a key with it. More share only what is common."""

_IN_ONE_JOB = 200
_NOW = timedelta(0)


def suggest_new(service: Service, most: int = 500) -> int:
    """Look for what is like the records that came in or changed, up to ``most`` of them; return how many were looked at."""
    done = 0
    while done < most:
        now = _bunch(service)
        if not now:
            break
        done += now
    return done


@app.periodic(cron="* * * * * */10", queueing_lock="suggest")
@app.task(name="suggest", queue="suggest", lock="suggest", pass_context=True)
def _suggest(context: procrastinate.JobContext, timestamp: int) -> None:
    # A job of its own: comparing takes longer than a new pair may wait for its place in the queue.
    suggest_new(service_of(context), _IN_ONE_JOB)


def _bunch(service: Service) -> int:
    bench = bench_of(service)
    with service.database.working() as connection, bench.at():
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
            found = [one for member in own for one in _of(service, connection, bench, lines[0], member)]
            once = {(one.first, one.second): one for one in found}
            ids = [member.id for member in own]
            store.replace_likenesses(connection, side, lines[0].id, ids, list(once.values()), service.now())
        return len(due)


def _of(
    service: Service, connection: sa.Connection, bench: Bench, line: InUse, member: Member
) -> Sequence[store.Likeness]:
    queries = Queries(connection)
    near = bench.near(queries, line)
    candidates = _beside(service, queries, bench, line, member)
    ids = sorted({member.id, *candidates.tolist()})
    forms = {
        record: service.keyring.decrypt(form, form_context(record))
        for record, form in queries.forms(line.slot, ids)
    }
    agencies = store.agencies_of(connection, forms.keys())
    groups = queries.groups(line.slot, np.array(ids, dtype=np.int64))
    records = {
        record: Recorded(form, groups.get(record, 0), agencies[record])
        for record, form in forms.items()
        if record in agencies
    }
    if member.id not in records:
        return []
    now = service.now()
    return [
        store.Likeness(one.first, one.second, one.weight, one.probability, list(one.warnings), now)
        for one in likes(near.matcher, records, [member.id])
    ]


def _beside(
    service: Service, queries: Queries, bench: Bench, line: InUse, member: Member
) -> NDArray[np.int64]:
    """Return the records of the same side that share a key with one: by the keys it is found by, and by those it finds."""
    near = bench.near(queries, line)
    form = dict(queries.forms(line.slot, [member.id])).get(member.id)
    if form is None:
        return np.empty(0, dtype=np.int64)
    plain = service.keyring.decrypt(form, form_context(member.id))
    other = SIDES["inquiry" if member.side == "child" else "child"]
    (asking,) = turned(service.keyring, near.keys([plain], other), line.slot)
    found = np.unique(queries.with_keys(member.side, np.union1d(member.keys, asking)))
    others: NDArray[np.int64] = found[found != member.id][-_MOST_CANDIDATES:]
    return others
