"""The rules of ``casework.trafficking.concerns`` put before inquiries: when they come in or change, and when a pair is found.

Whom an inquirer can be known by stands as keyed hashes in ``traces``, for inquiries that have ended, too. Runs with the
worker's eyes, as a job: whoever submitted learns nothing of it, nor how long it took.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from tracing.casework.acts import ActKind, Outcome
from tracing.casework.agencies import Side
from tracing.casework.hold_kinds import CONFIDENTIAL, HOLD_KINDS, HoldKind
from tracing.casework.holds import review_days
from tracing.casework.trafficking.concern_kinds import HOLDING
from tracing.casework.trafficking.concerns import (
    Asking,
    Concern,
    ConcernFacts,
    Earlier,
    Ended,
    FoundChild,
    concerns_for,
    news_of,
)
from tracing.casework.trafficking.public_fields import COLUMNS, Detail, Knowledge, knowledge_of, says
from tracing.service.contents import full_rows
from tracing.service.context import Service
from tracing.service.explaining import explain_link, matcher_of
from tracing.service.hold_facts import Screened, phones_of
from tracing.service.law.applied import register_on
from tracing.service.likeness import INSTITUTION_ABOVE, addresses_of, kin_of, words
from tracing.standardise import places
from tracing.standardise.record import relation_of
from tracing.store import holds as hold_store
from tracing.store import review, review_queue
from tracing.store.hashes import TRACES
from tracing.store.law import held_in
from tracing.store.locks import SCREENING, lock
from tracing.store.trafficking import concerns as store

__all__ = ["raise_concerns", "raise_for_pairs"]

_REFUSING: Final = tuple(
    (kind.value, outcome.value)
    for kind, outcome in (
        (ActKind.VERIFY_CHILD, Outcome.REFUTED),
        (ActKind.VERIFY_FAMILY, Outcome.REFUTED),
        (ActKind.CHILD_VIEWS, Outcome.REFUSES),
        (ActKind.CONTACT_CHILD, Outcome.REFUSES),
        (ActKind.ASSESS_RELATIONSHIP, Outcome.NOT_ESTABLISHED),
        (ActKind.BEST_INTERESTS, Outcome.NO_CONTACT),
        (ActKind.DISCLOSURE, Outcome.WITHHOLD),
    )
)
"""Acts by which an inquiry was refused, whether or not the inquirer knows it."""

_Trace = tuple[str, bytes]
"""A thing (``phone``, ``address``, ``place``) and its keyed hash."""

_SURE: Final = 0.6
_SMALL: Final = 2
"""Level of a municipality: a department or a country is nobody's neighbourhood."""


def raise_concerns(service: Service, connection: sa.Connection, records: Sequence[Screened]) -> None:
    """Note the traces of records, and put their inquiries before the rules, with those who share a trace with them."""
    if not records:
        return
    found = [
        (one.id, one.side.value, thing, hash_) for one in records for thing, hash_ in _traces(service, one)
    ]
    TRACES.put(connection, [one.id for one in records], found)
    inquiries = {one.id for one in records if one.side is Side.INQUIRY}
    # A child that is found may be the third near somebody who asked long ago.
    of_children = {(thing, hash_) for _, side, thing, hash_ in found if side == Side.CHILD}
    inquiries = inquiries.union(*_with(connection, Side.INQUIRY, of_children).values())
    if inquiries:
        _raise_for(service, connection, _facts(service, connection, sorted(inquiries)))


def raise_for_pairs(service: Service, pairs: Collection[tuple[int, int]]) -> None:
    """Put what inquirers know by their pairs before the rules, for those inquiries of new pairs (inquiry, child) whose heaviest
    is among them: that of the others was looked at when it was new. What they share with others stands on records, and was
    looked at when those came in."""
    if pairs:
        with service.database.working() as connection:
            # Whoever screens raises concerns of those that share with a record, too, and takes them in another order.
            lock(connection, SCREENING)
            known = _knowledge(service, connection, sorted({inquiry for inquiry, _ in pairs}), set(pairs))
            asking = [told for told in store.told_of(connection, known) if told.state == "live"]
            _raise_for(
                service,
                connection,
                (ConcernFacts(_asking(told, {}), knowledge=known[told.id]) for told in asking),
            )


