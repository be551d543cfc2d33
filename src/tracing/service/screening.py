"""The rules of holds put before every record: when it comes in, changes, is flagged, and as days pass.

The rules are pure (``casework.holds``); here the facts are gathered that they look at. What stands on several children's
records is found by keyed hashes. Runs with the worker's eyes; nobody is told but by a hold.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from tracing.casework.agencies import Side
from tracing.casework.hold_kinds import HoldKind
from tracing.casework.holds import (
    HoldFacts,
    SharedThing,
    Standing,
    holds_for,
    unraised,
)
from tracing.casework.law.entries import EVERYWHERE
from tracing.casework.law.register import Register
from tracing.casework.majority import Age, age_on, birthdays, youngest_majority
from tracing.service.context import Service
from tracing.service.hold_facts import BARS, Screened, hold_facts, phones_of, read_live
from tracing.service.jobs import enqueue_refresh
from tracing.service.law.applied import register_on
from tracing.service.law.person import LawFacts, law_facts
from tracing.service.likeness import INSTITUTION_ABOVE, addresses_of, words
from tracing.service.sets.members import members_of
from tracing.service.state_of import refresh_records
from tracing.service.trafficking.raising import raise_concerns
from tracing.store import holds as store
from tracing.store import review, review_queue
from tracing.store.hashes import MENTIONS
from tracing.store.locks import SCREENING, lock

__all__ = ["AT_ONCE", "screen", "screen_children_of", "screen_daily", "screen_new"]

AT_ONCE = 200
"""Records that are screened together."""


def screen_new(service: Service, at_once: int = AT_ONCE, stop: Callable[[], bool] = lambda: False) -> int:
    """Screen all records that came in or have changed, a bunch at a time, until ``stop`` says so; return how many."""
    done = 0
    while True:
        with service.database.working() as connection:
            found = store.due(connection, at_once)
            begun = _screen(service, connection, found)
            # A correction may change how urgent a pair is, and leave its link as it was.
            review_queue.place_anew(connection, found)
        refresh_records(service, begun)
        done += len(found)
        if len(found) < at_once or stop():
            return done


def screen(service: Service, record_ids: Collection[int], also: Collection[int] = ()) -> None:
    """Screen records at once, and bring up to date what is stored of their pairs, and of those of others (``also``)."""
    with service.database.working() as connection:
        begun = _screen(service, connection, sorted(record_ids))
    refresh_records(service, {*begun, *also})


def screen_children_of(service: Service, pairs: Collection[tuple[int, int]]) -> None:
    """Screen the children of new pairs (inquiry, child) that several families now claim, or that are to be kept from
    somebody, on whatever record of them."""
    children = {child for _, child in pairs}
    with service.database.working() as connection:
        members = members_of(connection, children)
        every = frozenset[int]().union(*members.values())
        claims = {(c, inquiry) for c, inquiry, serious in store.claims_of(connection, every) if serious}
        barring = {f.record_id for f in store.flags_of(connection, every) if f.kind in BARS}
    due = {
        child
        for child in children
        if barring & members[child] or len({inquiry for c, inquiry in claims if c in members[child]}) > 1
    }
    if due:
        screen(service, due)


def screen_daily(service: Service, at_once: int = 1000) -> int:
    """Screen the children who may have turned 18 by the register of law as it is today, and records with a lifted hold that is
    to be looked at again; return how many. What stands already isn't raised twice, however many days were missed."""
    after, done, today = 0, 0, service.now().date()
    while True:
        with service.database.working() as connection:
            ids = store.live_after(connection, after, at_once)
            register = register_on(connection)
            youngest = youngest_majority(register)
            due = {
                one.record_id
                for one in law_facts(connection, ids, today)
                if one.side == "child" and _grown(register, youngest, one, today)
            }
            due |= set(store.to_look_at_again(connection, ids, today))
        if due:
            screen(service, due)
            done += len(due)
        if len(ids) < at_once:
            return done
        after = ids[-1]


def _grown(register: Register, youngest: int, facts: LawFacts, today: date) -> bool:
    """Say whether somebody may be of age under a law that applies. Of most children that is known before it is asked where they
    are from: no law has them of age before ``youngest``."""
    birth = facts.birth
    if birth is None or today < birthdays(birth.earliest, birth.latest, youngest)[0]:
        return False
    places = (EVERYWHERE, facts.held, *facts.origins)
    return age_on(birth.earliest, birth.latest, today, places, register) is not Age.MINOR


