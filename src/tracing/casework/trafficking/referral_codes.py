"""Codes of referrals in words: to whom, what was shared, on which basis, how urgent, until when by which law, what came
of it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from tracing.casework.wording import Sentence, worded

__all__ = [
    "RECIPIENTS",
    "REFERRAL_BASES",
    "REFERRAL_DEADLINES",
    "REFERRAL_OUTCOMES",
    "SHARED_PARTS",
    "URGENCIES",
    "Basis",
    "Deadline",
    "Recipient",
    "ReferralOutcome",
    "SharedPart",
    "Urgency",
]


class Recipient(StrEnum):
    """To whom a case is referred; which one is a code of the directory."""

    CHILD_PROTECTION = "child_protection"
    PROSECUTION = "prosecution"
    SPECIALISED_SERVICE = "specialised_service"
    HEALTH = "health"
    INTERNATIONAL_ORGANISATION = "international_organisation"


RECIPIENTS: Final[Mapping[Recipient, Sentence]] = worded(
    {
        Recipient.CHILD_PROTECTION: ("Autoridad de protección de la niñez", "Child-protection authority"),
        Recipient.PROSECUTION: (
            "Fiscalía especializada en trata",
            "Prosecution specialised in trafficking",
        ),
        Recipient.SPECIALISED_SERVICE: (
            "Servicio especializado para víctimas de trata",
            "Specialised service for victims of trafficking",
        ),
        Recipient.HEALTH: ("Servicio de salud", "Health service"),
        Recipient.INTERNATIONAL_ORGANISATION: ("Organismo internacional", "International organisation"),
    }
)


class SharedPart(StrEnum):
    """What of a record was shared. Asylum has no part here: nothing of it leaves (GC 6 §80; 8 CFR 208.6)."""

    IDENTITY = "identity"
    ORIGIN = "origin"
    FAMILY = "family"
    WHEREABOUTS = "whereabouts"
    HEALTH = "health"
    STATEMENT = "statement"
    SIGNS = "signs"
    INQUIRER = "inquirer"


SHARED_PARTS: Final[Mapping[SharedPart, Sentence]] = worded(
    {
        SharedPart.IDENTITY: ("Nombre, edad, sexo", "Name, age, sex"),
        SharedPart.ORIGIN: ("Lugar de origen", "Place of origin"),
        SharedPart.FAMILY: ("Familiares", "Relatives"),
        SharedPart.WHEREABOUTS: ("Dónde está", "Where the child is"),
        SharedPart.HEALTH: ("Salud", "Health"),
        SharedPart.STATEMENT: ("Lo que dijo la niña o el niño", "What the child said"),
        SharedPart.SIGNS: ("Indicios de trata", "Signs of trafficking"),
        SharedPart.INQUIRER: ("Datos de quien busca", "The inquirer's data"),
    }
)


class Basis(StrEnum):
    """On which legal basis it was shared."""

    CONSENT = "consent"
    VITAL_INTEREST = "vital_interest"
    LEGAL_DUTY = "legal_duty"
    VICTIM_PROTECTION = "victim_protection"
    COURT_ORDER = "court_order"


REFERRAL_BASES: Final[Mapping[Basis, Sentence]] = worded(
    {
        Basis.CONSENT: ("Consentimiento de la niña o el niño", "The child's consent"),
        Basis.VITAL_INTEREST: ("Interés vital: está en peligro", "Vital interest: the child is in danger"),
        Basis.LEGAL_DUTY: ("La ley obliga a avisar", "The law makes it a duty to report"),
        Basis.VICTIM_PROTECTION: (
            "Asistencia y protección de una posible víctima",
            "Assistance and protection of a possible victim",
        ),
        Basis.COURT_ORDER: ("Orden judicial", "Court order"),
    },
    {
        Basis.CONSENT: "ICRC RFL code of conduct (2015); CRC 12",
        Basis.VITAL_INTEREST: "ICRC RFL code of conduct (2015)",
        Basis.LEGAL_DUTY: "CRC 19, 35",
        Basis.VICTIM_PROTECTION: "Palermo Protocol 6",
    },
)


class Urgency(StrEnum):
    """How urgent it is for the child."""

    IMMEDIATE = "immediate"
    URGENT = "urgent"
    ORDINARY = "ordinary"


URGENCIES: Final[Mapping[Urgency, Sentence]] = worded(
    {
        Urgency.IMMEDIATE: ("Inmediata: peligro ahora", "Immediate: in danger now"),
        Urgency.URGENT: ("Urgente", "Urgent"),
        Urgency.ORDINARY: ("Ordinaria", "Ordinary"),
    }
)


class Deadline(StrEnum):
    """By which rule a referral is due (``casework.trafficking.referral.HOURS``)."""

    PALERMO_WITHOUT_DELAY = "palermo_without_delay"
    US_TRANSFER_72H = "us_transfer_72h"
    US_NOTICE_48H = "us_notice_48h"
    US_CONTIGUOUS_SCREENING_48H = "us_contiguous_screening_48h"
    US_TRAFFICKING_NOTICE_24H = "us_trafficking_notice_24h"
    MX_NOTICE_AT_ONCE = "mx_notice_at_once"


REFERRAL_DEADLINES: Final[Mapping[Deadline, Sentence]] = worded(
    {
        Deadline.PALERMO_WITHOUT_DELAY: (
            "Asistencia a una posible víctima sin demora indebida; en este programa, 72 horas",
            "Assistance to a possible victim without undue delay; in this program, 72 hours",
        ),
        Deadline.US_TRANSFER_72H: (
            "Estados Unidos: entrega a HHS/ORR en 72 horas",
            "United States: transfer to HHS/ORR within 72 hours",
        ),
        Deadline.US_NOTICE_48H: (
            "Estados Unidos: aviso a HHS en 48 horas",
            "United States: notice to HHS within 48 hours",
        ),
        Deadline.US_CONTIGUOUS_SCREENING_48H: (
            "Estados Unidos: entrevista a niñas y niños de México y Canadá en 48 horas",
            "United States: children of Mexico and Canada are screened within 48 hours",
        ),
        Deadline.US_TRAFFICKING_NOTICE_24H: (
            "Estados Unidos: aviso a HHS en 24 horas de una posible víctima de trata menor de 18 años",
            "United States: notice to HHS within 24 hours of a possible victim of trafficking under 18",
        ),
        Deadline.MX_NOTICE_AT_ONCE: (
            "México: aviso de inmediato a la Procuraduría de Protección; en este programa, 24 horas",
            "Mexico: notice to the Procuraduría de Protección at once; in this program, 24 hours",
        ),
    },
    {
        Deadline.PALERMO_WITHOUT_DELAY: "Palermo Protocol 6, 8(2)",
        Deadline.US_TRANSFER_72H: "8 USC 1232(b)(3)",
        Deadline.US_NOTICE_48H: "8 USC 1232(b)(2)",
        Deadline.US_CONTIGUOUS_SCREENING_48H: "8 USC 1232(a)(4)",
        Deadline.US_TRAFFICKING_NOTICE_24H: "22 USC 7105",
        Deadline.MX_NOTICE_AT_ONCE: "Ley de Migración; LGDNNA",
    },
)


class ReferralOutcome(StrEnum):
    """What came of a referral."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    PROTECTED = "protected"
    PROCEEDINGS = "proceedings"
    NOT_ANSWERED = "not_answered"
    DECLINED = "declined"
    CLOSED = "closed"


REFERRAL_OUTCOMES: Final[Mapping[ReferralOutcome, Sentence]] = worded(
    {
        ReferralOutcome.RECEIVED: ("Acuse de recibo", "Receipt confirmed"),
        ReferralOutcome.ACCEPTED: ("Tomó el caso", "Took the case"),
        ReferralOutcome.PROTECTED: ("Dio protección o asistencia", "Gave protection or assistance"),
        ReferralOutcome.PROCEEDINGS: ("Abrió una investigación", "Opened proceedings"),
        ReferralOutcome.NOT_ANSWERED: ("Se insistió sin respuesta", "Asked again, no answer"),
        ReferralOutcome.DECLINED: ("No tomó el caso", "Declined the case"),
        ReferralOutcome.CLOSED: ("Terminó", "Ended"),
    }
)
