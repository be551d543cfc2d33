"""What is counted, and by what: events of closed months, by origin, sex and age, or by agency and ground.

An event is counted in the month in which it happened and never again, so no later month counts it anew: what becomes of a child
afterwards can't be read from a difference between months.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from tracing.casework.majority import birthdays
from tracing.casework.wording import Sentence, worded

__all__ = ["AGE_BANDS", "ELSEWHERE", "MEASURES", "SEXES", "TIMED", "UNKNOWN", "AgeBand", "Event", "Measure", "Sex", "age_band"]  # fmt: skip

UNKNOWN: Final = "?"
"""A country, department, municipality or ground that isn't named."""

ELSEWHERE: Final = "*"
"""All places of which nobody is counted at all. They stand in the tables as one more place, always hidden: whoever asks for a child
of such a place must not read there that none was found."""


class Measure(StrEnum):
    """What is counted."""

    FOUND = "found"
    SOUGHT = "sought"
    MATCHED = "matched"
    VERIFIED = "verified"
    REUNIFIED = "reunified"
    SETTLED_ELSEWHERE = "settled_elsewhere"
    CLOSED = "closed"


MEASURES: Final[Mapping[Measure, Sentence]] = worded(
    {
        Measure.FOUND: ("Niñas y niños encontrados que se registraron", "Children found who were registered"),
        Measure.SOUGHT: ("Solicitudes de búsqueda recibidas", "Inquiries received"),
        Measure.MATCHED: (
            "Coincidencias que dos personas consideraron posibles",
            "Matches that people settled as possible",
        ),
        Measure.VERIFIED: ("Casos verificados por ambos lados", "Cases verified on both sides"),
        Measure.REUNIFIED: ("Reunificaciones", "Reunifications"),
        Measure.SETTLED_ELSEWHERE: ("Otras soluciones duraderas", "Other durable solutions"),
        Measure.CLOSED: ("Casos cerrados", "Cases closed"),
    }
)

OF_CASES: Final = frozenset(Measure) - {Measure.FOUND, Measure.SOUGHT}
"""What is counted by agency, too: the agency is the child's, and where children are found is told of no agency."""

TIMED: Final = (Measure.MATCHED, Measure.VERIFIED, Measure.REUNIFIED)
"""To which the days since the inquiry are told."""


class Sex(StrEnum):
    """Sex as recorded."""

    FEMALE = "F"
    MALE = "M"
    OTHER = "X"


SEXES: Final[Mapping[Sex, Sentence]] = {
    Sex.FEMALE: Sentence("f", "Niña", "Girl"),
    Sex.MALE: Sentence("m", "Niño", "Boy"),
    Sex.OTHER: Sentence("x", "Otro o no registrado", "Other or not recorded"),
}


class AgeBand(StrEnum):
    """Ages on the day of the event, by the bands of consent (brief I5)."""

    UNDER_6 = "0-5"
    UNDER_12 = "6-11"
    UNDER_15 = "12-14"
    UNDER_18 = "15-17"
    ADULT = "18+"
    NOT_KNOWN = "?"


AGE_BANDS: Final[Mapping[AgeBand, Sentence]] = {
    AgeBand.UNDER_6: Sentence("under_6", "0 a 5 años", "0 to 5 years"),
    AgeBand.UNDER_12: Sentence("under_12", "6 a 11 años", "6 to 11 years"),
    AgeBand.UNDER_15: Sentence("under_15", "12 a 14 años", "12 to 14 years"),
    AgeBand.UNDER_18: Sentence("under_18", "15 a 17 años", "15 to 17 years"),
    AgeBand.ADULT: Sentence("of_age", "18 años o más", "18 years or more"),
    AgeBand.NOT_KNOWN: Sentence("age_unknown", "Edad no conocida", "Age not known"),
}

_UNTIL: Final = (
    (6, AgeBand.UNDER_6), (12, AgeBand.UNDER_12), (15, AgeBand.UNDER_15), (18, AgeBand.UNDER_18),
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """Something that happened to one child, as it is counted; nothing in it leads back to a record.

    Places are codes of the gazetteer. ``agency``: (country, kind) of the child's agency, ``days`` since the inquiry, where told.
    """

    measure: Measure
    country: str
    department: str
    municipality: str
    sex: Sex
    age: AgeBand
    agency: tuple[str, str] = ("", "")
    ground: str = UNKNOWN
    days: int = -1


def age_band(earliest: date | None, latest: date | None, on: date) -> AgeBand:
    """Return the band that somebody born in an interval is in on a day; not known where the interval spans two."""
    if earliest is None or latest is None:
        return AgeBand.NOT_KNOWN
    at_most = next(
        (band for years, band in _UNTIL if on < birthdays(earliest, latest, years)[0]), AgeBand.ADULT
    )
    at_least = next(
        (band for years, band in _UNTIL if on < birthdays(earliest, latest, years)[1]), AgeBand.ADULT
    )
    return at_most if at_most is at_least else AgeBand.NOT_KNOWN
