"""The steps of a repatriation, what may come of each, and what a step says beside that (brief I3).

A step is appended and never edited; taking one back is another step. What a step may follow on is in ``rules``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from tracing.casework.roles import Role
from tracing.casework.wording import Sentence, worded

__all__ = [
    "CHECKS",
    "FINDINGS",
    "FOLLOW_UPS",
    "METHODS",
    "ORDER",
    "SAYS",
    "SIGNERS",
    "STEPS",
    "TOPICS",
    "WAYS",
    "Check",
    "Finding",
    "Method",
    "Particulars",
    "Signer",
    "Step",
    "StepKind",
    "Topic",
    "Way",
]

_CRM = "CRM Regional Guidelines (2009)"


class Signer(StrEnum):
    """Who signed the receipt of a handover."""

    GIVER = "giver"
    RECEIVER = "receiver"


SIGNERS: Final[Mapping[Signer, Sentence]] = worded(
    {
        Signer.GIVER: ("Quien entrega", "Who hands over"),
        Signer.RECEIVER: ("Quien recibe", "Who receives"),
    },
    dict.fromkeys(Signer, _CRM),
)


class StepKind(StrEnum):
    """What is done (``casework.repatriation_steps.kind``)."""

    DETERMINATION_WRITTEN = "determination_written"
    PROTECTION_SCREENED = "protection_screened"
    FAMILY_ASSESSED = "family_assessed"
    CHILD_CONSULTED = "child_consulted"
    TRAVEL_DOCUMENT = "travel_document"
    ESCORT_NAMED = "escort_named"
    HANDOVER_PLANNED = "handover_planned"
    RECEPTION_CONFIRMED = "reception_confirmed"
    RECEIVER_IDENTIFIED = "receiver_identified"
    HANDED_OVER = "handed_over"
    RECEIVED = "received"
    FOLLOW_UP_30 = "follow_up_30"
    FOLLOW_UP_90 = "follow_up_90"
    FOLLOW_UP_180 = "follow_up_180"
    TAKEN_BACK = "step_taken_back"
    BEFORE_RELEASE = "before_release"


STEPS: Final[Mapping[StepKind, Sentence]] = worded(
    {
        StepKind.DETERMINATION_WRITTEN: (
            "Determinación del interés superior por escrito",
            "Best-interests determination written",
        ),
        StepKind.PROTECTION_SCREENED: (
            "No devolución y necesidad de protección internacional examinadas",
            "Non-refoulement and need of international protection screened",
        ),
        StepKind.FAMILY_ASSESSED: (
            "Familia localizada y evaluada, con visita al hogar",
            "Family traced and assessed, with a home study",
        ),
        StepKind.CHILD_CONSULTED: (
            "Niña o niño consultado sobre el regreso",
            "Child consulted on the return",
        ),
        StepKind.TRAVEL_DOCUMENT: ("Documento de viaje", "Travel document"),
        StepKind.ESCORT_NAMED: (
            "Acompañante: oficial de protección de la niñez",
            "Escort: a child-protection officer",
        ),
        StepKind.HANDOVER_PLANNED: (
            "Entrega fijada: fecha y hora, de día, y quién recibe",
            "Handover planned: date and hour, by day, and who receives",
        ),
        StepKind.RECEPTION_CONFIRMED: (
            "Recepción avisada y confirmada por la autoridad de protección",
            "Reception announced to and confirmed by the child-protection authority",
        ),
        StepKind.RECEIVER_IDENTIFIED: (
            "Persona que recibe identificada con lo verificado",
            "Receiving adult identified against the verified record",
        ),
        StepKind.HANDED_OVER: (
            "Entrega confirmada por quien entrega",
            "Handover confirmed by who hands over",
        ),
        StepKind.RECEIVED: ("Recepción confirmada por quien recibe", "Reception confirmed by who receives"),
        StepKind.FOLLOW_UP_30: (
            "Primer seguimiento después de la reunificación",
            "First follow-up after the reunification",
        ),
        StepKind.FOLLOW_UP_90: (
            "Segundo seguimiento después de la reunificación",
            "Second follow-up after the reunification",
        ),
        StepKind.FOLLOW_UP_180: (
            "Tercer seguimiento después de la reunificación",
            "Third follow-up after the reunification",
        ),
        StepKind.TAKEN_BACK: ("Se retira un paso del retorno", "A step of the return is taken back"),
        StepKind.BEFORE_RELEASE: (
            "Entrega anterior a este registro",
            "Handed over before such records were kept",
        ),
    },
    {
        StepKind.DETERMINATION_WRITTEN: "CRC 3; GC 6 §84-88",
        StepKind.PROTECTION_SCREENED: "1951 Convention 33; CRC 22; GC 6 §26-28",
        StepKind.FAMILY_ASSESSED: _CRM,
        StepKind.CHILD_CONSULTED: "CRC 12; GC 6 §25",
        StepKind.TRAVEL_DOCUMENT: "VCCR 5(d), 37; 1951 Convention 28",
        StepKind.ESCORT_NAMED: _CRM,
        StepKind.HANDOVER_PLANNED: _CRM,
        StepKind.RECEPTION_CONFIRMED: _CRM,
        StepKind.RECEIVER_IDENTIFIED: "CRC 11, 35; Inter-agency Guiding Principles on UASC (2004)",
        StepKind.HANDED_OVER: _CRM,
        StepKind.RECEIVED: _CRM,
        StepKind.FOLLOW_UP_30: "GC 6 §87; IAWG Field Handbook (2017)",
        StepKind.FOLLOW_UP_90: "GC 6 §87; IAWG Field Handbook (2017)",
        StepKind.FOLLOW_UP_180: "GC 6 §87; IAWG Field Handbook (2017)",
    },
)

ORDER: Final = tuple(StepKind)[: tuple(StepKind).index(StepKind.RECEIVED) + 1]
"""The steps up to the handover; none is made before all those before it."""

FOLLOW_UPS: Final = (StepKind.FOLLOW_UP_30, StepKind.FOLLOW_UP_90, StepKind.FOLLOW_UP_180)
"""The visits after the reunification in their order, named by the days of good practice; ``follow_ups`` says when each is due."""


class Finding(StrEnum):
    """What came of a step (``casework.repatriation_steps.outcome``)."""

    DONE = "done"
    NO_NEED = "no_need"
    NEED = "need"
    SUITABLE = "suitable"
    NOT_SUITABLE = "not_suitable"
    AGREES = "agrees"
    REFUSES = "refuses"
    NOT_ABLE_YET = "not_able_yet"
    NOT_POSSIBLE = "not_possible"
    WELL = "well"
    SUPPORT_NEEDED = "support_needed"
    CONCERN = "concern"
    NOT_REACHED = "not_reached"


FINDINGS: Final[Mapping[Finding, Sentence]] = worded(
    {
        Finding.DONE: ("Hecho", "Done"),
        Finding.NO_NEED: ("No hay riesgo ni necesidad de protección", "No risk and no need of protection"),
        Finding.NEED: (
            "Hay riesgo o necesidad de protección: no se retorna",
            "There is a risk or a need of protection: no return",
        ),
        Finding.SUITABLE: ("La familia puede recibir", "The family can receive"),
        Finding.NOT_SUITABLE: ("La familia no puede recibir por ahora", "The family can't receive for now"),
        Finding.AGREES: ("Está de acuerdo", "Agrees"),
        Finding.REFUSES: ("Se niega", "Refuses"),
        Finding.NOT_ABLE_YET: ("Todavía no puede opinar; se observó", "Can't form views yet; was observed"),
        Finding.NOT_POSSIBLE: ("No fue posible", "Wasn't possible"),
        Finding.WELL: ("Está bien", "Is well"),
        Finding.SUPPORT_NEEDED: ("Está bien, con apoyo pendiente", "Is well, support is needed"),
        Finding.CONCERN: ("Preocupa su protección", "There is a protection concern"),
        Finding.NOT_REACHED: ("No se encontró a la familia", "The family wasn't reached"),
    }
)


class Way(StrEnum):
    """By whom a travel document is issued. With an asylum flag no consulate is asked."""

    CONSULATE = "consulate"
    HOST_STATE = "host_state"
    CONVENTION = "convention"
    ICRC = "icrc"
    NOT_NEEDED = "not_needed"


WAYS: Final[Mapping[Way, Sentence]] = worded(
    {
        Way.CONSULATE: ("Consulado del país de origen", "Consulate of the country of origin"),
        Way.HOST_STATE: (
            "Documento del país donde está, sin pasar por el consulado",
            "Document of the country where the child is, without the consulate",
        ),
        Way.CONVENTION: (
            "Documento de viaje de la Convención de 1951",
            "Travel document of the 1951 Convention",
        ),
        Way.ICRC: (
            "Documento de viaje de emergencia del CICR",
            "Emergency travel document of the ICRC",
        ),
        Way.NOT_NEEDED: ("No cruza ninguna frontera", "Crosses no border"),
    }
)


class Method(StrEnum):
    """How the family was assessed."""

    HOME_STUDY = "home_study"
    INTERVIEWS = "interviews"
    COMMUNITY = "community"
    AUTHORITY_REPORT = "authority_report"


METHODS: Final[Mapping[Method, Sentence]] = worded(
    {
        Method.HOME_STUDY: ("Visita al hogar", "Home study"),
        Method.INTERVIEWS: ("Entrevistas", "Interviews"),
        Method.COMMUNITY: ("Consulta en la comunidad", "Community asked"),
        Method.AUTHORITY_REPORT: ("Informe de la autoridad local", "Report of the local authority"),
    }
)


class Check(StrEnum):
    """How the receiving adult's identity was checked."""

    VERIFIED_RECORD = "verified_record"
    IDENTITY_DOCUMENT = "identity_document"
    PHOTOGRAPH = "photograph"
    CHILD_RECOGNISES = "child_recognises"
    KNOWN_TO_AUTHORITY = "known_to_authority"


