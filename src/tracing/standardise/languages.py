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

from tracing.standardise.placeholders import is_placeholder
from tracing.standardise.text import fold

__all__ = ["Language", "parse", "parse_list"]

_VAGUE = frozenset(
    """DIALECTO LENGUA IDIOMA MAYA INDIGENA NATIVO NATIVA MIXTECO MIXTEC NAHUATL NAHUA MEXICANO ZAPOTECO ZAPOTEC SUMO
    SUMU MIXE MAZATECO MAZATEC TRIQUI TRIQUE CHATINO CHINANTECO POPOLOCA ZOQUE TLAPANECO CUICATECO TEPEHUAN
    QUICHUA""".split()  # noqa: SIM905
)
"""Names of many languages: each is several codes of ISO 639-3."""

_OPEN = frozenset({"CREOLE", "CRIOLLO", "CREOL", "PATOIS", "PATUA"})
"""Belize's, Nicaragua's or Haiti's."""

_VAGUE_CODES = {"mix": "only_mixtepec_mixtec", "nah": "collective", "zap": "macrolanguage", "sum": "retired"}
_BETWEEN = re.compile(r"[;,/|\n]|\s+(?:y|e|and|et)\s+", re.I)
_VARIETY = re.compile(r"^(\S+(?:\s\S+)?)\s+(?:(?:de|del|from)\s|\()(.*)$", re.I)
_EUROPEAN = frozenset({"spa", "eng", "fra", "por", "hat", "deu", "ita"})


@dataclass(frozen=True, slots=True)
class Language:
    """A language; ``code`` is None where the text names no single one, ``indigenous`` None where that is unknown.

    ``variety`` is the place that the text adds: *mam (Comitancillo)*, *mam de Todos Santos*.
    """

    code: str | None
    text: str
    indigenous: bool | None = None
    flags: tuple[str, ...] = ()
    variety: str | None = None


def _letters(text: str) -> str:
    return re.sub(r"[^A-Z ]", "", fold(text)).strip()


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    file = resources.files("tracing.standardise") / "data" / "languages" / "languages.csv"
    with file.open(encoding="utf-8") as handle:
        return {_letters(row["name"]): row["code"] for row in csv.DictReader(handle)}


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset(_names().values())


def _known(code: str) -> str | None:
    code = code.lower()
    if code in _codes():
        return code
    # The table of the world's seven thousand takes long to load.
    import pycountry

    found = pycountry.languages.get(alpha_3=code) if len(code) == 3 else pycountry.languages.get(alpha_2=code)
    return None if found is None else str(found.alpha_3)


@lru_cache(maxsize=1 << 12)
def parse(text: str) -> Language | None:
    """Return the language of a code or of a name as written; None for a placeholder. Never raises."""
    letters = _letters(text)
    if not letters or is_placeholder(text):
        return None
    found = _named(letters, text)
    if found is not None:
        return found
    if match := _VARIETY.match(text.strip()):
        found = _named(_letters(match[1]), text)
        if found is not None:
            place = match[2].strip(" ().")
            return Language(found.code, text, found.indigenous, found.flags, place or None)
    return Language(None, text, None, ("unknown",))


def _named(letters: str, text: str) -> Language | None:
    """Return the language that folded letters name, None for letters that name none."""
    letters = re.sub(r"^(?:(?:EL |LA )?(?:IDIOMA|LENGUA|DIALECTO)(?: MAYA)?|MAYA)\s+(?=\S)", "", letters)
    code = _names().get(letters)
    if code is None and letters in _VAGUE:
        return Language(None, text, True, ("unknown_indigenous",))
    if code is None and letters in _OPEN:
        return Language(None, text, None, ("ambiguous",))
    flag = _VAGUE_CODES.get(letters.lower())
    if code is None and flag is not None:
        # The code as it stands names no single spoken language that two records could share.
        return Language("mix" if letters == "MIX" else None, text, True, (flag,))
    if code is None and len(letters) in (2, 3):
        code = _known(letters)
    return None if code is None else Language(code, text, code not in _EUROPEAN)


@lru_cache(maxsize=1 << 12)
def parse_list(cell: str) -> tuple[Language, ...]:
    """Return the languages of a cell, parted by ``;``, a comma, a slash or "y"."""
    return tuple(language for part in _BETWEEN.split(cell) if (language := parse(part.strip())) is not None)
