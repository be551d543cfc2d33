"""Two places side by side: what differs between their rules on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracing.casework.law.entries import Entry
from tracing.casework.law.register import Register, places_above

__all__ = ["Difference", "differences"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A rule that isn't the same in two places. None: there is no such rule in that place."""

    rule: str
    here: Entry | None
    there: Entry | None


def differences(register: Register, here: str, there: str, on: date) -> tuple[Difference, ...]:
    """Return the rules that differ between two places on a day, by name. Where a place has none of its own, what is applied
    there counts: its country's, or what holds everywhere. Provisions differ where either place has one of its own."""
    places = {*places_above(here), *places_above(there)}
    rules = sorted({entry.rule for entry in register if entry.place in places})
    found = (Difference(r, register.applied(here, r, on), register.applied(there, r, on)) for r in rules)
    return tuple(d for d in found if _said(d.here) != _said(d.there))


def _said(entry: Entry | None) -> tuple[str, ...] | None:
    """Return what two entries must share to say the same: the figure; of provisions the place, since texts can't be compared."""
    if entry is None:
        return None
    return (entry.value,) if entry.value is not None else (entry.place, entry.rule)
