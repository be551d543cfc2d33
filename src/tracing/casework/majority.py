"""The age of majority, per country and sub-unit, and whether somebody is a child on a day (brief E4; CRC 1; GC 6 §31).

Three answers: minor, adult, not known. A birth date is an interval, and somebody may be a child under one law and an
adult under another. What remains in doubt benefits the child: "not known" is treated as a child.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from tracing.casework.wording import Sentence, worded
from tracing.standardise.dates.majority import majority_years, turns

__all__ = [
    "ADOLESCENCE",
    "AGES",
    "CHILDHOOD_ENDS",
    "LAWS",
    "Age",
    "Law",
    "age_on",
    "birthdays",
    "law_of",
    "treated_as_child",
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

CHILDHOOD_ENDS: Final = 18
"""The age at which the Convention's protection ends at the latest (CRC 1), whatever a country's civil majority."""


@dataclass(frozen=True, slots=True)
class Law:
    """The law on majority of a place.

    ``least``, ``greatest``: the age of majority in years; they differ where the place is known too coarsely.
    ``adolescent_from``: the age from which child law gives joint weight, None where the brief names none. ``note``:
    what an expert still has to check.
    """

    place: str
    least: int
    greatest: int
    source: str
    adolescent_from: int | None = None
    note: str = ""


ADOLESCENCE: Final[Mapping[str, int]] = {"CR": 12, "SV": 12, "MX": 12, "DO": 13, "GT": 13, "NI": 13}
"""Country → the age from which its child law speaks of adolescents (brief E4, I5)."""

_SOURCES: Final[Mapping[str, tuple[str, str]]] = {
    "BZ": ("child under 18", ""),
    "CA": (
        "provincial law: 18 in AB MB ON PE QC SK, 19 elsewhere",
        "protection ends at 16 to 19 by province",
    ),
    "CR": ("Código de la Niñez y la Adolescencia 1998", ""),
    "DO": ("Ley 136-03", ""),
    "SV": ("Ley Crecer Juntos 2023", ""),
    "GT": ("Ley PINA 27-2003", ""),
    "HN": ("Código de la Niñez", "civil majority was 21; travel permits to 21 are seen: to be checked"),
    "MX": ("LGDNNA 2014", ""),
    "NI": ("Código de Familia, Ley 870 (2015)", ""),
    "PA": ("majority at 18", ""),
    "US": ("6 USC 279(g); state law", "has signed, not ratified, the CRC; Alabama's change is to be checked"),
}
_SUBDIVISIONS: Final = (
    "CA-AB", "CA-BC", "CA-MB", "CA-NB", "CA-NL", "CA-NS", "CA-NT", "CA-NU", "CA-ON", "CA-PE", "CA-QC", "CA-SK",
    "CA-YT", "US-AL", "US-MS", "US-NE",
)  # fmt: skip


def law_of(place: str) -> Law:
    """Return the law on majority of a place (``HN``, ``CA-BC``); of one that isn't known, the Convention's (CRC 1)."""
    place = place.strip().upper()
    country = place.partition("-")[0]
    least, greatest = majority_years(place)
    source, note = _SOURCES.get(country, ("CRC 1", ""))
    return Law(place, least, greatest, source, ADOLESCENCE.get(country), note)


LAWS: Final[tuple[Law, ...]] = tuple(law_of(place) for place in (*_SOURCES, *_SUBDIVISIONS))
"""The laws of brief E4: each country, and the subdivisions that differ or are named."""


def birthdays(earliest: date, latest: date, years: int = CHILDHOOD_ENDS) -> tuple[date, date]:
    """Return the first day on which somebody born in an interval may be ``years`` old, and the first on which they
    must be. On both the case is looked at again (brief E4)."""
    return turns(earliest, years, soonest=True), turns(latest, years, soonest=False)


def age_on(earliest: date | None, latest: date | None, on: date, place: str = "") -> Age:
    """Say whether somebody born from ``earliest`` to ``latest`` is of age on a day, by the law of a place.

    None: the birth isn't known at all, and neither is the age.
    """
    if earliest is None or latest is None:
        return Age.NOT_KNOWN
    law = law_of(place)
    if on >= birthdays(earliest, latest, law.greatest)[1]:
        return Age.ADULT
    return Age.MINOR if on < birthdays(earliest, latest, law.least)[0] else Age.NOT_KNOWN


def treated_as_child(
    earliest: date | None, latest: date | None, on: date, places: Iterable[str] = ()
) -> bool:
    """Say whether somebody is treated as a child: unless of age under every law that applies (where the record is
    held, where the child is from, where it may go)."""
    return any(age_on(earliest, latest, on, place) is not Age.ADULT for place in (*places, ""))
