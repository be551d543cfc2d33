"""Decisions, acts and what officers have seen of a pair: queries and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from tracing.store import locks
from tracing.store.any_of import any_of, of_pairs_given
from tracing.store.named import queries
from tracing.store.tables import (
    acts,
    decisions,
    holds,
    links,
    pair_views,
    tellings,
)

__all__ = [
    "Act",
    "Decision",
    "Link",
    "NewDecision",
    "PairFacts",
    "View",
    "acts_among",
    "acts_of",
    "add_act",
    "add_decision",
    "all_decisions",
    "begun",
    "decisions_among",
    "decisions_of",
    "facts",
    "forget_telling",
    "hold_spans",
    "judged_pairs_of",
    "last_decision_of",
    "link",
    "links_of",
    "lock_pair",
    "look",
    "lookers",
    "new_view",
    "next_act",
    "note_scored",
    "pairs_acted_on",
    "pairs_begun",
    "pairs_told",
    "see",
    "tell",
    "told",
    "untell",
    "versions_now",
    "versions_of",
    "view",
]


@dataclass(frozen=True, slots=True)
class Link:
    """A pair as the matcher in use scored it; ``weight``, ``group_term`` and ``weights`` in 1/256 bit."""

    inquiry_id: int
    child_id: int
    weight: int
    group_term: int
    probability: float
    band: str
    levels: bytes
    weights: list[int]


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as it was made; ``current``: on the versions that both records still have."""

    id: int
    inquiry_id: int
    child_id: int
    inquiry_version: int
    child_version: int
    band: str | None
    blind: bool
    kind: str
    takes_back: int | None
    reasons: list[str]
    note: str | None = field(repr=False)
    user_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class NewDecision:
    """A decision to be entered."""

    inquiry_id: int
    child_id: int
    inquiry_version: int
    child_version: int
    matcher_id: int
    weight: int | None
    probability: float | None
    band: str | None
    blind: bool
    kind: str
    takes_back: int | None
    reasons: list[str]
    note: str | None = field(repr=False)
    user_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Act:
    """An act as it was entered; ``detail`` is encrypted."""

    id: int
    inquiry_id: int
    child_id: int
    kind: str
    outcome: str
    reasons: list[str]
    detail: bytes | None = field(repr=False)
    review_on: date | None
    takes_back: int | None
    user_id: int
    role: str
    at: datetime


@dataclass(frozen=True, slots=True)
class View:
    """What an officer has seen of a pair: ``scored`` the score, ``of_child`` and ``of_inquiry`` the fields revealed."""

    blind: bool
    scored: bool
    of_child: list[str]
    of_inquiry: list[str]


@dataclass(frozen=True, slots=True)
class PairFacts:
    """What is known of a pair as a whole; people are ids of users. ``other_claim``: another inquiry for the same child is an
    open case."""

    live: bool
    linked: bool
    strong: bool
    screened: bool
    consented: bool
    submitters: list[int]
    conflicted: list[int]
    other_claim: bool


_LINK: tuple[sa.ColumnElement[Any], ...] = (
    links.c.inquiry_id, links.c.child_id, links.c.weight, links.c.group_term, links.c.probability, links.c.band,
    links.c.levels, links.c.weights,
)  # fmt: skip
_DECISION: tuple[sa.ColumnElement[Any], ...] = (
    decisions.c.id, decisions.c.inquiry_id, decisions.c.child_id, decisions.c.inquiry_version, decisions.c.child_version,
    decisions.c.band, decisions.c.blind, decisions.c.kind, decisions.c.takes_back, decisions.c.reasons, decisions.c.note,
    decisions.c.user_id, decisions.c.at,
)  # fmt: skip
_ACT: tuple[sa.ColumnElement[Any], ...] = (
    acts.c.id, acts.c.inquiry_id, acts.c.child_id, acts.c.kind, acts.c.outcome, acts.c.reasons, acts.c.detail,
    acts.c.review_on, acts.c.takes_back, acts.c.user_id, acts.c.role, acts.c.at,
)  # fmt: skip
# Put together once: that costs as much as asking, and each view of a case asks.
_ACTS_AMONG = of_pairs_given(_ACT, acts)
_DECISIONS_AMONG = of_pairs_given(_DECISION, decisions)


