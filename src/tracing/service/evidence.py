"""What stands on a record that may need it as evidence: a hold, a concern, a shield, a complaint that isn't over, a referral
that nobody has answered, or an officer's decision to keep it.

Asked by the clock of retention and by whoever erases, so that neither an agency nor time removes what an officer still has
to look at. The connections are the worker's: who asks for an erasure may see nothing of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from tracing.casework.law.terms import SHIPPED
from tracing.casework.rights.complaints import ComplaintStep, Step, complaint_over
from tracing.casework.trafficking.referral import answered
from tracing.casework.trafficking.referral_codes import ReferralOutcome
from tracing.service.law.applied import terms_of_agencies
from tracing.store import complaints
from tracing.store import evidence as store
from tracing.store.trafficking import referrals

__all__ = ["complaints_over", "evidence_among", "over_of"]


def evidence_among(connection: sa.Connection, record_ids: Collection[int], today: date) -> set[int]:
    """Return which of some records aren't to be erased before a protection officer has looked at what stands on them."""
    found = store.standing(connection, record_ids)
    of_complaints = store.complaints_of(connection, record_ids)
    over = complaints_over(connection, [number for number, _ in of_complaints], today)
    found |= {record for number, record in of_complaints if number not in over}
    of_referrals = store.referrals_of(connection, record_ids)
    came = referrals.outcomes_of(connection, [number for number, _ in of_referrals])
    return found | {
        record
        for number, record in of_referrals
        if not answered([ReferralOutcome(one.outcome) for one in came.get(number, [])])
    }


def over_of(connection: sa.Connection, record_id: int, today: date) -> set[int]:
    """Return the complaints about a record that are over."""
    numbers = [number for number, _ in store.complaints_of(connection, [record_id])]
    return complaints_over(connection, numbers, today)


def complaints_over(connection: sa.Connection, numbers: Collection[int], today: date) -> set[int]:
    """Return which of some complaints are over."""
    made: dict[int, list[Step]] = defaultdict(list)
    for one in complaints.steps_of(connection, numbers):
        made[one.complaint_id].append(Step(ComplaintStep(one.kind), one.person, one.at))
    taken_in = complaints.agencies_of(connection, numbers)
    terms = terms_of_agencies(connection, set(taken_in.values()))
    return {
        number
        for number in numbers
        if complaint_over(
            tuple(made[number]), today, terms[taken_in[number]] if number in taken_in else SHIPPED
        )
    }
