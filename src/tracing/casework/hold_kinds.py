"""The kinds of hold and of protection flag, in words (brief I4), and which are confidential."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from tracing.casework.wording import Sentence, worded

__all__ = ["CONFIDENTIAL", "FLAG_KINDS", "HOLD_KINDS", "FlagKind", "HoldKind"]


class HoldKind(StrEnum):
    """Why a case is stopped (``casework.holds.kind``)."""

    CHILD_REFUSES = "child_refuses"
    RELATIVE_UNKNOWN = "relative_unknown"
    ADULT_REFUSES = "adult_refuses"
    SHARED_ADULT = "shared_adult"
    SHARED_PHONE = "shared_phone"
    SHARED_ADDRESS = "shared_address"
    COMPANION_CONCERN = "companion_concern"
    EMPLOYER_CLAIMS = "employer_claims"
    FIANCE_CLAIMS = "fiance_claims"
    DEBT_OWED = "debt_owed"
    DOCUMENTS_HELD = "documents_held"
    RECRUITED = "recruited"
    CONTROLLED = "controlled"
    EXPLOITED = "exploited"
    COACHED_ANSWERS = "coached_answers"
    PREGNANCY_OR_PARTNER = "pregnancy_or_partner"
    FAMILY_VIOLENCE = "family_violence"
    ASYLUM = "asylum"
    PARENT_CONCERN = "parent_concern"
    COURT_ORDER = "court_order"
    FALSE_FAMILY = "false_family"
    CONFLICTING_INQUIRERS = "conflicting_inquirers"
    MISSING_CHILD_ALERT = "missing_child_alert"
    CONSENT_UNKNOWN = "consent_unknown"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    TRAFFICKING_CONCERN = "trafficking_concern"
    NO_CONTACT_WITH_INQUIRER = "no_contact_with_inquirer"
    TURNING_18 = "turning_18"
    TURNED_18 = "turned_18"
    OTHER_CONCERN = "other_concern"


HOLD_KINDS: Final[Mapping[HoldKind, Sentence]] = worded(
    {
        HoldKind.CHILD_REFUSES: (
            "La niña o el niño no quiere, o teme al familiar",
            "The child says no, or fears the relative",
        ),
        HoldKind.RELATIVE_UNKNOWN: (
            "La niña o el niño no conoce a quien dice ser su familiar",
            "The claimed relative is unknown to the child",
        ),
        HoldKind.ADULT_REFUSES: (
            "La persona adulta no responde preguntas o no muestra documentos",
            "The adult refuses questions or documents",
        ),
        HoldKind.SHARED_ADULT: (
            "La misma persona adulta aparece con varias niñas o niños sin parentesco",
            "The same adult appears with several unrelated children",
        ),
        HoldKind.SHARED_PHONE: (
            "El mismo teléfono aparece con varias niñas o niños sin parentesco",
            "The same telephone appears with several unrelated children",
        ),
        HoldKind.SHARED_ADDRESS: (
            "La misma dirección aparece con varias niñas o niños sin parentesco",
            "The same address appears with several unrelated children",
        ),
        HoldKind.COMPANION_CONCERN: (
            "Un empleador, «novio», prestamista o guía guarda documentos o responde por la niña o el niño",
            "An employer, “boyfriend”, lender or guide holds documents or answers for the child",
        ),
        HoldKind.EMPLOYER_CLAIMS: (
            "Un empleador o patrón, o quien promete trabajo, reclama a la niña o el niño",
            "An employer, or somebody who promises work, claims the child",
        ),
        HoldKind.FIANCE_CLAIMS: (
            "Un «novio», prometido o pareja mayor reclama a la niña o el niño",
            "A fiancé, “boyfriend” or older partner claims the child",
        ),
        HoldKind.DEBT_OWED: (
            "Se debe dinero por el viaje, por comida o por un adelanto: la niña, el niño o su familia",
            "Money is owed for the journey, for food or for an advance, by the child or its family",
        ),
        HoldKind.DOCUMENTS_HELD: (
            "Un guía u otra persona guarda los documentos o el teléfono de la niña o el niño",
            "A guide or somebody else holds the child's documents or telephone",
        ),
        HoldKind.RECRUITED: (
            "Fue reclutado con engaño, entregado o vendido, o por una pandilla",
            "Was recruited by deceit, handed over or sold, or taken in by a gang",
        ),
        HoldKind.CONTROLLED: (
            "No puede hablar a solas, no sabe adónde va o alguien vigila lo que dice",
            "Can't speak alone, doesn't know where it is going, or somebody watches what it says",
        ),
        HoldKind.EXPLOITED: (
            "Señales de explotación: trabajo, mendicidad, servidumbre, explotación sexual",
            "Signs of exploitation: labour, begging, servitude, sexual exploitation",
        ),
        HoldKind.COACHED_ANSWERS: (
            "Respuestas aprendidas o acompañante evasivo",
            "Coached answers, or an evasive companion",
        ),
        HoldKind.PREGNANCY_OR_PARTNER: (
            "Embarazo antes de los 18 años o pareja adulta",
            "Pregnancy under 18, or an adult partner",
        ),
        HoldKind.FAMILY_VIOLENCE: (
            "Se menciona abuso, violencia, pandilla o extorsión de un familiar",
            "Abuse, violence, gang or extortion by a family member is alleged",
        ),
        HoldKind.ASYLUM: (
            "Solicitud de asilo o refugio, hecha o en estudio",
            "An asylum request was made or is considered",
        ),
        HoldKind.PARENT_CONCERN: (
            "La madre o el padre está detenido, deportado, buscado o es señalado como perseguidor",
            "A parent is detained, deported, wanted, or the alleged persecutor",
        ),
        HoldKind.COURT_ORDER: ("Hay una orden judicial", "There is a court order"),
        HoldKind.FALSE_FAMILY: (
            "Parece que una autoridad u otra persona pregunta haciéndose pasar por familia",
            "An authority or somebody else seems to ask in the guise of family",
        ),
        HoldKind.CONFLICTING_INQUIRERS: (
            "Dos personas que no preguntan juntas buscan a la misma niña o niño",
            "Two people who don't ask together look for the same child",
        ),
        HoldKind.MISSING_CHILD_ALERT: (
            "Hay una alerta de niña o niño desaparecido (Alba-Keneth, Amber)",
            "There is an alert for a missing child (Alba-Keneth, Amber)",
        ),
        HoldKind.CONSENT_UNKNOWN: ("No consta el consentimiento", "Consent isn't known"),
        HoldKind.CONSENT_WITHDRAWN: ("El consentimiento fue retirado", "Consent was withdrawn"),
        HoldKind.TRAFFICKING_CONCERN: ("Indicios de trata", "Signs of trafficking"),
        HoldKind.NO_CONTACT_WITH_INQUIRER: (
            "Quien busca no debe tener contacto con la niña o el niño",
            "The inquirer may have no contact with the child",
        ),
        HoldKind.TURNING_18: (
            "Puede haber cumplido 18 años: pregúntele de nuevo",
            "May have turned 18: ask again",
        ),
        HoldKind.TURNED_18: (
            "Ya cumplió 18 años: el consentimiento es solo suyo",
            "Has turned 18: consent is the person's own",
        ),
        HoldKind.OTHER_CONCERN: ("Otra preocupación de protección", "Another protection concern"),
    },
    {
        HoldKind.CHILD_REFUSES: "CRC 12",
        HoldKind.RELATIVE_UNKNOWN: "CRC 9; Inter-agency Guiding Principles on UASC (2004)",
        HoldKind.ADULT_REFUSES: "Inter-agency Guiding Principles on UASC (2004)",
        HoldKind.SHARED_ADULT: "Palermo Protocol; CRC 35",
        HoldKind.SHARED_PHONE: "Palermo Protocol; CRC 35",
        HoldKind.SHARED_ADDRESS: "Palermo Protocol; CRC 35",
        HoldKind.COMPANION_CONCERN: "Palermo Protocol; CRC 35",
        HoldKind.EMPLOYER_CLAIMS: "Palermo Protocol 3; ILO 182",
        HoldKind.FIANCE_CLAIMS: "Palermo Protocol 3; CRC 34, 35",
        HoldKind.DEBT_OWED: "Palermo Protocol 3; Supplementary Slavery Convention 1",
        HoldKind.DOCUMENTS_HELD: "Palermo Protocol 3; CRC 8, 35",
        HoldKind.RECRUITED: "Palermo Protocol 3; CRC 35",
        HoldKind.CONTROLLED: "Palermo Protocol 3; CRC 12, 35",
        HoldKind.EXPLOITED: "Palermo Protocol 3; CRC 32, 34, 36",
        HoldKind.COACHED_ANSWERS: "Palermo Protocol; CRC 35",
        HoldKind.PREGNANCY_OR_PARTNER: "CRC 19, 34",
        HoldKind.PARENT_CONCERN: "CRC 9; GC 6 §30",
        HoldKind.COURT_ORDER: "CRC 9",
        HoldKind.CONFLICTING_INQUIRERS: "CRC 9",
        HoldKind.MISSING_CHILD_ALERT: "CRC 11, 35; Alba-Keneth",
        HoldKind.NO_CONTACT_WITH_INQUIRER: "CRC 9, 19",
        HoldKind.OTHER_CONCERN: "CRC 3, 20",
        HoldKind.TRAFFICKING_CONCERN: "Palermo Protocol; CRM guidelines on trafficked children (2007)",
        HoldKind.ASYLUM: "CRC 22; GC 6 §80",
        HoldKind.FAMILY_VIOLENCE: "CRC 9, 20",
        HoldKind.FALSE_FAMILY: "GC 3/22 and 4/23 (2017)",
        HoldKind.CONSENT_UNKNOWN: "ICRC RFL code of conduct (2015)",
        HoldKind.CONSENT_WITHDRAWN: "ICRC RFL code of conduct (2015)",
        HoldKind.TURNING_18: "CRC 1; GC 6 §31",
        HoldKind.TURNED_18: "CRC 1",
    },
)

CONFIDENTIAL: Final = frozenset(
    {
        HoldKind.CHILD_REFUSES,
        HoldKind.PREGNANCY_OR_PARTNER,
        HoldKind.FAMILY_VIOLENCE,
        HoldKind.ASYLUM,
        HoldKind.PARENT_CONCERN,
        HoldKind.COURT_ORDER,
        HoldKind.TRAFFICKING_CONCERN,
        HoldKind.NO_CONTACT_WITH_INQUIRER,
        HoldKind.COMPANION_CONCERN,
        HoldKind.EMPLOYER_CLAIMS,
        HoldKind.FIANCE_CLAIMS,
        HoldKind.DEBT_OWED,
        HoldKind.DOCUMENTS_HELD,
        HoldKind.RECRUITED,
        HoldKind.CONTROLLED,
        HoldKind.EXPLOITED,
        HoldKind.OTHER_CONCERN,
    }
)
"""Kinds that tell of asylum or abuse, among enough others that "confidential" tells of neither (brief I6: flag only)."""


class FlagKind(StrEnum):
    """Flags on a child's record (``casework.protection_flags.kind``; brief I4)."""

    ASYLUM_CONFIDENTIAL = "asylum_confidential"
    NO_CONTACT_WITH = "no_contact_with"
    WHEREABOUTS_WITHHELD_FROM = "whereabouts_withheld_from"
    TRAFFICKING_CONCERN = "trafficking_concern"
    DO_NOT_SHARE_WITH_COUNTRY = "do_not_share_with_country"
    CHILD_REFUSES_TRACING = "child_refuses_tracing"
    CONSENT = "consent"
    MEDICAL_NEED = "medical_need"


FLAG_KINDS: Final[Mapping[FlagKind, Sentence]] = worded(
    {
        FlagKind.ASYLUM_CONFIDENTIAL: ("Asilo o refugio: confidencial", "Asylum: confidential"),
        FlagKind.NO_CONTACT_WITH: ("Sin contacto con una persona", "No contact with a person"),
        FlagKind.WHEREABOUTS_WITHHELD_FROM: (
            "No decir dónde está a una persona",
            "Whereabouts withheld from a person",
        ),
        FlagKind.TRAFFICKING_CONCERN: ("Indicios de trata", "Signs of trafficking"),
        FlagKind.DO_NOT_SHARE_WITH_COUNTRY: ("No compartir con un país", "Don't share with a country"),
        FlagKind.CHILD_REFUSES_TRACING: (
            "La niña o el niño no quiere que se busque a su familia",
            "The child doesn't want the family traced",
        ),
        FlagKind.CONSENT: (
            "Consentimiento: quién, cuándo, para qué, retirado",
            "Consent: who, when, for what, withdrawn",
        ),
        FlagKind.MEDICAL_NEED: ("Necesidad médica: es urgente", "Medical need: urgent"),
    }
)
