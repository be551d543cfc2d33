"""What was wrong with one row or cell, in a form that can be shown, counted and written to a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Refusal", "Severity", "shorten"]

Severity = Literal["refused", "doubtful"]

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Refusal:
    """One remark on an input file (file contract: "reported with file, line, column, value and reason").

    ``line`` is the line in the file where the row begins (header = 1; the row number in a spreadsheet),
    None where the remark is on the whole file. ``column`` is empty where it is on the whole row. ``value``
    holds at most 60 characters of what stood there. ``refused`` means that the row was left out,
    ``doubtful`` that it was kept.
    """

    file: str
    line: int | None
    column: str
    value: str
    reason: str
    mend: str
    severity: Severity

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", shorten(self.value))

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        if self.column:
            place += f", column {self.column}"
        return f"{place}: {self.reason}. {self.mend}".rstrip()


def shorten(text: str) -> str:
    """Return ``text`` cut to 60 characters, with an ellipsis where something was cut."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
