"""One identity number as kept for comparing (brief G)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from tracing.standardise.dates import BirthDate

__all__ = ["UNKNOWN", "Check", "Document", "Facts", "Holder", "Relation"]

Check = Literal["ok", "fail", "none"]
Holder = Literal["child", "parent", "unknown"]
Relation = Literal[
    "same",
    "same_failed_check",
    "one_digit",
    "transposed",
    "consecutive",
    "partial",
    "different",
    "incomparable",
]

UNKNOWN = "?"
"""Stands for a digit that could not be read."""


@dataclass(frozen=True, slots=True)
class Document:
    """One number as kept for comparing; ``free`` is what it says beyond embedded dates and places.

    ``place`` is the division of level 1 and ``municipality`` of level 2 that registered the number, as gazetteer ids.
    ``holder`` is whose number it is said to be. Flags tell what is odd about the number; none of them rejects it.
    """

    kind: str
    country: str | None
    number: str = field(repr=False)
    check: Check
    reliability: float
    birth: BirthDate | None = field(default=None, repr=False)
    sex: str | None = None
    place: str | None = None
    free: str = field(default="", repr=False)
    flags: tuple[str, ...] = ()
    municipality: str | None = None
    holder: Holder = "unknown"
    raw: str = field(default="", repr=False)

    def masked(self) -> str:
        """Return the number as it may be shown."""
        return f"{self.kind} …{self.number[-2:]}"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a number of a known kind says."""

    check: Check = "none"
    born: date | None = None
    sex: str | None = None
    place: str | None = None
    municipality: str | None = None
    free: str | None = None
    flags: tuple[str, ...] = ()
