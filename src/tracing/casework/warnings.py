"""What a reviewer is warned of beside a pair (brief H4: the traps of likeness; I4: holds and flags)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from tracing.casework.wording import Sentence, worded

__all__ = ["WARNINGS", "Warning"]


class Warning(StrEnum):
    """The kinds of warning."""

    SIBLING_LEAD = "sibling_lead"
    IMPUTED_DATE = "imputed_date"
    SHARED = "shared"
    HOLD = "hold"
    FLAGGED = "flagged"
    REPEATED_INQUIRER = "repeated_inquirer"
    NO_LINK = "no_link"


WARNINGS: Final[Mapping[Warning, Sentence]] = worded(
    {
        Warning.SIBLING_LEAD: (
            "Coincide la familia más que la niña o el niño: puede ser una hermana o un hermano",
            "The family agrees more than the child does: may be a brother or sister",
        ),
        Warning.IMPUTED_DATE: (
            "Una fecha de nacimiento parece puesta a falta de la verdadera (1 de enero, día 15…)",
            "A birth date looks filled in for want of the true one (1 January, the 15th …)",
        ),
        Warning.SHARED: (
            "Una persona adulta, un teléfono o una dirección aparece con otras niñas o niños",
            "An adult, a telephone or an address appears with other children",
        ),
        Warning.HOLD: ("Hay una detención abierta", "There is an open hold"),
        Warning.FLAGGED: ("Hay una señal de protección", "There is a protection flag"),
        Warning.REPEATED_INQUIRER: (
            "La misma persona busca en otra solicitud",
            "The same person looks for a child in another inquiry",
        ),
        Warning.NO_LINK: (
            "La búsqueda ya no propone esta pareja: algún registro cambió",
            "Matching doesn't propose this pair any more: a record has changed",
        ),
    },
    {Warning.HOLD: "CRC 3, 20", Warning.FLAGGED: "CRC 3, 20"},
)
"""Kind → what it says. None tells a value, or which hold or flag."""
