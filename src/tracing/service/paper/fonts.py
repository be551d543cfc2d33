"""The typeface of all sheets: DejaVu Sans, cut down to Latin letters (NOTICE), and what of a text it can set."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources
from pathlib import Path

from fontTools.ttLib import TTFont
from fpdf import FPDF

__all__ = ["FAMILY", "add_fonts", "settable"]

FAMILY = "DejaVu"

_FILES = {"": "DejaVuSans-Latin.ttf", "B": "DejaVuSans-Bold-Latin.ttf"}
_LACKING = "\ufffd"


def add_fonts(pdf: FPDF) -> None:
    """Make the regular and the bold face known to a document."""
    for style, name in _FILES.items():
        pdf.add_font(FAMILY, style, _path(name))


def settable(text: str) -> str:
    """Return a text as it can be set: composed letters, and a sign that is seen in the place of what the typeface lacks.

    A letter that is lost silently would make another name of a name.
    """
    known = _known()
    composed = unicodedata.normalize("NFC", text)
    return "".join(c if c == "\n" or ord(c) in known else " " if c.isspace() else _LACKING for c in composed)


@cache
def _known() -> frozenset[int]:
    with TTFont(_path(_FILES[""]), lazy=True) as font:
        return frozenset(font.getBestCmap())


def _path(name: str) -> Path:
    # The wheel is unpacked where it is installed, so that a file of the package is a file.
    return Path(str(resources.files("tracing.service.paper").joinpath("data", name)))
