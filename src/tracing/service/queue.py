"""The queue of pairs: pages of it, and taking one.

The order is ``casework.urgency``'s, kept beside each pair (``service.placing``). A pair is leased to one officer while it
is open; a lease ends by itself. Whoever may not judge a pair isn't given it: own submissions, declared conflicts, what one
has judged, what is on hold (but for protection officers), what another has open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from tracing.casework.agencies import AgencyKind
from tracing.casework.competence import reach
from tracing.casework.majority import birthdays
from tracing.casework.review import may_judge
from tracing.casework.roles import Role, Task
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound, NotYet
from tracing.service.pairs import Pair, no_such_pair
from tracing.service.state_of import case_of
from tracing.store import people
from tracing.store import review as review_store
from tracing.store import review_queue as store
from tracing.store.database import Reader, write_audit
from tracing.store.reach import pair_begun

__all__ = [
    "LEASED_FOR",
    "MOST_COUNTED",
    "MOST_OPEN",
    "Counts",
    "Filters",
    "Line",
    "Position",
    "Taken",
    "count",
    "country_of_work",
    "in_reach",
    "lease_missing",
    "line_of",
    "mine",
    "on_hold",
    "page",
    "release",
    "renew",
    "take",
    "to_work_on",
]

LEASED_FOR: Final = timedelta(minutes=30)
"""How long a pair stays with whoever took or renewed it."""

MOST_OPEN: Final = 5
"""How many pairs an officer may have open at once: the others wait for somebody."""

MOST_COUNTED: Final = 1000
"""Counting stops there: how long a queue is beyond it changes nothing."""

_TRIED_AT_ONCE, _MOST_TRIED = 20, 500
_BANDS = ("strong", "possible", "weak")
_STAGES = ("first", "second", "third")

Position = store.Position


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the queue is asked for; everything that is left out is any.

    ``country``: where the child is from; ``ages``: in years, from and to (children of whose birth nothing is known are
    left out); ``bands``; ``stages``: ``first``, ``second``, ``third`` judgement; ``waited_days``: at least; ``held``;
    ``cases``: pairs settled as possible instead of those to be judged (protection officers).
    """

    country: str | None = None
    ages: tuple[int, int] | None = None
    bands: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    waited_days: int | None = None
    held: bool | None = None
    cases: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A pair in a list: as much as tells whether to open it. ``band`` and ``probability`` are None in blind review;
    ``ages``: how old the child may be."""

    pair: Pair
    stage: str
    held: bool
    asked_at: datetime
    paired_at: datetime
    ages: tuple[int, int] | None
    origin: str | None
    band: str | None
    probability: float | None
    leased: bool
    position: Position


@dataclass(frozen=True, slots=True)
class Taken:
    """A pair that was leased, and until when."""

    pair: Pair
    until: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """How many pairs wait, by stage and band (none by band in blind review); ``more``: there are more than were counted."""

    total: int
    by_stage: dict[str, int]
    by_band: dict[str, int]
    more: bool


def page(
    service: Service,
    reader: Reader,
    filters: Filters | None = None,
    after: Position | None = None,
    limit: int = 50,
    blind: bool = False,
) -> list[Line]:
    """Return the pairs that the reader may work on, the most urgent first, after a position."""
    filters = filters or Filters()
    _check(reader, filters, blind)
    with service.database.reading(reader) as connection:
        wanted = _wanted(service, connection, reader, filters)
        if wanted is None:
            return []
        found = store.page(connection, wanted, after, limit)
        if not blind:
            shown = [(entry.inquiry_id, entry.child_id) for entry in found]
            if not shown and after is None:
                shown = _told(connection, wanted, {})
            review_store.note_scored(connection, _person(reader), shown)
        write_audit(connection, reader, "list", "queue", reader.agency or 0, shown=len(found))
    return [line_of(entry, service.now(), blind) for entry in found]


def count(service: Service, reader: Reader, filters: Filters | None = None, blind: bool = False) -> Counts:
    """Count what ``page`` would show, up to ``MOST_COUNTED``. Where that tells the band of each of them, they count as seen."""
    filters = filters or Filters()
    _check(reader, filters, blind)
    with service.database.reading(reader) as connection:
        wanted = _wanted(service, connection, reader, filters)
        found = {} if wanted is None else store.count(connection, wanted, MOST_COUNTED)
        if wanted is not None and not blind:
            review_store.note_scored(connection, _person(reader), _told(connection, wanted, found))
    stages, bands = dict[str, int](), dict[str, int]()
    for (stage, band), number in found.items():
        stages[stage] = stages.get(stage, 0) + number
        bands[band] = bands.get(band, 0) + number
    total = sum(stages.values())
    return Counts(total, stages, {} if blind else bands, total >= MOST_COUNTED)


def _told(
    connection: sa.Connection, wanted: store.Wanted, found: dict[tuple[str, str], int]
) -> list[tuple[int, int]]:
    """Return the pairs whose band a count tells: all that are left by filters other than bands are of one."""
    if not wanted.bands and len({band for _, band in found}) != 1:
        return []
    left = store.bands(connection, replace(wanted, bands=()), MOST_COUNTED)
    # Of a longer list nobody knows which pairs were counted.
    return list(left) if len(left) < MOST_COUNTED and len(set(left.values())) == 1 else []


def take(
    service: Service,
    reader: Reader,
    filters: Filters | None = None,
    pair: Pair | None = None,
    blind: bool = False,
) -> Taken:
    """Lease the next pair, or a named one, to the reader.

    Raises ``NotFound`` where there is none, ``Conflict`` where another has it open or the reader has ``MOST_OPEN``,
    ``Forbidden`` where the reader may not judge it, ``NotYet`` where it is on hold. ``blind``: without its score until
    the reader has judged it.
    """
    filters = filters or Filters()
    _check(reader, filters, blind)
    now, person = service.now(), _person(reader)
    with service.database.reading(reader) as connection:
        wanted = _wanted(service, connection, reader, filters)
        if wanted is None:
            raise _nothing()
        held = {Pair(lease.inquiry_id, lease.child_id) for lease in store.leases_of(connection, person, now)}
        if len(held) >= MOST_OPEN and pair not in held:
            raise Conflict(
                "too_many_open",
                f"You have {MOST_OPEN} pairs open.",
                "Decide on one of them, or give one back.",
            )
        if pair is None:
            taken = _take_next(service, connection, reader, wanted, held)
        else:
            taken = _take_named(service, connection, reader, wanted, pair)
        review_store.new_view(connection, person, taken.inquiry, taken.child, blind)
        write_audit(connection, reader, "take", "pair", taken.name, blind=blind)
    return Taken(taken, now + LEASED_FOR)


def renew(service: Service, reader: Reader, pair: Pair) -> Taken:
    """Keep a pair that the reader has open for ``LEASED_FOR`` from now."""
    require(reader, Task.REVIEW)
    now, person = service.now(), _person(reader)
    with service.database.reading(reader) as connection:
        lease = store.lease_of(connection, pair.inquiry, pair.child, now)
        if lease is None or lease.user_id != person:
            raise lease_missing()
        store.lease(connection, pair.inquiry, pair.child, person, now, now + LEASED_FOR)
    return Taken(pair, now + LEASED_FOR)


def release(service: Service, reader: Reader, pair: Pair) -> None:
    """Give a pair back. One that the reader hasn't open stays as it is."""
    require(reader, Task.REVIEW)
    with service.database.reading(reader) as connection:
        if store.release(connection, pair.inquiry, pair.child, _person(reader)):
            write_audit(connection, reader, "release", "pair", pair.name)


