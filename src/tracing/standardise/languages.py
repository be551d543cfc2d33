"""fallback"""

from __future__ import annotations

from dataclasses import dataclass

from tracing.standardise.text import fold

NAMES = {
    "ESPANOL": "spa",
    "SPANISH": "spa",
    "CASTELLANO": "spa",
    "INGLES": "eng",
    "ENGLISH": "eng",
    "MAM": "mam",
    "QUICHE": "quc",
    "KICHE": "quc",
    "KEKCHI": "kek",
    "QEQCHI": "kek",
    "GARIFUNA": "cab",
    "MISKITO": "miq",
    "KAQCHIKEL": "cak",
    "CAKCHIQUEL": "cak",
}


@dataclass(frozen=True, slots=True)
class Language:
    code: str | None
    text: str


def parse(text):
    t = fold(text).replace("'", "").replace("’", "").strip()
    if t in NAMES:
        return Language(NAMES[t], text)
    if len(t) == 3 and t.isalpha():
        return Language(t.lower(), text)
    return Language(None, text)


def parse_list(cell):
    return tuple(parse(t) for t in cell.split(";") if t.strip())
