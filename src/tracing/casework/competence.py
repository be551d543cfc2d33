"""Whose pairs an agency's people work through.

The law of the place where a record is held applies (brief I1), so a child-protection authority works on the pairs of which
its country's agencies hold a record; the office that runs the program works on all of them.
"""

from __future__ import annotations

from typing import Final

from tracing.casework.agencies import AgencyKind
from tracing.casework.wording import Sentence

__all__ = ["OTHER_COUNTRY", "reach", "works_for"]


OTHER_COUNTRY: Final = Sentence(
    "other_country",
    "Lo de otro país lo registra la oficina del programa o la autoridad de ese país.",
    "What is another country's is entered by the office of the program, or by that country's authority.",
    "CMW GC 3 and 4 / CRC GC 22 and 23 (2017); Program rule",
)


def reach(kind: AgencyKind, country: str) -> str | None:
    """Return the country whose agencies' records the people of an agency work on; None for all countries."""
    return None if kind is AgencyKind.TRACING_OFFICE else country


def works_for(kind: AgencyKind, country: str, other: str) -> bool:
    """Say whether the officers of an agency enter what is of a country: its shelters, its institutions."""
    return reach(kind, country) in (None, other)
