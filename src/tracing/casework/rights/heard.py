"""The right to be heard before each decision: whose views are recent enough for what is to be decided (CRC 12; GC 12).

Views stand for a time that goes with the decision, and only as long as nothing has changed that the child would speak of.
What one has said about a call doesn't answer whether one wants to move months later (GC 12 §134: as often as needed, and
no oftener). The days are judgement, in the register of law, to be corrected by experience.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from tracing.casework.acts import Act, ActKind, Outcome
from tracing.casework.law.rules import Rule
from tracing.casework.law.terms import SHIPPED, Terms
from tracing.casework.wording import Sentence, worded

__all__ = [
    "CHANGES",
    "HEARD_WITHIN",
    "Change",
    "ChangeKind",
    "Heard",
    "change_of",
    "heard_after",
    "heard_lacks",
    "heard_until",
]

HEARD_WITHIN: Final[Mapping[ActKind, Rule]] = {
    ActKind.DISCLOSURE: Rule.HEARD_BEFORE_DISCLOSURE_DAYS,
    ActKind.BEST_INTERESTS: Rule.HEARD_BEFORE_BEST_INTERESTS_DAYS,
    ActKind.CONTACT: Rule.HEARD_BEFORE_CONTACT_DAYS,
    ActKind.REUNIFY: Rule.HEARD_BEFORE_REUNIFY_DAYS,
    ActKind.OTHER_SOLUTION: Rule.HEARD_BEFORE_OTHER_SOLUTION_DAYS,
}
"""Decision → which figure says how many days old the child's views may be."""

_AT_ANY_TIME: Final = frozenset({Outcome.WITHHOLD, Outcome.STOPPED})
"""What protects the child waits for nothing."""


class ChangeKind(StrEnum):
    """What may change after a child was heard, so that it is heard again."""

    VERIFICATION = "verification"
    RELATIONSHIP = "relationship"
    INTERESTS = "interests"
    CONTACT_STOPPED = "contact_stopped"
    FAMILY_REFUSED = "family_refused"
    REOPENED = "reopened"
    WHO_ASKS = "who_asks"


CHANGES: Final[Mapping[ChangeKind, Sentence]] = worded(
    {
        ChangeKind.VERIFICATION: (
            "Una verificación ya no confirma a la familia",
            "A verification doesn't confirm the family any more",
        ),
        ChangeKind.RELATIONSHIP: (
            "La relación familiar no quedó establecida",
            "The relationship wasn't established",
        ),
        ChangeKind.INTERESTS: (
            "El interés superior se determinó de otro modo",
            "The best interests were determined otherwise",
        ),
        ChangeKind.CONTACT_STOPPED: ("El contacto se interrumpió", "Contact was stopped"),
        ChangeKind.FAMILY_REFUSED: ("La familia no quiso el contacto", "The family didn't want contact"),
        ChangeKind.REOPENED: ("El caso se abrió de nuevo", "The case was opened again"),
        ChangeKind.WHO_ASKS: ("Quien busca es ahora otra persona", "Whoever asks is another person now"),
    },
    dict.fromkeys(ChangeKind, "GC 12 §25, §45"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """Something that changed, and when."""

    kind: ChangeKind
    at: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """The latest hearing that counts: on which day the child was heard, and when that was entered. ``again_on``: by when it wants
    to be heard again; ``changed``: what acts have changed since, and on which day."""

    on: date
    at: datetime
    again_on: date | None = None
    changed: ChangeKind | None = None
    changed_on: date | None = None

    def before(self, change: Change) -> bool:
        """Say whether something changed after the child was heard: after that was entered, or on a later day."""
        return self.at < change.at or self.on < change.at.date()


def heard_after(heard: Heard | None, act: Act, change: Change | None, last: Change | None) -> Heard | None:
    """Return the latest hearing after an act that counts; ``change`` is what the act changes, ``last`` what was changed last by
    those before it. Their order says which came first, but where a hearing is entered days later than it was."""
    if act.kind is ActKind.CHILD_VIEWS:
        entered = act.at.date()
        on = min(act.heard_on or entered, entered)
        heard, change = Heard(on, act.at, act.hear_again_on), last
        if on == entered or change is None or change.at.date() <= on:
            return heard
    if heard is None or change is None:
        return heard
    return replace(heard, changed=change.kind, changed_on=change.at.date())


def change_of(act: Act, interests: Outcome | None) -> Change | None:
    """Return what an act changes that the child would speak of; ``interests`` as they were determined before it."""
    kind = _changed(act, interests)
    return None if kind is None else Change(kind, act.at)


def _changed(act: Act, interests: Outcome | None) -> ChangeKind | None:
    match act.kind, act.outcome:
        case ((ActKind.VERIFY_CHILD | ActKind.VERIFY_FAMILY), (Outcome.REFUTED | Outcome.INCONCLUSIVE)):
            return ChangeKind.VERIFICATION
        case ActKind.ASSESS_RELATIONSHIP, Outcome.NOT_ESTABLISHED:
            return ChangeKind.RELATIONSHIP
        case ActKind.BEST_INTERESTS, outcome:
            return ChangeKind.INTERESTS if interests not in (None, outcome) else None
        case ActKind.CONTACT, Outcome.STOPPED:
            return ChangeKind.CONTACT_STOPPED
        case ActKind.CONTACT_FAMILY, Outcome.REFUSES:
            return ChangeKind.FAMILY_REFUSED
        case ActKind.REOPEN, _:
            return ChangeKind.REOPENED
    return None


def heard_lacks(
    act: Act, heard: Heard | None, changes: Iterable[Change] = (), terms: Terms = SHIPPED
) -> list[str]:
    """Return why the child must be heard again before a decision: codes of ``lacks.RIGHTS_LACKS``.

    That it was never heard is said by the states themselves (``child_not_heard``).
    """
    rule = HEARD_WITHIN.get(act.kind)
    if heard is None or rule is None or act.outcome in _AT_ANY_TIME:
        return []
    on = act.at.date()
    found = {
        "views_too_old": (on - heard.on).days > terms.then(rule, act.at),
        "views_due_again": heard.again_on is not None and heard.again_on < on,
        "views_before_change": heard.changed is not None
        or any(heard.before(change) and change.at <= act.at for change in changes),
    }
    return [code for code, so in found.items() if so]


def heard_until(kind: ActKind, heard: Heard, changes: Iterable[Change] = (), terms: Terms = SHIPPED) -> date:
    """Return the last day on which a hearing carries a decision of ``HEARD_WITHIN``, or the day of the first change after it."""
    days = [terms.after(HEARD_WITHIN[kind], heard.on).on, heard.again_on, heard.changed_on]
    days += [change.at.date() for change in changes if heard.before(change)]
    return min(day for day in days if day is not None)
