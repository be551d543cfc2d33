"""Complaints of children and families: who may deal with one, how far it is, by when it is answered (GC 12 §46-47).

Anybody may complain, or somebody in their name, in any language. Whoever is complained about neither sees nor handles it,
nor does their agency where the agency is meant. It is answered in words, the complainant is told, and may contest the
answer, which somebody else then looks at. What has been done is a list of steps; the state follows from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from tracing.casework.law.rules import Rule
from tracing.casework.law.terms import SHIPPED, Term, Terms, named
from tracing.casework.wording import Sentence, worded

__all__ = [
    "COMPLAINANTS",
    "COMPLAINT_RULES",
    "COMPLAINT_STATES",
    "COMPLAINT_STEPS",
    "COMPLAINT_SUBJECTS",
    "Complainant",
    "Complaint",
    "ComplaintState",
    "ComplaintStep",
    "Step",
    "Subject",
    "answer_by",
    "complaint_due",
    "complaint_over",
    "complaint_state",
    "step_lacks",
]


class Complainant(StrEnum):
    """Who complains."""

    CHILD = "child"
    FAMILY = "family"
    IN_THEIR_NAME = "in_their_name"


COMPLAINANTS: Final[Mapping[Complainant, Sentence]] = worded(
    {
        Complainant.CHILD: ("La niña o el niño", "The child"),
        Complainant.FAMILY: ("La familia", "The family"),
        Complainant.IN_THEIR_NAME: ("Alguien en su nombre", "Somebody in their name"),
    }
)


class Subject(StrEnum):
    """What is complained about."""

    TREATMENT = "treatment"
    NOT_HEARD = "not_heard"
    DECISION = "decision"
    DELAY = "delay"
    CARE = "care"
    PRIVACY = "privacy"
    DISCRIMINATION = "discrimination"
    OTHER = "other"


COMPLAINT_SUBJECTS: Final[Mapping[Subject, Sentence]] = worded(
    {
        Subject.TREATMENT: ("El trato, o violencia", "Treatment, or violence"),
        Subject.NOT_HEARD: ("No se le escuchó o informó", "Wasn't heard or informed"),
        Subject.DECISION: ("Una decisión", "A decision"),
        Subject.DELAY: ("Demora o falta de respuesta", "Delay, or no answer"),
        Subject.CARE: ("El lugar donde vive o el cuidado", "The place of living, or care"),
        Subject.PRIVACY: ("Sus datos o su intimidad", "Data or privacy"),
        Subject.DISCRIMINATION: ("Discriminación", "Discrimination"),
        Subject.OTHER: ("Otra cosa", "Something else"),
    }
)


class ComplaintState(StrEnum):
    """How far a complaint is."""

    RECEIVED = "received"
    IN_HAND = "in_hand"
    ANSWERED = "answered"
    TOLD = "told"
    CONTESTED = "contested"


COMPLAINT_STATES: Final[Mapping[ComplaintState, Sentence]] = worded(
    {
        ComplaintState.RECEIVED: ("Recibida", "Received"),
        ComplaintState.IN_HAND: ("Alguien la atiende", "In somebody's hands"),
        ComplaintState.ANSWERED: ("Con respuesta por comunicar", "Answered, to be told"),
        ComplaintState.TOLD: ("Respuesta comunicada", "Answer told"),
        ComplaintState.CONTESTED: ("Impugnada: la ve otra persona", "Contested: somebody else looks at it"),
    }
)


class ComplaintStep(StrEnum):
    """What is done with a complaint."""

    TAKE = "take"
    HAND_BACK = "hand_back"
    NAME = "name"
    ANSWER = "answer"
    TELL = "tell"
    CONTEST = "contest"


COMPLAINT_STEPS: Final[Mapping[ComplaintStep, Sentence]] = worded(
    {
        ComplaintStep.TAKE: ("La toma a su cargo", "Takes it"),
        ComplaintStep.HAND_BACK: ("La deja a otra persona", "Leaves it to another person"),
        ComplaintStep.NAME: ("Identifica de quién se queja", "Identifies who is complained about"),
        ComplaintStep.ANSWER: ("Responde", "Answers"),
        ComplaintStep.TELL: ("Comunica la respuesta a quien se quejó", "Tells the complainant the answer"),
        ComplaintStep.CONTEST: ("Quien se quejó impugna la respuesta", "The complainant contests the answer"),
    }
)

_TAKEN_WITHIN: Final[Mapping[bool, Rule]] = {
    True: Rule.COMPLAINT_TAKEN_URGENT_DAYS,
    False: Rule.COMPLAINT_TAKEN_DAYS,
}
"""Urgent or not → which figure says in how many days somebody takes it."""

_ANSWERED_WITHIN: Final[Mapping[bool, Rule]] = {
    True: Rule.COMPLAINT_ANSWERED_URGENT_DAYS,
    False: Rule.COMPLAINT_ANSWERED_DAYS,
}
"""Urgent or not → which figure says in how many days it is answered, from receipt or from contesting."""

_CONTESTED_WITHIN: Final = Rule.COMPLAINT_CONTESTED_DAYS


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint as the rules need it. ``about_persons``: users; ``about_agency``: where an agency as a whole is meant."""

    received_on: date
    urgent: bool = False
    about_persons: frozenset[int] = frozenset()
    about_agency: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step that was made: by whom, when."""

    kind: ComplaintStep
    person: int
    at: datetime


_SOURCE: Final = "CRC 12; GC 12 §46-47; UN Guidelines on alternative care (2009) §99"


def _too_late(days: int) -> Sentence:
    return Sentence(
        "too_late_to_contest",
        f"Una respuesta se impugna en {days} días; después, presente una queja nueva.",
        f"An answer is contested within {days} days; later, enter a new complaint.",
        f"{_SOURCE}; {named(_CONTESTED_WITHIN)}",
    )


COMPLAINT_RULES: Final[Mapping[str, Sentence]] = {
    rule.code: rule
    for rule in (
        Sentence(
            "complained_about",
            "La queja es sobre usted: la atiende otra persona.",
            "The complaint is about you: another person deals with it.",
            _SOURCE,
        ),
        Sentence(
            "agency_complained_about",
            "La queja es sobre su institución: la atiende otra.",
            "The complaint is about your agency: another one deals with it.",
            _SOURCE,
        ),
        Sentence(
            "not_free",
            "Ya tiene quien la atienda, o ya se respondió.",
            "Somebody has it already, or it was answered.",
        ),
        Sentence(
            "answered_it_before",
            "Usted dio la respuesta que se impugna: la ve otra persona.",
            "You gave the answer that is contested: another person looks at it.",
            _SOURCE,
        ),
        Sentence(
            "not_in_your_hands",
            "Tómela primero a su cargo: responde quien la atiende.",
            "Take it first: whoever has it answers.",
        ),
        Sentence("not_answered", "Todavía no hay respuesta.", "There is no answer yet."),
        _too_late(SHIPPED.number(_CONTESTED_WITHIN, date.max)),
    )
}
"""What stands in the way of a step, by code."""


def complaint_state(steps: tuple[Step, ...]) -> ComplaintState:
    """Return how far a complaint is."""
    reached = {
        ComplaintStep.TAKE: ComplaintState.IN_HAND,
        ComplaintStep.HAND_BACK: ComplaintState.RECEIVED,
        ComplaintStep.ANSWER: ComplaintState.ANSWERED,
        ComplaintStep.TELL: ComplaintState.TOLD,
        ComplaintStep.CONTEST: ComplaintState.CONTESTED,
    }
    state = ComplaintState.RECEIVED
    for step in steps:
        state = reached.get(step.kind, state)
    return state


def answer_by(received_on: date, urgent: bool, terms: Terms = SHIPPED) -> Term:
    """Return the day by which a complaint is answered, or an answer that was contested on a day."""
    return terms.after(_ANSWERED_WITHIN[urgent], received_on)


def complaint_due(complaint: Complaint, steps: tuple[Step, ...], terms: Terms = SHIPPED) -> Term | None:
    """Return the day by which the next step is due: that somebody takes it, then that it is answered, then that it is told.
    None where nothing is."""
    contested = [step.at.date() for step in steps if step.kind is ComplaintStep.CONTEST]
    begun = contested[-1] if contested else complaint.received_on
    match complaint_state(steps):
        case ComplaintState.RECEIVED | ComplaintState.CONTESTED:
            return terms.after(_TAKEN_WITHIN[complaint.urgent], begun)
        case ComplaintState.IN_HAND | ComplaintState.ANSWERED:
            return answer_by(begun, complaint.urgent, terms)
        case ComplaintState.TOLD:
            return None


def complaint_over(steps: tuple[Step, ...], today: date, terms: Terms = SHIPPED) -> bool:
    """Say whether nothing more can come of a complaint: the answer was told, and isn't contested any more."""
    if complaint_state(steps) is not ComplaintState.TOLD:
        return False
    answered = [step for step in steps if step.kind is ComplaintStep.ANSWER]
    return _past_contesting(answered[-1], today, terms)


