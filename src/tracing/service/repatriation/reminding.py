"""Reminders of what is due: raised by the clock to the party that a step waits for, listed, and acknowledged.

One is raised once for an item and its day. So a service that was down for a week raises each once, and a clock that goes
back raises nothing twice; what was done hangs on no clock. A reminder ends by itself once its item is done, or stopped.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym
from tracing.casework.reminders import REMINDED_OF
from tracing.casework.repatriation.checklist import remindable
from tracing.casework.repatriation.duties import DUTIES
from tracing.casework.repatriation.parties import Party
from tracing.casework.roles import Role, Task
from tracing.casework.wording import Sentence
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.errors import Conflict, FieldFault, Invalid, NotFound
from tracing.service.idempotency import Answer, once
from tracing.service.pairs import Pair
from tracing.service.queue import country_of_work
from tracing.service.repatriation.listing import items_on
from tracing.service.sets.members import members_of
from tracing.service.state_of import case_on
from tracing.standardise.guarded import fault_of
from tracing.store import repatriation as store
from tracing.store import review
from tracing.store.database import Reader, write_audit

__all__ = ["ReminderView", "acknowledge", "list_reminders", "remind", "remind_pair"]

_log = logging.getLogger(__name__)

_SAYS = {duty.code: duty.says for duty in DUTIES} | {of.value: says for of, says in REMINDED_OF.items()}
_SOMETHING = Sentence(
    "something_waits", "Se espera algo de su institución.", "Something waits for your agency."
)


@dataclass(frozen=True, slots=True)
class ReminderView:
    """A reminder. Officers read pseudonyms; each side's workers the reference of their own record, and the family's no step.
    ``complaint``, ``referral``: of which one, where it is of one."""

    id: int
    name: UUID
    says: Sentence
    party: Party
    due_on: date
    inquiry: str | None
    child: str | None
    reference: str | None
    complaint: UUID | None
    referral: int | None
    raised_at: datetime
    acknowledged_by: int | None
    acknowledged_at: datetime | None


def remind(service: Service) -> int:
    """Raise the reminders of the service's day in all cases; return how many are new. A case that can't be read is logged, and
    holds up no other."""
    cases: dict[tuple[frozenset[int], frozenset[int]], list[Pair]] = {}
    with service.database.working() as connection:
        open_ones = [Pair(*pair) for pair in store.open_pairs(connection)]
        members = members_of(connection, {one for pair in open_ones for one in (pair.inquiry, pair.child)})
    for pair in open_ones:
        cases.setdefault((members[pair.inquiry], members[pair.child]), []).append(pair)
    new = 0
    for pairs in cases.values():
        try:
            new += _remind_case(service, pairs)
        except Exception as error:
            # Numbers in the text itself: of what is filled in, logs keep nothing.
            _log.error(f"case {pairs[0].inquiry}/{pairs[0].child} can't be reminded of: {fault_of(error)}")
    return new


def remind_pair(service: Service, pair: Pair) -> int:
    """Raise what is due in the case of a pair, and end what isn't any more; return how many are new."""
    with service.database.working() as connection:
        members = members_of(connection, [pair.inquiry, pair.child])
        among = members[pair.inquiry], members[pair.child]
        pairs = [Pair(*one) for one in store.open_pairs(connection, among)]
    return _remind_case(service, pairs or [pair])


def _remind_case(service: Service, pairs: Sequence[Pair]) -> int:
    """Raise what is due in one case, by its pairs in their order, and end what isn't any more; return how many are new."""
    new = 0
    with service.database.working() as connection:
        for pair in pairs:
            review.lock_pair(connection, pair.inquiry, pair.child)
        # What is due is worked out by one at a time: who began earlier would end what somebody has raised since.
        now = service.now()
        case = case_on(service, connection, pairs[0])
        items = items_on(service, connection, pairs[0], case)
        due = remindable(items, now.date(), case.facts.terms)
        for pair in pairs:
            both, standing = (pair.inquiry, pair.child), set[tuple[str, date]]()
            for item in due:
                if item.due_on is not None and pair in _reminded_on(item.party, pairs):
                    standing.add((item.code, item.due_on))
                    new += store.raise_reminder(
                        connection, both, item.code, item.party.value, item.due_on, now
                    )
            store.end_others(connection, both, standing, now)
    return new


