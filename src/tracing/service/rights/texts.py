"""What may stand in a text or a line of a record."""

from __future__ import annotations

from collections.abc import Mapping

from tracing.casework.rights.lacks import Fault
from tracing.service.errors import FieldFault
from tracing.service.texts import is_line

__all__ = ["LINE", "LONGEST", "field_faults", "line_faults"]

LONGEST, LINE = 8000, 200
"""How long a text may be, and a line."""


def line_faults(prefix: str, lines: Mapping[str, str | None]) -> list[FieldFault]:
    """Return which of some lines aren't any; one may be empty, or left out."""
    return [
        FieldFault(f"{prefix}/{name}", f"isn't a line of up to {LINE} characters", "Write plain text.")
        for name, text in lines.items()
        if text is not None and not is_line(text, LINE, empty=True)
    ]


def field_faults(prefix: str, faults: tuple[Fault, ...]) -> list[FieldFault]:
    """Return what a rule found as faults of fields, in the rule's own words: its code and source in law follow from them
    (``casework.law.refusals``)."""
    return [FieldFault.of(f"{prefix}/{fault.field}", fault.says) for fault in faults]
