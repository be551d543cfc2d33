"""The kinds of institution in the directory, what each is for, and what it may get (brief I2, I6).

What may be given follows from the kind alone, so that no entry can be worded past the firewall.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from tracing.casework.agencies import Side
from tracing.casework.wording import Sentence, worded

__all__ = [
    "ACCESSES",
    "ACCESS_OF",
    "FIREWALLED",
    "FUNCTIONS",
    "FUNCTIONS_OF",
    "INSTITUTION_KINDS",
    "SIDES_OF_KIND",
    "Access",
    "Function",
    "InstitutionKind",
]


class InstitutionKind(StrEnum):
    """The kinds of institution (``casework.directory_entries.kind``)."""

    CHILD_PROTECTION = "child_protection"
    SHELTER = "shelter"
    COURT = "court"
    ASYLUM = "asylum"
    MIGRATION_BORDER = "migration_border"
    CONSULAR = "consular"
    CIVIL_REGISTRY = "civil_registry"
    FAMILY_SERVICE = "family_service"
    OVERSIGHT = "oversight"
    INTERNATIONAL_ORGANISATION = "international_organisation"
    CIVIL_SOCIETY = "civil_society"
    PROSECUTION = "prosecution"
    HEALTH = "health"


INSTITUTION_KINDS: Final[Mapping[InstitutionKind, Sentence]] = worded(
    {
        InstitutionKind.CHILD_PROTECTION: (
            "Autoridad de protección de la niñez",
            "Child-protection authority",
        ),
        InstitutionKind.SHELTER: ("Albergue especializado", "Specialised shelter"),
        InstitutionKind.COURT: ("Juzgado de niñez o familia", "Children's or family court"),
        InstitutionKind.ASYLUM: ("Autoridad de asilo o refugio", "Asylum authority"),
        InstitutionKind.MIGRATION_BORDER: (
            "Autoridad migratoria, policial o de fronteras",
            "Migration, police or border authority",
        ),
        InstitutionKind.CONSULAR: ("Cancillería y consulados", "Foreign ministry and consulates"),
        InstitutionKind.CIVIL_REGISTRY: ("Registro civil", "Civil registry"),
        InstitutionKind.FAMILY_SERVICE: (
            "Servicio para las familias que buscan",
            "Service for families who look",
        ),
        InstitutionKind.OVERSIGHT: (
            "Órgano de supervisión y derechos humanos",
            "Human-rights and oversight body",
        ),
        InstitutionKind.INTERNATIONAL_ORGANISATION: ("Organismo internacional", "International organisation"),
        InstitutionKind.CIVIL_SOCIETY: ("Organización de la sociedad civil", "Civil-society organisation"),
        InstitutionKind.PROSECUTION: (
            "Fiscalía especializada en trata o en niñez",
            "Prosecution specialised in trafficking or in children",
        ),
        InstitutionKind.HEALTH: ("Servicio de salud", "Health service"),
    },
    {InstitutionKind.MIGRATION_BORDER: "CMW GC 3 and 4 / CRC GC 22 and 23 (2017)"},
)


class Access(StrEnum):
    """What an institution may get of what this service holds."""

    CHILD_DATA = "child_data"
    BY_AGREEMENT = "by_agreement"
    WITH_CONSENT = "with_consent"
    STATUS_ONLY = "status_only"
    ORDERS_ONLY = "orders_only"
    NOTHING = "nothing"


ACCESSES: Final[Mapping[Access, Sentence]] = worded(
    {
        Access.CHILD_DATA: (
            "Puede recibir datos de la niña o el niño, según la ley del lugar",
            "May receive the child's data, under the law of the place",
        ),
        Access.BY_AGREEMENT: (
            "Solo con un acuerdo de transferencia",
            "Only under a transfer agreement",
        ),
        Access.WITH_CONSENT: (
            "Solo con base legal y el consentimiento de la niña o el niño; nada si hay asilo",
            "Only on a legal basis and with the child's consent; nothing where asylum is a matter",
        ),
        Access.STATUS_ONLY: (
            "Atiende a la familia: solo el estado de su solicitud",
            "Works with the family: the status of its inquiry only",
        ),
        Access.ORDERS_ONLY: (
            "Solo lo que ordene en su propio procedimiento; pida la orden por escrito",
            "Only what it orders in its own proceedings; ask for the order in writing",
        ),
        Access.NOTHING: (
            "No recibe nada: cortafuegos entre la protección de la niñez y el control migratorio",
            "Gets nothing: firewall between child protection and immigration enforcement",
        ),
    },
    {
        Access.CHILD_DATA: "CRC 3, 20; CRM Regional Guidelines (2009)",
        Access.BY_AGREEMENT: "ICRC RFL code of conduct (2015)",
        Access.WITH_CONSENT: "VCCR 36, 37; 1951 Convention practice",
        Access.STATUS_ONLY: "GC 6 §29-30",
        Access.ORDERS_ONLY: "CRC 9, 16",
        Access.NOTHING: "CMW GC 3 and 4 / CRC GC 22 and 23 (2017)",
    },
)

ACCESS_OF: Final[Mapping[InstitutionKind, Access]] = {
    InstitutionKind.CHILD_PROTECTION: Access.CHILD_DATA,
    InstitutionKind.SHELTER: Access.CHILD_DATA,
    InstitutionKind.COURT: Access.ORDERS_ONLY,
    # It stands in the column of the firewall (brief I2). A child applies through its own representative, and nobody
    # learns of it from here.
    InstitutionKind.ASYLUM: Access.NOTHING,
    InstitutionKind.MIGRATION_BORDER: Access.NOTHING,
    InstitutionKind.CONSULAR: Access.WITH_CONSENT,
    InstitutionKind.CIVIL_REGISTRY: Access.WITH_CONSENT,
    InstitutionKind.FAMILY_SERVICE: Access.STATUS_ONLY,
    # Complaints and the audit, not records.
    InstitutionKind.OVERSIGHT: Access.BY_AGREEMENT,
    InstitutionKind.INTERNATIONAL_ORGANISATION: Access.BY_AGREEMENT,
    InstitutionKind.CIVIL_SOCIETY: Access.BY_AGREEMENT,
    # Of a possible victim it learns by a referral, on the referral's own basis (Palermo Protocol 6).
    InstitutionKind.PROSECUTION: Access.ORDERS_ONLY,
    InstitutionKind.HEALTH: Access.WITH_CONSENT,
}

FIREWALLED: Final = frozenset(kind for kind, access in ACCESS_OF.items() if access is Access.NOTHING)
"""Kinds that are listed so that an officer sees that they get nothing."""

_BOTH = frozenset(Side)

SIDES_OF_KIND: Final[Mapping[InstitutionKind, frozenset[Side]]] = {
    InstitutionKind.CHILD_PROTECTION: _BOTH,
    InstitutionKind.SHELTER: frozenset({Side.CHILD}),
    InstitutionKind.COURT: frozenset({Side.CHILD}),
    InstitutionKind.ASYLUM: frozenset(),
    InstitutionKind.MIGRATION_BORDER: frozenset(),
    InstitutionKind.CONSULAR: frozenset({Side.INQUIRY}),
    InstitutionKind.CIVIL_REGISTRY: frozenset({Side.INQUIRY}),
    InstitutionKind.FAMILY_SERVICE: frozenset({Side.INQUIRY}),
    InstitutionKind.OVERSIGHT: _BOTH,
    InstitutionKind.INTERNATIONAL_ORGANISATION: _BOTH,
    InstitutionKind.CIVIL_SOCIETY: _BOTH,
    InstitutionKind.PROSECUTION: frozenset(),
    InstitutionKind.HEALTH: frozenset(),
}
"""Which side of tracing an institution of a kind may stand on; the firewalled on neither."""


class Function(StrEnum):
    """What an institution is for."""

    NOTICE = "notice"
    REPRESENTATION = "representation"
    CUSTODY = "custody"
    SHELTER = "shelter"
    BEST_INTERESTS = "best_interests"
    RECEPTION = "reception"
    FOLLOW_UP = "follow_up"
    FAMILY_ASSESSMENT = "family_assessment"
    MISSING_ALERT = "missing_alert"
    JUDGEMENT = "judgement"
    TRAVEL_DOCUMENT = "travel_document"
    IDENTITY = "identity"
    FAMILY_INQUIRY = "family_inquiry"
    COMPLAINTS = "complaints"
    ASYLUM = "asylum"
    ENFORCEMENT = "enforcement"
    TRACING = "tracing"
    LEGAL_AID = "legal_aid"
    INVESTIGATION = "investigation"
    HEALTH_CARE = "health_care"


FUNCTIONS: Final[Mapping[Function, Sentence]] = worded(
    {
        Function.NOTICE: ("Recibe el aviso de que se encontró una niña o un niño", "Is told that a child was found"),
        Function.REPRESENTATION: ("Representa a la niña o al niño, o le nombra tutor", "Represents the child, or names its guardian"),
        Function.CUSTODY: ("Tiene a su cargo a la niña o al niño", "Has the child in its custody"),
        Function.SHELTER: ("Da o asigna alojamiento", "Gives or assigns shelter"),
        Function.BEST_INTERESTS: ("Determina el interés superior", "Determines the best interests"),
        Function.RECEPTION: ("Recibe a la niña o al niño que regresa a su país", "Receives the child who returns to its country"),
        Function.FOLLOW_UP: ("Da seguimiento después de la reunificación", "Follows up after reunification"),
        Function.FAMILY_ASSESSMENT: ("Evalúa a la familia en el país de origen", "Assesses the family in the country of origin"),
        Function.MISSING_ALERT: ("Emite alertas de niñas y niños desaparecidos", "Issues alerts for missing children"),
        Function.JUDGEMENT: ("Decide sobre custodia y medidas de protección", "Decides on custody and protection measures"),
        Function.TRAVEL_DOCUMENT: ("Expide documentos de viaje y asistencia consular", "Issues travel documents, gives consular help"),
        Function.IDENTITY: ("Registra nacimientos e identidad", "Registers births and identity"),
        Function.FAMILY_INQUIRY: ("Atiende a la familia que busca", "Receives the family that looks for a child"),
        Function.COMPLAINTS: ("Recibe quejas", "Receives complaints"),
        Function.ASYLUM: ("Decide sobre asilo o refugio; confidencial", "Decides on asylum; confidential"),
        Function.ENFORCEMENT: ("Control migratorio, fronteras o policía", "Immigration control, borders or police"),
        Function.TRACING: ("Busca familiares", "Traces relatives"),
        Function.LEGAL_AID: ("Da asistencia legal", "Gives legal aid"),
        Function.INVESTIGATION: ("Investiga la trata y protege a la víctima", "Investigates trafficking and protects the victim"),
        Function.HEALTH_CARE: ("Atiende la salud física y mental", "Cares for physical and mental health"),
    },
    {
        Function.NOTICE: "CRC 20; GC 6 §31-34",
        Function.REPRESENTATION: "GC 6 §33-38",
        Function.RECEPTION: "CRM Regional Guidelines (2009)",
        Function.FAMILY_ASSESSMENT: "CRM Regional Guidelines (2009)",
        Function.ASYLUM: "1951 Convention practice",
        Function.BEST_INTERESTS: "CRC 3",
        Function.INVESTIGATION: "Palermo Protocol 6",
        Function.HEALTH_CARE: "CRC 24, 39",
    },
)  # fmt: skip

_PROTECTIVE = frozenset(Function) - {Function.ASYLUM, Function.ENFORCEMENT, Function.INVESTIGATION}

FUNCTIONS_OF: Final[Mapping[InstitutionKind, frozenset[Function]]] = {
    InstitutionKind.CHILD_PROTECTION: _PROTECTIVE,
    InstitutionKind.SHELTER: frozenset({Function.SHELTER, Function.CUSTODY, Function.FOLLOW_UP}),
    InstitutionKind.COURT: frozenset({Function.JUDGEMENT, Function.BEST_INTERESTS, Function.REPRESENTATION}),
    InstitutionKind.ASYLUM: frozenset({Function.ASYLUM}),
    InstitutionKind.MIGRATION_BORDER: frozenset({Function.ENFORCEMENT}),
    InstitutionKind.CONSULAR: frozenset({Function.TRAVEL_DOCUMENT, Function.FAMILY_INQUIRY}),
    InstitutionKind.CIVIL_REGISTRY: frozenset({Function.IDENTITY}),
    InstitutionKind.FAMILY_SERVICE: frozenset(
        {Function.FAMILY_INQUIRY, Function.TRACING, Function.LEGAL_AID}
    ),
    InstitutionKind.OVERSIGHT: frozenset({Function.COMPLAINTS, Function.BEST_INTERESTS}),
    InstitutionKind.INTERNATIONAL_ORGANISATION: frozenset(
        {Function.TRACING, Function.LEGAL_AID, Function.FAMILY_INQUIRY, Function.FOLLOW_UP}
    ),
    InstitutionKind.CIVIL_SOCIETY: frozenset(
        {
            Function.TRACING, Function.LEGAL_AID, Function.FAMILY_INQUIRY, Function.SHELTER, Function.FOLLOW_UP,
            Function.HEALTH_CARE,
        }
    ),
    InstitutionKind.PROSECUTION: frozenset({Function.INVESTIGATION}),
    InstitutionKind.HEALTH: frozenset({Function.HEALTH_CARE}),
}  # fmt: skip
"""What an institution of a kind may be for. A child is handed over to child protection alone (``reception``)."""