def _past_contesting(answer: Step, today: date, terms: Terms) -> bool:
    return today > terms.after(_CONTESTED_WITHIN, answer.at.date()).on


def step_lacks(
    complaint: Complaint,
    steps: tuple[Step, ...],
    kind: ComplaintStep,
    person: int,
    agency: int | None,
    today: date,
    terms: Terms = SHIPPED,
) -> tuple[Sentence, ...]:
    """Return what stands in the way of a step by a person of an agency, nothing where it can be made."""
    state = complaint_state(steps)
    taken = [step.person for step in steps if step.kind is ComplaintStep.TAKE]
    answered = [step for step in steps if step.kind is ComplaintStep.ANSWER]
    has_it = state is ComplaintState.IN_HAND and taken[-1] == person
    told = state in (ComplaintState.ANSWERED, ComplaintState.TOLD)
    free = state in (ComplaintState.RECEIVED, ComplaintState.CONTESTED)
    found = {
        "complained_about": person in complaint.about_persons,
        "agency_complained_about": complaint.about_agency is not None and complaint.about_agency == agency,
    }
    match kind:
        case ComplaintStep.TAKE:
            found |= {
                "not_free": not free,
                "answered_it_before": free and any(step.person == person for step in answered),
            }
        case ComplaintStep.ANSWER | ComplaintStep.HAND_BACK:
            found |= {"not_in_your_hands": not has_it}
        case ComplaintStep.TELL:
            found |= {"not_answered": state is not ComplaintState.ANSWERED}
        case ComplaintStep.CONTEST:
            late = told and _past_contesting(answered[-1], today, terms)
            found |= {"not_answered": not told, "too_late_to_contest": late}
        case ComplaintStep.NAME:
            pass  # Whoever deals with complaints may find out at any time who is meant.
    days = terms.number(_CONTESTED_WITHIN, answered[-1].at.date() if answered else today)
    said = {**COMPLAINT_RULES, "too_late_to_contest": _too_late(days)}
    return tuple(said[code] for code, so in found.items() if so)
