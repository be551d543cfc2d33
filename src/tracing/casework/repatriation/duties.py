"""Who must do what on the way from a candidate to the last follow-up, within how many days, and after what.

The numbers of days are judgement, not law; they stand here by name, to be corrected by whoever knows better.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tracing.casework.acts import ACT_KINDS, ActKind
from tracing.casework.repatriation.parties import Party
from tracing.casework.repatriation.steps import FOLLOW_UPS, ORDER, STEPS, StepKind
from tracing.casework.wording import Sentence

__all__ = ["AGAIN_DAYS", "DUTIES", "REVIEW", "Duty"]

REVIEW: Final = "review"
AGAIN_DAYS: Final = 14
"""In how many days a family that wasn't reached is tried again."""

_REVIEWED: Final = Sentence(
    REVIEW,
    "Revisión de la pareja: dos personas si es fuerte",
    "Review of the pair: two people where it is strong",
    "Inter-agency Guiding Principles on UASC (2004)",
)


@dataclass(frozen=True, slots=True)
class Duty:
    """An item of the checklist. ``code``: ``review``, or the kind of an act or step; ``days``: to do it in, once all of
    ``after`` is done; None where its day follows from something else (a plan, a reunification)."""

    code: str
    says: Sentence
    party: Party
    days: int | None
    after: tuple[str, ...] = ()


def _act(kind: ActKind, party: Party, days: int, *after: str) -> Duty:
    return Duty(kind.value, ACT_KINDS[kind], party, days, after)


def _steps() -> tuple[Duty, ...]:
    made, before = list[Duty](), (ActKind.BEST_INTERESTS.value,)
    for kind in ORDER:
        party, days = _OF_STEPS[kind]
        after = (*before, ActKind.CONTACT.value) if kind is StepKind.HANDOVER_PLANNED else before
        made.append(Duty(kind.value, STEPS[kind], party, days, after))
        before = (kind.value,)
    return tuple(made)


_OF_STEPS: Final[dict[StepKind, tuple[Party, int | None]]] = {
    StepKind.DETERMINATION_WRITTEN: (Party.PROTECTION, 7),
    StepKind.PROTECTION_SCREENED: (Party.PROTECTION, 7),
    StepKind.FAMILY_ASSESSED: (Party.FAMILY_SIDE, 21),
    StepKind.CHILD_CONSULTED: (Party.FOUND_SIDE, 7),
    StepKind.TRAVEL_DOCUMENT: (Party.CONSULATE, 21),
    StepKind.ESCORT_NAMED: (Party.FOUND_SIDE, 7),
    StepKind.HANDOVER_PLANNED: (Party.PROTECTION, 7),
    StepKind.RECEPTION_CONFIRMED: (Party.RECEPTION, None),
    StepKind.RECEIVER_IDENTIFIED: (Party.RECEPTION, None),
    StepKind.HANDED_OVER: (Party.FOUND_SIDE, None),
    StepKind.RECEIVED: (Party.RECEPTION, None),
}

_VERIFIED = (ActKind.VERIFY_CHILD.value, ActKind.VERIFY_FAMILY.value)

DUTIES: Final[tuple[Duty, ...]] = (
    _act(ActKind.SCREEN, Party.FOUND_SIDE, 3),
    Duty(REVIEW, _REVIEWED, Party.REVIEWERS, 7),
    _act(ActKind.VERIFY_CHILD, Party.FOUND_SIDE, 14, REVIEW),
    _act(ActKind.VERIFY_FAMILY, Party.FAMILY_SIDE, 14, REVIEW),
    _act(ActKind.CHILD_VIEWS, Party.FOUND_SIDE, 14, REVIEW),
    _act(ActKind.DISCLOSURE, Party.PROTECTION, 30, *_VERIFIED, ActKind.CHILD_VIEWS.value),
    _act(ActKind.ASSESS_RELATIONSHIP, Party.PROTECTION, 21, *_VERIFIED),
    _act(
        ActKind.BEST_INTERESTS,
        Party.PROTECTION,
        21,
        ActKind.ASSESS_RELATIONSHIP.value,
        ActKind.CHILD_VIEWS.value,
    ),
    _act(ActKind.CONTACT_CHILD, Party.FOUND_SIDE, 7, ActKind.BEST_INTERESTS.value),
    _act(
        ActKind.CONTACT_FAMILY, Party.FAMILY_SIDE, 7, ActKind.BEST_INTERESTS.value, ActKind.DISCLOSURE.value
    ),
    _act(ActKind.CONTACT, Party.PROTECTION, 14, ActKind.CONTACT_CHILD.value, ActKind.CONTACT_FAMILY.value),
    *_steps(),
    _act(ActKind.REUNIFY, Party.PROTECTION, 2, StepKind.RECEIVED.value),
    *(
        Duty(kind.value, STEPS[kind], Party.FAMILY_SIDE, None, (ActKind.REUNIFY.value,))
        for kind in FOLLOW_UPS
    ),
    _act(ActKind.CLOSE, Party.PROTECTION, 30, StepKind.FOLLOW_UP_180.value),
)
"""The items of every checklist, in the order in which a case comes by them."""
