"""How long what is kept, and what goes with it (brief I6; ICRC RFL code of conduct: retention limits, accuracy).

Purpose-bound clocks: an open search is reviewed with the family every year; a resolved case is kept until the child is
18 and some years more, by country, so that the grown child can see its own file; what was withdrawn goes at
once, but for a token that keeps it from being entered again unseen; pairs that came to nothing have a clock of their
own, and so has the audit, which holds no person's values. Phonetic keys, hashes, forms and links are personal data too:
they go with what they were made from. Photographs go first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from tracing.casework.decisions import DecisionKind
from tracing.casework.law.entries import EVERYWHERE
from tracing.casework.law.files import shipped
from tracing.casework.law.register import Register, places_above
from tracing.casework.law.rules import Rule
from tracing.casework.majority import CHILDHOOD_ENDS, birthdays
from tracing.casework.review import ReviewState
from tracing.casework.wording import Sentence, worded

__all__ = [
    "CAME_TO_NOTHING",
    "DUES",
    "REMOVES",
    "STORED",
    "Clocks",
    "Due",
    "DueKind",
    "Kept",
    "Proposed",
    "Status",
    "Stored",
    "audit_due",
    "clocks_of",
    "due",
    "pair_due",
]


class Status(StrEnum):
    """Why a record is kept, or no longer."""

    OPEN = "open"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


class DueKind(StrEnum):
    """What may be due."""

    REVIEW_WITH_FAMILY = "review_with_family"
    ERASE_LINKABLE = "erase_linkable"
    ERASE_CASE = "erase_case"
    ERASE_CANDIDATES = "erase_candidates"
    ERASE_AUDIT = "erase_audit"


DUES: Final[Mapping[DueKind, Sentence]] = worded(
    {
        DueKind.REVIEW_WITH_FAMILY: (
            "Revisar con la familia si la búsqueda continúa",
            "Review with the family whether the search goes on",
        ),
        DueKind.ERASE_LINKABLE: (
            "Borrar lo que pueda relacionarse; queda solo una marca para no registrarlo de nuevo sin saberlo",
            "Erase all that can be linked; only a token stays, so that it isn't entered again unseen",
        ),
        DueKind.ERASE_CASE: ("Borrar el expediente", "Erase the case"),
        DueKind.ERASE_CANDIDATES: (
            "Retirar de la revisión parejas que no llegaron a nada",
            "Take pairs that came to nothing out of review",
        ),
        DueKind.ERASE_AUDIT: ("Borrar lo más antiguo de la bitácora", "Erase the oldest of the audit"),
    },
    dict.fromkeys(DueKind, "ICRC RFL code of conduct (2015)"),
)


class Stored(StrEnum):
    """What the service stores of a record, beside one another, in the order in which it is erased."""

    PHOTOGRAPHS = "photographs"
    WHEREABOUTS = "whereabouts"
    PLACEMENTS = "placements"
    CONTENT = "content"
    SECRETS = "secrets"
    FLAGS = "flags"
    CONCERNS = "concerns"
    SHIELDS = "shields"
    REFERRALS = "referrals"
    FORMS = "forms"
    KEYS = "keys"
    LINKS = "links"
    REVIEW = "review"
    JOBS = "jobs"
    QUESTIONS = "questions"
    NOTES = "notes"
    HANDOVERS = "handovers"
    REMINDERS = "reminders"
    HEARINGS = "hearings"
    BEST_INTERESTS = "best_interests"
    COMPLAINTS = "complaints"
    ANSWERS = "answers"
    DEFINITIONS = "definitions"
    SHARING = "sharing"
    AUDIT = "audit"


STORED: Final[Mapping[Stored, Sentence]] = worded(
    {
        Stored.PHOTOGRAPHS: ("Fotografías", "Photographs"),
        Stored.WHEREABOUTS: ("Lugar donde está o fue encontrado", "Where the child was found or is"),
        Stored.PLACEMENTS: ("Dónde vivió y quién lo decidió", "Where the child lived, and who decided so"),
        Stored.CONTENT: ("Datos de todas las versiones", "The content of every version"),
        Stored.SECRETS: (
            "Documentos y teléfonos, y sus huellas",
            "Documents and telephones, and their hashes",
        ),
        Stored.FLAGS: ("Señales de protección", "Protection flags"),
        Stored.CONCERNS: (
            "Indicios de trata y en qué se fundan",
            "Concerns of trafficking, and what they rest on",
        ),
        Stored.SHIELDS: ("Reservas de expedientes", "Shields of records"),
        Stored.REFERRALS: ("Remisiones y su resultado", "Referrals and what came of them"),
        Stored.FORMS: ("Formas para comparar", "Forms for comparing"),
        Stored.KEYS: ("Claves de búsqueda", "Blocking keys"),
        Stored.LINKS: ("Parejas propuestas", "Ranked pairs"),
        Stored.REVIEW: (
            "Lugares en la lista de parejas, y quién vio qué de ellas",
            "Places in the queue of pairs, and who has seen what of them",
        ),
        Stored.JOBS: ("Tareas pendientes", "Pending jobs"),
        Stored.QUESTIONS: ("Preguntas de verificación", "Verification questions"),
        Stored.NOTES: ("Notas de decisiones y pasos", "Notes of decisions and acts"),
        Stored.HANDOVERS: (
            "Lo que dicen los pasos del retorno y las entregas",
            "What steps of returns and handovers say",
        ),
        Stored.REMINDERS: ("Recordatorios", "Reminders"),
        Stored.HEARINGS: ("Opiniones de la niña o el niño", "The child's views"),
        Stored.BEST_INTERESTS: ("Evaluaciones del interés superior", "Best-interests records"),
        Stored.COMPLAINTS: ("Quejas", "Complaints"),
        Stored.ANSWERS: ("Respuestas guardadas a envíos repetidos", "Stored answers to repeated requests"),
        Stored.DEFINITIONS: (
            "Valoraciones: no acompañada, separada, acompañada",
            "Assessments: unaccompanied, separated, accompanied",
        ),
        Stored.SHARING: (
            "Lo compartido con otras instituciones y con consulados",
            "What is shared with other agencies and consulates",
        ),
        Stored.AUDIT: ("Bitácora", "Audit"),
    }
)

_ALL_OF_A_RECORD: Final = tuple(s for s in Stored if s is not Stored.AUDIT)

REMOVES: Final[Mapping[DueKind, tuple[Stored, ...]]] = {
    DueKind.REVIEW_WITH_FAMILY: (),
    DueKind.ERASE_LINKABLE: _ALL_OF_A_RECORD,
    DueKind.ERASE_CASE: _ALL_OF_A_RECORD,
    DueKind.ERASE_CANDIDATES: (Stored.REVIEW, Stored.NOTES),
    DueKind.ERASE_AUDIT: (Stored.AUDIT,),
}
"""What each due erases, derived data included, in this order. After ERASE_LINKABLE a keyed hash of agency, side and
reference stays as the suppression token; that kinds of decisions and acts were made stays, without notes. A pair that came to
nothing keeps its link: it says nothing that the two records don't, and a fresh match would write it again."""

