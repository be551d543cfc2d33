"""The figures that the law of a place gives, each with what it is counted in and which way protects the child.

Beside these figures the register holds provisions: what an instrument or a law says in words (``crc_12``). The program reads
no provision; its sentences name them as what they rest on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from tracing.casework.law.deadlines import DEADLINES
from tracing.casework.law.figures import UNITS, Figure, Protects, Unit
from tracing.casework.law.names import Rule
from tracing.casework.wording import Sentence, worded

__all__ = [
    "FIGURES",
    "RULES",
    "UNITS",
    "Figure",
    "Protects",
    "Rule",
    "Unit",
    "figure_of",
    "is_rule",
    "numbers",
    "protects_less",
    "value_fault",
]


RULES: Final[Mapping[Rule, Sentence]] = worded(
    {
        Rule.MAJORITY_AGE: ("Mayoría de edad", "Age of majority"),
        Rule.CIVIL_MAJORITY_AGE: (
            "Mayoría de edad civil, donde es otra que la de la niñez",
            "Majority in civil law, where it is another than childhood's end",
        ),
        Rule.PROTECTION_UNTIL_AGE: (
            "Hasta qué edad protege el sistema de protección de la niñez",
            "Age until which child-protection services protect",
        ),
        Rule.ADOLESCENT_FROM_AGE: (
            "Edad desde la que la ley habla de adolescentes",
            "Age from which the law speaks of adolescents",
        ),
        Rule.ASSENT_FROM_AGE: (
            "Edad desde la que se pide su asentimiento, además del consentimiento de quien le cuida",
            "Age from which the child's assent is asked beside the guardian's consent",
        ),
        Rule.WRITTEN_ASSENT_FROM_AGE: (
            "Edad desde la que su asentimiento es por escrito y con peso propio",
            "Age from which the child's assent is written and has weight",
        ),
        Rule.OWN_CONSENT_FROM_AGE: (
            "Edad desde la que consiente por sí misma o por sí mismo",
            "Age from which the child's own consent counts",
        ),
        Rule.KEPT_YEARS_AFTER_18: (
            "Años que se guarda un caso resuelto después de los 18",
            "Years for which a resolved case is kept after 18",
        ),
        Rule.SEARCH_REVIEW_DAYS: (
            "Cada cuántos días se revisa con la familia una búsqueda abierta",
            "Days after which an open search is reviewed with the family",
        ),
        Rule.CANDIDATES_KEPT_DAYS: (
            "Días que se guardan las parejas que no llegaron a nada",
            "Days for which pairs that came to nothing are kept",
        ),
        Rule.AUDIT_KEPT_YEARS: ("Años que se guarda la bitácora", "Years for which the audit is kept"),
        Rule.HOLD_REVIEW_DAYS: (
            "Días en los que se revisa una detención del caso",
            "Days within which a hold is looked at again",
        ),
        Rule.LIFTED_HOLD_REVIEW_DAYS: (
            "Días, a más tardar, hasta revisar de nuevo lo que se levantó",
            "Days, at most, until what was lifted is looked at again",
        ),
        Rule.WITHHOLDING_REVIEW_DAYS: (
            "Días, a más tardar, hasta decidir de nuevo sobre no informar",
            "Days, at most, until a withholding is decided anew",
        ),
        Rule.WITHHOLDING_DEFAULT_DAYS: (
            "Días hasta decidir si se informa, cuando nadie ha decidido",
            "Days until it is decided whether to tell, where nobody has decided",
        ),
        Rule.FOLLOW_UP_DAYS: (
            "Días después de la reunificación en los que se da seguimiento",
            "Days after reunification on which it is followed up",
        ),
        Rule.TRANSFER_HOURS: (
            "Horas para entregar a la niña o al niño a la autoridad de protección",
            "Hours within which the child is transferred to the child-protection authority",
        ),
        Rule.TRAFFICKING_SCREEN_HOURS: (
            "Horas para detectar indicios de trata antes de cualquier retorno",
            "Hours within which signs of trafficking are screened for, before any return",
        ),
        Rule.PROTECTION_NOTICE_HOURS: (
            "Horas para avisar a la autoridad de protección (0: de inmediato)",
            "Hours within which the child-protection authority is told (0: at once)",
        ),
        Rule.IMMIGRATION_DETENTION: (
            "Se permite la detención migratoria de niñas y niños",
            "Immigration detention of children is allowed",
        ),
        Rule.CONSULAR_NOTICE: (
            "Aviso al consulado: con el consentimiento de la niña o el niño, u obligatorio",
            "Notice to the consulate: with the child's consent, or mandatory",
        ),
        Rule.CONSULATE_LEARNS_OF_ASYLUM: (
            "El consulado puede saber de una solicitud de asilo",
            "The consulate may learn of an asylum request",
        ),
        Rule.CRC_RATIFIED: (
            "La Convención sobre los Derechos del Niño está ratificada",
            "The Convention on the Rights of the Child is ratified",
        ),
        **{rule: (es, en) for rule, (es, en, _) in DEADLINES.items()},
    }
)


_DETENTION = ("no", "yes")
_NOTICE = ("with_consent", "mandatory")

FIGURES: Final[Mapping[Rule, Figure]] = {
    Rule.MAJORITY_AGE: Figure(Unit.AGE, Protects.MORE, read=True, most=25),
    Rule.CIVIL_MAJORITY_AGE: Figure(Unit.AGE, Protects.MORE, most=25),
    Rule.PROTECTION_UNTIL_AGE: Figure(Unit.AGE, Protects.MORE, most=25),
    Rule.ADOLESCENT_FROM_AGE: Figure(Unit.AGE, Protects.OPEN, read=True, most=18),
    Rule.ASSENT_FROM_AGE: Figure(Unit.AGE, Protects.LESS, read=True, most=18),
    Rule.WRITTEN_ASSENT_FROM_AGE: Figure(Unit.AGE, Protects.LESS, read=True, most=18),
    Rule.OWN_CONSENT_FROM_AGE: Figure(Unit.AGE, Protects.OPEN, read=True, most=18),
    # To be kept longer, so that the grown child finds its file, and to be kept shorter, so that nobody else does.
    Rule.KEPT_YEARS_AFTER_18: Figure(Unit.YEARS, Protects.OPEN, read=True, most=50),
    Rule.SEARCH_REVIEW_DAYS: Figure(Unit.DAYS, Protects.LESS, read=True, most=3650),
    # The two records of a pair may be of two countries, and the audit is one chain.
    Rule.CANDIDATES_KEPT_DAYS: Figure(Unit.DAYS, Protects.LESS, read=True, most=3650, everywhere_only=True),
    Rule.AUDIT_KEPT_YEARS: Figure(Unit.YEARS, Protects.MORE, read=True, most=100, everywhere_only=True),
    Rule.HOLD_REVIEW_DAYS: Figure(Unit.DAYS, Protects.LESS, read=True, most=365),
    Rule.LIFTED_HOLD_REVIEW_DAYS: Figure(Unit.DAYS, Protects.LESS, read=True, most=3650),
    Rule.WITHHOLDING_REVIEW_DAYS: Figure(Unit.DAYS, Protects.LESS, read=True, most=3650),
    Rule.WITHHOLDING_DEFAULT_DAYS: Figure(Unit.DAYS, Protects.LESS, read=True, most=365),
    Rule.FOLLOW_UP_DAYS: Figure(Unit.DAYS_LIST, Protects.OPEN, read=True, most=3650),
    Rule.TRANSFER_HOURS: Figure(Unit.HOURS, Protects.LESS, read=True, most=8760),
    Rule.TRAFFICKING_SCREEN_HOURS: Figure(Unit.HOURS, Protects.LESS, read=True, most=8760),
    Rule.PROTECTION_NOTICE_HOURS: Figure(Unit.HOURS, Protects.LESS, most=8760),
    Rule.IMMIGRATION_DETENTION: Figure(Unit.YES_NO, Protects.MORE, words=_DETENTION),
    Rule.CONSULAR_NOTICE: Figure(Unit.NOTICE, Protects.MORE, words=_NOTICE),
    Rule.CONSULATE_LEARNS_OF_ASYLUM: Figure(Unit.YES_NO, Protects.MORE, words=_DETENTION),
    Rule.CRC_RATIFIED: Figure(Unit.YES_NO, Protects.MORE, words=("yes", "no")),
    **{rule: figure for rule, (_, _, figure) in DEADLINES.items()},
}

_PROVISION: Final = Figure(Unit.TEXT, Protects.OPEN)
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+){0,11}")
_LONGEST_NAME = 60
_AGE = re.compile(r"[0-9]{1,2}(-[0-9]{1,2})?")
_NUMBER = re.compile(r"[0-9]{1,4}")


def figure_of(rule: str) -> Figure:
    """Return what is known of a rule; of a provision, that it is text."""
    return FIGURES[Rule(rule)] if rule in set(Rule) else _PROVISION


def is_rule(rule: str) -> bool:
    """Say whether a word may name a rule: a figure, or a provision such as ``crc_12``."""
    return len(rule) <= _LONGEST_NAME and _NAME.fullmatch(rule) is not None


def numbers(value: str) -> tuple[int, ...]:
    """Return the numbers of a figure as it is written: one; of an age the least and the greatest; the days of a list."""
    return tuple(int(part) for part in value.replace("-", ";").split(";"))


def value_fault(rule: str, value: str | None) -> str | None:
    """Return how a value of a rule is written, where it isn't written so; None where it is."""
    known = figure_of(rule)
    if known.unit is Unit.TEXT:
        return None if value is None else "Leave it out: what a provision says stands in its two sentences."
    if value is None:
        return "Write the figure."
    match known.unit:
        case Unit.YES_NO | Unit.NOTICE:
            return None if value in known.words else f"Take one of: {', '.join(known.words)}."
        case Unit.AGE:
            good = _AGE.fullmatch(value) is not None
            told = "Write it as 18, or 18-19 with the lesser age first"
        case Unit.DAYS_LIST:
            parts = value.split(";")
            # As many as there are visits, which are entered by their names.
            good = len(parts) == 3 and all(_NUMBER.fullmatch(part) for part in parts)
            told = "Write it as 30;90;180, three days, rising"
        case _:
            good = _NUMBER.fullmatch(value) is not None
            told = "Write it as a whole number"
    if good:
        found = numbers(value)
        rising = list(found) == sorted(set(found))
        good = rising and found[-1] <= known.most and (known.unit is Unit.HOURS or found[0] > 0)
    return None if good else f"{told}, up to {known.most}."


def protects_less(rule: str, before: str | None, after: str | None) -> bool:
    """Say whether a value protects the child less than the one before it, or may: where it can't be told it may."""
    if before == after:
        return False
    known = figure_of(rule)
    if before is None:
        # A rule where there was none says more than silence, unless nobody knows which way it cuts.
        return known.protects is Protects.OPEN and known.unit is not Unit.TEXT
    if after is None or known.protects is Protects.OPEN:
        return True
    if known.words:
        return known.words.index(after) > known.words.index(before)
    was, now = numbers(before), numbers(after)
    if known.protects is Protects.MORE:
        return now[0] < was[0] or now[-1] < was[-1]
    return now[0] > was[0] or now[-1] > was[-1]
