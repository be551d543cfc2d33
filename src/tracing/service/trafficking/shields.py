"""Shielded records: a protection officer shields one, from then on protection officers alone see it and its pairs; another
officer ends it.

The database keeps the others out (``migrations/sql/0002_trafficking_up.sql``): a child that is shielded isn't there for
its own agency, and no pair of a shielded record for any reviewer, worker or analyst. Matching and the rules go on. What
the asking side reads of an inquiry of its own, and is told of it, stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa

from tracing.casework.agencies import Side
from tracing.casework.law.rules import Rule
from tracing.casework.pseudonyms import pseudonym
from tracing.casework.roles import Role, Task
from tracing.casework.trafficking.shielding import shielding_lacks, unshielding_lacks
from tracing.casework.wording import Sentence
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound
from tracing.service.idempotency import Answer, once
from tracing.service.jobs import enqueue_refresh
from tracing.service.law.applied import terms_by_record, terms_of
from tracing.service.pairs import record_named
from tracing.service.reached import in_country, reached
from tracing.service.state_of import refresh_record
from tracing.service.trafficking.texts import text_fault
from tracing.store import holds as hold_store
from tracing.store.database import Reader, write_audit
from tracing.store.trafficking import shields as store

__all__ = ["ShieldView", "list_shields", "renew_shield", "shield", "unshield"]


@dataclass(frozen=True, slots=True)
class ShieldView:
    """A shield, by the record's pseudonym; ``review_basis``: the entry of the register of law that ``review_on`` follows."""

    id: int
    record: str
    reason: str = field(repr=False)
    review_on: date
    review_basis: str
    shielded_by: int
    shielded_at: datetime
    ended_by: int | None
    ended_at: datetime | None
    end_reason: str | None = field(repr=False)


def shield(
    service: Service, reader: Reader, name: str, reason: str, review_on: date | None, key: str | None = None
) -> Answer:
    """Shield a live record, by its pseudonym. Raises ``Conflict`` where it is shielded."""
    require(reader, Task.SHIELD)
    side, record_id = record_named(name)
    asked = {"act": "shield", "record": name, "reason": reason, "review_on": review_on}
    with service.database.reading(reader) as connection:

        def act() -> Answer:
            reached(connection, reader, side, record_id)
            again_on = _review_day(service, connection, reader, record_id, reason, review_on)
            number = store.next_number(connection)
            sealed = service.keyring.encrypt(reason.strip().encode(), f"shields.reason:{number}")
            made = store.NewShield(number, record_id, sealed, again_on, reader.person or 0, service.now())
            if not store.add(connection, made):
                raise Conflict(
                    "shielded", "The record is shielded already.", "Say when it is looked at again."
                )
            enqueue_refresh(connection, record=record_id)
            return Answer(201, {"record": name, "review_on": again_on.isoformat()}, None, record_id)

        answer = once(service, connection, reader, key, asked, act)
        if not answer.repeated:
            write_audit(connection, reader, "shield", "record", record_id)
    refresh_record(service, record_id)
    return answer


def renew_shield(
    service: Service, reader: Reader, name: str, reason: str, review_on: date | None, key: str | None = None
) -> Answer:
    """Say why a record stays shielded, and when that is looked at again."""
    require(reader, Task.SHIELD)
    _, record_id = record_named(name)
    asked = {"act": "renew_shield", "record": name, "reason": reason, "review_on": review_on}
    with service.database.reading(reader) as connection:

        def act() -> Answer:
            found = _standing(connection, reader, record_id)
            again_on = _review_day(service, connection, reader, record_id, reason, review_on)
            sealed = service.keyring.encrypt(reason.strip().encode(), f"shields.reason:{found.id}")
            store.renew(connection, found.id, sealed, again_on)
            return Answer(200, {"record": name, "review_on": again_on.isoformat()}, None, record_id)

        answer = once(service, connection, reader, key, asked, act)
        if not answer.repeated:
            write_audit(connection, reader, "renew_shield", "record", record_id)
    return answer