def mine(service: Service, reader: Reader) -> list[Taken]:
    """Return the pairs that the reader has open, those that end first first."""
    require(reader, Task.REVIEW)
    with service.database.reading(reader) as connection:
        found = store.leases_of(connection, _person(reader), service.now())
    return [Taken(Pair(lease.inquiry_id, lease.child_id), lease.until) for lease in found]


def in_reach(connection: sa.Connection, reader: Reader, matcher_id: int, pair: Pair) -> store.Entry:
    """Return a pair's entry in the queue; raises ``NotFound`` where the reader's agency doesn't work on it."""
    entry = to_work_on(connection, reader, matcher_id, pair)
    if entry is None:
        raise no_such_pair()
    return entry


def to_work_on(connection: sa.Connection, reader: Reader, matcher_id: int, pair: Pair) -> store.Entry | None:
    """Return a pair's entry in the queue, None where people had begun with it before a record of it was withdrawn or it came
    to nothing: the rules say what can still be done. Raises ``NotFound`` where the reader's agency doesn't work on it."""
    entry = store.entry(connection, matcher_id, pair.inquiry, pair.child)
    within = country_of_work(connection, reader)
    if entry is None:
        if pair_begun(connection, pair.inquiry, pair.child):
            return None
        raise no_such_pair()
    if within not in (None, entry.child_in, entry.inquiry_in):
        raise no_such_pair()
    return entry


