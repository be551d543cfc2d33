"""Reading the register: what is applied in a place, every version of an entry, what differs between two places, the whole as a
file. Law is no secret: whoever signs in may read it, and nothing here depends on any record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracing.casework.law.compare import Difference, differences
from tracing.casework.law.entering import LAW_LACKS, is_place
from tracing.casework.law.entries import Entry, EntryState
from tracing.casework.law.files import digest_of, written
from tracing.casework.law.register import Register, places_above
from tracing.casework.law.sources import entries_of, unresolved
from tracing.service.context import Service
from tracing.service.errors import FieldFault, Invalid, NotFound
from tracing.service.law.applied import register_on
from tracing.store.database import Reader

__all__ = [
    "Export", "Resolved", "applied_in", "compare", "export", "places", "resolve", "versions", "waiting",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Export:
    """The whole register as CSV, and the digest that names this state of it."""

    text: str
    digest: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a source names: entries, and citations that the register doesn't know."""

    entries: tuple[Entry, ...]
    unknown: tuple[str, ...]


def places(service: Service, reader: Reader) -> list[str]:
    """Return the places that have entries of their own."""
    return sorted({entry.place for entry in _register(service, reader)})


def applied_in(service: Service, reader: Reader, place: str, on: date | None = None) -> list[Entry]:
    """Return what is applied in a place on a day (today), rule by rule: its own, its country's, or what holds everywhere."""
    place = _place(place, "path:place")
    register, day = _register(service, reader), on or service.now().date()
    above = places_above(place)
    rules = sorted({entry.rule for entry in register if entry.place in above})
    return [entry for rule in rules if (entry := register.applied(place, rule, day))]


def versions(service: Service, reader: Reader, place: str, rule: str) -> list[Entry]:
    """Return every version of the rule of a place, the first first; raises ``NotFound``."""
    found = list(_register(service, reader).versions(place, rule))
    if not found:
        raise NotFound("no_entry", "The register has no such entry.")
    return found


def waiting(service: Service, reader: Reader) -> list[Entry]:
    """Return the versions that wait for a second person."""
    return [entry for entry in _register(service, reader) if entry.state is EntryState.WAITS]


def compare(
    service: Service, reader: Reader, here: str, there: str, on: date | None = None
) -> tuple[Difference, ...]:
    """Return what differs between two places on a day (today)."""
    one, other = _place(here, "query:from"), _place(there, "query:to")
    return differences(_register(service, reader), one, other, on or service.now().date())


def export(service: Service, reader: Reader) -> Export:
    """Return the whole register as a file."""
    text = written(_register(service, reader))
    return Export(text, digest_of(text))


def resolve(service: Service, reader: Reader, source: str) -> Resolved:
    """Return the entries that a source names (``CRC 9, 10; GC 6 §31``), as sentences of casework do."""
    register = _register(service, reader)
    return Resolved(entries_of(register, source), unresolved(register, source))


def _register(service: Service, reader: Reader) -> Register:
    with service.database.reading(reader) as connection:
        return register_on(connection)


def _place(place: str, pointer: str) -> str:
    if not is_place(place):
        lack = LAW_LACKS["place_unknown"]
        raise Invalid("invalid", "There is no such place.", fields=[FieldFault.of(pointer, lack)])
    return place
