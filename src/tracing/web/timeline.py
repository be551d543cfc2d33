"""What happened when, as far as the two records say it: birth, last contact, found, asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

__all__ = ["Event", "Mark", "marks_of"]

WIDTH = 720.0
_ROOM = 10.0


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened between two days. ``title`` says what, in the reader's language; ``of_child``: as the child's
    record says it."""

    title: str
    earliest: date
    latest: date
    of_child: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """An event on the line (pixels)."""

    event: Event
    x: float
    width: float


def marks_of(events: Sequence[Event]) -> tuple[Mark, ...]:
    """Return the events in their order, each in its place. Years weigh less the longer ago they are, since what matters happened
    lately: the line is the square root of time."""
    if not events:
        return ()
    last = max(event.latest for event in events)
    first = min(event.earliest for event in events)
    whole = sqrt(max(1, (last - first).days))

    def at(day: date) -> float:
        back = sqrt((last - day).days)
        return _ROOM + (WIDTH - 2 * _ROOM) * (1 - back / whole)

    ordered = sorted(events, key=lambda event: (event.earliest, event.latest))
    return tuple(
        Mark(event, round(at(event.earliest), 1), round(max(3.0, at(event.latest) - at(event.earliest)), 1))
        for event in ordered
    )
