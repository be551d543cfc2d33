"""The record of a best-interests assessment or determination (CRC 3; GC 14; GC 6 §19-22; UNHCR BIP Guidelines 2021).

An assessment is the work of one qualified person or more; a determination, which long-lasting solutions need, of a panel.
All elements of general comment 14 are weighed in words, several options are looked at with what speaks for and against
each, and a decision against what the child wants says why (GC 14 §97). It is looked at again on a day (CRC 25).
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
from tracing.casework.rights.views import Answer, Question
from tracing.casework.wording import Sentence, worded

__all__ = [
    "FACTORS",
    "INTERESTS_FAULTS",
    "INTERESTS_KINDS",
    "ORGANISATIONS_AT_LEAST",
    "PANEL_AT_LEAST",
    "Dissent",
    "Factor",
    "Interests",
    "InterestsKind",
    "Member",
    "Option",
    "interests_faults",
]


class InterestsKind(StrEnum):
    """An assessment, or a formal determination."""

    ASSESSMENT = "assessment"
    DETERMINATION = "determination"


INTERESTS_KINDS: Final[Mapping[InterestsKind, Sentence]] = worded(
    {
        InterestsKind.ASSESSMENT: ("Evaluación del interés superior", "Best-interests assessment"),
        InterestsKind.DETERMINATION: (
            "Determinación formal del interés superior",
            "Best-interests determination",
        ),
    },
    {InterestsKind.ASSESSMENT: "GC 14 §47", InterestsKind.DETERMINATION: "GC 14 §47; GC 6 §84-88"},
)


class Factor(StrEnum):
    """The elements that are weighed (GC 14 §52-79)."""

    VIEWS = "views"
    IDENTITY = "identity"
    FAMILY = "family"
    SAFETY = "safety"
    VULNERABILITY = "vulnerability"
    HEALTH = "health"
    EDUCATION = "education"


FACTORS: Final[Mapping[Factor, Sentence]] = worded(
    {
        Factor.VIEWS: ("Su opinión", "Its views"),
        Factor.IDENTITY: ("Su identidad, idioma y cultura", "Its identity, language and culture"),
        Factor.FAMILY: ("Su familia y sus vínculos", "Its family and relations"),
        Factor.SAFETY: ("Su cuidado, protección y seguridad", "Its care, protection and safety"),
        Factor.VULNERABILITY: ("Su situación de vulnerabilidad", "Its situation of vulnerability"),
        Factor.HEALTH: ("Su salud", "Its health"),
        Factor.EDUCATION: ("Su educación", "Its education"),
    },
    {
        Factor.VIEWS: "GC 14 §53-54",
        Factor.IDENTITY: "GC 14 §55-57",
        Factor.FAMILY: "GC 14 §58-70",
        Factor.SAFETY: "GC 14 §71-74",
        Factor.VULNERABILITY: "GC 14 §75-76",
        Factor.HEALTH: "GC 14 §77-78",
        Factor.EDUCATION: "GC 14 §79",
    },
)

PANEL_AT_LEAST: Final[Mapping[InterestsKind, int]] = {
    InterestsKind.ASSESSMENT: 1,
    InterestsKind.DETERMINATION: 3,
}
"""How many people decide; where a court or the authority does, its one (``_BY_ONE``)."""

ORGANISATIONS_AT_LEAST: Final = 2
"""From how many organisations a panel comes."""

OPTIONS_AT_LEAST: Final = 2
"""A decision without an alternative is none (GC 14 §97)."""

_BY_ONE: Final = frozenset({"court", "authority"})
_DETERMINED: Final = frozenset({Outcome.REUNIFICATION, Outcome.OTHER_CARE})
_OUTCOMES: Final = frozenset(
    {Outcome.CONTACT_ONLY, Outcome.REUNIFICATION, Outcome.OTHER_CARE, Outcome.NO_CONTACT}
)

_AGAINST: Final[Mapping[Outcome, frozenset[tuple[Question, Answer]]]] = {
    Outcome.CONTACT_ONLY: frozenset({(Question.CONTACT, Answer.NO), (Question.RETURN, Answer.YES)}),
    Outcome.REUNIFICATION: frozenset({(Question.CONTACT, Answer.NO), (Question.RETURN, Answer.NO)}),
    Outcome.OTHER_CARE: frozenset({(Question.RETURN, Answer.YES), (Question.STAY, Answer.NO)}),
    Outcome.NO_CONTACT: frozenset({(Question.CONTACT, Answer.YES), (Question.RETURN, Answer.YES)}),
}
"""Outcome → the answers of a child that it goes against."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who decides. ``person``: the number of their account with the service, None where they have none."""

    name: str = field(repr=False)
    organisation: str
    function: str
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """A way that was looked at, and what speaks for and against it."""

    outcome: Outcome
    speaks_for: str = field(repr=False)
    speaks_against: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Dissent:
    """A member (by place on the panel, from 1) who would have decided otherwise, and why."""

    member: int
    why: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Interests:
    """An assessment or determination. ``against_views``: why it was decided against what the child wants."""

    kind: InterestsKind
    panel: tuple[Member, ...]
    factors: Mapping[Factor, str] = field(repr=False)
    options: tuple[Option, ...]
    reasons: str = field(repr=False)
    review_on: date
    dissent: tuple[Dissent, ...] = ()
    against_views: str | None = field(default=None, repr=False)


_PANEL: Final = "GC 14 §94; UNHCR BIP Guidelines (2021)"
_WITHIN: Final = Rule.INTERESTS_REVIEW_DAYS


