"""The acts that move a case on from a possible pair: kinds, outcomes, grounds (brief I3, I5).

An act is appended and never edited; taking one back is another act. What an act may follow on is in ``states``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from tracing.casework.roles import Role
from tracing.casework.wording import Sentence, worded

__all__ = ["ACT_KINDS", "GROUNDS", "OUTCOMES", "ROLES_OF_ACTS", "Act", "ActKind", "Outcome"]


class ActKind(StrEnum):
    """What is done in a case (``casework.acts.kind``)."""

    SCREEN = "screen"
    VERIFY_CHILD = "verify_child"
    VERIFY_FAMILY = "verify_family"
    CHILD_VIEWS = "child_views"
    DISCLOSURE = "disclosure"
    ASSESS_RELATIONSHIP = "assess_relationship"
    BEST_INTERESTS = "best_interests"
    CONTACT_CHILD = "contact_child"
    CONTACT_FAMILY = "contact_family"
    CONTACT = "contact"
    REUNIFY = "reunify"
    OTHER_SOLUTION = "other_solution"
    CLOSE = "close"
    REOPEN = "reopen"
    TAKEN_BACK = "taken_back"


ACT_KINDS: Final[Mapping[ActKind, Sentence]] = worded(
    {
        ActKind.SCREEN: ("Consentimiento y riesgos revisados", "Consent and risks screened"),
        ActKind.VERIFY_CHILD: ("Verificación con la niña o el niño", "Verification with the child"),
        ActKind.VERIFY_FAMILY: ("Verificación con la familia", "Verification with the family"),
        ActKind.CHILD_VIEWS: ("La niña o el niño fue escuchado", "The child was heard"),
        ActKind.DISCLOSURE: ("Decisión de informar a la familia", "Decision on telling the family"),
        ActKind.ASSESS_RELATIONSHIP: ("Relación familiar evaluada", "Relationship assessed"),
        ActKind.BEST_INTERESTS: ("Interés superior determinado", "Best interests determined"),
        ActKind.CONTACT_CHILD: (
            "Respuesta de la niña o el niño sobre el contacto",
            "The child's answer on contact",
        ),
        ActKind.CONTACT_FAMILY: (
            "Respuesta de la familia sobre el contacto",
            "The family's answer on contact",
        ),
        ActKind.CONTACT: ("Contacto acompañado", "Mediated contact"),
        ActKind.REUNIFY: ("Reunificación", "Reunification"),
        ActKind.OTHER_SOLUTION: ("Otra solución duradera", "Other durable solution"),
        ActKind.CLOSE: ("Cierre del caso", "Case closed"),
        ActKind.REOPEN: ("Reapertura del caso", "Case opened again"),
        ActKind.TAKEN_BACK: ("Se retira un paso anterior", "An earlier step is taken back"),
    },
    {
        ActKind.VERIFY_CHILD: "Inter-agency Guiding Principles on UASC (2004)",
        ActKind.VERIFY_FAMILY: "Inter-agency Guiding Principles on UASC (2004)",
        ActKind.CHILD_VIEWS: "CRC 12; GC 6 §25",
        ActKind.DISCLOSURE: "GC 6 §29-30",
        ActKind.ASSESS_RELATIONSHIP: "CRM Regional Guidelines (2009)",
        ActKind.BEST_INTERESTS: "CRC 3; GC 6 §84-88",
        ActKind.REUNIFY: "CRC 9, 10; GC 6 §81-83",
    },
)


class Outcome(StrEnum):
    """What came of an act."""

    PASSED = "passed"
    FAILED = "failed"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    INCONCLUSIVE = "inconclusive"
    AGREES = "agrees"
    REFUSES = "refuses"
    NOT_ABLE_YET = "not_able_yet"
    DISCLOSE = "disclose"
    WITHHOLD = "withhold"
    ESTABLISHED = "established"
    NOT_ESTABLISHED = "not_established"
    CONTACT_ONLY = "contact_only"
    REUNIFICATION = "reunification"
    OTHER_CARE = "other_care"
    NO_CONTACT = "no_contact"
    TOOK_PLACE = "took_place"
    STOPPED = "stopped"
    REUNIFIED = "reunified"
    SETTLED_ELSEWHERE = "settled_elsewhere"
    SOLVED = "solved"
    UNSOLVED = "unsolved"
    DONE = "done"


OUTCOMES: Final[Mapping[Outcome, Sentence]] = worded(
    {
        Outcome.PASSED: ("Sin impedimento", "No obstacle"),
        Outcome.FAILED: ("Con impedimento", "There is an obstacle"),
        Outcome.CONFIRMED: ("Confirma", "Confirmed"),
        Outcome.REFUTED: ("Contradice", "Refuted"),
        Outcome.INCONCLUSIVE: ("No es concluyente", "Inconclusive"),
        Outcome.AGREES: ("Está de acuerdo", "Agrees"),
        Outcome.REFUSES: ("Se niega", "Refuses"),
        Outcome.NOT_ABLE_YET: (
            "Todavía no puede formarse un juicio propio; se observó",
            "Can't form views yet; was observed",
        ),
        Outcome.DISCLOSE: ("Informar", "Tell"),
        Outcome.WITHHOLD: ("No informar por ahora", "Don't tell for now"),
        Outcome.ESTABLISHED: ("Relación establecida", "Relationship established"),
        Outcome.NOT_ESTABLISHED: ("Relación no establecida", "Relationship not established"),
        Outcome.CONTACT_ONLY: ("Conviene el contacto", "Contact is in the child's interests"),
        Outcome.REUNIFICATION: ("Conviene la reunificación", "Reunification is in the child's interests"),
        Outcome.OTHER_CARE: ("Conviene otra solución", "Another solution is in the child's interests"),
        Outcome.NO_CONTACT: ("El contacto le haría daño", "Contact would harm the child"),
        Outcome.TOOK_PLACE: ("Se realizó", "Took place"),
        Outcome.STOPPED: ("Se interrumpió", "Was stopped"),
        Outcome.REUNIFIED: ("Está con su familia", "Is with the family"),
        Outcome.SETTLED_ELSEWHERE: ("Vive con otra solución duradera", "Lives with another durable solution"),
        Outcome.SOLVED: ("Con solución duradera", "With a durable solution"),
        Outcome.UNSOLVED: ("Sin solución por este camino", "Without a solution on this way"),
        Outcome.DONE: ("Hecho", "Done"),
    }
)

_OTHER = ("other", "Otro motivo, explicado en el expediente", "Another reason, explained in the file")


def _grounds(*texts: tuple[str, str, str]) -> tuple[Sentence, ...]:
    return tuple(Sentence(code, es, en) for code, es, en in (*texts, _OTHER))


_EVIDENCE = _grounds(
    ("photo", "Reconoce fotografías", "Recognises photographs"),
    ("nicknames", "Conoce apodos y nombres de casa", "Knows nicknames and names used at home"),
    ("siblings", "Conoce a hermanas y hermanos", "Knows the siblings"),
    ("house", "Describe la casa", "Describes the house"),
    ("neighbours", "Conoce a los vecinos", "Knows the neighbours"),
    ("school", "Conoce la escuela o a sus maestros", "Knows school or teachers"),
    ("birth_record", "Acta de nacimiento cotejada con el registro", "Birth record checked with the register"),
    ("document", "Documento cotejado", "Document checked"),
    ("community", "Confirmación de la comunidad", "Confirmed by the community"),
    ("dna", "ADN, voluntario y como último recurso", "DNA, voluntary and as the last resort"),
)

GROUNDS: Final[Mapping[ActKind, tuple[Sentence, ...]]] = {
    ActKind.SCREEN: _grounds(
        ("consent", "Consentimiento", "Consent"),
        ("risk", "Riesgos", "Risks"),
    ),
    # For infants and children with disabilities the adult's side and documents carry it (brief I3).
    ActKind.VERIFY_CHILD: _EVIDENCE,
    ActKind.VERIFY_FAMILY: _EVIDENCE,
    ActKind.CHILD_VIEWS: _grounds(
        ("own_language", "Escuchado en su idioma", "Heard in the child's own language"),
        ("interpreter", "Escuchado con intérprete", "Heard with an interpreter"),
        ("adviser", "Con tutor o asesor independiente", "With a guardian or adviser of the child's own"),
        ("observed", "Observado por su edad", "Observed, for the child's age"),
    ),
    ActKind.DISCLOSURE: _grounds(
        ("verified", "Ambos lados verificados", "Both sides verified"),
        ("child_agrees", "La niña o el niño está de acuerdo", "The child agrees"),
        ("safety", "Pondría en peligro a la niña o al niño", "Would endanger the child"),
        ("best_interests", "Contrario a su interés superior", "Against the child's best interests"),
        ("child_refuses", "La niña o el niño no quiere", "The child doesn't want it"),
        ("relatives_in_danger", "Pondría en peligro a familiares", "Would endanger relatives"),
        ("protection_pending", "Falta una evaluación de protección", "A protection assessment is pending"),
        ("court_order", "Orden judicial", "Court order"),
    ),
    ActKind.ASSESS_RELATIONSHIP: _grounds(
        ("documented", "Relación documentada", "Documented relationship"),
        ("home_study", "Visita al hogar", "Home study"),
        ("interviews", "Entrevistas", "Interviews"),
        ("community", "Confirmación de la comunidad", "Confirmed by the community"),
    ),
    ActKind.BEST_INTERESTS: _grounds(
        ("panel", "Panel de interés superior", "Best-interests panel"),
        ("court", "Resolución judicial", "Court decision"),
        (
            "authority",
            "Resolución de la autoridad de protección",
            "Decision of the child-protection authority",
        ),
    ),
    ActKind.CONTACT_CHILD: _grounds(
        ("asked_alone", "Preguntado a solas", "Asked alone"),
        ("adviser", "Con tutor o asesor independiente", "With a guardian or adviser of the child's own"),
    ),
    ActKind.CONTACT_FAMILY: _grounds(("asked", "Preguntado por su institución", "Asked by its agency")),
    ActKind.CONTACT: _grounds(
        ("call", "Llamada", "Call"),
        ("message", "Mensaje", "Message"),
        ("visit", "Visita", "Visit"),
    ),
    ActKind.REUNIFY: _grounds(
        ("handover", "Entrega documentada", "Documented handover"),
        ("already_together", "Ya vive con su familia", "Lives with the family already"),
    ),
    ActKind.OTHER_SOLUTION: _grounds(
        ("kinship_care", "Cuidado de otro familiar", "Care by another relative"),
        ("foster_care", "Familia de acogida", "Foster care"),
        ("guardianship", "Tutela", "Guardianship"),
        ("local_integration", "Integración en el lugar", "Local integration"),
        ("resettlement", "Reasentamiento", "Resettlement"),
        ("independent_living", "Vida independiente", "Independent living"),
    ),
    ActKind.CLOSE: _grounds(
        ("durable_solution", "Solución duradera", "Durable solution"),
        ("verification_failed", "La verificación no lo confirmó", "Verification didn't confirm it"),
        ("no_relationship", "No hay relación familiar", "There is no relationship"),
        ("child_refuses", "La niña o el niño no quiere", "The child doesn't want it"),
        ("family_withdrew", "La familia retiró la búsqueda", "The family withdrew the inquiry"),
        ("not_in_best_interests", "Contrario al interés superior", "Against the child's best interests"),
        ("of_age", "Es mayor de edad y no desea seguir", "Is of age and doesn't wish to go on"),
        ("transferred", "Pasó a otra autoridad", "Passed to another authority"),
        ("duplicate", "El caso está repetido", "The case is a duplicate"),
        ("death", "Fallecimiento", "Death"),
    ),
    ActKind.REOPEN: _grounds(
        ("new_information", "Información nueva", "New information"),
        (
            "changed_mind",
            "Cambio de opinión de la niña, el niño o la familia",
            "Child or family changed their mind",
        ),
        ("mistake", "Se cerró por error", "Was closed by mistake"),
    ),
    ActKind.TAKEN_BACK: _grounds(
        ("mistake", "Fue un error", "It was a mistake"),
        ("new_information", "Información nueva", "New information"),
    ),
}
"""Kind → the reasons or evidence it may rest on (``casework.acts.reasons``)."""

_OFFICER = frozenset({Role.PROTECTION_OFFICER})

ROLES_OF_ACTS: Final[Mapping[ActKind, frozenset[Role]]] = {
    **dict.fromkeys(ActKind, _OFFICER),
    ActKind.VERIFY_CHILD: _OFFICER | {Role.FOUND_WORKER},
    ActKind.VERIFY_FAMILY: _OFFICER | {Role.FAMILY_WORKER},
}
"""Who may do an act. Each side's own worker may verify its own side, and no other."""


@dataclass(frozen=True, slots=True)
class Act:
    """An act as the rules need it.

    ``number``: its id, rising (0 for one not yet entered). ``at``: with time zone. ``review_on``: the day on which a
    withholding must be decided anew, or best interests looked at again. ``takes_back``: the number of the act that it takes back. ``recorded``: the record
    that its kind needs goes with it (``rights``); ``panel``: who decided, as far as they have accounts; ``heard_on``: when a
    child was heard, None where release 1 didn't ask; ``hear_again_on``: by when it wants to be heard again.
    """

    number: int
    kind: ActKind
    outcome: Outcome
    person: int
    role: Role
    at: datetime
    grounds: tuple[str, ...] = ()
    review_on: date | None = None
    takes_back: int | None = None
    recorded: bool = False
    panel: tuple[int, ...] = ()
    hear_again_on: date | None = None
    heard_on: date | None = None
