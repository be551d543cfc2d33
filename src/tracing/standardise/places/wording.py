"""The words of place texts: abbreviations, kind words, and a text cut into its parts (brief B, F1)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from tracing.standardise.placeholders import is_placeholder
from tracing.standardise.text import fold, tokens

__all__ = [
    "ABBREVIATED",
    "ADMIN1",
    "CANTON",
    "DISTRICT",
    "MUNICIPALITY",
    "RURAL",
    "URBAN",
    "Part",
    "cut",
    "key",
]

_EXPAND = {
    "STA": "SANTA", "STO": "SANTO", "SNTA": "SANTA", "SN": "SAN", "PTO": "PUERTO", "PTA": "PUNTA",
    "CD": "CIUDAD", "NVO": "NUEVO", "NVA": "NUEVA", "GRAL": "GENERAL", "CNEL": "CORONEL", "DR": "DOCTOR",
    "FCO": "FRANCISCO", "STGO": "SANTIAGO", "GPE": "GUADALUPE", "MA": "MARIA", "ANT": "ANTONIO", "JN": "JUAN",
    "ANTO": "ANTONIO", "CPN": "CONCEPCION", "NRA": "NUESTRA", "SRA": "SENORA", "VLLA": "VILLA",
    "PTE": "PONIENTE", "OTE": "ORIENTE", "NTE": "NORTE", "HDA": "HACIENDA", "FCA": "FINCA",
}  # fmt: skip

ABBREVIATED = frozenset(_EXPAND)

MUNICIPALITY = frozenset({"municipio", "alcaldia"})
ADMIN1 = frozenset({"departamento", "provincia", "estado"})
CANTON = frozenset({"canton"})
DISTRICT = frozenset({"distrito", "comarca"})
RURAL = frozenset({
    "aldea", "caserio", "comunidad", "paraje", "finca", "hacienda", "rancheria", "ejido", "localidad",
    "batey", "seccion", "corregimiento", "village", "lugar poblado", "distrito municipal", "canton",
    "comarca",
})  # fmt: skip
URBAN = frozenset({
    "barrio", "colonia", "zona", "residencial", "urbanizacion", "lotificacion", "reparto", "km", "sector",
})  # fmt: skip

_KIND_WORDS: dict[str, str] = {
    **{k.upper(): k for k in MUNICIPALITY | ADMIN1 | CANTON | DISTRICT | RURAL | URBAN if " " not in k},
    "MPIO": "municipio", "MCPIO": "municipio", "MUN": "municipio", "MUNIC": "municipio",
    "MUNICIPALITY": "municipio", "DEPTO": "departamento", "DPTO": "departamento", "DEP": "departamento",
    "DEPT": "departamento", "DEPARTMENT": "departamento", "PROV": "provincia", "PROVINCE": "provincia",
    "EDO": "estado", "STATE": "estado", "ALD": "aldea", "CAS": "caserio", "CSRIO": "caserio",
    "CTON": "canton", "CANT": "canton", "BO": "barrio", "BARR": "barrio", "COL": "colonia",
    "RES": "residencial", "RESID": "residencial", "URB": "urbanizacion", "LOT": "lotificacion",
    "COM": "comunidad", "DIST": "distrito", "DTO": "distrito", "DISTRICT": "distrito", "RCHIA": "rancheria",
    "LOC": "localidad", "SECC": "seccion", "CORREG": "corregimiento",
}  # fmt: skip
_TWO_WORDS = {("LUGAR", "POBLADO"): "lugar poblado", ("DISTRITO", "MUNICIPAL"): "distrito municipal"}
# English puts the kind after the name.
_AFTER = {
    "DISTRICT": "distrito", "DEPARTMENT": "departamento", "PROVINCE": "provincia", "STATE": "estado", "VILLAGE": "village",
}  # fmt: skip
# Names that begin with a kind word.
_NOT_KIND_BEFORE = {"DISTRITO": {"CENTRAL", "FEDERAL", "NACIONAL"}, "ESTADO": {"UNIDOS"}}
_OPENING = frozenset({
    "ES", "SOY", "SOMOS", "DE", "DEL", "EN", "VIVE", "VIVEN", "VIVIA", "VIVO", "ORIGINARIO", "ORIGINARIA",
    "NACIO", "NACIDO", "NACIDA", "NATURAL", "PROCEDENTE", "VIENE", "VENGO", "RESIDE", "DESDE", "CERCA", "POR",
    "LADO", "A", "FROM", "NEAR", "OF",
})  # fmt: skip
_CUT = re.compile(r"\s[-]\s|[–—,;/|():\n]+")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_ORDINAL_BARRIO = re.compile(r"\b[Bb][º°]")


@lru_cache(maxsize=1 << 16)
def key(text: str) -> str:
    """Return the comparable key of a place name: folded words, abbreviations written out (brief B)."""
    return " ".join(_words(text))


def _words(text: str) -> list[str]:
    # D.C., M.D.C. and EE.UU. are one word each.
    text = _INITIALS.sub(lambda m: m[0].replace(".", ""), text) if "." in text else text
    words = tokens(fold(text.replace("'", "").replace("’", "")))
    out = [_EXPAND.get(w, w) for w in words]
    for i, word in enumerate(words[:-1]):
        if word == "S" and len(words[i + 1]) > 2:
            out[i] = "SAN"
    return out


class Part(NamedTuple):
    """A piece of a place text: its key, its kind word and whether a column of the record said it."""

    key: str
    kind: str | None = None
    column: int | None = None
    """1 or 2 where the text stood in the column of that level."""


@lru_cache(maxsize=1 << 15)
def cut(text: str, column: int | None = None) -> tuple[Part, ...]:
    """Cut a place text at separators and kind words, in the order written (brief B, F1)."""
    parts: list[Part] = []
    for piece in _pieces(_ORDINAL_BARRIO.sub("BO ", text)):
        found = _at_kind_words(piece)
        parts += [p._replace(column=column) for p in found] if column else found
    return tuple(parts)


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for piece in text.split(","):
        # N/A and S/N are one answer, and none; other slashes separate places.
        if "/" in piece and is_placeholder(piece):
            continue
        pieces.extend(_CUT.split(piece))
    return pieces


@lru_cache(maxsize=1 << 16)
def _at_kind_words(piece: str) -> tuple[Part, ...]:
    """Cut a piece where a kind word begins a new division: ``aldea X municipio de Y`` is two parts."""
    words = _words(piece)
    parts: list[Part] = []
    held: list[str] = []
    kind: str | None = None
    i = 0
    while i < len(words):
        found = _kind_at(words, i)
        if found is None:
            held.append(words[i])
            i += 1
            continue
        _close(parts, held, kind)
        kind, width = found
        held = []
        i += width
    _close(parts, held, kind)
    return tuple(parts)


def _kind_at(words: list[str], i: int) -> tuple[str, int] | None:
    after = words[i + 1] if i + 1 < len(words) else None
    if after is None or (i and words[i - 1] in {"EL", "LA", "LOS", "LAS"}):
        return None
    if kind := _TWO_WORDS.get((words[i], after)):
        return kind, 2
    if after in _NOT_KIND_BEFORE.get(words[i], ()) or words[i : i + 3] == ["DISTRICT", "OF", "COLUMBIA"]:
        return None
    kind = _KIND_WORDS.get(words[i])
    return (kind, 1) if kind else None


def _close(parts: list[Part], held: list[str], kind: str | None) -> None:
    words = list(held)
    if kind is None and len(words) > 1 and words[-1] in _AFTER:
        kind = _AFTER[words.pop()]
    while len(words) > 1 and words[-1] in {"DE", "DEL", "EN", "Y"}:
        words.pop()
    if kind and len(words) > 1 and words[0] == "DEL":
        words[0] = "EL"
    while len(words) > 1 and words[0] in _OPENING:
        words.pop(0)
    if not words or (len(words) == 1 and words[0] in _OPENING):
        return
    if kind in {"zona", "km"}:
        words.insert(0, kind.upper())
    parts.append(Part(" ".join(words), kind))
