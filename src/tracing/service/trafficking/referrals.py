"""Referrals: to whom a case went, what of it, on which legal basis, until when they must act, and what came of it.

The record of a referral, not the sending: what is handed over goes by the ways of the law. Protection officers write and
read them; each is appended, and so is what came of it.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa

from tracing.casework.agencies import Side
from tracing.casework.hold_kinds import FlagKind, HoldKind
from tracing.casework.law.entries import EVERYWHERE
from tracing.casework.law.terms import Terms
from tracing.casework.pseudonyms import pseudonym
from tracing.casework.roles import Task
from tracing.casework.trafficking.referral import (
    REFERRAL_LACKS,
    ReferralFacts,
    answered,
    deadlines_of,
    due_at,
    due_basis,
    may_follow,
    referral_lacks,
)
from tracing.casework.trafficking.referral_codes import (
    REFERRAL_DEADLINES,
    Basis,
    Deadline,
    Recipient,
    ReferralOutcome,
    SharedPart,
    Urgency,
)
from tracing.casework.wording import Sentence
from tracing.service.access import require
from tracing.service.care.directory import named_authority
from tracing.service.context import Service
from tracing.service.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound
from tracing.service.flag_details import flag_detail
from tracing.service.idempotency import Answer, once
from tracing.service.law.applied import terms_by_record, terms_in, terms_of
from tracing.service.pairs import record_named
from tracing.service.reached import in_country, reached
from tracing.service.rights.consent_flags import may_be_shared
from tracing.service.trafficking.texts import text_fault
from tracing.standardise.record import profile
from tracing.store import holds as hold_store
from tracing.store import records, sets
from tracing.store.database import Reader, write_audit
from tracing.store.trafficking import referrals as store

__all__ = ["NewReferral", "OutcomeView", "ReferralView", "list_referrals", "note_outcome", "refer"]

_CODE: Final = re.compile(r"[A-Z]{2}-[A-Z0-9][A-Z0-9-]{0,90}")
_ANSWERING: Final = [outcome.value for outcome in ReferralOutcome if answered([outcome])]


@dataclass(frozen=True, slots=True)
class NewReferral:
    """A referral as it is sent. ``code``: of the directory, beginning with its country. ``rule``: which deadline; None for
    the strictest that applies. ``since``: from when it runs; ``due``: an earlier day than the rule's, set by hand."""

    record: str
    recipient: str
    code: str
    shared: tuple[str, ...]
    basis: str
    urgency: str
    since: datetime
    rule: str | None = None
    due: datetime | None = None
    note: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """What came of a referral."""

    outcome: ReferralOutcome
    note: str | None = field(repr=False)
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ReferralView:
    """A referral, by the record's pseudonym."""

    id: int
    record: str
    recipient: Recipient
    code: str
    shared: tuple[SharedPart, ...]
    basis: Basis
    urgency: Urgency
    rule: Sentence
    since: datetime
    due_at: datetime
    due_basis: str
    overdue: bool
    note: str | None = field(repr=False)
    made_by: int
    made_at: datetime
    outcomes: tuple[OutcomeView, ...]


def refer(service: Service, reader: Reader, new: NewReferral, key: str | None = None) -> Answer:
    """Enter a referral of a live record, by its pseudonym. Raises ``Invalid`` naming each rule that it doesn't keep, with
    its source and what would make it legal; nothing is stored then."""
    require(reader, Task.REFER)
    _check_codes(new)
    side, record_id = record_named(new.record)
    asked = {"act": "refer", **asdict(new)}
    with service.database.reading(reader) as connection:

        def act() -> Answer:
            facts = _facts(service, connection, reader, new, side, record_id)
            _check(referral_lacks(facts))
            number = store.next_number(connection)
            sealed = None
            if new.note:
                sealed = service.keyring.encrypt(new.note.strip().encode(), f"referrals.detail:{number}")
            due = facts.due or due_at(facts.rule, facts.since, facts.terms)
            made = store.NewReferral(
                number, record_id, new.recipient, new.code, sorted(set(new.shared)), new.basis, new.urgency,
                facts.rule.value, new.since, due, sealed, reader.person or 0, service.now(),
            )  # fmt: skip
            store.add(connection, made)
            body: dict[str, Any] = {
                "referral": number, "record": new.record, "rule": facts.rule.value, "due_at": due.isoformat(),
                "due_basis": due_basis(facts.rule, facts.since, facts.terms),
            }  # fmt: skip
            return Answer(201, body, None, record_id)

        answer = once(service, connection, reader, key, asked, act)
        if not answer.repeated:
            write_audit(
                connection, reader, "refer", "record", record_id, referral=answer.body["referral"], to=new.code,
                shared=sorted(set(new.shared)), basis=new.basis,
            )  # fmt: skip
    return answer