def _reminded_on(party: Party, pairs: Sequence[Pair]) -> Collection[Pair]:
    """Return the pairs of a case on which a party is reminded: each side's agencies on a record of their own, others once."""
    match party:
        case Party.FOUND_SIDE:
            return {pair.child: pair for pair in reversed(pairs)}.values()
        case Party.FAMILY_SIDE:
            return {pair.inquiry: pair for pair in reversed(pairs)}.values()
        case _:
            return pairs[:1]


def list_reminders(
    service: Service,
    reader: Reader,
    after: int = 0,
    limit: int = 50,
    open_only: bool = True,
    party: str | None = None,
) -> list[ReminderView]:
    """Return reminders in the order they were raised: to officers those of the cases they work on, to a side's workers its
    own."""
    require(reader, Task.READ_REMINDERS)
    if party is not None and party not in set(Party):
        fault = FieldFault("/party", "isn't a party", f"Take one of: {', '.join(Party)}.")
        raise Invalid("invalid", "Reminders can't be asked for like that.", fields=[fault])
    with service.database.reading(reader) as connection:
        where = country_of_work(connection, reader) if reader.role == Role.PROTECTION_OFFICER else None
        found = store.page(connection, after, limit, open_only, party, where)
        write_audit(connection, reader, "list", "reminders", reader.agency or 0, shown=len(found))
    return [_view(one, Role(reader.role)) for one in found]


def acknowledge(service: Service, reader: Reader, name: UUID, key: str | None = None) -> Answer:
    """Take note of a reminder: it isn't listed as open any more. What is due stays due until it is done."""
    require(reader, Task.READ_REMINDERS)
    asked = {"act": "acknowledge", "reminder": str(name)}
    with service.database.reading(reader) as connection:
        where = country_of_work(connection, reader) if reader.role == Role.PROTECTION_OFFICER else None
        found = store.reminder(connection, name, where)
        if found is None:
            raise NotFound("no_reminder", "There is no such reminder, or it isn't yours.")

        def act() -> Answer:
            now = service.now()
            if not store.acknowledge(connection, found.id, reader.person or 0, now):
                raise Conflict("acknowledged", "The reminder was acknowledged already.")
            body: dict[str, Any] = {"reminder": str(name), "acknowledged_at": now.isoformat()}
            return Answer(200, body, None, found.child_id or found.inquiry_id)

        answer = once(service, connection, reader, key, asked, act)
        if not answer.repeated:
            named = {name: value for name, value in _names(found).items() if value is not None}
            write_audit(connection, reader, "acknowledge", "reminder", str(name), **named)
    return answer


def _names(one: store.Reminder) -> dict[str, str | None]:
    """Return the pseudonyms of the records that a reminder is of."""
    return {
        side.value: None if record is None else pseudonym(side, record)
        for side, record in ((Side.INQUIRY, one.inquiry_id), (Side.CHILD, one.child_id))
    }


def _view(one: store.Reminder, role: Role) -> ReminderView:
    names = _names(one) if role is Role.PROTECTION_OFFICER else {}
    own = {Role.FOUND_WORKER: one.child, Role.FAMILY_WORKER: one.inquiry}.get(role)
    # Of its case the family's agency reads no step; of a complaint that it took in it knows.
    hidden = role is Role.FAMILY_WORKER and one.complaint is None
    says = _SOMETHING if hidden else _SAYS.get(one.item, _SOMETHING)
    return ReminderView(
        one.id, one.name, says, Party(one.party), one.due_on, names.get("inquiry"), names.get("child"), own, one.complaint,
        one.referral_id, one.raised_at, one.acknowledged_by, one.acknowledged_at,
    )  # fmt: skip
