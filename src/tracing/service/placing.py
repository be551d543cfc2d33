"""Placing pairs in the queue: the order of ``casework.urgency``, worked out beside each pair so that a page is one walk
along an index. New and changed pairs are placed within seconds; once a day all are placed anew, since somebody has come
nearer to 18 and a family has waited longer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from tracing.casework.hold_kinds import FlagKind
from tracing.casework.urgency import Urgency, order
from tracing.service.context import Service
from tracing.service.law.person import law_facts
from tracing.store import holds
from tracing.store import review_queue as store

__all__ = ["AT_ONCE", "Look", "place_all", "place_new"]

AT_ONCE = 1000
"""Pairs that are placed together."""

_GONE_FOR = timedelta(days=7)
"""How long a pair that nobody judged and that is no link any more keeps its age, in case it comes back."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the place of a pair needs of a record; a child's ``origin`` falls back to the inquiry's."""

    born_from: date | None = None
    born_to: date | None = None
    origin: str | None = None


Look = Callable[[Collection[tuple[int, int]]], None]


def place_new(
    service: Service,
    look: Look = lambda _: None,
    at_once: int = AT_ONCE,
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Place all pairs that are new or have changed, a bunch at a time, until ``stop`` says so; return how many.

    ``look`` is given those of a bunch (inquiry, child) that aren't weak before they are placed: what stops in between comes again.
    A weak pair is no claim to a child, and tells nobody that an inquirer knows it.
    """
    done = 0
    while True:
        with service.database.working() as connection:
            found = store.unplaced(connection, at_once)
            serious = [one for one in found if one.band != "weak"]
            weak = [one for one in found if one.band == "weak"]
            _place(service, connection, weak)
        done += len(weak)
        if serious:
            look({(one.inquiry_id, one.child_id) for one in serious})
            with service.database.working() as connection:
                # One that has changed since it was looked at is looked at again.
                same = store.still_unplaced(connection, serious)
                _place(service, connection, same)
            done += len(same)
        if len(found) < at_once or stop():
            return done


def place_all(service: Service, at_once: int = AT_ONCE) -> int:
    """Place anew whatever would stand elsewhere today, and forget pairs that are long gone; return how many moved."""
    moved, after = 0, (0, 0, 0)
    while True:
        with service.database.working() as connection:
            found = store.placed(connection, after, at_once)
            now = _noon(service)
            stale = [one for one in found if one.place != _order(one, now)]
            _place(service, connection, stale)
            moved += len(stale)
        if len(found) < at_once:
            break
        last = found[-1]
        after = (last.inquiry_id, last.child_id, last.matcher_id)
    with service.database.working() as connection:
        store.forget_gone(connection, service.now() - _GONE_FOR)
    return moved


def _place(service: Service, connection: sa.Connection, found: Sequence[store.ToPlace]) -> None:
    if not found:
        return
    today = service.now().date()
    children = _known(connection, {one.child_id for one in found}, today)
    inquiries = _known(
        connection, {one.inquiry_id for one in found if children[one.child_id].origin is None}, today
    )
    needy = {
        flag.record_id
        for flag in holds.flags_of(
            connection, {one.child_id for one in found}, kind=FlagKind.MEDICAL_NEED.value
        )
    }
    now, made = _noon(service), []
    for one in found:
        child = children[one.child_id]
        origin = child.origin or inquiries[one.inquiry_id].origin
        medical = one.child_id in needy
        urgency = Urgency(
            one.probability, one.asked_at, one.paired_at, child.born_from, child.born_to, medical
        )
        made.append(
            store.Placed(
                one.matcher_id, one.inquiry_id, one.child_id, child.born_from, child.born_to, origin, medical,
                order(urgency, now),
            )
        )  # fmt: skip
    store.place(connection, made, now.date())


def _order(one: store.ToPlace, now: datetime) -> int:
    urgency = Urgency(one.probability, one.asked_at, one.paired_at, one.born_from, one.born_to, one.medical)
    return order(urgency, now)


def _noon(service: Service) -> datetime:
    """Return one moment for the whole day: a place depends on days, and a pair is not to move within one."""
    return datetime.combine(service.now().date(), time(12), UTC)


def _known(connection: sa.Connection, record_ids: Collection[int], today: date) -> dict[int, _Known]:
    """Return what is known of records: what screening has noted, or where it hasn't been yet what their open columns say."""
    known = {record: _Known(*noted) for record, noted in store.screened_facts(connection, record_ids).items()}
    unread = set(record_ids) - known.keys()
    for one in law_facts(connection, unread, today) if unread else ():
        known[one.record_id] = _Known(*one.born, one.origin)
    return {record: known.get(record, _Known()) for record in record_ids}
