"""Holds by hand, and lifting them. Rules raise theirs in ``screening``; whoever raised one, only a protection officer lifts
it, with a reason and the day on which the matter is looked at again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tracing.casework.agencies import Side
from tracing.casework.hold_kinds import CONFIDENTIAL, HOLD_KINDS, HoldKind
from tracing.casework.holds import lifting_lacks, may_raise, review_days
from tracing.casework.law.entries import EVERYWHERE, name_of
from tracing.casework.law.register import Register
from tracing.casework.law.rules import Rule
from tracing.casework.pseudonyms import pseudonym
from tracing.casework.roles import Role, Task
from tracing.casework.wording import Sentence
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound
from tracing.service.idempotency import Answer, once
from tracing.service.jobs import enqueue_refresh
from tracing.service.law.applied import register_on
from tracing.service.pairs import Pair, record_named
from tracing.service.reached import in_country, reached
from tracing.service.state_of import refresh_record
from tracing.service.texts import is_filled
from tracing.store import holds as store
from tracing.store.database import Reader, write_audit
from tracing.store.law import held_in

__all__ = ["HoldView", "lift_hold", "list_holds", "raise_hold"]

_LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class HoldView:
    """A hold. ``record`` is the record's pseudonym; ``reference`` the agency's own, for its own workers. ``review_basis``: the
    entry of the register of law that ``review_on`` follows."""

    id: int
    record: str
    reference: str | None
    kind: HoldKind
    says: Sentence
    rule: str | None
    reason: str = field(repr=False)
    raised_by: int | None
    raised_at: datetime
    review_on: date
    lifted_by: int | None
    lifted_at: datetime | None
    lift_reason: str | None = field(repr=False)
    review_basis: str


def list_holds(
    service: Service,
    reader: Reader,
    after: int = 0,
    limit: int = 50,
    open_only: bool = True,
    kind: str | None = None,
    review_by: date | None = None,
    pair: Pair | None = None,
) -> list[HoldView]:
    """Return holds in the order of their numbers: to protection officers those on the records they work on, to found-side
    workers those on their own children; ``pair``: those on its two records alone."""
    role = Role(reader.role)
    if role is Role.FOUND_WORKER:
        require(reader, Task.READ_CHILDREN)
    else:
        require(reader, Task.LIFT_HOLD)
    if kind is not None and kind not in set(HoldKind):
        fault = FieldFault("/kind", "isn't a kind of hold", f"Take one of: {', '.join(HoldKind)}.")
        raise Invalid("invalid", "Holds can't be asked for like that.", fields=[fault])
    with service.database.reading(reader) as connection:
        found = store.page(
            connection, after, limit, open_only, kind, review_by,
            None if pair is None else (pair.inquiry, pair.child),
        )  # fmt: skip
        held, register = held_in(connection, {hold.record_id for hold in found}), register_on(connection)
        write_audit(connection, reader, "list", "holds", reader.agency or 0, shown=len(found))
    return [
        _view(hold, register, held.get(hold.record_id, ""), own=role is Role.FOUND_WORKER) for hold in found
    ]


def raise_hold(
    service: Service, reader: Reader, name: str, kind: str, reason: str, key: str | None = None
) -> Answer:
    """Raise a hold by hand on a record, by its pseudonym. Reviewers raise those that aren't confidential."""
    require(reader, Task.RAISE_HOLD)
    faults = []
    if kind not in set(HoldKind):
        faults.append(FieldFault("/kind", "isn't a kind of hold", f"Take one of: {', '.join(HoldKind)}."))
    if not is_filled(reason, _LONGEST_REASON):
        faults.append(
            FieldFault("/reason", "isn't a text of 1 to 2,000 characters", "Say why, in plain text.")
        )
    if faults:
        raise Invalid("invalid", "The hold can't be raised like that.", fields=faults)
    made = HoldKind(kind)
    if not may_raise(made, Role(reader.role)):
        raise Forbidden("role_may_not", "Only a protection officer raises a hold of this kind.")
    side, record_id = record_named(name)
    asked = {"act": "raise_hold", "record": name, "kind": kind, "reason": reason}
    with service.database.reading(reader) as connection:

        def act() -> Answer:
            reached(connection, reader, side, record_id)
            now = service.now()
            held = held_in(connection, [record_id])[record_id]
            held_days = review_days(register_on(connection), now.date(), held)
            new = store.NewHold(
                record_id, made.value, made in CONFIDENTIAL, None, None, reason.strip(), reader.person, now,
                now.date() + timedelta(days=held_days),
            )  # fmt: skip
            number = store.add_hold(connection, new)
            enqueue_refresh(connection, record=record_id)
            return Answer(201, {"hold": number, "record": name, "kind": made.value}, None, record_id)

        answer = once(service, connection, reader, key, asked, act)
        if not answer.repeated:
            write_audit(
                connection, reader, "raise_hold", "record", record_id, hold=answer.body["hold"],
                hold_kind="confidential" if made in CONFIDENTIAL else made.value,
            )  # fmt: skip
    refresh_record(service, record_id)
    return answer


