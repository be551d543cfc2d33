"""Removing what is known of a record: queries and nothing else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tracing.store.imports import forget_reports
from tracing.store.named import queries
from tracing.store.records import forget_matching

__all__ = ["ToErase", "close", "forget_complaints", "locked", "remove"]

_STEPS = (
    "secrets", "whereabouts", "placements", "versions", "flags_moved", "protection_flags", "holds_moved", "holds", "conflicts",
    "verification_questions", "shields", "concern_records", "concerns", "traces", "referral_outcomes", "referrals",
    "notes_of_decisions", "details_of_acts", "definitions", "details_of_steps", "reminders", "notes_of_sets", "likenesses",
    "likenesses_due", "retired_pairs", "kin", "hearings", "best_interests", "names_in_complaints", "jobs",
    "shares", "consular_records", "names_in_transfers", "erasures", "shielded",
)  # fmt: skip
_OF_ITS_AGENCY = (
    "complaint_steps",
    "complaint_reminders",
    "complaints",
    "screenings_due",
    "pending",
    "answers",
    "deliveries",
)
"""What the record's agency could still see of it."""


@dataclass(frozen=True, slots=True)
class ToErase:
    """A record that is to be erased."""

    id: int
    side: str
    agency_id: int
    reference: str
    state: str
    created_at: datetime
    agency: str


def locked(connection: sa.Connection, record_id: int) -> ToErase | None:
    """Return a record and keep others from changing it until the transaction ends."""
    row = connection.execute(queries("erasure")["locked"], {"record": record_id}).one_or_none()
    return None if row is None else ToErase(*list(row))


def close(connection: sa.Connection, record: ToErase, token: str, over: Collection[int]) -> dict[str, int]:
    """Have a record erased for its agency: its ``token`` takes the reference's place, and whatever its agency could still see
    of it goes; ``over``: complaints about it that are. Returns rows by what they were."""
    named = queries("erasure")
    given: dict[str, object] = {
        "record": record.id, "agency": record.agency_id, "reference": record.reference, "token": token, "over": list(over),
    }  # fmt: skip
    connection.execute(named["lock_matching"])
    connection.execute(named["leave_token"], given)
    # After the state has changed: of a live record it removes nothing.
    forget_matching(connection, record.id)
    counts = {step: connection.execute(named[step], given).rowcount for step in _OF_ITS_AGENCY}
    counts["reports"] = forget_reports(connection, record.agency_id, record.side, record.created_at)
    return {step: count for step, count in counts.items() if count}


def remove(connection: sa.Connection, record_id: int, keep_contacts: bool = False) -> dict[str, int]:
    """Remove all that is known of a record that was closed. ``keep_contacts``: hashes of an inquirer's telephones and addresses
    stay. Returns rows by what they were."""
    named, given = queries("erasure"), {"record": record_id, "keep": keep_contacts}
    counts = {step: connection.execute(named[step], given).rowcount for step in _STEPS}
    return {step: count for step, count in counts.items() if count}


def forget_complaints(connection: sa.Connection, numbers: Collection[int]) -> int:
    """Remove complaints with what was done with them; return how many."""
    named, given = queries("erasure"), {"over": list(numbers)}
    for part in ("complaint_steps", "complaint_reminders"):
        connection.execute(named[part], given)
    return connection.execute(named["complaints"], given).rowcount
