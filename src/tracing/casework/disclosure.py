"""What may be told to whom, and when (GC 6 §29-30; brief I3, I4, I6).

The legal default is to inform parents once the relationship is verified, unless the child's safety or best interests
forbid it. The operational default is that nothing goes out by itself. Both hold at once: until two people decide
otherwise, a withholding stands, with a reason, an author and a day on which it is looked at again.

The asking side's answer is one constant sentence until then. It doesn't depend on whether a child is held, on matching,
reviews, holds or asylum; so nothing can be learned from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from tracing.casework.acts import GROUNDS, ActKind
from tracing.casework.case_facts import Facts
from tracing.casework.law.rules import Rule
from tracing.casework.states import STATES, State, progress_of, state_of
from tracing.casework.wording import Sentence, worded

__all__ = [
    "AUDIENCES",
    "CONTACT_YOUR_AGENCY",
    "NOTHING",
    "SEARCH_CONTINUES",
    "SEARCH_ENDED",
    "Audience",
    "Disclosure",
    "disclosure_of",
    "told",
    "told_to_asking_side",
]

SEARCH_CONTINUES: Final = Sentence("search_continues", "La búsqueda continúa.", "The search continues.")
"""All that the asking side learns until a disclosure has been decided; “no match” is never said (brief I3)."""

CONTACT_YOUR_AGENCY: Final = Sentence(
    "contact_your_agency",
    "Hay una noticia. Su institución se comunicará con usted y le acompañará en lo que sigue.",
    "There is news. Your agency will get in touch with you and go with you from here.",
)
"""What the asking side learns once it was decided: a person tells the rest. No place, no name, no agency."""

SEARCH_ENDED: Final = Sentence(
    "search_ended",
    "La búsqueda terminó a petición de quien la inició.",
    "The search was ended at the wish of whoever began it.",
)
"""The status of an inquiry that its own side withdrew."""

NOTHING: Final = Sentence("nothing", "No hay información disponible.", "There is no information available.")
"""What consulates and everybody else get, whether or not there is anything."""


class Audience(StrEnum):
    """Who might be told something."""

    ASKING_SIDE = "asking_side"
    FOUND_SIDE = "found_side"
    PROTECTION = "protection"
    CONSULATE = "consulate"
    OTHERS = "others"


AUDIENCES: Final[Mapping[Audience, Sentence]] = worded(
    {
        Audience.ASKING_SIDE: (
            "La familia que busca y su institución",
            "The family that asks, and its agency",
        ),
        Audience.FOUND_SIDE: (
            "La institución que cuida a la niña o al niño",
            "The agency that has the child",
        ),
        Audience.PROTECTION: ("Oficiales de protección", "Protection officers"),
        Audience.CONSULATE: ("Consulados", "Consulates"),
        Audience.OTHERS: ("Los demás", "Everybody else"),
    }
)

_NOT_DECIDED: Final = Sentence(
    "not_decided",
    "Todavía no se ha decidido informar: por defecto no se informa.",
    "Telling hasn't been decided yet: by default nothing is told.",
    "GC 6 §29-30",
)
_NOT_VERIFIED: Final = Sentence(
    "not_verified",
    "Nada se informa antes de verificar ambos lados.",
    "Nothing is told before both sides are verified.",
    "Inter-agency Guiding Principles on UASC (2004)",
)
_ON_HOLD: Final = Sentence(
    "on_hold",
    "El caso está detenido: nada se informa mientras tanto.",
    "The case is on hold: nothing is told meanwhile.",
    "CRC 3, 20",
)
_DECIDED: Final = Sentence("decided", "Dos personas decidieron informar.", "Two people decided to tell.")
_GROUNDS: Final = {ground.code: ground for ground in GROUNDS[ActKind.DISCLOSURE]}


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Where a pair's disclosure stands.

    ``decided``: two people decided that the asking side is told. Otherwise it is withheld: ``reasons`` say why,
    ``author`` who decided so (None: nobody yet, the default), ``review_on`` when it is looked at again (None before
    verification: there is nothing to decide), and ``review_basis`` the entry of the register that says so. ``by``: who has
    decided to tell so far.
    """

    decided: bool
    reasons: tuple[Sentence, ...]
    author: int | None
    review_on: date | None
    by: tuple[int, ...]
    review_basis: str | None = None


def disclosure_of(facts: Facts, today: date) -> Disclosure:
    """Return where a pair's disclosure stands. While a hold is open, or a record withdrawn, nothing is told whatever
    was decided."""
    progress = progress_of(facts)
    stopped = facts.withdrawn or any(hold.lifted_at is None for hold in facts.holds)
    if progress.disclosed and stopped:
        again = facts.terms.after(Rule.WITHHOLDING_DEFAULT_DAYS, today)
        return Disclosure(False, (_ON_HOLD,), None, again.on, progress.disclosing, again.basis)
    if progress.disclosed:
        return Disclosure(True, (_DECIDED,), None, None, progress.disclosing)
    if not progress.verified:
        return Disclosure(False, (_NOT_VERIFIED,), None, None, ())
    withheld = progress.withheld
    if withheld is not None and not progress.disclosing:
        reasons = tuple(_GROUNDS[code] for code in withheld.grounds)
        basis = facts.terms.basis(Rule.WITHHOLDING_REVIEW_DAYS, withheld.at.date())
        return Disclosure(False, reasons, withheld.person, withheld.review_on, (), basis)
    verified = [a.at.date() for a in facts.acts if a.kind in (ActKind.VERIFY_CHILD, ActKind.VERIFY_FAMILY)]
    again = facts.terms.after(Rule.WITHHOLDING_DEFAULT_DAYS, max(verified, default=today))
    return Disclosure(False, (_NOT_DECIDED,), None, again.on, progress.disclosing, again.basis)


def told_to_asking_side(decided: bool, *, withdrawn: bool = False) -> Sentence:
    """Return all that the asking side may be told of its inquiry: ``decided`` that it is told, ``withdrawn`` by itself."""
    if withdrawn:
        return SEARCH_ENDED
    return CONTACT_YOUR_AGENCY if decided else SEARCH_CONTINUES


def told(audience: Audience, pairs: Iterable[Facts], today: date, *, withdrawn: bool = False) -> Sentence:
    """Return all that an audience may be told of a record, from all pairs that it is part of.

    ``withdrawn``: for the asking side, that it took its own inquiry back, which it knows. Where several pairs have
    come some way, the found side gets the state of the furthest. Consulates get the same sentence whether there is an
    asylum request, a child, or nothing at all.
    """
    match audience:
        case Audience.ASKING_SIDE:
            decided = [disclosure_of(facts, today).decided for facts in pairs]
            return told_to_asking_side(any(decided), withdrawn=withdrawn)
        case Audience.FOUND_SIDE | Audience.PROTECTION:
            order = list(State)
            reached = [state_of(facts) for facts in pairs]
            return STATES[max(reached, key=order.index, default=State.RECEIVED)]
        case Audience.CONSULATE | Audience.OTHERS:
            return NOTHING
