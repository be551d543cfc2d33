"""Putting another matcher in use: entered by one person, built in the background beside the one in use, then switched to.

While it is built the old ranking stays, and whatever is submitted goes to both (``forming``, ``linking``). Building goes
through the live records twice, for forms and keys and then for links; how far it has come stands with the matcher, so that
it goes on where it was broken off. Decisions keep the matcher they were made under.

When a new release standardises by other rules, the matcher in use is built anew by these in the same way.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import datetime

import procrastinate
import psycopg
import sqlalchemy as sa
from procrastinate import RetryStrategy

from tracing.casework.roles import Role, Task, may
from tracing.linkage.matcher import MatcherFile, parse_matcher, shipped
from tracing.records import InputError
from tracing.service import forming
from tracing.service.access import forbidden, require
from tracing.service.bench import RULES, Bench, bench_of
from tracing.service.context import Service
from tracing.service.errors import Conflict, Invalid, NotFound
from tracing.service.jobs import app, enqueue, enqueue_later, enqueue_match, service_of
from tracing.service.linking import link_records
from tracing.service.signing import sign
from tracing.store.database import Reader, write_audit
from tracing.store.matchers import EMPTIED, SLOTS, MatcherQueries, StoredMatcher
from tracing.store.matching import InUse, Queries

__all__ = [
    "MatcherView",
    "build_some",
    "ensure_matcher",
    "enter_matcher",
    "matchers",
    "promote_matcher",
    "read_matcher",
    "tidy",
]

_SHIPPED = "default"
_LONGEST_NAME = 100
_FORMS, _INQUIRIES, _LINKS = 100, 50, 5000
"""What is done in one transaction: few enough that live matching beside it hardly waits."""

_LATER = 60
"""Seconds after which it is tried again to empty a slot that somebody reads."""

_SECONDS = 2.0
"""How long one job builds before the next takes over."""


@dataclass(frozen=True, slots=True)
class MatcherView:
    """A matcher as people see it; ``done`` is the share that is built, of one being built."""

    id: int
    name: str
    digest: str
    rules: str
    state: str
    done: float | None
    entered_by: int | None
    entered_at: datetime
    promoted_at: datetime | None


def matchers(service: Service, reader: Reader) -> list[MatcherView]:
    """Return all matchers, the newest first, for those who enter or promote them."""
    _check_reader(reader)
    with service.database.working() as connection:
        newest = MatcherQueries(connection).newest_record()
    with service.database.reading(reader) as connection:
        return [_view(one, newest) for one in MatcherQueries(connection).all()]


def read_matcher(service: Service, reader: Reader, matcher_id: int) -> tuple[MatcherView, str]:
    """Return a matcher and its file. Raises ``NotFound``."""
    found = {one.id: one for one in matchers(service, reader)}
    with service.database.reading(reader) as connection:
        text = MatcherQueries(connection).file(matcher_id)
    if text is None or matcher_id not in found:
        raise NotFound("no_matcher", "There is no such matcher.")
    return found[matcher_id], text


def enter_matcher(service: Service, reader: Reader, text: str) -> MatcherView:
    """Enter a matcher's file. It isn't in use until it is promoted. Raises ``Invalid`` with what is wrong with the file."""
    require(reader, Task.ENTER_MATCHER)
    read = _read(text)
    digest = hashlib.sha256(text.encode()).digest()
    with service.database.reading(reader) as connection:
        queries = MatcherQueries(connection)
        made = queries.enter(read.name, digest, text, RULES, reader.person)
        (entered,) = [one for one in queries.all() if one.id == made]
        write_audit(connection, reader, "enter", "matcher", made, name=read.name, digest=digest.hex())
    return _view(entered)


def promote_matcher(
    service: Service, reader: Reader, matcher_id: int, report: object | None = None, reason: str = ""
) -> None:
    """Have a matcher built, and put in use once it is. Raises ``NotFound``, or ``Conflict`` with what is in the way.

    ``report``: that of ``tracing compare`` between the matcher in use and this one. Where it says that a subgroup gets worse by more than
    the margin, or there is none, whoever promotes signs with a ``reason``; the audit keeps it, and what gets worse.
    """
    require(reader, Task.PROMOTE_MATCHER)
    with service.database.reading(reader) as connection:
        queries = MatcherQueries(connection)
        known = {one.id: one for one in queries.all()}
        if matcher_id not in known:
            raise NotFound("no_matcher", "There is no such matcher.")
        if known[matcher_id].state == "active":
            raise Conflict("matcher_in_use", "This matcher is in use already.")
        active = next((one for one in known.values() if one.state == "active"), None)
        signed = sign(known[matcher_id], active, report, reason)
        match queries.begin_building(matcher_id, RULES):
            case "building":
                enqueue(connection, "rebuild", matcher=matcher_id)
                write_audit(connection, reader, "promote", "matcher", matcher_id, **signed)
            case "unknown":
                raise NotFound("no_matcher", "There is no such matcher.")
            case "active":
                raise Conflict("matcher_in_use", "This matcher is in use already.")
            case "another":
                raise Conflict(
                    "matcher_building",
                    "Another matcher is being built.",
                    "Wait until it is in use, or has failed.",
                )
            case _:
                raise Conflict(
                    "slot_not_empty",
                    "What an earlier matcher left is still being removed.",
                    "Try again in a minute.",
                )


def ensure_matcher(service: Service) -> None:
    """See to it that a matcher is in use, the shipped one at first, and that its forms are made by today's rules."""
    with service.database.working() as connection:
        matching, queries = Queries(connection), MatcherQueries(connection)
        matching.lock()
        lines = {line.state: line for line in matching.in_use()}
        active, building = lines.get("active"), lines.get("building")
        if building is not None and building.rules != RULES:
            queries.fail(building.id)
            building = None
        if active is None:
            text = shipped()[_SHIPPED]().decode()
            made = _enter(queries, text)
            # Nothing was matched yet: it is built as records come.
            queries.activate(made, _other(building), RULES)
            queries.mark_all_pending()
            enqueue_match(connection, [])
        elif building is not None:
            enqueue(connection, "rebuild", matcher=building.id)
        elif active.rules != RULES:
            text = matching.matcher_file(active.id)
            enqueue(connection, "renew", matcher=_enter(queries, text))
        enqueue(connection, "tidy")


