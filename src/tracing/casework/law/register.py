"""The register: all versions of all entries, and which of them is valid on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tracing.casework.law.entries import EVERYWHERE, Entry, name_of
from tracing.casework.law.rules import numbers, protects_less

__all__ = ["Register", "places_above"]


def places_above(place: str) -> tuple[str, ...]:
    """Return the places whose rules hold in a place, the nearest first: ``CA-BC``, ``CA``, ``INT``."""
    place = place.strip().upper()
    country = place.partition("-")[0]
    return tuple(dict.fromkeys(p for p in (place, country, EVERYWHERE) if p))


@dataclass(frozen=True)
class Register:
    """Entries in the order in which they were entered; a later one that is valid on a day stands before an earlier one.

    Nothing is ever taken out: an entry that ended has its last day, and one that was wrong has a later version.
    """

    entries: tuple[Entry, ...]
    _of: Mapping[str, tuple[Entry, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.name, []).append(entry)
        object.__setattr__(self, "_of", {name: tuple(versions) for name, versions in found.items()})

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def with_entries(self, more: Iterable[Entry]) -> Register:
        """Return the register with later entries appended."""
        return Register((*self.entries, *more))

    def versions(self, place: str, rule: str) -> tuple[Entry, ...]:
        """Return all versions of the rule of a place, the first first."""
        return self._of.get(name_of(place, rule), ())

    def names(self) -> tuple[str, ...]:
        """Return what there are entries of, in order."""
        return tuple(sorted(self._of))

    def own(self, place: str, rule: str, on: date, known: datetime | None = None) -> Entry | None:
        """Return the entry of just this place that is valid on a day; None where it has none of its own then. ``known``: as it was
        known at a moment, without what was entered later."""
        versions = (e for e in reversed(self.versions(place, rule)) if e.counts and e.valid_on(on))
        found = next((e for e in versions if known is None or e.known_at(known)), None)
        return None if found is None or found.ends else found

    def applied(self, place: str, rule: str, on: date, known: datetime | None = None) -> Entry | None:
        """Return the entry that is applied in a place on a day: its own, or else its country's, or else what holds everywhere."""
        return next((e for p in places_above(place) if (e := self.own(p, rule, on, known))), None)

    def figures(self, place: str, rule: str, on: date, known: datetime | None = None) -> tuple[int, ...]:
        """Return the numbers of the figure that is applied in a place on a day; empty where there is none."""
        found = self.applied(place, rule, on, known)
        return () if found is None or found.value is None else numbers(found.value)

    def number(self, place: str, rule: str, on: date) -> int:
        """Return the number, the first of several, of a figure that holds everywhere (``numbers``)."""
        return self.numbers(place, rule, on)[0]

    def numbers(self, place: str, rule: str, on: date, known: datetime | None = None) -> tuple[int, ...]:
        """Return the numbers of a figure that holds everywhere, as it is applied in a place on a day; the last ones known where the
        register knows of none yet on that day."""
        found = self.figures(place, rule, on, known) or self.figures(place, rule, date.max, known)
        if not found:
            raise LookupError(f"the register has no {rule} that holds everywhere")
        return found

    def weakened_by(self, entry: Entry) -> bool:
        """Say whether an entry, once appended, protects less on any day in its place, or may.

        A provision is weakened by any other version of it: nobody can compare two texts by machine.
        """
        after = self.with_entries([entry])
        for day in _days_of_change(after, entry.place, entry.rule):
            was, now = (r.applied(entry.place, entry.rule, day) for r in (self, after))
            if was == now:
                continue
            if was is not None and was.value is None:
                return True
            before, then = (None if e is None else e.value for e in (was, now))
            if protects_less(entry.rule, before, then):
                return True
        return False


def _days_of_change(register: Register, place: str, rule: str) -> list[date]:
    """Return a day in each span of days within which one entry is applied."""
    days = {date.min}
    for above in places_above(place):
        for entry in register.versions(above, rule):
            if entry.valid_from is not None:
                days.add(entry.valid_from)
            if entry.valid_until is not None and entry.valid_until < date.max:
                days.add(entry.valid_until + timedelta(days=1))
    return sorted(days)
