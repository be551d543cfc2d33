"""The queue of pairs, its pages and its leases: queries and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import product
from typing import Any

import sqlalchemy as sa

from tracing.store.any_of import any_of
from tracing.store.arrays import Bigs, Days, Smalls, Texts, run
from tracing.store.named import queries
from tracing.store.tables import decisions, leases, matchers, queue

__all__ = [
    "Entry",
    "Lease",
    "Placed",
    "ToPlace",
    "Wanted",
    "active_matcher",
    "bands",
    "count",
    "entries_among",
    "entry",
    "forget_gone",
    "lease",
    "lease_of",
    "leases_of",
    "not_theirs",
    "page",
    "place",
    "place_anew",
    "placed",
    "release",
    "screened_facts",
    "set_stage",
    "stages",
    "still_unplaced",
    "unplaced",
]

Position = tuple[int, int, int]
"""Where a page ends: place, inquiry, child."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A pair in the queue. ``stage``: ``first``, ``second``, ``third`` (judgement it waits for), ``case``, ``done``;
    ``leased_until``, ``leased_to``: while somebody has it open."""

    inquiry_id: int
    child_id: int
    place: int | None
    paired_at: datetime
    gone_at: datetime | None
    probability: float
    band: str
    stage: str
    held: bool
    asked_at: datetime
    born_from: date | None
    born_to: date | None
    origin: str | None
    medical: bool
    child_in: str
    inquiry_in: str
    leased_to: int | None
    leased_until: datetime | None

    @property
    def position(self) -> Position:
        """Where a page that ends with this pair ends."""
        return (self.place or 0, self.inquiry_id, self.child_id)


@dataclass(frozen=True, slots=True)
class Lease:
    """A pair that an officer has open, until a moment."""

    inquiry_id: int
    child_id: int
    user_id: int
    until: datetime


@dataclass(frozen=True, slots=True)
class ToPlace:
    """An entry that is to be placed: what its place depends on."""

    matcher_id: int
    inquiry_id: int
    child_id: int
    probability: float
    band: str
    asked_at: datetime
    paired_at: datetime
    born_from: date | None
    born_to: date | None
    medical: bool
    place: int | None


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry with its place. ``origin``: by which it is listed."""

    matcher_id: int
    inquiry_id: int
    child_id: int
    born_from: date | None
    born_to: date | None
    origin: str | None
    medical: bool
    place: int


_Q = queue.c
_ENTRY: tuple[sa.ColumnElement[Any], ...] = (
    _Q.inquiry_id, _Q.child_id, _Q.place, _Q.paired_at, _Q.gone_at, _Q.probability, _Q.band, _Q.stage, _Q.held, _Q.asked_at,
    _Q.born_from, _Q.born_to, _Q.origin, _Q.medical, _Q.child_in, _Q.inquiry_in,
)  # fmt: skip
_LEASED_ENTRY: tuple[sa.ColumnElement[Any], ...] = (*_ENTRY, leases.c.user_id, leases.c.until)
_WITH_LEASES = sa.outerjoin(
    queue, leases, (leases.c.inquiry_id == _Q.inquiry_id) & (leases.c.child_id == _Q.child_id)
)
# Put together once: that costs as much as asking.
_ONE_ENTRY = (
    sa.select(*_LEASED_ENTRY)
    .select_from(_WITH_LEASES)
    .where(
        _Q.matcher_id == sa.bindparam("matcher"),
        _Q.inquiry_id == sa.bindparam("inquiry"),
        _Q.child_id == sa.bindparam("child"),
    )
)
_TO_PLACE: tuple[sa.ColumnElement[Any], ...] = (
    _Q.matcher_id, _Q.inquiry_id, _Q.child_id, _Q.probability, _Q.band, _Q.asked_at, _Q.paired_at, _Q.born_from,
    _Q.born_to, _Q.medical, _Q.place,
)  # fmt: skip

_UNPLACED = sa.select(*_TO_PLACE).where(_Q.placed_on.is_(None)).with_for_update(skip_locked=True)