def tidy(service: Service) -> bool:
    """Remove what matchers left that aren't in use any more; return whether something is left that couldn't be."""
    with service.database.working() as connection:
        used = {line.slot for line in Queries(connection).in_use()}
        unused = [one.id for one in MatcherQueries(connection).all() if one.slot is None]
    while unused:
        with service.database.working() as connection:
            if MatcherQueries(connection).drop_of(unused, _LINKS) < _LINKS:
                break
    return not all(_emptied(service, table, slot) for slot in SLOTS if slot not in used for table in EMPTIED)


def _emptied(service: Service, table: str, slot: int) -> bool:
    # Each table by itself: whoever reads several never waits for one while this waits for another.
    with service.database.working() as connection:
        done = MatcherQueries(connection).empty(table, slot)
        if not done:
            connection.rollback()
        return done


def build_some(service: Service, matcher_id: int, seconds: float = _SECONDS) -> bool:
    """Go on building a matcher for some seconds, and put it in use when it is built; return whether there is more to
    build."""
    bench, end = bench_of(service), time.monotonic() + seconds
    while True:
        with service.database.working() as connection:
            line = _building(Queries(connection), matcher_id)
        if line is None:
            return False
        try:
            if not _step(service, bench, line):
                return False
        except forming.Outrun:
            pass
        if time.monotonic() > end:
            return True


def _step(service: Service, bench: Bench, line: InUse) -> bool:
    """Build a few records' forms, or else a few inquiries' links, or else put the matcher in use (False)."""
    with service.database.working() as connection:
        matching, queries = Queries(connection), MatcherQueries(connection)
        (far,) = [one for one in queries.all() if one.id == line.id]
        records = queries.live(far.formed_to, _FORMS)
        if records:
            _form(service, bench, connection, matching, line, records)
            queries.formed_to(line.id, records[-1])
            return True
        inquiries = queries.live_inquiries(far.linked_to, _INQUIRIES)
        if inquiries:
            link_records(matching, bench, line, inquiries)
            queries.linked_to(line.id, inquiries[-1])
            return True
        matching.lock()
        if _building(matching, line.id) != line:
            raise forming.Outrun
        # Whatever was submitted meanwhile has jobs of its own, under this matcher too.
        queries.activate(line.id, line.slot, line.rules)
        enqueue(connection, "tidy")
    return False


