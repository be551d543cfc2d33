"""The record of a hearing: how a child was heard, and what it said (CRC 12; GC 12; GC 6 §25).

The child is told in its own language what is to be decided, by somebody named; an adviser of its own is there, and never
the officer who accompanies it, nor whoever asks for it. What it says of each question stands by itself: a child may want
a call with its mother and not to go back. It may change its views, and is told so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from tracing.casework.acts import Outcome
from tracing.casework.law.rules import Rule
from tracing.casework.law.terms import SHIPPED, Terms, named
from tracing.casework.rights.lacks import Fault
from tracing.casework.wording import Sentence, worded

__all__ = [
    "ANSWERS",
    "PRESENT",
    "QUESTIONS",
    "VIEWS_FAULTS",
    "WAYS",
    "Answer",
    "Present",
    "Question",
    "Views",
    "Way",
    "views_faults",
]


class Question(StrEnum):
    """What a child is asked."""

    CONTACT = "contact"
    RETURN = "return"
    STAY = "stay"


QUESTIONS: Final[Mapping[Question, Sentence]] = worded(
    {
        Question.CONTACT: ("Contacto con quien le busca", "Contact with whoever asks for it"),
        Question.RETURN: ("Volver con su familia", "Going back to its family"),
        Question.STAY: ("Quedarse donde está", "Staying where it is"),
    }
)


class Answer(StrEnum):
    """What a child said of a question."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    NOT_SAID = "not_said"


ANSWERS: Final[Mapping[Answer, Sentence]] = worded(
    {
        Answer.YES: ("Lo quiere", "Wants it"),
        Answer.NO: ("No lo quiere", "Doesn't want it"),
        Answer.UNSURE: ("No está segura o seguro", "Isn't sure"),
        Answer.NOT_SAID: ("No se preguntó o no respondió", "Wasn't asked, or didn't say"),
    }
)


class Way(StrEnum):
    """In what way a child was heard."""

    TALK = "talk"
    PLAY = "play"
    WRITTEN = "written"
    SIGNS = "signs"
    OBSERVED = "observed"


WAYS: Final[Mapping[Way, Sentence]] = worded(
    {
        Way.TALK: ("En una conversación", "In a conversation"),
        Way.PLAY: ("Con juegos o dibujos", "By play or drawings"),
        Way.WRITTEN: ("Por escrito", "In writing"),
        Way.SIGNS: ("En lengua de señas o con apoyos", "In sign language, or with aids"),
        Way.OBSERVED: (
            "Se observó: todavía no puede formarse un juicio",
            "Was observed: can't form views yet",
        ),
    }
)


class Present(StrEnum):
    """Who was in the room, beside the child and whoever explained."""

    GUARDIAN = "guardian"
    ADVISER = "adviser"
    LAWYER = "lawyer"
    CHOSEN = "chosen"
    INTERPRETER = "interpreter"
    PSYCHOLOGIST = "psychologist"
    CARER = "carer"
    ACCOMPANYING_OFFICER = "accompanying_officer"
    ASKING_ADULT = "asking_adult"


PRESENT: Final[Mapping[Present, Sentence]] = worded(
    {
        Present.GUARDIAN: ("Tutora o tutor independiente", "Independent guardian"),
        Present.ADVISER: ("Asesora o asesor propio", "An adviser of the child's own"),
        Present.LAWYER: ("Abogada o abogado de la niña o el niño", "The child's lawyer"),
        Present.CHOSEN: ("Alguien que la niña o el niño eligió", "Somebody whom the child chose"),
        Present.INTERPRETER: ("Intérprete", "Interpreter"),
        Present.PSYCHOLOGIST: ("Psicóloga o psicólogo", "Psychologist"),
        Present.CARER: ("Quien le cuida en el albergue", "Who cares for it in the shelter"),
        Present.ACCOMPANYING_OFFICER: ("El agente que le acompaña", "The officer who accompanies it"),
        Present.ASKING_ADULT: ("Quien le busca", "Whoever asks for it"),
    }
)

_OWN: Final = frozenset({Present.GUARDIAN, Present.ADVISER, Present.LAWYER})


@dataclass(frozen=True, slots=True)
class Views:
    """A hearing. ``explained_by`` and ``interpreter`` are names; ``said`` the views themselves, or what was observed.

    ``told_may_change``: the child was told that it may say no, and change its views later. ``hear_again_on``: the day by
    which it wants to be heard again, None where it doesn't.
    """

    heard_on: date
    explained_by: str = field(repr=False)
    language: str = field(repr=False)
    way: Way
    present: frozenset[Present]
    said: str = field(repr=False)
    answers: Mapping[Question, Answer] = field(repr=False)
    told_may_change: bool
    interpreter: str | None = field(default=None, repr=False)
    hear_again_on: date | None = None


_GC12: Final = "CRC 12; GC 12 §40-47"
_WITHIN: Final = Rule.HEARING_ENTERED_DAYS