CAME_TO_NOTHING: Final = frozenset({DecisionKind.NOT_THIS_CHILD, DecisionKind.NEED_INFORMATION})
"""Outcomes of a review that lead nowhere. A relative is a lead, and a duplicate says which records are one."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """The lengths of the clocks; ``clocks_of`` reads them from the register of law.

    ``years_after_18``: place (a country or a subdivision) → years (1 to 5 by brief I6) that a resolved case is kept beyond the
    child's 18th birthday; others ``default_years``. ``review_days_in``: place → days after which an open search is reviewed
    with the family; others ``review_days``.
    """

    review_days: int
    years_after_18: Mapping[str, int]
    default_years: int
    candidate_days: int
    audit_years: int
    review_days_in: Mapping[str, int] = field(default_factory=dict)


def clocks_of(register: Register, on: date) -> Clocks:
    """Return the clocks as the register has them on a day. An expert sets them there after checking local law."""
    kept, reviewed = Rule.KEPT_YEARS_AFTER_18, Rule.SEARCH_REVIEW_DAYS

    def of_places(rule: Rule) -> dict[str, int]:
        places = {e.place for e in register if e.rule == rule and e.place != EVERYWHERE}
        return {p: register.number(p, rule, on) for p in places if register.own(p, rule, on)}

    return Clocks(
        review_days=register.number(EVERYWHERE, reviewed, on),
        years_after_18=of_places(kept),
        default_years=register.number(EVERYWHERE, kept, on),
        candidate_days=register.number(EVERYWHERE, Rule.CANDIDATES_KEPT_DAYS, on),
        audit_years=register.number(EVERYWHERE, Rule.AUDIT_KEPT_YEARS, on),
        review_days_in=of_places(reviewed),
    )


def _in_place(place: str, own: Mapping[str, int], others: int) -> int:
    return next((own[above] for above in places_above(place) if above in own), others)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a kept record.

    ``since``: when it came into its status (opened, resolved, withdrawn). ``reviewed_on``: when the family or
    the agency last said that it is to be kept. ``latest``: the latest day of birth, None where it isn't known.
    ``recorded_on``: when it was first submitted. ``held``: where it is held, a country or subdivision.
    """

    status: Status
    since: date
    held: str = ""
    reviewed_on: date | None = None
    latest: date | None = None
    recorded_on: date | None = None


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is known of a pair that was proposed.

    ``since``: the last day on which something happened to it: it was proposed, judged, or one of its records changed.
    ``weak``: it is in the weak band. ``acted``: an act was ever made on it.
    """

    since: date
    review: ReviewState
    outcome: DecisionKind | None
    weak: bool
    acted: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is due, and since when."""

    kind: DueKind
    since: date

    @property
    def what(self) -> Sentence:
        """It in words."""
        return DUES[self.kind]

    @property
    def removes(self) -> tuple[Stored, ...]:
        """What it erases, in this order."""
        return REMOVES[self.kind]