def _pair(inquiry_id: int, child_id: int) -> dict[str, int]:
    return {"inquiry": inquiry_id, "child": child_id}


def lock_pair(connection: sa.Connection, inquiry_id: int, child_id: int) -> None:
    """Let what changes a pair's case pass one after the other, until the transaction ends."""
    locks.lock(connection, "pair", f"{inquiry_id}/{child_id}")


def facts(connection: sa.Connection, inquiries: Collection[int], children: Collection[int]) -> PairFacts:
    """Return what is known of the case of an inquiry's records and a child's; the connection is the worker's."""
    given = {"inquiries": sorted(inquiries), "children": sorted(children)}
    return PairFacts(*connection.execute(queries("review")["facts"], given).one())


def hold_spans(
    connection: sa.Connection, record_ids: Collection[int]
) -> list[tuple[datetime, datetime | None]]:
    """Return when holds on the records stood."""
    query = sa.select(holds.c.raised_at, holds.c.lifted_at).where(any_of(holds.c.record_id, record_ids))
    return [(row[0], row[1]) for row in connection.execute(query)]


def versions_now(
    connection: sa.Connection, inquiry_id: int, child_id: int
) -> dict[str, tuple[int, int, str]]:
    """Return (record, version, state) of both records, by side."""
    rows = connection.execute(queries("review")["versions_now"], _pair(inquiry_id, child_id))
    return {row.side: (row.id, row.version, row.state) for row in rows}


def versions_of(connection: sa.Connection, ids: Collection[int]) -> dict[int, int]:
    """Return the version of each record as it is now."""
    rows = connection.execute(queries("review")["versions_of"], {"records": sorted(ids)})
    return {row[0]: row[1] for row in rows}