def _traces(service: Service, record: Screened) -> list[tuple[str, bytes]]:
    ring = service.keyring
    addresses = addresses_of(record.row)
    # An inquirer lives at an address; of a child it is asked where it was found.
    texts = addresses if record.side is Side.INQUIRY else [record.row.get("event_place", "")]
    return [
        *(("phone", hash_) for hash_ in phones_of(service, record)),
        *(("address", ring.digest("mentions.address", words(text))) for text in addresses),
        *(("place", ring.digest("traces.place", key)) for key in map(_place, texts) if key),
    ]


def _place(text: str) -> str:
    """Return the small place that a text names beyond doubt; empty where it is none, or one that children pass through."""
    found = places.resolve(text) if text.strip() else None
    if found is None or not found.places or {"route_place", "handover", "conflict"} & set(found.flags):
        return ""
    if found.places[0].level < _SMALL or found.scores[0] < _SURE:
        return ""
    return f"{found.places[0].id}/{found.locality_text or ''}"


def _raise_for(service: Service, connection: sa.Connection, every: Iterable[ConcernFacts]) -> None:
    for facts in every:
        for concern in concerns_for(facts):
            _raise(service, connection, concern)


def _facts(service: Service, connection: sa.Connection, inquiry_ids: Sequence[int]) -> Iterator[ConcernFacts]:
    """Yield what the rules look at of those inquiries that are live; all is read before the first."""
    live = [told for told in store.told_of(connection, inquiry_ids) if told.state == "live"]
    traces: dict[int, set[_Trace]] = {told.id: set() for told in live}
    for record, thing, hash_ in TRACES.of(connection, [told.id for told in live]):
        traces[record].add((thing, hash_))
    every = frozenset[_Trace]().union(*traces.values())
    asking = _with(connection, Side.INQUIRY, {trace for trace in every if trace[0] != "place"})
    found = _with(connection, Side.CHILD, every)
    sharing = store.told_of(connection, {other for ids in asking.values() for other in ids})
    refused = store.refusals(connection, [one.id for one in sharing], _REFUSING)
    others = {one.id: _asking(one, refused) for one in sharing}
    children = {
        one.id: FoundChild(one.id, kin_of(one.content, one.agency))
        for one in store.told_of(connection, {child for ids in found.values() for child in ids})
        if one.state == "live"
    }
    known = _knowledge(service, connection, [told.id for told in live])
    for told in live:
        contacts = {trace for trace in traces[told.id] if trace[0] != "place"}
        yield ConcernFacts(
            _asking(told, {}),
            tuple(others[one] for one in _standing(asking, contacts) if one != told.id),
            tuple(children[one] for one in _standing(found, contacts) if one in children),
            tuple(children[one] for one in _standing(found, traces[told.id] - contacts) if one in children),
            known.get(told.id),
        )


def _standing(by_trace: Mapping[_Trace, Collection[int]], traces: Iterable[_Trace]) -> list[int]:
    """Return the records that any of some traces stands on, in order."""
    return sorted({record for trace in traces for record in by_trace.get(trace, ())})


def _asking(told: store.Told, refused: Mapping[int, date]) -> Asking:
    row = told.content
    given = row.get("given_names") or " ".join(row.get("full_name", "").split()[:-2])
    ended, ended_on = Ended.NO, refused.get(told.id)
    if ended_on is not None:
        ended = Ended.REFUSED
    elif told.state != "live":
        ended, ended_on = Ended.WITHDRAWN, told.changed_at.date()
    return Asking(
        told.id, told.agency, frozenset(words(row.get("inquirer_name", "")).split()),
        relation_of(row.get("inquirer_relation", "")), frozenset(words(given).split()),
        kin_of(row, told.agency), ended, ended_on, told.created_at.astimezone(UTC).date(),
    )  # fmt: skip