def lift_hold(
    service: Service, reader: Reader, number: int, reason: str, review_on: date | None, key: str | None = None
) -> Answer:
    """Lift a hold; from ``review_on`` on its rule may raise it anew."""
    require(reader, Task.LIFT_HOLD)
    asked = {"act": "lift_hold", "hold": number, "reason": reason, "review_on": review_on}
    with service.database.reading(reader) as connection:
        hold = store.hold(connection, number, lock=True)
        if hold is None or not in_country(connection, reader, hold.record_id):
            raise NotFound("no_hold", "There is no such hold.")

        def act() -> Answer:
            now = service.now()
            declared = {record for record, _, _ in store.conflicts_of(connection, reader.person or 0)}
            lacks = lifting_lacks(
                Role(reader.role),
                reason,
                review_on,
                now.date(),
                conflicted=hold.record_id in declared,
                register=register_on(connection),
                held=held_in(connection, [hold.record_id])[hold.record_id],
            )
            faults = [FieldFault.of(_POINTERS[s.code], s) for s in lacks if s.code in _POINTERS]
            if len(faults) < len(lacks):
                refused = next(s for s in lacks if s.code not in _POINTERS)
                raise Forbidden.of(refused)
            if not is_filled(reason, _LONGEST_REASON) and not faults:
                faults = [FieldFault("/reason", "isn't a text of 1 to 2,000 characters", "Write plain text.")]
            if faults or review_on is None:
                raise Invalid("invalid", "The hold can't be lifted like that.", fields=faults)
            if hold.lifted_at is not None:
                raise Conflict("lifted", "The hold was lifted already.")
            store.lift(connection, number, reader.person or 0, now, reason.strip(), review_on)
            enqueue_refresh(connection, record=hold.record_id)
            return Answer(200, {"hold": number, "review_on": review_on.isoformat()}, None, hold.record_id)

        answer = once(service, connection, reader, key, asked, act)
        if not answer.repeated:
            write_audit(connection, reader, "lift_hold", "record", hold.record_id, hold=number)
    refresh_record(service, hold.record_id)
    return answer


_POINTERS = {"reason_missing": "/reason", "review_date": "/review_on"}


def _view(hold: store.Hold, register: Register, held: str, own: bool) -> HoldView:
    rule = Rule.HOLD_REVIEW_DAYS if hold.lifted_at is None else Rule.LIFTED_HOLD_REVIEW_DAYS
    followed = register.applied(held, rule, (hold.lifted_at or hold.raised_at).date())
    kind = HoldKind(hold.kind)
    return HoldView(
        hold.id, pseudonym(Side(hold.side), hold.record_id), hold.reference if own else None, kind, HOLD_KINDS[kind],
        hold.rule, hold.reason, hold.raised_by, hold.raised_at, hold.review_on, hold.lifted_by, hold.lifted_at,
        hold.lift_reason, name_of(EVERYWHERE, rule) if followed is None else followed.name,
    )  # fmt: skip
