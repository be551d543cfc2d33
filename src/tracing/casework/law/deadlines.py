"""The program's own deadlines among the figures of the register: what each one is, and which way it protects.

Hardly any law says within how many days a step is taken. So these are judgement, shipped for everywhere (``shipped/deadlines.csv``),
and an expert enters another number for a country, or for all, where law or practice says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tracing.casework.law.figures import Figure, Protects, Unit
from tracing.casework.law.names import Rule

__all__ = ["DEADLINES"]

_DAYS: Final = Figure(Unit.DAYS, Protects.LESS, read=True, most=365)
"""Of most of them: the sooner, the better for the child."""

DEADLINES: Final[Mapping[Rule, tuple[str, str, Figure]]] = {
    Rule.SCREEN_WITHIN_DAYS: (
        "Días para examinar consentimiento y riesgos",
        "Days within which consent and risks are screened",
        _DAYS,
    ),
    Rule.REVIEW_WITHIN_DAYS: (
        "Días para revisar la pareja",
        "Days within which a pair is reviewed",
        _DAYS,
    ),
    Rule.VERIFY_CHILD_WITHIN_DAYS: (
        "Días para verificar con la niña o el niño",
        "Days within which the child's side is verified",
        _DAYS,
    ),
    Rule.VERIFY_FAMILY_WITHIN_DAYS: (
        "Días para verificar con la familia",
        "Days within which the family's side is verified",
        _DAYS,
    ),
    Rule.CHILD_VIEWS_WITHIN_DAYS: (
        "Días para escuchar a la niña o al niño",
        "Days within which the child is heard",
        _DAYS,
    ),
    Rule.DISCLOSURE_WITHIN_DAYS: (
        "Días para decidir si se informa a la familia",
        "Days within which it is decided whether the family is told",
        _DAYS,
    ),
    Rule.ASSESS_RELATIONSHIP_WITHIN_DAYS: (
        "Días para evaluar la relación familiar",
        "Days within which the relationship is assessed",
        _DAYS,
    ),
    Rule.BEST_INTERESTS_WITHIN_DAYS: (
        "Días para determinar el interés superior",
        "Days within which the best interests are determined",
        _DAYS,
    ),
    Rule.CONTACT_CHILD_WITHIN_DAYS: (
        "Días para preguntar a la niña o al niño por el contacto",
        "Days within which the child is asked about contact",
        _DAYS,
    ),
    Rule.CONTACT_FAMILY_WITHIN_DAYS: (
        "Días para preguntar a la familia por el contacto",
        "Days within which the family is asked about contact",
        _DAYS,
    ),
    Rule.CONTACT_WITHIN_DAYS: (
        "Días para hacer el contacto acompañado",
        "Days within which mediated contact is made",
        _DAYS,
    ),
    Rule.DETERMINATION_WRITTEN_WITHIN_DAYS: (
        "Días para escribir la determinación",
        "Days within which the determination is written",
        _DAYS,
    ),
    Rule.PROTECTION_SCREENED_WITHIN_DAYS: (
        "Días para examinar no devolución y protección",
        "Days within which non-refoulement and protection are screened",
        _DAYS,
    ),
    Rule.FAMILY_ASSESSED_WITHIN_DAYS: (
        "Días para evaluar a la familia",
        "Days within which the family is assessed",
        _DAYS,
    ),
    Rule.CHILD_CONSULTED_WITHIN_DAYS: (
        "Días para consultar a la niña o al niño sobre el retorno",
        "Days within which the child is consulted about the return",
        _DAYS,
    ),
    Rule.TRAVEL_DOCUMENT_WITHIN_DAYS: (
        "Días para obtener el documento de viaje",
        "Days within which the travel document is had",
        _DAYS,
    ),
    Rule.ESCORT_NAMED_WITHIN_DAYS: (
        "Días para nombrar a quien acompaña",
        "Days within which the escort is named",
        _DAYS,
    ),
    Rule.HANDOVER_PLANNED_WITHIN_DAYS: (
        "Días para fijar la entrega",
        "Days within which the handover is planned",
        _DAYS,
    ),
    Rule.REUNIFY_WITHIN_DAYS: (
        "Días para registrar la reunificación después de la entrega",
        "Days within which reunification is entered after the handover",
        _DAYS,
    ),
    Rule.CLOSE_WITHIN_DAYS: (
        "Días para cerrar el caso después del último seguimiento",
        "Days within which the case is closed after the last follow-up",
        _DAYS,
    ),
    Rule.HANDOVER_NOTICE_HOURS: (
        "Horas de anticipación con que se avisa de una entrega a la autoridad que recibe",
        "Hours before a handover within which the receiving authority is told",
        Figure(Unit.HOURS, Protects.MORE, read=True, most=720),
    ),
    Rule.FOLLOW_UP_AGAIN_DAYS: (
        "Días hasta intentar de nuevo un seguimiento cuando no se encontró a la familia",
        "Days until a family that wasn't reached is tried again",
        _DAYS,
    ),
    Rule.FOLLOW_UP_EARLY_DAYS: (
        "Días antes de su fecha en que ya se puede hacer un seguimiento",
        "Days before its day on which a follow-up may be made",
        Figure(Unit.DAYS, Protects.OPEN, read=True, most=365),
    ),
    Rule.FOLLOW_UP_REMINDED_DAYS: (
        "Días antes de su fecha en que se recuerda un seguimiento",
        "Days before its day on which a follow-up is reminded of",
        Figure(Unit.DAYS, Protects.MORE, read=True, most=365),
    ),
    Rule.REGISTRATION_DEFINITION_DAYS: (
        "Días desde el registro para saber si está no acompañada, separada o acompañada",
        "Days from registration within which is known: whether unaccompanied, separated or accompanied",
        _DAYS,
    ),
    Rule.REGISTRATION_CONSENT_DAYS: (
        "Días desde el registro para saber si acepta que se busque a su familia",
        "Days from registration within which is known: whether the child agrees to tracing",
        _DAYS,
    ),
    Rule.REGISTRATION_LANGUAGE_DAYS: (
        "Días desde el registro para saber su idioma",
        "Days from registration within which is known: its language",
        _DAYS,
    ),
    Rule.REGISTRATION_NAME_DAYS: (
        "Días desde el registro para saber su nombre y apellidos",
        "Days from registration within which is known: its names",
        _DAYS,
    ),
    Rule.REGISTRATION_BIRTH_DAYS: (
        "Días desde el registro para saber su nacimiento",
        "Days from registration within which is known: its birth",
        _DAYS,
    ),
    Rule.REGISTRATION_ORIGIN_DAYS: (
        "Días desde el registro para saber de dónde es",
        "Days from registration within which is known: where it is from",
        _DAYS,
    ),
    Rule.REGISTRATION_FAMILY_DAYS: (
        "Días desde el registro para saber los nombres de su familia",
        "Days from registration within which is known: the names of its family",
        _DAYS,
    ),
    Rule.REGISTRATION_SIBLINGS_DAYS: (
        "Días desde el registro para saber sus hermanas y hermanos",
        "Days from registration within which is known: its sisters and brothers",
        _DAYS,
    ),
    Rule.REGISTRATION_MARKS_DAYS: (
        "Días desde el registro para saber sus señas particulares",
        "Days from registration within which is known: its marks",
        _DAYS,
    ),
    Rule.REGISTRATION_DOCUMENTS_DAYS: (
        "Días desde el registro para saber sus documentos",
        "Days from registration within which is known: its documents",
        _DAYS,
    ),
    Rule.COMPLAINT_TAKEN_DAYS: (
        "Días para que alguien tome una queja",
        "Days within which somebody takes a complaint",
        _DAYS,
    ),
    Rule.COMPLAINT_TAKEN_URGENT_DAYS: (
        "Días para que alguien tome una queja urgente",
        "Days within which somebody takes an urgent complaint",
        _DAYS,
    ),
    Rule.COMPLAINT_ANSWERED_DAYS: (
        "Días para responder una queja",
        "Days within which a complaint is answered",
        _DAYS,
    ),
    Rule.COMPLAINT_ANSWERED_URGENT_DAYS: (
        "Días para responder una queja urgente",
        "Days within which an urgent complaint is answered",
        _DAYS,
    ),
    Rule.COMPLAINT_CONTESTED_DAYS: (
        "Días para impugnar la respuesta a una queja",
        "Days within which the answer to a complaint may be contested",
        Figure(Unit.DAYS, Protects.MORE, read=True, most=365),
    ),
    Rule.PLACEMENT_REVIEW_DAYS: (
        "Días hasta revisar un alojamiento que dura",
        "Days until a placement that lasts is looked at again",
        _DAYS,
    ),
    Rule.EMERGENCY_PLACEMENT_REVIEW_DAYS: (
        "Días hasta revisar un alojamiento de emergencia",
        "Days until a placement made in an emergency is looked at again",
        _DAYS,
    ),
    Rule.DIRECTORY_CHECK_DAYS: (
        "Días hasta comprobar de nuevo una institución del directorio",
        "Days until an institution of the directory is checked again",
        Figure(Unit.DAYS, Protects.LESS, read=True, most=3650),
    ),
    Rule.SHIELD_REVIEW_DAYS: (
        "Días, a más tardar, hasta revisar la reserva de un expediente",
        "Days, at most, until the shield of a record is looked at again",
        Figure(Unit.DAYS, Protects.LESS, read=True, most=3650),
    ),
    Rule.INTERESTS_REVIEW_DAYS: (
        "Días, a más tardar, hasta revisar lo determinado por interés superior",
        "Days, at most, until a best-interests determination is looked at again",
        Figure(Unit.DAYS, Protects.LESS, read=True, most=3650),
    ),
    Rule.HEARING_ENTERED_DAYS: (
        "Días para registrar lo que una niña o un niño dijo",
        "Days within which what a child said is written down",
        _DAYS,
    ),
    Rule.HEARD_BEFORE_DISCLOSURE_DAYS: (
        "Días que pueden tener las opiniones de la niña o el niño antes de informar a la familia",
        "Days old that the child's views may be before: the family is told",
        _DAYS,
    ),
    Rule.HEARD_BEFORE_BEST_INTERESTS_DAYS: (
        "Días que pueden tener las opiniones de la niña o el niño antes de determinar el interés superior",
        "Days old that the child's views may be before: the best interests are determined",
        _DAYS,
    ),
    Rule.HEARD_BEFORE_CONTACT_DAYS: (
        "Días que pueden tener las opiniones de la niña o el niño antes de un contacto",
        "Days old that the child's views may be before: contact",
        _DAYS,
    ),
    Rule.HEARD_BEFORE_REUNIFY_DAYS: (
        "Días que pueden tener las opiniones de la niña o el niño antes de reunificar",
        "Days old that the child's views may be before: reunification",
        _DAYS,
    ),
    Rule.HEARD_BEFORE_OTHER_SOLUTION_DAYS: (
        "Días que pueden tener las opiniones de la niña o el niño antes de otra solución",
        "Days old that the child's views may be before: another solution",
        _DAYS,
    ),
    Rule.ASSISTANCE_HOURS: (
        "Horas para que actúe la institución a la que se remite, donde la ley no dice otras",
        "Hours within which an institution that a case is referred to acts, where law says no others",
        Figure(Unit.HOURS, Protects.LESS, read=True, most=8760),
    ),
    Rule.AT_ONCE_HOURS: (
        "Horas que este programa entiende por «de inmediato»",
        'Hours that this program takes "at once" to mean',
        Figure(Unit.HOURS, Protects.LESS, read=True, most=720),
    ),
    Rule.HHS_NOTICE_HOURS: (
        "Horas para avisar a HHS (Estados Unidos)",
        "Hours within which HHS is told (United States)",
        Figure(Unit.HOURS, Protects.LESS, read=True, most=8760),
    ),
    Rule.TRAFFICKING_NOTICE_HOURS: (
        "Horas para avisar de una posible víctima de trata menor de 18 años",
        "Hours within which a possible victim of trafficking under 18 is notified",
        Figure(Unit.HOURS, Protects.LESS, read=True, most=8760),
    ),
    Rule.CONTACT_HASHES_KEPT_DAYS: (
        "Días que se guardan las huellas de teléfono y dirección de una solicitud retirada",
        "Days for which hashes of telephone and address of a withdrawn inquiry are kept",
        Figure(Unit.DAYS, Protects.LESS, read=True, most=3650, everywhere_only=True),
    ),
}
"""Rule → (Spanish, English, what is known of it)."""
