"""What may be wrong with a form as it was sent, in words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from tracing.casework.wording import Sentence, worded

__all__ = ["FORM_FAULTS", "FaultKind"]


class FaultKind(StrEnum):
    """What may be wrong with a field."""

    MISSING = "missing"
    NONE_OF = "none_of"
    UNKNOWN = "unknown"
    NO_LINE = "no_line"
    NO_TEXT = "no_text"
    NO_DAY = "no_day"
    NO_TIME = "no_time"
    NO_NUMBER = "no_number"
    NO_CODE = "no_code"
    NO_LIST = "no_list"
    TOO_MANY = "too_many"
    TWICE = "twice"
    NO_MOMENT = "no_moment"
    NO_TRUTH = "no_truth"
    NO_PARTS = "no_parts"


FORM_FAULTS: Final[Mapping[FaultKind, Sentence]] = worded(
    {
        FaultKind.MISSING: ("Falta este dato", "This is missing"),
        FaultKind.NONE_OF: ("Falta al menos uno de varios datos", "At least one of several is missing"),
        FaultKind.UNKNOWN: ("El formulario no tiene este campo", "The form has no such field"),
        FaultKind.NO_LINE: ("No es una línea de texto de la longitud permitida", "Isn't a line of the length allowed"),
        FaultKind.NO_TEXT: ("No es un texto de la longitud permitida", "Isn't a text of the length allowed"),
        FaultKind.NO_DAY: ("No es un día; escríbalo como 2026-03-31", "Isn't a day; write it as 2026-03-31"),
        FaultKind.NO_TIME: ("No es una hora; escríbala como 14:30", "Isn't a time; write it as 14:30"),
        FaultKind.NO_NUMBER: ("No es un número permitido", "Isn't a number that is allowed"),
        FaultKind.NO_CODE: ("No es un código de la lista", "Isn't a code of the list"),
        FaultKind.NO_LIST: ("No es una lista", "Isn't a list"),
        FaultKind.TOO_MANY: ("La lista es demasiado larga", "The list is too long"),
        FaultKind.TWICE: ("Un código está dos veces", "A code stands twice"),
        FaultKind.NO_MOMENT: (
            "No es día y hora con zona horaria; escríbalos como 2026-04-20T10:00:00-06:00",
            "Isn't a day and time with its time zone; write it as 2026-04-20T10:00:00-06:00",
        ),
        FaultKind.NO_TRUTH: ("No es verdadero ni falso", "Isn't true or false"),
        FaultKind.NO_PARTS: ("No tiene las partes de este campo", "Doesn't have the parts of this field"),
    }
)  # fmt: skip