def active_matcher(connection: sa.Connection) -> tuple[int, str] | None:
    """Return the number and the file's text of the matcher in use."""
    query = sa.select(matchers.c.id, matchers.c.file).where(matchers.c.state == "active")
    row = connection.execute(query).one_or_none()
    return None if row is None else (row.id, row.file)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pairs are asked for. ``within``: the country whose agencies' records a reader works on, None all; ``cases``:
    settled as possible, in the place of those to be judged; ``held``: only those on hold, or only the others; ``born_after``,
    ``born_before``: the child may have been born between the two; ``asked_before``: how long the family waits at least;
    ``person``: leave out what this person may not judge; ``free_at``: leave out what is leased at that moment."""

    matcher_id: int
    now: datetime
    within: str | None = None
    cases: bool = False
    held: bool | None = None
    origin: str | None = None
    bands: Collection[str] = ()
    stages: Collection[str] = ()
    born_after: date | None = None
    born_before: date | None = None
    asked_before: datetime | None = None
    person: int | None = None
    free_for: int | None = None


def page(
    connection: sa.Connection, wanted: Wanted, after: Position | None = None, limit: int = 50
) -> list[Entry]:
    """Return the pairs asked for, those of the highest place first, after a position."""
    parts = []
    for part in _parts(wanted):
        query = _asked_for(sa.select(*_LEASED_ENTRY), wanted).where(*part)
        if after is not None:
            at = sa.tuple_(*(sa.literal(n, sa.BigInteger()) for n in after))
            query = query.where(sa.tuple_(_Q.place, _Q.inquiry_id, _Q.child_id) < at)
        query = query.order_by(_Q.place.desc(), _Q.inquiry_id.desc(), _Q.child_id.desc()).limit(limit)
        parts.append(sa.select(query.subquery()))
    found = sa.union_all(*parts).subquery()
    query = sa.select(found)
    query = query.order_by(found.c.place.desc(), found.c.inquiry_id.desc(), found.c.child_id.desc())
    connection.execute(_SORT, {"allowed": "on" if _few_asked(connection, wanted) else "off"})
    rows = [Entry(*row) for row in connection.execute(query.limit(limit))]
    connection.execute(_SORT, {"allowed": "on"})
    return rows


def _few_asked(connection: sa.Connection, wanted: Wanted) -> bool:
    """Whether so few families have waited that long that their pairs are sorted sooner than found on a walk past all."""
    if wanted.asked_before is None or wanted.cases:
        return False
    asked = (_Q.matcher_id == wanted.matcher_id, _Q.waits, _Q.asked_at <= wanted.asked_before)
    some = sa.select(sa.literal(1)).select_from(queue).where(*asked).limit(_FEW).subquery()
    return connection.execute(sa.select(sa.func.count()).select_from(some)).scalar_one() < _FEW


def count(connection: sa.Connection, wanted: Wanted, most: int) -> dict[tuple[str, str], int]:
    """Return how many pairs there are by stage and band, of the first ``most`` at the most."""
    parts = [
        sa.select(_asked_for(sa.select(_Q.stage, _Q.band), wanted).where(*part).limit(most).subquery())
        for part in _parts(wanted)
    ]
    some = sa.select(sa.union_all(*parts).subquery()).limit(most).subquery()
    query = sa.select(some.c.stage, some.c.band, sa.func.count()).group_by(some.c.stage, some.c.band)
    return {(row[0], row[1]): int(row[2]) for row in connection.execute(query)}


def bands(connection: sa.Connection, wanted: Wanted, most: int) -> dict[tuple[int, int], str]:
    """Return the band of each pair (inquiry, child) asked for, of ``most`` at the most."""
    parts = [
        sa.select(
            _asked_for(sa.select(_Q.inquiry_id, _Q.child_id, _Q.band), wanted)
            .where(*part)
            .limit(most)
            .subquery()
        )
        for part in _parts(wanted)
    ]
    return {(row[0], row[1]): row[2] for row in connection.execute(sa.union_all(*parts).limit(most))}


def entry(connection: sa.Connection, matcher_id: int, inquiry_id: int, child_id: int) -> Entry | None:
    """Return one pair of the queue."""
    given = {"matcher": matcher_id, "inquiry": inquiry_id, "child": child_id}
    row = connection.execute(_ONE_ENTRY, given).one_or_none()
    return None if row is None else Entry(*row)


def entries_among(
    connection: sa.Connection, matcher_id: int, inquiries: Collection[int], children: Collection[int]
) -> list[Entry]:
    """Return the queue's entries of pairs of these records, in whatever stage, in the order of their numbers."""
    query = sa.select(*_LEASED_ENTRY).select_from(_WITH_LEASES)
    query = query.where(
        _Q.matcher_id == matcher_id, any_of(_Q.inquiry_id, inquiries), any_of(_Q.child_id, children)
    )
    return [Entry(*row) for row in connection.execute(query.order_by(_Q.inquiry_id, _Q.child_id))]


