"""Reminders of what is no step of a case: registrations that lack something past its day, referrals that nobody answered, complaints
to be dealt with, shields to be looked at again.

As those of cases each is raised once for a thing and its day: a service that was down for a week raises each once. It ends once
what it reminds of is done. They are listed and acknowledged with the others (``service.repatriation.reminding``).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

import sqlalchemy as sa

from tracing.casework.agencies import Side
from tracing.casework.law.rules import Rule
from tracing.casework.law.terms import greatest
from tracing.casework.registration.lacking import Lacking, Thing
from tracing.casework.reminders import RemindedOf, of_complaint
from tracing.casework.repatriation.parties import Party
from tracing.casework.rights.complaints import complaint_due, complaint_state
from tracing.casework.roles import Role
from tracing.casework.trafficking.referral import answered
from tracing.casework.trafficking.referral_codes import ReferralOutcome
from tracing.service.context import Service
from tracing.service.law.applied import register_on, terms_of_agencies
from tracing.service.registration.quick import lacking_of
from tracing.service.rights.complaints import to_rules
from tracing.standardise.guarded import fault_of
from tracing.store import complaints
from tracing.store import reminders as store
from tracing.store.reminders import Other
from tracing.store.trafficking import referrals, shields

__all__ = ["remind_of_others", "remind_of_registrations"]

_log = logging.getLogger(__name__)

_BUNCH: Final = 500
_LATE: Final = timedelta(days=31)
"""For so long a service may have been down, and a registration is reminded of all the same."""

_ANSWERING: Final = [outcome.value for outcome in ReferralOutcome if answered([outcome])]
_COMPLAINTS: Final = (
    RemindedOf.COMPLAINT_TO_TAKE, RemindedOf.COMPLAINT_TO_ANSWER, RemindedOf.COMPLAINT_TO_TELL,
)  # fmt: skip


def remind_of_others(service: Service) -> int:
    """Raise what is due of referrals, complaints and shields, and end what isn't any more, of registrations too; return how many
    are new."""
    now = service.now()
    with service.database.working() as connection:
        new = store.keep(connection, [RemindedOf.SHIELD], _shields(service, connection), now)
        new += store.keep(connection, [RemindedOf.REFERRAL], _referrals(service, connection), now)
        new += store.keep(connection, _COMPLAINTS, _complaints(service, connection), now)
    return new + remind_of_registrations(service, begun=True)


def remind_of_registrations(service: Service, begun: bool = False) -> int:
    """Raise what is due of registrations, one reminder for each day; return how many are new. ``begun``: look only at children of
    whom somebody is reminded already."""
    now, after, new = service.now(), 0, 0
    while True:
        with service.database.working() as connection:
            register = register_on(connection)
            most = max(greatest(register, Rule(f"registration_{thing}_days")) for thing in Thing)
            since = None if begun else now - timedelta(days=most) - _LATE
            found = store.registrations(connection, since, after, _BUNCH)
            live = {child: at.date() for child, at, is_live in found if is_live}
            standing = {
                Other(RemindedOf.REGISTRATION, Party.FOUND_SIDE, one.due_on, child=child)
                for child, lacks in _lacking(service, connection, live).items()
                for one in lacks
                if one.due_on < now.date()
            }
            looked_at = [child for child, _, _ in found]
            new += store.keep(connection, [RemindedOf.REGISTRATION], standing, now, looked_at)
        if len(found) < _BUNCH:
            return new
        after = looked_at[-1]


def _lacking(
    service: Service, connection: sa.Connection, live: Mapping[int, date]
) -> dict[int, list[Lacking]]:
    """Return what registrations lack; one that can't be read is logged, and holds up no other."""
    try:
        return lacking_of(service, connection, live)
    except Exception as error:
        if len(live) == 1:
            _log.error(f"registration {next(iter(live))} can't be reminded of: {fault_of(error)}")
            return {}
    return {
        one: lacks for of in live.items() for one, lacks in _lacking(service, connection, dict([of])).items()
    }


def _shields(service: Service, connection: sa.Connection) -> set[Other]:
    today = service.now().date()
    return {
        _of_record(RemindedOf.SHIELD, one.side, one.record_id, one.review_on)
        for one in shields.page(connection, 0, None, True, today)
    }


def _referrals(service: Service, connection: sa.Connection) -> set[Other]:
    return {
        _of_record(RemindedOf.REFERRAL, one.side, one.record_id, one.due_at.date(), one.id)
        for one in referrals.page(connection, 0, None, None, service.now(), _ANSWERING)
    }


def _of_record(item: RemindedOf, side: str, record: int, due_on: date, referral: int | None = None) -> Other:
    inquiry, child = (record, None) if side == Side.INQUIRY else (None, record)
    return Other(item, Party.PROTECTION, due_on, inquiry, child, None, referral)


def _complaints(service: Service, connection: sa.Connection) -> set[Other]:
    roles = dict(store.complaints_open(connection))
    found = complaints.of_numbers(connection, roles)
    made = complaints.steps_of(connection, roles)
    terms = terms_of_agencies(connection, {one.agency_id for one in found})
    standing = set[Other]()
    for one in found:
        complaint, steps = to_rules(one, [step for step in made if step.complaint_id == one.id])
        waits = of_complaint(complaint_state(steps), Role(roles[one.id]))
        due = complaint_due(complaint, steps, terms[one.agency_id])
        if waits is not None and due is not None and due.on <= service.now().date():
            standing.add(Other(waits[0], waits[1], due.on, complaint=one.id))
    return standing
