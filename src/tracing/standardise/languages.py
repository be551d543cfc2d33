"""Languages by ISO 639-3, with its traps (brief H5).

What names no one language keeps its text and no code: ``mix`` is one of some fifty Mixtec languages, ``nah`` is no
code of ISO 639-3, "dialecto" or "maya" may be any.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import pycountry

from tracing.standardise.placeholders import is_placeholder
from tracing.standardise.text import fold

__all__ = ["Language", "parse", "parse_list"]

_VAGUE = frozenset(
    [
        "DIALECTO",
        "LENGUA",
        "IDIOMA",
        "MAYA",
        "INDIGENA",
        "NATIVO",
        "MIXTECO",
        "MIXTEC",
        "NAHUATL",
        "ZAPOTECO",
        "ZAPOTEC",
        "SUMO",
    ]
)
_VAGUE_CODES = {"mix": "only_mixtepec_mixtec", "nah": "collective", "zap": "macrolanguage", "sum": "retired"}
_EUROPEAN = frozenset({"spa", "eng", "fra", "por", "hat", "deu", "ita"})


@dataclass(frozen=True, slots=True)
class Language:
    """A language; ``code`` is None where the text names no single one, ``indigenous`` None where that is unknown."""

    code: str | None
    text: str
    indigenous: bool | None = None
    flags: tuple[str, ...] = ()


def _letters(text: str) -> str:
    return re.sub(r"[^A-Z ]", "", fold(text)).strip()


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    file = resources.files("tracing.standardise") / "data" / "languages" / "languages.csv"
    with file.open(encoding="utf-8") as handle:
        return {_letters(row["name"]): row["code"] for row in csv.DictReader(handle)}


def _known(code: str) -> str | None:
    code = code.lower()
    found = pycountry.languages.get(alpha_3=code) if len(code) == 3 else pycountry.languages.get(alpha_2=code)
    return None if found is None else str(found.alpha_3)


@lru_cache(maxsize=1 << 12)
def parse(text: str) -> Language | None:
    """Return the language of a code or of a name as written; None for a placeholder. Never raises."""
    letters = _letters(text)
    if not letters or is_placeholder(text):
        return None
    letters = re.sub(r"^(?:IDIOMA|LENGUA|DIALECTO)\s+(?=.)", "", letters)
    if letters in _VAGUE:
        return Language(None, text, True, ("unknown_indigenous",))
    code = _names().get(letters)
    flag = _VAGUE_CODES.get(letters.lower())
    if code is None and flag is not None:
        # The code as it stands names no single spoken language that two records could share.
        return Language("mix" if letters == "MIX" else None, text, True, (flag,))
    if code is None and len(letters) in (2, 3):
        code = _known(letters)
    if code is None:
        return Language(None, text, None, ("unknown",))
    return Language(code, text, code not in _EUROPEAN)


@lru_cache(maxsize=1 << 12)
def parse_list(cell: str) -> tuple[Language, ...]:
    """Return the languages of a cell, parted by ``;``."""
    return tuple(language for part in cell.split(";") if (language := parse(part.strip())) is not None)