def _with(connection: sa.Connection, side: Side, traces: Collection[_Trace]) -> dict[_Trace, list[int]]:
    """Return the records of a side that each trace stands on; none where it is an institution's."""
    return TRACES.shared_by(connection, side.value, traces, INSTITUTION_ABOVE)


def _knowledge(
    service: Service,
    connection: sa.Connection,
    inquiry_ids: Collection[int],
    among: Collection[tuple[int, int]] | None = None,
) -> dict[int, Knowledge]:
    """Measure what inquirers know of the child of their heaviest pair, if that is ``among`` some (None: whichever it is); by
    inquiry, those left out of which no pair is worth a look."""
    active = review_queue.active_matcher(connection)
    if active is None:
        return {}
    number, text = active
    best = [
        one
        for one in review.best_links(connection, number, inquiry_ids)
        if one.band != "weak" and (among is None or (one.inquiry_id, one.child_id) in among)
    ]
    if not best:
        return {}
    children = {one.child_id for one in best}
    rows = full_rows(service.keyring, connection, sorted({*children, *(one.inquiry_id for one in best)}))
    alerted = {
        hold.record_id
        for hold in hold_store.holds_of(connection, children, False)
        if hold.kind == HoldKind.MISSING_CHILD_ALERT
    }
    matcher, known = matcher_of(text), {}
    for one in best:
        details = [
            Detail(
                step.name,
                step.level,
                says(rows[one.child_id], step.name),
                says(rows[one.inquiry_id], step.name),
            )
            for step in explain_link(matcher, one).steps
            if step.name in COLUMNS
        ]
        # An alert gives the marks, so that people look out for them.
        given = {"marks"} if one.child_id in alerted else ()
        known[one.inquiry_id] = knowledge_of(one.child_id, details, given)
    return known


def _raise(service: Service, connection: sa.Connection, concern: Concern) -> None:
    ring, now = service.keyring, service.now()
    hashed: dict[object, str] = {
        ring.digest("concerns.facts", f"{concern.kind}/{fact}"): fact for fact in concern.facts
    }
    earlier = [
        Earlier(one.id, frozenset(one.facts), one.dismissed_at is None)
        for one in store.about(connection, concern.kind.value, concern.inquiries)
    ]
    news = news_of(frozenset(hashed), earlier)
    if news is None:
        return
    fresh = [fact for fact in news.fresh if isinstance(fact, bytes)]
    number = news.open
    if number is not None:
        store.extend(connection, number, fresh, concern.records, now)
    else:
        anchor = max(concern.inquiries)
        every = [fact for fact in hashed if isinstance(fact, bytes)]
        number = store.add(
            connection, anchor, concern.kind.value, concern.rule.value, every, concern.records, now
        )
    if number is not None and concern.kind in HOLDING:
        _hold(service, connection, concern, number, now)


def _hold(service: Service, connection: sa.Connection, concern: Concern, number: int, now: datetime) -> None:
    """Put the inquiries of a concern on hold, each once for it: that somebody was told while an officer looks can't be
    taken back."""
    kind = HoldKind.TRAFFICKING_CONCERN
    cause = service.keyring.digest("holds.cause", f"{kind}:concern:{number}")
    register, held = register_on(connection), held_in(connection, list(concern.inquiries))
    for told in store.told_of(connection, concern.inquiries):
        before = hold_store.holds_of(connection, [told.id], open_only=False)
        if told.state == "live" and cause not in {hold.cause for hold in before}:
            days = review_days(register, now.date(), held[told.id])
            made = hold_store.NewHold(
                told.id, kind.value, kind in CONFIDENTIAL, f"concern_{concern.kind}", cause, HOLD_KINDS[kind].en,
                None, now, now.date() + timedelta(days=days),
            )  # fmt: skip
            hold_store.add_hold(connection, made)
