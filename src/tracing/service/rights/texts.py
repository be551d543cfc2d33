"""What may stand in a text of a record."""

from __future__ import annotations

from tracing.casework.rights.lacks import Fault
from tracing.service.errors import FieldFault

__all__ = ["LONGEST", "field_faults"]

LONGEST = 8000
"""How long a text may be."""


def field_faults(prefix: str, faults: tuple[Fault, ...]) -> list[FieldFault]:
    """Return what a rule found as faults of fields, in the rule's own words: its code and source in law follow from them
    (``casework.law.refusals``)."""
    return [FieldFault.of(f"{prefix}/{fault.field}", fault.says) for fault in faults]
