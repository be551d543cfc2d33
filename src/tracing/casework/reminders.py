"""What people are reminded of beside the steps of cases: registrations that lack something, referrals that nobody answered,
complaints, shields. The steps of a case have their own (``repatriation.checklist.remindable``).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from tracing.casework.repatriation.parties import Party
from tracing.casework.rights.complaints import ComplaintState
from tracing.casework.roles import Role
from tracing.casework.wording import Sentence, worded

__all__ = ["REMINDED_OF", "RemindedOf", "of_complaint"]


class RemindedOf(StrEnum):
    """What somebody is reminded of (``casework.reminders.item``)."""

    REGISTRATION = "registration"
    REFERRAL = "referral_unanswered"
    COMPLAINT_TO_TAKE = "complaint_to_take"
    COMPLAINT_TO_ANSWER = "complaint_to_answer"
    COMPLAINT_TO_TELL = "complaint_to_tell"
    SHIELD = "shield_review"


REMINDED_OF: Final[Mapping[RemindedOf, Sentence]] = worded(
    {
        RemindedOf.REGISTRATION: (
            "Completar el registro: algo de él ya debía saberse",
            "Complete the registration: something of it was due",
        ),
        RemindedOf.REFERRAL: (
            "Insistir en la remisión: nadie respondió en su plazo",
            "Follow the referral up: nobody answered by its day",
        ),
        RemindedOf.COMPLAINT_TO_TAKE: ("Tomar la queja a cargo", "Take the complaint"),
        RemindedOf.COMPLAINT_TO_ANSWER: ("Responder la queja", "Answer the complaint"),
        RemindedOf.COMPLAINT_TO_TELL: (
            "Comunicar la respuesta a quien se quejó",
            "Tell the complainant the answer",
        ),
        RemindedOf.SHIELD: ("Revisar la reserva del expediente", "Look at the shield of the record again"),
    },
    {
        RemindedOf.REGISTRATION: "GC 6 §31, 80",
        RemindedOf.REFERRAL: "Palermo Protocol 6",
        RemindedOf.COMPLAINT_TO_TAKE: "CRC 12; GC 12 §46-47",
        RemindedOf.COMPLAINT_TO_ANSWER: "CRC 12; GC 12 §46-47",
        RemindedOf.COMPLAINT_TO_TELL: "CRC 12; GC 12 §46-47",
        RemindedOf.SHIELD: "GC 6 §30",
    },
)

_SIDES: Final = {Role.FOUND_WORKER: Party.FOUND_SIDE, Role.FAMILY_WORKER: Party.FAMILY_SIDE}


def of_complaint(state: ComplaintState, taken_in_by: Role) -> tuple[RemindedOf, Party] | None:
    """Return what a complaint waits for, and whom: officers, until it is answered; then whoever took it in, to tell the answer."""
    match state:
        case ComplaintState.RECEIVED | ComplaintState.CONTESTED:
            return RemindedOf.COMPLAINT_TO_TAKE, Party.PROTECTION
        case ComplaintState.IN_HAND:
            return RemindedOf.COMPLAINT_TO_ANSWER, Party.PROTECTION
        case ComplaintState.ANSWERED:
            return RemindedOf.COMPLAINT_TO_TELL, _SIDES.get(taken_in_by, Party.PROTECTION)
        case ComplaintState.TOLD:
            return None