def _form(
    service: Service,
    bench: Bench,
    connection: sa.Connection,
    matching: Queries,
    line: InUse,
    records: list[int],
) -> None:
    """Make forms of those of some records that have none yet under the matcher."""
    known = matching.known(records)
    facts = matching.facts([record for record in records if (line.slot, record) not in known])
    formed = forming.forms_of(service, bench, connection, matching, facts.values(), [line])
    forming.store_forms(service, matching, formed, [line], facts, {})


def _building(matching: Queries, matcher_id: int) -> InUse | None:
    found = [line for line in matching.in_use() if line.id == matcher_id and line.state == "building"]
    return found[0] if found else None


def _renew(service: Service, matcher_id: int) -> None:
    """Begin to build the matcher in use by today's rules."""
    with service.database.working() as connection:
        matching, queries = Queries(connection), MatcherQueries(connection)
        matching.lock()
        lines = matching.in_use()
        if len(lines) == 1 and lines[0].rules != RULES:
            queries.build(matcher_id, _other(lines[0]), RULES)
            enqueue(connection, "rebuild", matcher=matcher_id)


def _other(line: InUse | None) -> int:
    return SLOTS[0] if line is None else SLOTS[1 - line.slot]


def _enter(queries: MatcherQueries, text: str) -> int:
    digest = hashlib.sha256(text.encode()).digest()
    return queries.enter(_read(text).name, digest, text, RULES, None)


def _check_reader(reader: Reader) -> None:
    if not any(may(Role(reader.role), task) for task in (Task.ENTER_MATCHER, Task.PROMOTE_MATCHER)):
        raise forbidden(Task.ENTER_MATCHER)


def _read(text: str) -> MatcherFile:
    try:
        read = parse_matcher(text.encode(), "matcher")
    except InputError as error:
        raise Invalid("no_matcher", str(error), "Mend the file and enter it again.") from None
    if read.schema == "table":
        raise Invalid("matcher_of_tables", "This matcher links plain tables, not records of this service.")
    if len(read.name) > _LONGEST_NAME or not read.name.isprintable():
        raise Invalid(
            "no_matcher", "The matcher's name isn't a line of up to 100 characters.", "Name it anew."
        )
    return read


def _view(one: StoredMatcher, newest: int = 0) -> MatcherView:
    done = (one.formed_to + one.linked_to) / (2 * newest) if newest and one.state == "building" else None
    return MatcherView(
        one.id,
        one.name,
        one.digest.hex(),
        one.rules,
        one.state,
        done,
        one.entered_by,
        one.entered_at,
        one.promoted_at,
    )


_RETRY = RetryStrategy(wait=2, retry_exceptions=[sa.exc.DBAPIError, psycopg.Error])
"""What goes wrong with the connection, or between two transactions, goes right the next time."""


@app.task(name="rebuild", queue="rebuild", pass_context=True, retry=_RETRY)
def _rebuild_job(context: procrastinate.JobContext, matcher: int) -> None:
    service = service_of(context)
    try:
        more = build_some(service, matcher)
    except (sa.exc.DBAPIError, psycopg.Error):
        raise
    except Exception:
        # It would go wrong for ever; the matcher in use stays.
        with service.database.working() as connection:
            Queries(connection).lock()
            MatcherQueries(connection).fail(matcher)
            enqueue(connection, "tidy")
        raise
    if more:
        with service.database.working() as connection:
            enqueue(connection, "rebuild", matcher=matcher)


@app.task(name="renew", queue="renew", pass_context=True, retry=_RETRY)
def _renew_job(context: procrastinate.JobContext, matcher: int) -> None:
    service = service_of(context)
    if tidy(service):
        with service.database.working() as connection:
            enqueue_later(connection, _LATER, "renew", matcher=matcher)
    else:
        _renew(service, matcher)


@app.task(name="tidy", queue="tidy", pass_context=True, retry=_RETRY)
def _tidy_job(context: procrastinate.JobContext) -> None:
    service = service_of(context)
    if tidy(service):
        with service.database.working() as connection:
            enqueue_later(connection, _LATER, "tidy")