def _screen(service: Service, connection: sa.Connection, ids: Sequence[int]) -> list[int]:
    """Screen records, and those that share with them what alarms; return those with pairs that people have begun with, one
    of each set."""
    if not ids:
        return []
    # Whoever screens a record notes and raises things of those that share with it, too: two at once would stumble there.
    lock(connection, SCREENING)
    found = read_live(service, connection, ids)
    mentions = [
        (record.id, record.side.value, thing.value, hash_)
        for record in found
        for thing, hash_ in _mentions(service, record)
    ]
    MENTIONS.put(connection, ids, mentions)
    others = set[int]()
    for of in Side:
        theirs = {(thing, hash_) for _, side, thing, hash_ in mentions if side == of}
        others = others.union(*MENTIONS.shared_by(connection, of.value, theirs, INSTITUTION_ABOVE).values())
    found += read_live(service, connection, others - set(ids))
    register = register_on(connection)
    known = law_facts(connection, [record.id for record in found], service.now().date())
    law = {one.record_id: one for one in known}
    members = members_of(connection, [record.id for record in found])
    facts = hold_facts(service, connection, found, members, law, register)
    _raise(service, connection, found, members, facts)
    raise_concerns(service, connection, found)
    noted = [store.Screening(one.id, one.version, *law[one.id].born, law[one.id].origin) for one in found]
    store.screened(connection, noted, service.now())
    # A set is brought up to date as a whole, by whichever of its records people have begun with.
    begun = set(review.begun(connection, frozenset[int]().union(*members.values())))
    first = sorted({min(one & begun) for one in members.values() if one & begun})
    for record_id in first:
        enqueue_refresh(connection, record=record_id)
    return first


def _mentions(service: Service, record: Screened) -> list[tuple[SharedThing, bytes]]:
    ring = service.keyring
    phones = phones_of(service, record)
    column = "caregiver_name" if record.side is Side.CHILD else "inquirer_name"
    adult = words(record.row.get(column, ""))
    addresses = [ring.digest("mentions.address", words(text)) for text in addresses_of(record.row)]
    # Thousands share a name: an adult is a name together with a telephone or an address.
    adults = [
        ring.digest("mentions.adult", f"{adult}/{hash_.hex()}")
        for hash_ in (*phones, *addresses)
        if len(adult.split()) > 1
    ]
    return [
        *((SharedThing.PHONE, hash_) for hash_ in phones),
        *((SharedThing.ADDRESS, hash_) for hash_ in addresses),
        *((SharedThing.ADULT, hash_) for hash_ in adults),
    ]


def _raise(
    service: Service,
    connection: sa.Connection,
    records: Sequence[Screened],
    members: Mapping[int, frozenset[int]],
    facts: Mapping[int, HoldFacts],
) -> None:
    """Raise the holds that the rules call for, but for those that stand on a record of the same child or inquiry already, or
    were lifted there and aren't to be looked at again yet."""
    now, ring = service.now(), service.keyring
    standing: dict[int, list[Standing]] = {}
    for old in store.holds_of(connection, frozenset[int]().union(*members.values()), open_only=False):
        was = Standing(HoldKind(old.kind), old.cause, old.lifted_at is not None, old.review_on)
        standing.setdefault(old.record_id, []).append(was)
    raised = []
    for record in records:
        made = {
            ring.digest("holds.cause", f"{hold.kind}:{hold.cause}"): hold
            for hold in holds_for(facts[record.id])
        }
        theirs = tuple(one for same in members[record.id] for one in standing.get(same, ()))
        for cause, hold in made.items():
            if hold in unraised({cause: hold}, theirs, facts[record.id].today):
                raised.append(
                    store.NewHold(
                        record.id, hold.kind.value, hold.confidential, hold.rule, cause, hold.reason.en, None, now,
                        hold.review_on,
                    )
                )  # fmt: skip
                # The next record may be of the same child.
                standing.setdefault(record.id, []).append(Standing(hold.kind, cause, False, hold.review_on))
    store.add_holds(connection, raised)
