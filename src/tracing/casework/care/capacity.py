"""Places of a shelter, taken and free, night by night.

A stay takes a place in every night from its first day on, and none in that of the day on which it ended: the bed is free
that evening. A stay that is open takes its place in every night to come.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["Places", "Since", "first_full", "places_by_day"]

Nights = tuple[date, date | None]
"""The first day of a stay, and the day it ended on; None while it lasts."""


@dataclass(frozen=True, slots=True)
class Since:
    """How many places there are from a day on."""

    day: date
    places: int
    open: bool = True


@dataclass(frozen=True, slots=True)
class Places:
    """One night of a shelter. ``free`` is never below nothing; ``over``: how many there are too many."""

    day: date
    places: int
    taken: int

    @property
    def free(self) -> int:
        """The places that are left."""
        return max(self.places - self.taken, 0)

    @property
    def over(self) -> int:
        """How many children there are beyond its places."""
        return max(self.taken - self.places, 0)


def places_by_day(
    capacity: Sequence[Since], stays: Iterable[Nights], first: date, last: date
) -> list[Places]:
    """Return the nights from ``first`` to ``last``. ``capacity``: in the order in which it was entered, so that of two
    for one day the later counts."""
    changes: dict[date, int] = {}
    for begins, ends in stays:
        start = max(begins, first)
        if start > last or (ends is not None and ends <= start):
            continue
        changes[start] = changes.get(start, 0) + 1
        if ends is not None and ends <= last:
            changes[ends] = changes.get(ends, 0) - 1
    found, taken, day = [], 0, first
    while day <= last:
        taken += changes.get(day, 0)
        found.append(Places(day, _places_on(capacity, day), taken))
        day += timedelta(days=1)
    return found


def first_full(capacity: Sequence[Since], stays: Iterable[Nights], stay: Nights, today: date) -> date | None:
    """Return the first night up to today in which a stay would find no place, None where it finds one in all."""
    begins, ends = stay
    last = today if ends is None else ends - timedelta(days=1)
    if last < begins:
        return None
    nights = places_by_day(capacity, stays, begins, last)
    return next((night.day for night in nights if not night.free), None)


def _places_on(capacity: Sequence[Since], day: date) -> int:
    """Return the places on a day; before the first day that is known, those of that day."""
    best: Since | None = None
    for since in capacity:
        if since.day <= day and (best is None or since.day >= best.day):
            best = since
    best = best or min(capacity, key=lambda since: since.day, default=None)
    return best.places if best is not None and best.open else 0