def lease_missing() -> Conflict:
    """Return the refusal of what only whoever has a pair open may do."""
    return Conflict("not_open", "You don't have this pair open.", "Take it from the queue first.")


def _take_next(
    service: Service, connection: sa.Connection, reader: Reader, wanted: store.Wanted, held: set[Pair]
) -> Pair:
    now, person = service.now(), _person(reader)
    # What sets of records and answered questions refuse is known to the rules alone, not to the filter of the list.
    for entry in _in_order(connection, wanted):
        pair = Pair(entry.inquiry_id, entry.child_id)
        if pair in held or _refusal(service, reader, pair) is not None:
            continue
        if store.lease(connection, pair.inquiry, pair.child, person, now, now + LEASED_FOR):
            return pair
    raise _nothing()


def _in_order(connection: sa.Connection, wanted: store.Wanted) -> Iterator[store.Entry]:
    """Yield the pairs that are asked for, a few from the database at a time: nearly always the first is taken."""
    after = None
    for _ in range(_MOST_TRIED // _TRIED_AT_ONCE):
        found = store.page(connection, wanted, after, _TRIED_AT_ONCE)
        yield from found
        if len(found) < _TRIED_AT_ONCE:
            return
        after = found[-1].position


def _take_named(
    service: Service, connection: sa.Connection, reader: Reader, wanted: store.Wanted, pair: Pair
) -> Pair:
    entry = in_reach(connection, reader, wanted.matcher_id, pair)
    if entry.held and reader.role != Role.PROTECTION_OFFICER:
        raise on_hold()
    if (refusal := _refusal(service, reader, pair)) is not None:
        raise refusal
    now = service.now()
    if not store.lease(connection, pair.inquiry, pair.child, _person(reader), now, now + LEASED_FOR):
        raise Conflict("leased", "Another person has this pair open.", "Take the next one.")
    return pair


def _refusal(service: Service, reader: Reader, pair: Pair) -> Forbidden | None:
    case, person = case_of(service, pair), _person(reader)
    conflicts = (pair.inquiry,) if person in case.facts.conflicted else ()
    found = may_judge(
        case.facts.judgements,
        person,
        strong=case.facts.strong,
        records=(pair.inquiry, pair.child),
        submitters=case.facts.submitters,
        conflicts=conflicts,
        barred=case.barred,
    )
    return None if found is None else Forbidden.of(found)


def on_hold() -> NotYet:
    """Return the refusal of a pair that is on hold."""
    return NotYet("on_hold", "The pair is on hold: a protection officer looks at it.")


def _nothing() -> NotFound:
    return NotFound("nothing_waits", "No pair waits for you.")


def _person(reader: Reader) -> int:
    if reader.person is None:
        raise Forbidden("people_only", "This is for people who sign in, not for keys.")
    return reader.person


def country_of_work(connection: sa.Connection, reader: Reader) -> str | None:
    """Return the country that the reader's agency works in, None where it works everywhere."""
    agency = None if reader.agency is None else people.agency(connection, reader.agency)
    if agency is None:
        raise Forbidden("no_agency", "You belong to no agency.")
    return reach(AgencyKind(agency.kind), agency.country)


def _check(reader: Reader, filters: Filters, blind: bool) -> None:
    require(reader, Task.REVIEW)
    _person(reader)
    if filters.cases and reader.role != Role.PROTECTION_OFFICER:
        raise Forbidden("role_may_not", "Settled pairs are for protection officers.")
    faults = []
    if not set(filters.bands) <= set(_BANDS):
        faults.append(FieldFault("/bands", "there is no such band", f"Take of: {', '.join(_BANDS)}."))
    if filters.bands and blind:
        faults.append(FieldFault("/bands", "a band tells the score", "Leave it out in blind review."))
    if not set(filters.stages) <= set(_STAGES):
        faults.append(FieldFault("/stages", "there is no such stage", f"Take of: {', '.join(_STAGES)}."))
    if filters.ages is not None and not 0 <= filters.ages[0] <= filters.ages[1] <= 120:
        faults.append(FieldFault("/ages", "aren't ages from and to", "Give the younger first."))
    if filters.waited_days is not None and not 0 <= filters.waited_days <= 36_500:
        faults.append(FieldFault("/waited_days", "isn't a number of days", "Give a number of days."))
    if faults:
        raise Invalid("invalid", "The queue can't be asked for like that.", fields=faults)


def _wanted(
    service: Service, connection: sa.Connection, reader: Reader, filters: Filters
) -> store.Wanted | None:
    matcher = store.active_matcher(connection)
    if matcher is None:
        return None
    now = service.now()
    officer = reader.role == Role.PROTECTION_OFFICER
    after = before = None
    if filters.ages is not None:
        # Whoever is at most 9 is born after the day 10 years ago; whoever is at least 6, on the day 6 years ago or before.
        after = _years_ago(now.date(), filters.ages[1] + 1)
        before = _years_ago(now.date(), filters.ages[0])
    waited = None if filters.waited_days is None else now - timedelta(days=filters.waited_days)
    return store.Wanted(
        matcher[0],
        now,
        country_of_work(connection, reader),
        filters.cases,
        filters.held if officer else False,
        filters.country,
        filters.bands,
        filters.stages,
        after,
        before,
        waited,
        None if filters.cases else _person(reader),
        _person(reader),
    )


def _years_ago(today: date, years: int) -> date:
    try:
        return today.replace(year=max(1, today.year - years))
    except ValueError:
        return today.replace(year=today.year - years, day=28)


def line_of(entry: store.Entry, now: datetime, blind: bool) -> Line:
    """Return an entry as a line of a list."""
    return Line(
        Pair(entry.inquiry_id, entry.child_id),
        entry.stage,
        entry.held,
        entry.asked_at,
        entry.paired_at,
        _ages(entry.born_from, entry.born_to, now.date()),
        entry.origin,
        None if blind else entry.band,
        None if blind else entry.probability,
        entry.leased_until is not None and entry.leased_until > now,
        entry.position,
    )


def _ages(earliest: date | None, latest: date | None, today: date) -> tuple[int, int] | None:
    """Return the least and the greatest age in years that somebody born in an interval may have."""
    if earliest is None or latest is None:
        return None
    return _age(latest, today), _age(earliest, today)


def _age(born: date, today: date) -> int:
    years = max(0, today.year - born.year)
    return years if years == 0 or today >= birthdays(born, born, years)[1] else years - 1
