"""Whose pairs an agency's people work through.

The law of the place where a record is held applies (brief I1), so a child-protection authority works on the pairs of which
its country's agencies hold a record; the office that runs the program works on all of them.
"""

from __future__ import annotations

from tracing.casework.agencies import AgencyKind

__all__ = ["reach"]


def reach(kind: AgencyKind, country: str) -> str | None:
    """Return the country whose agencies' records the people of an agency work on; None for all countries."""
    return None if kind is AgencyKind.TRACING_OFFICE else country
