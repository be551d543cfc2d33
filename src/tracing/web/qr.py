"""QR codes as the path of an SVG: one picture, no style, no script."""

from __future__ import annotations

from dataclasses import dataclass

import segno

__all__ = ["Picture", "as_svg_path"]

_QUIET = 4


@dataclass(frozen=True, slots=True)
class Picture:
    """``path``: one unit square for each dark module; ``size``: units a side, the quiet zone included."""

    path: str
    size: int


def as_svg_path(text: str) -> Picture:
    """Return a text as a QR code (ISO/IEC 18004, error correction M)."""
    rows = segno.make(text, error="m", micro=False).matrix
    parts = [
        f"M{x + _QUIET} {y + _QUIET}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    ]
    return Picture("".join(parts), len(rows) + 2 * _QUIET)