def unshield(service: Service, reader: Reader, name: str, reason: str, key: str | None = None) -> Answer:
    """End the shield of a record; whoever raised it doesn't."""
    require(reader, Task.SHIELD)
    _, record_id = record_named(name)
    asked = {"act": "unshield", "record": name, "reason": reason}
    with service.database.reading(reader) as connection:

        def act() -> Answer:
            found = _standing(connection, reader, record_id)
            conflicted = _conflicted(connection, reader, record_id)
            person = reader.person or 0
            lacks = unshielding_lacks(
                Role(reader.role), person, found.shielded_by, reason, conflicted=conflicted
            )
            _check(lacks, reason)
            sealed = service.keyring.encrypt(reason.strip().encode(), f"shields.end_reason:{found.id}")
            store.end(connection, found.id, person, service.now(), sealed)
            enqueue_refresh(connection, record=record_id)
            return Answer(200, {"record": name}, None, record_id)

        answer = once(service, connection, reader, key, asked, act)
        if not answer.repeated:
            write_audit(connection, reader, "unshield", "record", record_id)
    refresh_record(service, record_id)
    return answer


def list_shields(
    service: Service,
    reader: Reader,
    after: int = 0,
    limit: int = 50,
    open_only: bool = True,
    review_by: date | None = None,
) -> list[ShieldView]:
    """Return shields in the order of their numbers; ``review_by``: to be looked at by that day."""
    require(reader, Task.SHIELD)
    with service.database.reading(reader) as connection:
        found = store.page(connection, after, limit, open_only, review_by)
        write_audit(connection, reader, "list", "shields", reader.agency or 0, shown=len(found))
        terms = terms_by_record(connection, {one.record_id for one in found})
    return [
        _view(service, one, terms[one.record_id].basis(Rule.SHIELD_REVIEW_DAYS, one.shielded_at.date()))
        for one in found
    ]


def _view(service: Service, one: store.Shield, basis: str) -> ShieldView:
    ring = service.keyring
    ended = None
    if one.end_reason is not None:
        ended = ring.decrypt(one.end_reason, f"shields.end_reason:{one.id}").decode()
    return ShieldView(
        one.id, pseudonym(Side(one.side), one.record_id),
        ring.decrypt(one.reason, f"shields.reason:{one.id}").decode(), one.review_on, basis, one.shielded_by,
        one.shielded_at, one.ended_by, one.ended_at, ended,
    )  # fmt: skip


def _review_day(
    service: Service,
    connection: sa.Connection,
    reader: Reader,
    record_id: int,
    reason: str,
    review_on: date | None,
) -> date:
    """Return the day on which a shield is looked at again; raises what stands in the way of it."""
    conflicted = _conflicted(connection, reader, record_id)
    lacks = shielding_lacks(
        Role(reader.role),
        reason,
        review_on,
        service.now().date(),
        conflicted=conflicted,
        terms=terms_of(connection, [record_id]),
    )
    _check(lacks, reason)
    assert review_on is not None
    return review_on


def _standing(connection: sa.Connection, reader: Reader, record_id: int) -> store.Shield:
    found = store.standing(connection, record_id, lock=True)
    if found is None or not in_country(connection, reader, record_id):
        raise NotFound("no_shield", "The record isn't shielded, or there is no record of that name.")
    return found


def _conflicted(connection: sa.Connection, reader: Reader, record_id: int) -> bool:
    declared = hold_store.conflicts_of(connection, reader.person or 0)
    return any(record == record_id for record, _, _ in declared)


_POINTERS: Final = {"shield_reason": "/reason", "shield_review": "/review_on"}


def _check(lacks: tuple[Sentence, ...], reason: str) -> None:
    for lack in lacks:
        if lack.code not in _POINTERS:
            raise Forbidden.of(lack)
    faults = [FieldFault.of(_POINTERS[lack.code], lack) for lack in lacks]
    if not any(fault.pointer == "/reason" for fault in faults):
        faults += text_fault("/reason", reason)
    if faults:
        raise Invalid("invalid", "The record can't be shielded like that.", fields=faults)
