"""Who must do what on the way from a candidate to the last follow-up, within how many days, and after what.

The numbers of days are judgement, not law; they stand in the register (``law.deadlines``), to be corrected by whoever knows better.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tracing.casework.acts import ACT_KINDS, ActKind
from tracing.casework.law.rules import Rule
from tracing.casework.repatriation.parties import Party
from tracing.casework.repatriation.steps import FOLLOW_UPS, ORDER, STEPS, StepKind
from tracing.casework.wording import Sentence

__all__ = ["DUTIES", "REVIEW", "Duty"]

REVIEW: Final = "review"

_REVIEWED: Final = Sentence(
    REVIEW,
    "Revisión de la pareja: dos personas si es fuerte",
    "Review of the pair: two people where it is strong",
    "Inter-agency Guiding Principles on UASC (2004)",
)


@dataclass(frozen=True, slots=True)
class Duty:
    """An item of the checklist. ``code``: ``review``, or the kind of an act or step; ``within``: the figure that says in how many
    days it is done, once all of ``after`` is; None where its day follows from something else (a plan, a reunification)."""

    code: str
    says: Sentence
    party: Party
    within: Rule | None
    after: tuple[str, ...] = ()


def _act(kind: ActKind, party: Party, *after: str) -> Duty:
    return Duty(kind.value, ACT_KINDS[kind], party, _within(kind), after)


def _within(code: str) -> Rule:
    return Rule(f"{code}_within_days")


def _steps() -> tuple[Duty, ...]:
    made, before = list[Duty](), (ActKind.BEST_INTERESTS.value,)
    for kind in ORDER:
        party = _OF_STEPS[kind]
        within = None if kind in _BY_THE_PLAN else _within(kind)
        after = (*before, ActKind.CONTACT.value) if kind is StepKind.HANDOVER_PLANNED else before
        made.append(Duty(kind.value, STEPS[kind], party, within, after))
        before = (kind.value,)
    return tuple(made)


_OF_STEPS: Final[dict[StepKind, Party]] = {
    StepKind.DETERMINATION_WRITTEN: Party.PROTECTION,
    StepKind.PROTECTION_SCREENED: Party.PROTECTION,
    StepKind.FAMILY_ASSESSED: Party.FAMILY_SIDE,
    StepKind.CHILD_CONSULTED: Party.FOUND_SIDE,
    StepKind.TRAVEL_DOCUMENT: Party.CONSULATE,
    StepKind.ESCORT_NAMED: Party.FOUND_SIDE,
    StepKind.HANDOVER_PLANNED: Party.PROTECTION,
    StepKind.RECEPTION_CONFIRMED: Party.RECEPTION,
    StepKind.RECEIVER_IDENTIFIED: Party.RECEPTION,
    StepKind.HANDED_OVER: Party.FOUND_SIDE,
    StepKind.RECEIVED: Party.RECEPTION,
}

_BY_THE_PLAN: Final = frozenset(
    {StepKind.RECEPTION_CONFIRMED, StepKind.RECEIVER_IDENTIFIED, StepKind.HANDED_OVER, StepKind.RECEIVED}
)
"""Steps whose day the plan of the handover sets."""

_VERIFIED = (ActKind.VERIFY_CHILD.value, ActKind.VERIFY_FAMILY.value)

DUTIES: Final[tuple[Duty, ...]] = (
    _act(ActKind.SCREEN, Party.FOUND_SIDE),
    Duty(REVIEW, _REVIEWED, Party.REVIEWERS, _within(REVIEW)),
    _act(ActKind.VERIFY_CHILD, Party.FOUND_SIDE, REVIEW),
    _act(ActKind.VERIFY_FAMILY, Party.FAMILY_SIDE, REVIEW),
    _act(ActKind.CHILD_VIEWS, Party.FOUND_SIDE, REVIEW),
    _act(ActKind.DISCLOSURE, Party.PROTECTION, *_VERIFIED, ActKind.CHILD_VIEWS.value),
    _act(ActKind.ASSESS_RELATIONSHIP, Party.PROTECTION, *_VERIFIED),
    _act(
        ActKind.BEST_INTERESTS,
        Party.PROTECTION,
        ActKind.ASSESS_RELATIONSHIP.value,
        ActKind.CHILD_VIEWS.value,
    ),
    _act(ActKind.CONTACT_CHILD, Party.FOUND_SIDE, ActKind.BEST_INTERESTS.value),
    _act(ActKind.CONTACT_FAMILY, Party.FAMILY_SIDE, ActKind.BEST_INTERESTS.value, ActKind.DISCLOSURE.value),
    _act(ActKind.CONTACT, Party.PROTECTION, ActKind.CONTACT_CHILD.value, ActKind.CONTACT_FAMILY.value),
    *_steps(),
    _act(ActKind.REUNIFY, Party.PROTECTION, StepKind.RECEIVED.value),
    *(
        Duty(kind.value, STEPS[kind], Party.FAMILY_SIDE, None, (ActKind.REUNIFY.value,))
        for kind in FOLLOW_UPS
    ),
    _act(ActKind.CLOSE, Party.PROTECTION, StepKind.FOLLOW_UP_180.value),
)
"""The items of every checklist, in the order in which a case comes by them."""