def stages(
    connection: sa.Connection, matcher_id: int, pairs: Collection[tuple[int, int]]
) -> dict[tuple[int, int], str]:
    """Return what each of these pairs (inquiry, child) waits for; those that the queue doesn't hold are left out."""
    given = {
        "matcher": matcher_id, "inquiries": [one[0] for one in pairs], "children": [one[1] for one in pairs],
    }  # fmt: skip
    return {(row[0], row[1]): row[2] for row in connection.execute(queries("review")["stages_of"], given)}


def not_theirs(connection: sa.Connection, person: int, record_ids: Collection[int]) -> set[int]:
    """Return those of the records that a person submitted or declared a conflict with: not theirs to judge."""
    given = {"person": person, "records": sorted(record_ids)}
    return set(connection.execute(queries("review")["not_theirs"], given).scalars())


# Who may see and judge which pair is asked by functions of which the planner knows nothing: it expects few rows, and would look at all
# there are to sort them. Walked in the order of an index, a page is full after a few more than its lines.
_SORT = sa.text("SELECT set_config('enable_sort', :allowed, true)")

_FEW = 10_000
"""Pairs that are sorted in the time in which a walk along two million finds a page among as many."""


def _parts(wanted: Wanted) -> Iterator[tuple[sa.ColumnElement[bool], ...]]:
    """Yield conditions that divide what is asked for into parts without overlap, each of which is one walk along an index."""
    here = wanted.within
    all_of_it: list[tuple[sa.ColumnElement[bool], ...]] = [()]
    sides = all_of_it
    if here is not None:
        sides = [(_Q.child_in == here,), (_Q.inquiry_in == here, _Q.child_in != here)]
    stages = [(_Q.stage == stage,) for stage in sorted(set(wanted.stages))] or all_of_it
    bands = [(_Q.band == band,) for band in sorted(set(wanted.bands))] or all_of_it
    for side, stage, band in product(sides, stages, bands):
        yield (*side, *stage, *band)


def _asked_for(query: sa.Select[Any], wanted: Wanted) -> sa.Select[Any]:
    query = query.select_from(_WITH_LEASES).where(_Q.matcher_id == wanted.matcher_id)
    query = query.where(_Q.stage == "case" if wanted.cases else _Q.waits)
    if wanted.held is not None:
        query = query.where(_Q.held == wanted.held)
    if wanted.origin is not None:
        query = query.where(_Q.origin == wanted.origin)
    if wanted.born_after is not None:
        query = query.where(_Q.born_to > wanted.born_after)
    if wanted.born_before is not None:
        query = query.where(_Q.born_from <= wanted.born_before)
    if wanted.asked_before is not None:
        query = query.where(_Q.asked_at <= wanted.asked_before)
    if wanted.person is not None:
        query = query.where(*_may_judge(wanted.person))
    if wanted.free_for is not None:
        taken = (leases.c.until > wanted.now) & (leases.c.user_id != wanted.free_for)
        query = query.where(leases.c.user_id.is_(None) | ~taken)
    return query


def _may_judge(person: int) -> tuple[sa.ColumnElement[bool], ...]:
    """Leave out own submissions, declared conflicts, and what this person has judged already."""
    records = (_Q.inquiry_id, _Q.child_id)
    submitted = [sa.func.casework.submitted_by(record, person, type_=sa.Boolean()) for record in records]
    declared = [sa.func.casework.conflicted(record, person, type_=sa.Boolean()) for record in records]
    back = decisions.alias("back")
    judged = sa.exists().where(
        decisions.c.inquiry_id == _Q.inquiry_id,
        decisions.c.child_id == _Q.child_id,
        decisions.c.user_id == person,
        # A question that was answered may be judged by the same person again; the rules look closer.
        decisions.c.kind.not_in(["taken_back", "need_information"]),
        ~sa.exists().where(back.c.takes_back == decisions.c.id),
    )
    return (~judged, *(~one for one in (*submitted, *declared)))


def lease(
    connection: sa.Connection, inquiry_id: int, child_id: int, person: int, now: datetime, until: datetime
) -> bool:
    """Lease a pair to a person until a moment; False while another has it."""
    given = {"inquiry": inquiry_id, "child": child_id, "person": person, "now": now, "until": until}
    return connection.execute(queries("review")["lease"], given).one_or_none() is not None


