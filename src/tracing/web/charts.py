"""Charts of bars, drawn here: every number stands in them as text, and what is hidden is said to be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

__all__ = ["Bar", "bars"]

_WIDEST: Final = 78
"""Per cent of the width: the number stands behind the bar."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar. ``value`` is None where it is hidden; ``width`` in per cent of the chart, ``top`` in lines from its upper edge."""

    label: str
    value: int | None
    width: float
    top: float


def bars(rows: Iterable[tuple[str, int | None]]) -> list[Bar]:
    """Return the bars of a chart, the longest as wide as fits, all in proportion."""
    found = list(rows)
    most = max((value for _, value in found if value is not None), default=0)
    return [
        Bar(label, value, 0.0 if not value else round(_WIDEST * value / most, 2), 2.75 * place)
        for place, (label, value) in enumerate(found)
    ]
