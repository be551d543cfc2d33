"""What is wrong with a matcher file: where, what was expected, how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracing.records import InputError

__all__ = ["MatcherError", "MatcherFault"]


@dataclass(frozen=True, slots=True)
class MatcherFault:
    """One fault of a matcher file. ``field`` is its full name (``comparison.sex.level[1].m``), empty where the file is no
    TOML; ``problem`` says what was expected and found, ``mend`` what to do."""

    field: str
    problem: str
    mend: str

    def __str__(self) -> str:
        return f"{self.field}: {self.problem}" if self.field else self.problem


class MatcherError(InputError):
    """A matcher file that can't be used. The message is the first fault; ``faults`` are all that could be told."""

    def __init__(self, source: str, faults: Sequence[MatcherFault]) -> None:
        super().__init__(f"{source}: {faults[0]}")
        self.source = source
        self.faults = tuple(faults)