def lease_of(connection: sa.Connection, inquiry_id: int, child_id: int, now: datetime) -> Lease | None:
    """Return who has a pair open at a moment."""
    query = sa.select(leases.c.inquiry_id, leases.c.child_id, leases.c.user_id, leases.c.until).where(
        leases.c.inquiry_id == inquiry_id, leases.c.child_id == child_id, leases.c.until > now
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else Lease(*row)


def leases_of(connection: sa.Connection, person: int, now: datetime) -> list[Lease]:
    """Return the pairs that a person has open, those that end first first."""
    query = (
        sa.select(leases.c.inquiry_id, leases.c.child_id, leases.c.user_id, leases.c.until)
        .where(leases.c.user_id == person, leases.c.until > now)
        .order_by(leases.c.until, leases.c.inquiry_id, leases.c.child_id)
    )
    return [Lease(*row) for row in connection.execute(query)]


def release(connection: sa.Connection, inquiry_id: int, child_id: int, person: int) -> bool:
    """End a person's lease; False where they have none."""
    query = sa.delete(leases).where(
        leases.c.inquiry_id == inquiry_id, leases.c.child_id == child_id, leases.c.user_id == person
    )
    return connection.execute(query).rowcount > 0


def set_stage(connection: sa.Connection, inquiry_id: int, child_id: int, stage: str) -> None:
    """Say what a pair waits for, under whatever matcher."""
    query = sa.update(queue).where(_Q.inquiry_id == inquiry_id, _Q.child_id == child_id, _Q.stage != stage)
    connection.execute(query.values(stage=stage))


def unplaced(connection: sa.Connection, limit: int) -> list[ToPlace]:
    """Return pairs that are to be placed, and keep others from placing them meanwhile."""
    query = _UNPLACED.order_by(_Q.inquiry_id, _Q.child_id).limit(limit)
    return [ToPlace(*row) for row in connection.execute(query)]


def still_unplaced(connection: sa.Connection, some: Collection[ToPlace]) -> list[ToPlace]:
    """Return those of some pairs that are to be placed and haven't changed, and keep others from placing them meanwhile."""
    pair = (
        any_of(_Q.inquiry_id, {one.inquiry_id for one in some}),
        any_of(_Q.child_id, {one.child_id for one in some}),
    )
    found = {ToPlace(*row) for row in connection.execute(_UNPLACED.where(*pair))}
    return [one for one in some if one in found]


def placed(connection: sa.Connection, after: Position, limit: int) -> list[ToPlace]:
    """Return pairs that have a place, in the order of their numbers, after one (inquiry, child, matcher)."""
    at = sa.tuple_(*(sa.literal(n, sa.BigInteger()) for n in after))
    query = sa.select(*_TO_PLACE).where(
        _Q.placed_on.is_not(None),
        _Q.stage != "done",
        sa.tuple_(_Q.inquiry_id, _Q.child_id, _Q.matcher_id) > at,
    )
    query = query.order_by(_Q.inquiry_id, _Q.child_id, _Q.matcher_id).limit(limit)
    return [ToPlace(*row) for row in connection.execute(query)]


def place(connection: sa.Connection, made: Sequence[Placed], today: date) -> None:
    """Give pairs their places."""
    if not made:
        return
    given = {
        "matchers": Smalls([one.matcher_id for one in made]),
        "inquiries": Bigs([one.inquiry_id for one in made]),
        "children": Bigs([one.child_id for one in made]),
        "born_from": Days([one.born_from for one in made]),
        "born_to": Days([one.born_to for one in made]),
        "origins": Texts([one.origin or "" for one in made]),
        "medical": Smalls([one.medical for one in made]),
        "places": Bigs([one.place for one in made]),
        "today": today,
    }
    run(connection, queries("review")["place"], given)


def screened_facts(
    connection: sa.Connection, record_ids: Collection[int]
) -> dict[int, tuple[date | None, date | None, str | None]]:
    """Return (born from, born to, origin) of those of the records of which screening has noted it."""
    rows = connection.execute(queries("review")["screened_facts"], {"records": sorted(record_ids)})
    return {row[0]: (row[1], row[2], row[3] or None) for row in rows}


def place_anew(connection: sa.Connection, child_ids: Collection[int]) -> None:
    """Have the pairs of children placed anew."""
    query = sa.update(queue).where(any_of(_Q.child_id, child_ids), _Q.placed_on.is_not(None))
    connection.execute(query.values(placed_on=None))


def forget_gone(connection: sa.Connection, before: datetime) -> int:
    """Remove pairs that nobody judged and that have been no link since before a moment; return how many."""
    query = sa.delete(queue).where(_Q.gone_at < before, _Q.stage == "first")
    return connection.execute(query).rowcount