def note_outcome(
    service: Service,
    reader: Reader,
    number: int,
    outcome: str,
    note: str | None = None,
    key: str | None = None,
) -> Answer:
    """Note what came of a referral. Raises ``Conflict`` once it has ended."""
    require(reader, Task.REFER)
    faults = [] if outcome in set(ReferralOutcome) else [_unknown("/outcome", ReferralOutcome)]
    faults += [] if note is None else text_fault("/note", note)
    if faults:
        raise Invalid("invalid", "That can't be noted of a referral.", fields=faults)
    asked = {"act": "note_outcome", "referral": number, "outcome": outcome, "note": note}
    with service.database.reading(reader) as connection:
        # What came of it is said by one after the other: nothing follows on an end that was just being written.
        found = store.referral(connection, number, lock=True)
        if found is None or not in_country(connection, reader, found.record_id):
            raise NotFound("no_referral", "There is no such referral.")

        def act() -> Answer:
            before = [
                ReferralOutcome(o.outcome) for o in store.outcomes_of(connection, [number]).get(number, [])
            ]
            if not may_follow(before):
                raise Conflict.of(REFERRAL_LACKS["referral_ended"])
            place = store.next_outcome(connection)
            sealed = None
            if note is not None:
                sealed = service.keyring.encrypt(note.strip().encode(), f"referral_outcomes.detail:{place}")
            store.add_outcome(
                connection, store.Outcome(place, number, outcome, sealed, reader.person or 0, service.now())
            )
            return Answer(201, {"referral": number, "outcome": outcome}, None, found.record_id)

        answer = once(service, connection, reader, key, asked, act)
        if not answer.repeated:
            write_audit(
                connection,
                reader,
                "note_referral",
                "record",
                found.record_id,
                referral=number,
                outcome=outcome,
            )
    return answer


def list_referrals(
    service: Service,
    reader: Reader,
    after: int = 0,
    limit: int = 50,
    record: str | None = None,
    overdue: bool = False,
) -> list[ReferralView]:
    """Return referrals in the order of their numbers; ``overdue``: those that nobody has answered by their day."""
    require(reader, Task.REFER)
    number = None if record is None else record_named(record)[1]
    now = service.now()
    with service.database.reading(reader) as connection:
        found = store.page(connection, after, limit, number, now if overdue else None, _ANSWERING)
        outcomes = store.outcomes_of(connection, [one.id for one in found])
        terms = terms_by_record(connection, {one.record_id for one in found})
        write_audit(connection, reader, "list", "referrals", reader.agency or 0, shown=len(found))
    return [_view(service, one, outcomes.get(one.id, []), now, terms[one.record_id]) for one in found]