CHECKS: Final[Mapping[Check, Sentence]] = worded(
    {
        Check.VERIFIED_RECORD: ("Cotejada con el expediente verificado", "Compared with the verified record"),
        Check.IDENTITY_DOCUMENT: ("Documento de identidad a la vista", "Identity document seen"),
        Check.PHOTOGRAPH: ("Fotografía cotejada", "Photograph compared"),
        Check.CHILD_RECOGNISES: ("La niña o el niño la reconoce", "The child recognises the adult"),
        Check.KNOWN_TO_AUTHORITY: (
            "La autoridad que evaluó el hogar la conoce",
            "Known to the authority that studied the home",
        ),
    }
)


class Topic(StrEnum):
    """What is asked at a follow-up."""

    SAFETY = "safety"
    WISHES = "wishes"
    CARE = "care"
    HEALTH = "health"
    SCHOOL = "school"
    DOCUMENTS = "documents"
    SUPPORT = "support"


TOPICS: Final[Mapping[Topic, Sentence]] = worded(
    {
        Topic.SAFETY: (
            "¿Se siente segura o seguro? Preguntado a solas",
            "Does the child feel safe? Asked alone",
        ),
        Topic.WISHES: ("¿Qué quiere la niña o el niño?", "What does the child want?"),
        Topic.CARE: ("¿Quién le cuida y cómo?", "Who cares for the child, and how?"),
        Topic.HEALTH: ("Salud y descanso", "Health and sleep"),
        Topic.SCHOOL: ("Escuela", "School"),
        Topic.DOCUMENTS: ("Documentos y registro", "Documents and registration"),
        Topic.SUPPORT: ("Apoyo que necesita la familia", "Support the family needs"),
    }
)


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a step says beside its outcome; what isn't the step's own is left empty.

    ``destination``: ISO 3166 code of the country the child goes to. ``on``: day of a written document. ``by``: who did it, by
    name. ``language``: in which it was asked or explained. ``at``: moment of a handover, with time zone; ``latitude`` and
    ``longitude`` of its ``place`` in degrees. ``authority``, ``authority_kind``, ``country``: the agency that the escort is
    of, or that receives. ``adult``: who takes the child home. ``notified_at``: when the receiving authority was told.
    ``person``: the escort's number in this service, where they have an account. ``given_by`` and ``received_by`` sign; ``signed_by``: who has
    signed the receipt (``giver``, ``receiver``). ``exception``: why a handover had to be at night.
    """

    destination: str = ""
    document: str = ""
    on: date | None = None
    by: str = ""
    language: str = ""
    methods: tuple[str, ...] = ()
    way: str = ""
    authority: str = ""
    authority_kind: str = ""
    country: str = ""
    person: int | None = None
    at: datetime | None = None
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    adult: str = ""
    notified_at: datetime | None = None
    checks: tuple[str, ...] = ()
    given_by: str = ""
    received_by: str = ""
    signed_by: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    exception: str = ""
    note: str = ""


_RECEIVER = frozenset({"authority", "authority_kind", "country"})
_FOLLOWED = frozenset({"by", "language", "topics"})

SAYS: Final[Mapping[StepKind, frozenset[str]]] = {
    StepKind.DETERMINATION_WRITTEN: frozenset({"destination", "document", "on"}),
    StepKind.PROTECTION_SCREENED: frozenset({"by", "language"}),
    StepKind.FAMILY_ASSESSED: frozenset({"by", "methods"}),
    StepKind.CHILD_CONSULTED: frozenset({"by", "language"}),
    StepKind.TRAVEL_DOCUMENT: frozenset({"way", "document", "on"}),
    StepKind.ESCORT_NAMED: frozenset({"by", "person"}) | _RECEIVER,
    StepKind.HANDOVER_PLANNED: frozenset({"at", "place", "latitude", "longitude", "adult"}) | _RECEIVER,
    StepKind.RECEPTION_CONFIRMED: frozenset({"by", "notified_at"}),
    StepKind.RECEIVER_IDENTIFIED: frozenset({"adult", "checks"}),
    StepKind.HANDED_OVER: frozenset(
        {"at", "place", "latitude", "longitude", "given_by", "received_by", "signed_by", "exception"}
    )
    | _RECEIVER,
    StepKind.RECEIVED: frozenset({"received_by", "adult", "checks", "signed_by"}),
    **dict.fromkeys(FOLLOW_UPS, _FOLLOWED),
    StepKind.TAKEN_BACK: frozenset(),
    StepKind.BEFORE_RELEASE: frozenset(),
}
"""Kind → what it says of ``Particulars``; every step may have a ``note`` beside that."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step as the rules need it.

    ``number``: its id, rising. ``after_act``: the number of the last act of the case when it was entered, so that acts and
    steps have one order that hangs on no clock. ``said`` is None where its record was erased.
    """

    number: int
    kind: StepKind
    outcome: Finding
    person: int
    role: Role
    at: datetime
    after_act: int
    said: Particulars | None
    takes_back: int | None = None
