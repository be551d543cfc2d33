"""What somebody has just decided, and taking it back for as long as nobody acted on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from tracing.casework.decisions import DecisionKind
from tracing.casework.review import ReviewState
from tracing.casework.roles import Role, Task
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.decide import take_back, taking_back_refused
from tracing.service.errors import Conflict, Forbidden
from tracing.service.idempotency import Answer
from tracing.service.pairs import Pair
from tracing.service.state_of import Case, case_of
from tracing.store import review as store
from tracing.store.database import Reader

__all__ = ["SHOWN_FOR", "LastDecision", "acted_on", "last_decision", "undo"]

SHOWN_FOR: Final = timedelta(hours=12)
"""How long one's last decision is offered to be taken back."""


@dataclass(frozen=True, slots=True)
class LastDecision:
    """What the reader decided last; ``review``: where the pair's review stands now; ``undoable``: nobody acted on it yet, and
    it wasn't taken back."""

    pair: Pair
    number: int
    kind: DecisionKind
    at: datetime
    review: ReviewState
    undoable: bool


def last_decision(service: Service, reader: Reader) -> LastDecision | None:
    """Return what the reader decided last; None where that is longer ago than ``SHOWN_FOR``."""
    require(reader, Task.REVIEW)
    if reader.person is None:
        raise Forbidden("people_only", "This is for people who sign in, not for keys.")
    with service.database.reading(reader) as connection:
        found = store.last_decision_of(connection, reader.person, service.now() - SHOWN_FOR)
    if found is None:
        return None
    pair = Pair(found.inquiry_id, found.child_id)
    case = case_of(service, pair)
    refusal = taking_back_refused(case, pair, found.id, reader.person, Role(reader.role))
    undoable = refusal is None and not acted_on(case, found.at)
    return LastDecision(pair, found.id, DecisionKind(found.kind), found.at, case.review.state, undoable)


def undo(
    service: Service,
    reader: Reader,
    pair: Pair,
    number: int,
    reasons: Sequence[str],
    note: str | None = None,
    key: str | None = None,
) -> Answer:
    """Take back a decision of the reader's own that nobody has acted on; ``Conflict`` where somebody has: then the case's
    protection officer decides what becomes of it. Else as ``decide.take_back``."""
    require(reader, Task.REVIEW)
    with service.database.reading(reader) as connection:
        made = [one for one in store.decisions_of(connection, pair.inquiry, pair.child) if one.id == number]
    if reader.role != Role.PROTECTION_OFFICER and made and acted_on(case_of(service, pair), made[0].at):
        raise Conflict(
            "acted_on",
            "Somebody has gone on with the case since you decided.",
            "Tell the protection officer of the case: only they can take it back now.",
        )
    return take_back(service, reader, pair, number, reasons, note, key)


def acted_on(case: Case, since: datetime) -> bool:
    """Say whether somebody has entered a step of the case since a moment."""
    return any(act.at >= since for act in case.facts.acts)
