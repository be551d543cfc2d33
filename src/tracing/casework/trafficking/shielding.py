"""Shielding a record: from then on protection officers alone see it and its pairs.

For a child whom somebody within its own agency may look for, and for an inquiry that may be a trafficker's. One protection
officer shields, with a reason and a day on which it is looked at again; another one ends it, so that nobody who was
bribed or threatened opens a record alone. A shield doesn't end by itself: the day only says when it must be looked at.

The asking side goes on as before with an inquiry of its own: that it vanished would tell the inquirer more than all it
wrote (brief I6, oracle risk). *CRC 16, 35; Palermo Protocol art. 6 (privacy and safety of victims).*
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from tracing.casework.law.rules import Rule
from tracing.casework.law.terms import SHIPPED, Terms, named
from tracing.casework.roles import Role
from tracing.casework.wording import Sentence

__all__ = ["SHIELD_LACKS", "shielding_lacks", "unshielding_lacks"]

_SOURCE: Final = "CRC 16, 35; Palermo Protocol 6"


def _review(days: int) -> Sentence:
    return Sentence(
        "shield_review",
        f"Indique cuándo se revisará: después de hoy, y en {days} días a más tardar.",
        f"Say when it is looked at again: after today, and within {days} days.",
        f"GC 6 §30; {named(Rule.SHIELD_REVIEW_DAYS)}",
    )


SHIELD_LACKS: Final[Mapping[str, Sentence]] = {
    found.code: found
    for found in (
        Sentence(
            "shield_role",
            "Solo una persona oficial de protección reserva un expediente o termina la reserva.",
            "Only a protection officer shields a record, or ends it.",
            _SOURCE,
        ),
        Sentence(
            "shield_conflict",
            "Declaró un conflicto de interés con este registro: decide otra persona.",
            "You declared a conflict of interest with this record: another person decides.",
            "CRC 3",
        ),
        Sentence(
            "shield_second_person",
            "Quien reservó un expediente no termina la reserva: lo hace otra persona oficial de protección.",
            "Who shielded a record doesn't end it: another protection officer does.",
            _SOURCE,
        ),
        Sentence("shield_reason", "Explique por qué.", "Say why.", _SOURCE),
        _review(SHIPPED.number(Rule.SHIELD_REVIEW_DAYS, date.max)),
    )
}
"""What is missing, in words, with the days as shipped."""


def shielding_lacks(
    role: Role,
    reason: str,
    review_on: date | None,
    today: date,
    *,
    conflicted: bool = False,
    terms: Terms = SHIPPED,
) -> tuple[Sentence, ...]:
    """Return what is missing for shielding a record, or for looking at a shield again; nothing where it can be done."""
    days = terms.number(Rule.SHIELD_REVIEW_DAYS, today)
    timely = review_on is not None and today < review_on <= today + timedelta(days=days)
    found = _missing(
        shield_role=role is not Role.PROTECTION_OFFICER,
        shield_conflict=conflicted,
        shield_reason=not reason.strip(),
    )
    return found if timely else (*found, _review(days))


def unshielding_lacks(
    role: Role, person: int, shielded_by: int, reason: str, *, conflicted: bool = False
) -> tuple[Sentence, ...]:
    """Return what is missing for ending a shield that ``shielded_by`` raised."""
    return _missing(
        shield_role=role is not Role.PROTECTION_OFFICER,
        shield_conflict=conflicted,
        shield_second_person=person == shielded_by,
        shield_reason=not reason.strip(),
    )


def _missing(**lacks: bool) -> tuple[Sentence, ...]:
    return tuple(SHIELD_LACKS[code] for code, so in lacks.items() if so)