def _facts(
    service: Service, connection: sa.Connection, reader: Reader, new: NewReferral, side: Side, record_id: int
) -> ReferralFacts:
    found = reached(connection, reader, side, record_id)
    with service.database.working() as worker:
        # Rules must know of what who refers may not see: on whatever record of the child, also such as were split off again.
        same = sorted(sets.ever_same(worker, record_id))
        rows = records.latest(worker, same) or [found]
        flags = hold_store.flags_of(worker, same)
        held = any(hold.kind == HoldKind.ASYLUM for hold in hold_store.holds_of(worker, same))
        consented = side is Side.CHILD and may_be_shared(service, worker, record_id, same)
    known = [profile({**row.content}) for row in rows]
    nations = frozenset[str]().union(*(one.nationality for one in known))
    # Of an inquiry no child is held: the laws on children held don't run.
    child = side is Side.CHILD
    terms = terms_of(connection, [record_id]) if child else terms_in(connection, EVERYWHERE)
    applying = deadlines_of(nations, terms, new.since.date())
    details = {flag.id: flag_detail(service, flag) for flag in flags}
    asylum = any(flag.kind == FlagKind.ASYLUM_CONFIDENTIAL for flag in flags)
    kept = {
        details[flag.id].get("country", "")
        for flag in flags
        if flag.kind == FlagKind.DO_NOT_SHARE_WITH_COUNTRY
    }
    declared = {record for record, _, _ in hold_store.conflicts_of(connection, reader.person or 0)}
    origin = frozenset[str]().union(*(one.origin.countries for one in known))
    entry = named_authority(service, new.code, new.code[:2])
    return ReferralFacts(
        new.code, tuple(SharedPart(part) for part in new.shared), Basis(new.basis),
        applying[0] if new.rule is None else Deadline(new.rule), new.since, service.now(), applying,
        consented,
        frozenset({*nations, *origin}) if asylum or held else frozenset(), frozenset(kept), new.due, bool(declared & set(same)),
        entry is not None and entry.firewalled, entry is not None, entry is not None and entry.retired, terms,
    )  # fmt: skip


_POINTERS: Final = {
    "referral_firewall": "/code",
    "referral_unlisted": "/code",
    "referral_retired": "/code",
    "referral_asylum": "/code",
    "referral_kept_from": "/code",
    "referral_nothing_shared": "/shared",
    "referral_consent": "/basis",
    "referral_rule": "/rule",
    "referral_since": "/since",
    "referral_due": "/due_at",
}


def _check(lacks: tuple[Sentence, ...]) -> None:
    for lack in lacks:
        if lack.code not in _POINTERS:
            raise Forbidden.of(lack)
    faults = [FieldFault.of(_POINTERS[lack.code], lack) for lack in lacks]
    if faults:
        raise Invalid(lacks[0].code, "The case can't be referred like that.", fields=faults)


def _check_codes(new: NewReferral) -> None:
    given: list[tuple[str, str, type[StrEnum]]] = [
        ("/recipient", new.recipient, Recipient),
        ("/basis", new.basis, Basis),
        ("/urgency", new.urgency, Urgency),
    ]
    if new.rule is not None:
        given.append(("/rule", new.rule, Deadline))
    given += [(f"/shared/{place}", part, SharedPart) for place, part in enumerate(new.shared)]
    faults = [_unknown(pointer, codes) for pointer, text, codes in given if text not in set(codes)]
    if _CODE.fullmatch(new.code) is None:
        faults.append(
            FieldFault("/code", "isn't a code of the directory", "Write country and short name: GT-PGN.")
        )
    if new.note is not None:
        faults += text_fault("/note", new.note)
    for pointer, moment in (("/since", new.since), ("/due_at", new.due)):
        if moment is not None and moment.tzinfo is None:
            faults.append(FieldFault(pointer, "says no time zone", "Write it as 2026-03-31T14:00:00-06:00."))
    if faults:
        raise Invalid("invalid", "The case can't be referred like that.", fields=faults)


def _unknown(pointer: str, codes: type[StrEnum]) -> FieldFault:
    return FieldFault(pointer, "isn't one of its codes", f"Take one of: {', '.join(codes)}.")


def _view(
    service: Service, one: store.Referral, outcomes: list[store.Outcome], now: datetime, terms: Terms
) -> ReferralView:
    ring = service.keyring
    note = None
    if one.detail is not None:
        note = ring.decrypt(one.detail, f"referrals.detail:{one.id}").decode()
    came = tuple(
        OutcomeView(
            ReferralOutcome(o.outcome),
            None if o.detail is None else ring.decrypt(o.detail, f"referral_outcomes.detail:{o.id}").decode(),
            o.by_user,
            o.at,
        )
        for o in outcomes
    )
    overdue = one.due_at < now and not answered([o.outcome for o in came])
    return ReferralView(
        one.id, pseudonym(Side(one.side), one.record_id), Recipient(one.recipient), one.code,
        tuple(SharedPart(part) for part in one.shared), Basis(one.basis), Urgency(one.urgency),
        REFERRAL_DEADLINES[Deadline(one.rule)], one.since, one.due_at,
        due_basis(Deadline(one.rule), one.since, terms), overdue, note, one.made_by, one.made_at, came,
    )  # fmt: skip
