"""Parts of a sum as people read them: rounded, and still adding up to the rounded sum."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

__all__ = ["rounded_parts"]


def rounded_parts(parts: Sequence[float], digits: int = 2) -> list[float]:
    """Return the parts rounded so that they sum to their rounded sum: those that lose most by rounding down are rounded up
    (largest remainder). None is further than one unit of the last digit from what it is."""
    scale = 10**digits
    downs = [floor(part * scale) for part in parts]
    missing = round(sum(parts) * scale) - sum(downs)
    by_loss = sorted(range(len(parts)), key=lambda n: (downs[n] - parts[n] * scale, n))
    ups = set(by_loss[:missing])
    return [(down + (n in ups)) / scale for n, down in enumerate(downs)]
