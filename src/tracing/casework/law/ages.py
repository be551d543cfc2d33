"""Whether somebody is a child on a day under each law that applies, side by side (brief E4; CRC 1; GC 6 §31).

The law where the record is held, of where the child is from, of where it may go, and the Convention. Doubt benefits the child:
whoever isn't surely of age under every one of them is treated as a child.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from tracing.casework.law.entries import EVERYWHERE, Entry
from tracing.casework.law.register import Register
from tracing.casework.majority import Age, age_on, birthdays, law_of
from tracing.casework.wording import Sentence, worded

__all__ = ["LAWS_OF", "TREATED", "AgeUnder", "Ages", "LawOf", "Treated", "ages"]


class LawOf(StrEnum):
    """Whose law it is."""

    CONVENTION = "convention"
    HELD = "held"
    ORIGIN = "origin"
    DESTINATION = "destination"


LAWS_OF: Final = worded(
    {
        LawOf.CONVENTION: ("La Convención", "The Convention"),
        LawOf.HELD: ("Donde se encuentra el registro", "Where the record is held"),
        LawOf.ORIGIN: ("De donde es", "Where the child is from"),
        LawOf.DESTINATION: ("A donde puede ir", "Where the child may go"),
    },
    {LawOf.CONVENTION: "CRC 1"},
)


class Treated(StrEnum):
    """How somebody is treated."""

    AS_CHILD = "as_child"
    AS_CHILD_IN_DOUBT = "as_child_in_doubt"
    AS_ADULT = "as_adult"


TREATED: Final = worded(
    {
        Treated.AS_CHILD: (
            "Se le trata como niña o niño: es menor de edad según alguna de las leyes",
            "Treated as a child: a minor under one of the laws",
        ),
        Treated.AS_CHILD_IN_DOUBT: (
            "Se le trata como niña o niño: no consta que sea mayor de edad, y la duda le beneficia",
            "Treated as a child: it isn't sure that they are of age, and doubt benefits the child",
        ),
        Treated.AS_ADULT: (
            "Es mayor de edad según todas las leyes: decide por sí misma o por sí mismo",
            "Of age under every law: decides alone",
        ),
    },
    {
        Treated.AS_CHILD: "CRC 1; GC 6 §31",
        Treated.AS_CHILD_IN_DOUBT: "GC 6 §31",
        Treated.AS_ADULT: "CRC 1",
    },
)


@dataclass(frozen=True, slots=True)
class AgeUnder:
    """Somebody's age under one law.

    ``of``: whose law it is, every reason why it applies. ``entry``: what the register says. ``may_on``, ``must_on``: the first day
    on which they may be of age under it, and the first on which they must; None where the birth isn't known.
    """

    of: tuple[LawOf, ...]
    place: str
    entry: Entry
    age: Age
    may_on: date | None
    must_on: date | None


@dataclass(frozen=True, slots=True)
class Ages:
    """Somebody's age under all laws that apply. ``again_on``: the next day on which the answer may change, None where it can't
    any more or the birth isn't known. ``differ``: the laws don't have the same age of majority."""

    on: date
    laws: tuple[AgeUnder, ...]
    age: Age
    treated: Sentence
    again_on: date | None
    differ: bool


def ages(
    register: Register,
    born: tuple[date, date] | None,
    on: date,
    held: str,
    origins: Iterable[str] = (),
    destination: str = "",
) -> Ages:
    """Return somebody's age on a day under the Convention, where they are held, of where they are from and may go.

    ``born``: the first and the last day on which they may have been born, None where it isn't known.
    """
    reasons: dict[str, list[LawOf]] = {}
    for of, place in (
        (LawOf.CONVENTION, EVERYWHERE),
        (LawOf.HELD, held),
        *((LawOf.ORIGIN, place) for place in origins),
        (LawOf.DESTINATION, destination),
    ):
        if place:
            reasons.setdefault(place.strip().upper(), []).append(of)
    laws = tuple(_under(register, born, on, place, tuple(of)) for place, of in reasons.items())
    first, last = born or (None, None)
    together = age_on(first, last, on, tuple(reasons), register)
    return Ages(
        on,
        laws,
        together,
        TREATED[_treated(laws, together)],
        _again(laws, on),
        len({law.entry.value for law in laws}) > 1,
    )


def _under(
    register: Register, born: tuple[date, date] | None, on: date, place: str, of: tuple[LawOf, ...]
) -> AgeUnder:
    law = law_of(place, on, register)
    first, last = born or (None, None)
    may = must = None
    if born is not None:
        may, must = birthdays(*born, law.least)[0], birthdays(*born, law.greatest)[1]
    age = age_on(first, last, on, (place,), register)
    return AgeUnder(of, place, law.entry, age, may, must)


def _treated(laws: tuple[AgeUnder, ...], together: Age) -> Treated:
    if together is Age.ADULT:
        return Treated.AS_ADULT
    # Whoever is surely a minor somewhere is no case of doubt.
    sure = any(law.age is Age.MINOR for law in laws)
    return Treated.AS_CHILD if sure else Treated.AS_CHILD_IN_DOUBT


def _again(laws: tuple[AgeUnder, ...], on: date) -> date | None:
    days = (day for law in laws for day in (law.may_on, law.must_on) if day is not None and day > on)
    return min(days, default=None)