def _heard_on(days: int) -> Sentence:
    return Sentence(
        "heard_on",
        f"La fecha de la escucha no puede ser futura ni anterior a los últimos {days} días.",
        f"The day of the hearing can't be ahead, nor more than {days} days ago.",
        f"CRC 12; {named(_WITHIN)}",
    )


VIEWS_FAULTS: Final[Mapping[str, Sentence]] = {
    rule.code: rule
    for rule in (
        Sentence(
            "explainer_missing",
            "Diga quién explicó a la niña o al niño lo que se va a decidir.",
            "Say who explained to the child what is to be decided.",
            "GC 12 §41",
        ),
        Sentence(
            "language_missing",
            "Diga en qué idioma se le escuchó.",
            "Say in which language it was heard.",
            _GC12,
        ),
        Sentence(
            "interpreter_missing",
            "Hubo intérprete: diga quién.",
            "An interpreter was present: say who.",
            "GC 6 §25; GC 12 §21",
        ),
        Sentence(
            "adviser_missing",
            "Debe estar presente una persona independiente que le asesore: tutora o tutor, asesor o abogado.",
            "An independent adviser must be present: a guardian, an adviser or a lawyer of the child's own.",
            "GC 6 §33-36; IAWG Field Handbook (2017)",
        ),
        Sentence(
            "officer_present",
            "El agente que le acompaña no puede estar presente, ni hace de asesor: escúchele de nuevo sin él.",
            "The officer who accompanies the child can't be present, and is no adviser: hear it again without them.",
            "GC 6 §33; GC 12 §42",
        ),
        Sentence(
            "asking_adult_present",
            "Quien le busca no puede estar presente: escúchele de nuevo a solas.",
            "Whoever asks for the child can't be present: hear it again without them.",
            "GC 12 §22, §42-43",
        ),
        Sentence(
            "views_missing",
            "Escriba lo que dijo, o lo que se observó.",
            "Write down what the child said, or what was observed.",
            _GC12,
        ),
        Sentence(
            "answer_missing",
            "Anote qué dijo sobre cada pregunta: contacto, volver, quedarse.",
            "Note what the child said of each question: contact, return, stay.",
            _GC12,
        ),
        Sentence(
            "not_told_may_change",
            "Dígale que puede decir no y cambiar de opinión, y anótelo.",
            "Tell the child that it may say no and change its views, and note it.",
            "CRC 12; IAWG Field Handbook (2017)",
        ),
        Sentence(
            "answer_contradicts",
            "El resultado no coincide con lo que dijo: «de acuerdo» es querer el contacto; «se niega», no querer algo.",
            "The outcome isn't what the child said: “agrees” is wanting the contact, “refuses” not wanting something.",
            "CRC 12",
        ),
        Sentence(
            "observed_only_if_not_able",
            "Observar corresponde solo a quien todavía no puede formarse un juicio.",
            "Observing is only for a child that can't form views yet.",
            "GC 12 §20-21",
        ),
        _heard_on(SHIPPED.number(_WITHIN, date.max)),
        Sentence(
            "hear_again_on",
            "La fecha para escucharle de nuevo debe ser futura.",
            "The day on which it is heard again must be ahead.",
        ),
    )
}
"""What a hearing may lack, by code."""


def views_faults(views: Views, outcome: Outcome, today: date, terms: Terms = SHIPPED) -> tuple[Fault, ...]:
    """Return what a hearing lacks for the outcome that is to be entered on a day, nothing where it can stand."""
    observed, within = views.way is Way.OBSERVED, terms.number(_WITHIN, today)
    contact, back = views.answers.get(Question.CONTACT), views.answers.get(Question.RETURN)
    contradicts = (
        (outcome is Outcome.AGREES and contact is not Answer.YES)
        or (outcome is Outcome.REFUSES and Answer.NO not in (contact, back))
        or (
            outcome is Outcome.NOT_ABLE_YET and not {Answer.YES, Answer.NO}.isdisjoint(views.answers.values())
        )
    )
    found = (
        ("explained_by", "explainer_missing", not views.explained_by.strip()),
        ("language", "language_missing", not views.language.strip()),
        (
            "interpreter",
            "interpreter_missing",
            Present.INTERPRETER in views.present and not (views.interpreter or "").strip(),
        ),
        ("present", "adviser_missing", not views.present & _OWN),
        ("present", "officer_present", Present.ACCOMPANYING_OFFICER in views.present),
        ("present", "asking_adult_present", Present.ASKING_ADULT in views.present),
        ("said", "views_missing", not views.said.strip()),
        ("answers", "answer_missing", set(views.answers) != set(Question)),
        ("told_may_change", "not_told_may_change", not views.told_may_change and not observed),
        ("answers", "answer_contradicts", contradicts),
        ("way", "observed_only_if_not_able", observed is not (outcome is Outcome.NOT_ABLE_YET)),
        ("heard_on", "heard_on", not 0 <= (today - views.heard_on).days <= within),
        ("hear_again_on", "hear_again_on", views.hear_again_on is not None and views.hear_again_on <= today),
    )
    said = {**VIEWS_FAULTS, "heard_on": _heard_on(within)}
    return tuple(Fault(name, said[code]) for name, code, so in found if so)
