"""Who a step waits for: a party on either side of a border, or between (co-responsibility of sending and receiving countries)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from tracing.casework.wording import Sentence, worded

__all__ = ["PARTIES", "WAITS", "Party", "Waits"]


class Party(StrEnum):
    """Who must do something (``casework.reminders.party``)."""

    FOUND_SIDE = "found_side"
    FAMILY_SIDE = "family_side"
    REVIEWERS = "reviewers"
    PROTECTION = "protection"
    CONSULATE = "consulate"
    RECEPTION = "reception"


PARTIES: Final[Mapping[Party, Sentence]] = worded(
    {
        Party.FOUND_SIDE: (
            "La institución que cuida a la niña o al niño",
            "The agency that cares for the child",
        ),
        Party.FAMILY_SIDE: ("La institución de la familia", "The family's agency"),
        Party.REVIEWERS: ("Quienes revisan las coincidencias", "Those who review matches"),
        Party.PROTECTION: ("Oficiales de protección", "Protection officers"),
        Party.CONSULATE: ("El consulado", "The consulate"),
        Party.RECEPTION: (
            "La autoridad de protección que recibe",
            "The child-protection authority that receives",
        ),
    }
)


class Waits(StrEnum):
    """What the family's agency learns of a case that it is told of: no place, no agency, no step of the other side."""

    NOTHING = "nothing"
    US = "us"
    OTHER_SIDE = "other_side"


WAITS: Final[Mapping[Waits, Sentence]] = worded(
    {
        Waits.NOTHING: ("Nada espera por usted.", "Nothing waits for you."),
        Waits.US: ("Se espera algo de su institución.", "Something waits for your agency."),
        Waits.OTHER_SIDE: ("Se espera algo de la otra parte.", "Something waits for the other side."),
    }
)
