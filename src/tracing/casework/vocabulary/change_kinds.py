"""What may happen to a code from one version of the vocabulary to another, in words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from tracing.casework.wording import Sentence, worded

__all__ = ["CHANGE_KINDS", "ChangeKind"]


class ChangeKind(StrEnum):
    """What may have happened to a code from one version to another."""

    ADDED = "added"
    REMOVED = "removed"
    REWORDED = "reworded"


CHANGE_KINDS: Final[Mapping[ChangeKind, Sentence]] = worded(
    {
        ChangeKind.ADDED: ("Código nuevo", "A new code"),
        ChangeKind.REMOVED: ("Código retirado", "A code that is gone"),
        ChangeKind.REWORDED: ("Código con otra redacción", "A code that reads differently"),
    }
)
