"""What was filled into a form as days, hours and numbers. What can't be read is a fault of its field; everything else is for the rules."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from tracing.service.errors import FieldFault, Invalid
from tracing.web.filled import Filled

__all__ = ["ZONES", "Reading"]

ZONES: Final = ("-08:00", "-07:00", "-06:00", "-05:00", "-04:00", "-03:00", "+00:00")
"""From Tijuana to Brasília, and UTC."""


class Reading:
    """A form that is being read, and what of it can't be."""

    def __init__(self, form: Filled) -> None:
        self.form = form
        self.faults: list[FieldFault] = []

    def day(self, name: str) -> date | None:
        """Return a day; one that can't be read is a fault."""
        text = self.form.text(name)
        try:
            return None if text is None else date.fromisoformat(text)
        except ValueError:
            self.faults.append(FieldFault(f"/{name}", "isn't a day", "Write it as 2026-03-31."))
            return None

    def needed_day(self, name: str) -> date:
        """Return a day that must be there."""
        found = self.day(name)
        if found is None and self.form.text(name) is None:
            self.faults.append(FieldFault(f"/{name}", "The day is missing.", "Write it as 2026-03-31."))
        return found or date.min

    def moment(self, name: str) -> datetime | None:
        """Return a moment with the zone that stands beside it."""
        text, zone = self.form.text(name), self.form.get(f"{name}_zone", "")
        try:
            return (
                None if text is None else datetime.fromisoformat(text[:16] + (zone if zone in ZONES else ""))
            )
        except ValueError:
            fault = FieldFault(f"/{name}", "isn't a day and an hour", "Write it as 2026-03-31T10:00.")
            self.faults.append(fault)
            return None

    def number(self, name: str, least: int = 1) -> int | None:
        """Return a whole number, 1 or greater where nothing else is said."""
        text = self.form.text(name)
        if text is None:
            return None
        if not text.isascii() or not text.isdecimal() or not least <= int(text[:19]) < 2**63:
            self.faults.append(FieldFault(f"/{name}", "isn't a whole number", "Write digits."))
            return None
        return int(text[:19])

    def needed_number(self, name: str) -> int:
        """Return a whole number that must be there, 0 as well."""
        found = self.number(name, 0)
        if self.form.text(name) is None:
            self.faults.append(FieldFault(f"/{name}", "The number is missing.", "Write digits."))
        return found or 0

    def degrees(self, name: str) -> float | None:
        """Return degrees, with a point or a comma."""
        text = self.form.text(name)
        try:
            return None if text is None else float(text.replace(",", "."))
        except ValueError:
            self.faults.append(FieldFault(f"/{name}", "isn't a number of degrees", "Write it as 14.63."))
            return None

    def done(self, text: str) -> None:
        """Raise ``Invalid`` with a text where something couldn't be read."""
        if self.faults:
            raise Invalid("invalid", text, fields=self.faults)