def _end_of_case(kept: Kept, clocks: Clocks) -> date:
    """Return the day from which a resolved case isn't kept any more: the 18th birthday and some years."""
    years = _in_place(kept.held, clocks.years_after_18, clocks.default_years)
    # Where the birth isn't known the child was born by the day of recording; kept too long rather than lost too soon.
    born = kept.latest or kept.recorded_on or kept.since
    of_age = birthdays(born, born, CHILDHOOD_ENDS + years)[1]
    # Someone who was of age when it was resolved has the same years to come for their file.
    return max(of_age, birthdays(kept.since, kept.since, years)[1])


def due(kept: Kept, today: date, clocks: Clocks | None = None) -> list[Due]:
    """Return what is due for a record on a day, by the clocks: nothing twice, and nothing for what is erased."""
    clocks = clocks or clocks_of(shipped(), today)
    days: list[tuple[DueKind, date]] = []
    match kept.status:
        case Status.OPEN:
            reviewed = max(kept.since, kept.reviewed_on or kept.since)
            within = _in_place(kept.held, clocks.review_days_in, clocks.review_days)
            days.append((DueKind.REVIEW_WITH_FAMILY, reviewed + timedelta(days=within)))
        case Status.RESOLVED:
            days.append((DueKind.ERASE_CASE, _end_of_case(kept, clocks)))
        case Status.WITHDRAWN:
            days.append((DueKind.ERASE_LINKABLE, kept.since))
        case Status.ERASED:
            return []
    return [Due(kind, day) for kind, day in days if day <= today]


def pair_due(pair: Proposed, today: date, clocks: Clocks | None = None) -> Due | None:
    """Return that a pair which came to nothing is due to leave the review; None where it isn't.

    It came to nothing if people settled on something that leads nowhere, or if it is weak and nobody has judged it. One that
    people have begun with, or that is more than weak, waits for them however long it takes: a child may be behind it.
    """
    if pair.review is ReviewState.SETTLED:
        nothing = pair.outcome in CAME_TO_NOTHING
    else:
        nothing = pair.review is ReviewState.OPEN and pair.weak
    ends = pair.since + timedelta(days=(clocks or clocks_of(shipped(), today)).candidate_days)
    return Due(DueKind.ERASE_CANDIDATES, ends) if nothing and not pair.acted and ends <= today else None


def audit_due(begins: date, today: date, clocks: Clocks | None = None) -> Due | None:
    """Return that the oldest of the audit, which begins on a day, is due to be erased; None where it isn't.

    A clock of its own: the audit outlives what it tells of, and holds no values of persons.
    """
    ends = birthdays(begins, begins, (clocks or clocks_of(shipped(), today)).audit_years)[1]
    return Due(DueKind.ERASE_AUDIT, ends) if ends <= today else None
