"""The right to one's consulate, and that it is the child's: told of it, asked, and nothing without a yes.

A foreign child in care is told of the right in a language it understands, and says whether it wishes contact. Only after a
yes is a consulate notified; a no can become a yes and a yes a no at any time, the last word counts. An asylum request stops
it whatever was said (VCCR 36, 37; GC 6 §80; 1951 Convention practice).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from tracing.casework.wording import Sentence, sourced, worded

__all__ = ["CONSULAR_FAULTS", "WISHES", "Informing", "Wish", "informing_lacks"]


class Wish(StrEnum):
    """What a child says, told of the right."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"


WISHES: Final[Mapping[Wish, Sentence]] = worded(
    {
        Wish.YES: ("Desea contacto con su consulado", "Wishes contact with the consulate"),
        Wish.NO: ("No desea contacto con su consulado", "Doesn't wish contact with the consulate"),
        Wish.UNDECIDED: ("Todavía no lo decide", "Hasn't decided yet"),
    },
    dict.fromkeys(Wish, "VCCR 36(1)(b)"),
)

_FAULTS: Final[Mapping[str, Sentence]] = sourced(
    (
        Sentence(
            "consular_not_a_consulate",
            "Esa institución no es un consulado.",
            "That agency isn't a consulate.",
            "VCCR 36, 37",
        ),
        Sentence(
            "consular_day_ahead",
            "El día en que se informó no puede estar por venir.",
            "The day on which the child was told can't be ahead.",
        ),
        Sentence(
            "consular_language_missing",
            "Indique en qué idioma se le informó del derecho: uno que comprenda.",
            "Say in which language the child was told of the right: one it understands.",
            "CRC 12, 13; VCCR 36(1)(b)",
        ),
        Sentence(
            "consular_explainer_missing",
            "Indique quién le explicó el derecho.",
            "Say who explained the right.",
            "CRC 12",
        ),
    )
)
CONSULAR_FAULTS: Final = tuple(_FAULTS.values())
"""Why a record of having told a child of the right can't be taken."""


@dataclass(frozen=True, slots=True)
class Informing:
    """That a child was told of the right to its consulate: on which day, in which language, by whom."""

    to_consulate: bool
    on: date
    language: str
    explained_by: str


def informing_lacks(informing: Informing, today: date) -> list[tuple[str, Sentence]]:
    """Return what is missing in the record of having told a child: (the field, why)."""
    found = (
        ("consulate", "consular_not_a_consulate", not informing.to_consulate),
        ("on", "consular_day_ahead", informing.on > today),
        ("language", "consular_language_missing", not informing.language.strip()),
        ("explained_by", "consular_explainer_missing", not informing.explained_by.strip()),
    )
    return [(where, _FAULTS[code]) for where, code, so in found if so]