def _review_on(days: int) -> Sentence:
    return Sentence(
        "interests_review_on",
        f"Diga cuándo se revisará: después de hoy y en {days} días a más tardar.",
        f"Say when it is looked at again: after today, and within {days} days.",
        f"CRC 25; {named(_WITHIN)}",
    )


INTERESTS_FAULTS: Final[Mapping[str, Sentence]] = {
    rule.code: rule
    for rule in (
        Sentence(
            "needs_determination",
            "La reunificación y otra solución duradera exigen una determinación formal, no solo una evaluación.",
            "Reunification and another durable solution need a determination, not an assessment alone.",
            "GC 6 §84-88; GC 14 §47",
        ),
        Sentence(
            "panel_too_small",
            f"Una determinación la toman al menos {PANEL_AT_LEAST[InterestsKind.DETERMINATION]} personas, salvo que decida"
            " un juzgado o la autoridad; una evaluación, al menos una.",
            f"A determination is made by {PANEL_AT_LEAST[InterestsKind.DETERMINATION]} people at least, unless a court or"
            " the authority decides; an assessment by one.",
            _PANEL,
        ),
        Sentence(
            "panel_one_organisation",
            f"El panel viene de al menos {ORGANISATIONS_AT_LEAST} instituciones.",
            f"The panel comes from {ORGANISATIONS_AT_LEAST} organisations at least.",
            _PANEL,
        ),
        Sentence(
            "panel_twice", "La misma persona está dos veces.", "The same person is named twice.", _PANEL
        ),
        Sentence(
            "member_incomplete",
            "De cada persona diga nombre, institución y función.",
            "Say of each person the name, organisation and function.",
            _PANEL,
        ),
        Sentence(
            "factor_missing",
            "Falta ponderar este elemento; si nada hay que decir de él, dígalo.",
            "This element hasn't been weighed; where there is nothing to say of it, say so.",
            "GC 14 §52-79",
        ),
        Sentence(
            "options_too_few",
            f"Considere al menos {OPTIONS_AT_LEAST} opciones distintas, entre ellas la elegida.",
            f"Consider {OPTIONS_AT_LEAST} different options at least, the one chosen among them.",
            "GC 14 §97",
        ),
        Sentence(
            "option_incomplete",
            "De cada opción diga qué habla a favor y qué en contra.",
            "Say of each option what speaks for it and what against.",
            "GC 14 §97",
        ),
        Sentence("reasons_missing", "Explique la decisión.", "Explain the decision.", "GC 14 §97"),
        Sentence(
            "against_views_unexplained",
            "Se decide en contra de lo que quiere la niña o el niño: explique por qué.",
            "This is decided against what the child wants: say why.",
            "GC 14 §97; CRC 12",
        ),
        Sentence(
            "dissent_unknown",
            "Quien disiente debe estar en el panel, y decir por qué.",
            "Whoever dissents must be on the panel, and say why.",
            "GC 14 §97",
        ),
        _review_on(SHIPPED.number(_WITHIN, date.max)),
    )
}
"""What an assessment or determination may lack, by code."""


def interests_faults(
    record: Interests,
    outcome: Outcome,
    grounds: tuple[str, ...],
    today: date,
    answers: Mapping[Question, Answer] | None = None,
    terms: Terms = SHIPPED,
) -> tuple[Fault, ...]:
    """Return what a record lacks for the outcome that is to be entered on a day, nothing where it can stand.

    ``grounds``: of the act (a court or the authority decides alone). ``answers``: what the child said when it was last
    heard.
    """
    formal = record.kind is InterestsKind.DETERMINATION
    by_one = bool(_BY_ONE & set(grounds))
    least = 1 if by_one else PANEL_AT_LEAST[record.kind]
    people = [m.person if m.person is not None else m.name.strip().casefold() for m in record.panel]
    organisations = {m.organisation.strip().casefold() for m in record.panel}
    options = [option.outcome for option in record.options]
    enough = (
        len(set(options)) >= OPTIONS_AT_LEAST and outcome in options and len(set(options)) == len(options)
    )
    against = bool(_AGAINST.get(outcome, frozenset()) & set((answers or {}).items()))
    ahead, within = (record.review_on - today).days, terms.number(_WITHIN, today)
    dissenting = [d.member for d in record.dissent]
    found = [
        ("kind", "needs_determination", outcome in _DETERMINED and not formal),
        ("panel", "panel_too_small", len(record.panel) < least),
        (
            "panel",
            "panel_one_organisation",
            formal and not by_one and len(organisations) < ORGANISATIONS_AT_LEAST,
        ),
        ("panel", "panel_twice", len(set(people)) < len(people)),
        (
            "panel",
            "member_incomplete",
            not all(m.name.strip() and m.organisation.strip() and m.function.strip() for m in record.panel),
        ),
        *(
            (f"factors/{factor}", "factor_missing", not record.factors.get(factor, "").strip())
            for factor in Factor
        ),
        ("options", "options_too_few", not enough or not set(options) <= _OUTCOMES),
        (
            "options",
            "option_incomplete",
            not all(o.speaks_for.strip() and o.speaks_against.strip() for o in record.options),
        ),
        ("reasons", "reasons_missing", not record.reasons.strip()),
        ("against_views", "against_views_unexplained", against and not (record.against_views or "").strip()),
        (
            "dissent",
            "dissent_unknown",
            not all(1 <= d.member <= len(record.panel) and d.why.strip() for d in record.dissent)
            or len(set(dissenting)) < len(dissenting),
        ),
        ("review_on", "interests_review_on", not 0 < ahead <= within),
    ]
    said = {**INTERESTS_FAULTS, "interests_review_on": _review_on(within)}
    return tuple(Fault(name, said[code]) for name, code, so in found if so)
