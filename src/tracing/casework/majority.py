"""Whether somebody is of age on a day, by the register's age of majority (brief E4; CRC 1; GC 6 §31).

Three answers: minor, adult, not known. A birth date is an interval, and somebody may be a child under one law and an
adult under another. What remains in doubt benefits the child: "not known" is treated as a child. The figures stand in the
register (``casework.law``), and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from tracing.casework.law.entries import EVERYWHERE, Entry
from tracing.casework.law.files import shipped
from tracing.casework.law.register import Register
from tracing.casework.law.rules import Rule, numbers
from tracing.casework.wording import Sentence, worded
from tracing.standardise.dates.majority import minor_between, turns

__all__ = [
    "ADOLESCENCE",
    "AGES",
    "CHILDHOOD_ENDS",
    "Age",
    "Law",
    "age_on",
    "birthdays",
    "law_of",
    "treated_as_child",
    "youngest_majority",
]


class Age(StrEnum):
    """What is known of somebody's majority on a day."""

    MINOR = "minor"
    ADULT = "adult"
    NOT_KNOWN = "not_known"


AGES: Final[Mapping[Age, Sentence]] = worded(
    {
        Age.MINOR: ("Menor de edad", "Minor"),
        Age.ADULT: ("Mayor de edad", "Of age"),
        Age.NOT_KNOWN: (
            "No se sabe: se le trata como niña o niño",
            "Not known: treated as a child",
        ),
    },
    {Age.NOT_KNOWN: "GC 6 §31"},
)

_ANSWERS: Final = {"yes": Age.MINOR, "no": Age.ADULT, "possible": Age.NOT_KNOWN}
_LATE: Final = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Law:
    """The law on majority of a place on a day.

    ``least``, ``greatest``: the age of majority in years; they differ where the place is known too coarsely.
    ``adolescent_from``: the age from which child law gives joint weight, None where there is none, or none for all. ``entry``:
    where that stands.
    """

    place: str
    least: int
    greatest: int
    entry: Entry
    adolescent_from: int | None = None


def law_of(place: str, on: date = _LATE, register: Register | None = None) -> Law:
    """Return the law on majority that is applied in a place (``HN``, ``CA-BC``) on a day, by the shipped register unless another
    is given; where a place isn't known, the Convention's (CRC 1)."""
    known = register or shipped()
    # Before the first day that the register knows of, its first rule: somebody who was born then is asked for today.
    entry = known.applied(place, Rule.MAJORITY_AGE, on) or known.applied(place, Rule.MAJORITY_AGE, _LATE)
    if entry is None or entry.value is None:
        raise LookupError("the register has no age of majority that holds everywhere")
    ages = numbers(entry.value)
    adolescent = known.figures(place, Rule.ADOLESCENT_FROM_AGE, on)
    return Law(
        place.strip().upper(),
        ages[0],
        ages[-1],
        entry,
        adolescent[0] if len(adolescent) == 1 else None,
    )


def youngest_majority(register: Register) -> int:
    """Return the age before which nobody is of age under any law of a register, on any day."""
    ages = (numbers(e.value)[0] for e in register if e.rule == Rule.MAJORITY_AGE and e.counts and e.value)
    return min(ages)


def _adolescence() -> dict[str, int]:
    countries = {e.place for e in shipped() if e.rule == Rule.ADOLESCENT_FROM_AGE}
    found = {country: law_of(country).adolescent_from for country in sorted(countries)}
    return {country: years for country, years in found.items() if years is not None}


ADOLESCENCE: Final[Mapping[str, int]] = _adolescence()
"""Country → the age from which its child law speaks of adolescents, as shipped (brief E4, I5)."""

CHILDHOOD_ENDS: Final = law_of(EVERYWHERE).least
"""The age at which the Convention's protection ends at the latest (CRC 1), whatever a country's civil majority."""


def birthdays(earliest: date, latest: date, years: int = CHILDHOOD_ENDS) -> tuple[date, date]:
    """Return the first day on which somebody born in an interval may be ``years`` old, and the first on which they
    must be. On both the case is looked at again (brief E4)."""
    return turns(earliest, years, soonest=True), turns(latest, years, soonest=False)


def age_on(
    earliest: date | None,
    latest: date | None,
    on: date,
    places: str | Iterable[str] = "",
    register: Register | None = None,
) -> Age:
    """Say whether somebody born from ``earliest`` to ``latest`` is of age on a day, by the law of a place, or of several: then
    of age is who is so under all of them, and a minor who is so under all of them.

    None: the birth isn't known at all, and neither is the age. ``register``: the shipped one, unless another is given.
    """
    if earliest is None or latest is None:
        return Age.NOT_KNOWN
    laws = [law_of(place, on, register) for place in ((places,) if isinstance(places, str) else places)]
    found = {_ANSWERS[minor_between(earliest, latest, on, law.least, law.greatest)] for law in laws}
    return found.pop() if len(found) == 1 else Age.NOT_KNOWN


def treated_as_child(
    earliest: date | None,
    latest: date | None,
    on: date,
    places: Iterable[str] = (),
    register: Register | None = None,
) -> bool:
    """Say whether somebody is treated as a child: unless of age under every law that applies (where the record is
    held, where the child is from, where it may go)."""
    return age_on(earliest, latest, on, (*places, EVERYWHERE), register) is not Age.ADULT