def link(connection: sa.Connection, matcher_id: int, inquiry_id: int, child_id: int) -> Link | None:
    """Return a pair as a matcher scored it; None where it is no link."""
    query = sa.select(*_LINK).where(
        links.c.matcher_id == matcher_id, links.c.inquiry_id == inquiry_id, links.c.child_id == child_id
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else _link(row)


def links_of(connection: sa.Connection, matcher_id: int, side: str, record_id: int, limit: int) -> list[Link]:
    """Return the best links of a record, in the order of ranks."""
    of = links.c.child_id if side == "child" else links.c.inquiry_id
    query = sa.select(*_LINK).where(links.c.matcher_id == matcher_id, of == record_id)
    query = query.order_by(links.c.weight.desc(), links.c.child_id, links.c.inquiry_id).limit(limit)
    return [_link(row) for row in connection.execute(query)]


def best_links(connection: sa.Connection, matcher_id: int, inquiry_ids: Collection[int]) -> list[Link]:
    """Return the best link of each of these inquiries that has one."""
    given = {"matcher": matcher_id, "inquiries": sorted(inquiry_ids)}
    return [_link(row) for row in connection.execute(queries("review")["best_links"], given)]


def _link(row: Any) -> Link:
    values: list[Any] = [*row[:6], bytes(row[6]), list(row[7])]
    return Link(*values)


def decisions_of(connection: sa.Connection, inquiry_id: int, child_id: int) -> list[Decision]:
    """Return all decisions on a pair, the first first."""
    return decisions_among(connection, [inquiry_id], [child_id])


def decisions_among(
    connection: sa.Connection, inquiries: Collection[int], children: Collection[int]
) -> list[Decision]:
    """Return all decisions on pairs of these records, the first first."""
    given = {"inquiries": sorted(inquiries), "children": sorted(children)}
    return [Decision(*row) for row in connection.execute(_DECISIONS_AMONG, given)]


def last_decision_of(connection: sa.Connection, person: int, since: datetime) -> Decision | None:
    """Return what a person decided last, if that was since a moment."""
    query = sa.select(*_DECISION).where(decisions.c.user_id == person, decisions.c.at >= since)
    row = connection.execute(query.order_by(decisions.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else Decision(*row)


def all_decisions(connection: sa.Connection) -> Iterator[Decision]:
    """Yield all decisions, pair after pair, the first first; a part in memory at a time."""
    query = sa.select(*_DECISION).order_by(decisions.c.inquiry_id, decisions.c.child_id, decisions.c.id)
    for row in connection.execute(query, execution_options={"yield_per": 2000}):
        yield Decision(*row)


def begun(connection: sa.Connection, record_ids: Collection[int]) -> list[int]:
    """Return those of the records of which people have decided on a pair, or entered an act."""
    found = connection.execute(queries("review")["begun"], {"records": sorted(record_ids)})
    return list(found.scalars())


def judged_pairs_of(connection: sa.Connection, record_id: int) -> list[tuple[int, int]]:
    """Return the pairs (inquiry, child) of a record that somebody has decided on."""
    query = (
        sa.select(decisions.c.inquiry_id, decisions.c.child_id)
        .where((decisions.c.inquiry_id == record_id) | (decisions.c.child_id == record_id))
        .distinct()
    )
    return [(row[0], row[1]) for row in connection.execute(query)]


def add_decision(connection: sa.Connection, made: NewDecision) -> int:
    """Enter a decision; return its number."""
    values = {name: getattr(made, name) for name in NewDecision.__slots__}
    query = sa.insert(decisions).values(**values).returning(decisions.c.id)
    return int(connection.execute(query).scalar_one())


def acts_of(connection: sa.Connection, inquiry_id: int, child_id: int) -> list[Act]:
    """Return all acts on a pair that the reader may see, the first first."""
    return acts_among(connection, [inquiry_id], [child_id])


def acts_among(connection: sa.Connection, inquiries: Collection[int], children: Collection[int]) -> list[Act]:
    """Return all acts on pairs of these records that the reader may see, the first first."""
    given = {"inquiries": sorted(inquiries), "children": sorted(children)}
    return [_act(row) for row in connection.execute(_ACTS_AMONG, given)]


def _act(row: Any) -> Act:
    values: list[Any] = [*row[:6], None if row[6] is None else bytes(row[6]), *row[7:]]
    return Act(*values)


def pairs_acted_on(connection: sa.Connection, record_id: int) -> list[tuple[int, int]]:
    """Return the pairs (inquiry, child) of a record with an act."""
    query = (
        sa.select(acts.c.inquiry_id, acts.c.child_id)
        .where((acts.c.inquiry_id == record_id) | (acts.c.child_id == record_id))
        .distinct()
    )
    return [(row[0], row[1]) for row in connection.execute(query)]


def pairs_begun(connection: sa.Connection, record_ids: Collection[int]) -> list[tuple[int, int]]:
    """Return the pairs (inquiry, child) of records that people have begun with: judged, acted on, or told of."""
    ids = list(record_ids)
    of = [
        sa.select(table.c.inquiry_id, table.c.child_id).where(
            table.c.inquiry_id.in_(ids) | table.c.child_id.in_(ids)
        )
        for table in (decisions, acts, tellings)
    ]
    return sorted((int(row[0]), int(row[1])) for row in connection.execute(sa.union(*of)))


def next_act(connection: sa.Connection) -> int:
    """Return the number of the next act: what is encrypted in it names it."""
    return int(connection.execute(queries("review")["next_act"]).scalar_one())


def add_act(connection: sa.Connection, made: Act) -> None:
    """Enter an act."""
    given = {
        "id": made.id, "inquiry": made.inquiry_id, "child": made.child_id, "kind": made.kind, "outcome": made.outcome,
        "reasons": made.reasons, "detail": made.detail, "review_on": made.review_on, "takes_back": made.takes_back,
        "person": made.user_id, "role": made.role, "at": made.at,
    }  # fmt: skip
    connection.execute(queries("review")["add_act"], given)


def tell(connection: sa.Connection, inquiry_id: int, child_id: int) -> None:
    """Note that two people have decided that the family is told; the connection is the worker's."""
    connection.execute(queries("review")["tell"], _pair(inquiry_id, child_id))


def untell(connection: sa.Connection, inquiry_id: int, child_id: int) -> None:
    """Take that note back, until the whole has been looked at anew."""
    connection.execute(queries("review")["untell"], _pair(inquiry_id, child_id))


def forget_telling(connection: sa.Connection, inquiry_id: int, child_id: int) -> None:
    """Remove that note; the connection is the worker's."""
    query = sa.delete(tellings).where(tellings.c.inquiry_id == inquiry_id, tellings.c.child_id == child_id)
    connection.execute(query)


def told(connection: sa.Connection, inquiry_id: int) -> bool:
    """Say whether the reader's own inquiry has news; the same work whether or not."""
    return bool(connection.execute(queries("review")["told"], {"inquiry": inquiry_id}).scalar_one())


def pairs_told(connection: sa.Connection, inquiry_id: int) -> list[tuple[int, int]]:
    """Return the pairs (inquiry, child) of an inquiry that its agency is told of; the connection is the worker's."""
    query = sa.select(tellings.c.inquiry_id, tellings.c.child_id).where(tellings.c.inquiry_id == inquiry_id)
    return [(row[0], row[1]) for row in connection.execute(query.order_by(tellings.c.child_id))]


_P = pair_views.c


def view(connection: sa.Connection, person: int, inquiry_id: int, child_id: int) -> View | None:
    """Return what a person has seen of a pair."""
    query = sa.select(_P.blind, _P.scored, _P.of_child, _P.of_inquiry).where(
        _P.user_id == person, _P.inquiry_id == inquiry_id, _P.child_id == child_id
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else View(row[0], row[1], list(row[2]), list(row[3]))


def new_view(connection: sa.Connection, person: int, inquiry_id: int, child_id: int, blind: bool) -> None:
    """Note that a person has taken a pair; what they have seen of it before stands."""
    if view(connection, person, inquiry_id, child_id) is None:
        query = sa.insert(pair_views).values(
            user_id=person, inquiry_id=inquiry_id, child_id=child_id, blind=blind, scored=False, of_child=[],
            of_inquiry=[],
        )  # fmt: skip
        connection.execute(query)
        return
    own = (_P.user_id == person, _P.inquiry_id == inquiry_id, _P.child_id == child_id)
    connection.execute(sa.update(pair_views).where(*own).values(blind=blind))


def see(connection: sa.Connection, person: int, inquiry_id: int, child_id: int, **seen: Any) -> None:
    """Note what else a person has seen of a pair: ``scored``, ``of_child``, ``of_inquiry``."""
    own = (_P.user_id == person, _P.inquiry_id == inquiry_id, _P.child_id == child_id)
    connection.execute(sa.update(pair_views).where(*own).values(**seen))


def note_scored(connection: sa.Connection, person: int, pairs: Collection[tuple[int, int]]) -> None:
    """Note that a person was shown the scores of pairs (inquiry, child), whether or not they have taken them."""
    if not pairs:
        return
    inquiries, children = zip(*sorted(set(pairs)), strict=True)
    given = {"person": person, "inquiries": list(inquiries), "children": list(children)}
    connection.execute(queries("review")["note_scored"], given)


def look(connection: sa.Connection, person: int, inquiry_id: int, child_id: int, now: datetime) -> None:
    """Note that a person has a pair before them."""
    connection.execute(
        queries("review")["look"], {**_pair(inquiry_id, child_id), "person": person, "now": now}
    )


def lookers(connection: sa.Connection, inquiry_id: int, child_id: int, since: datetime) -> list[int]:
    """Return who has had a pair before them since a moment; the connection is the worker's."""
    query = sa.select(_P.user_id).where(
        _P.inquiry_id == inquiry_id, _P.child_id == child_id, _P.looked_at >= since
    )
    return list(connection.execute(query.order_by(_P.user_id)).scalars())
