"""The tables that names are read with: counts of given names and surnames, abbreviations, compounds (brief A, B)."""

from __future__ import annotations

import csv
import math
import re
from functools import lru_cache
from importlib import resources

from tracing.standardise.text import fold

__all__ = [
    "BOTH",
    "DROPPED",
    "PARTICLES",
    "abbreviations",
    "compounds",
    "devotional",
    "female",
    "glued",
    "leaning",
    "letters",
    "particled",
    "shares",
]

PARTICLES = frozenset(
    [
        "DE",
        "DEL",
        "LA",
        "LAS",
        "LOS",
        "EL",
        "Y",
        "E",
        "I",
        "DA",
        "DAS",
        "DO",
        "DOS",
        "DI",
        "DU",
        "VAN",
        "VON",
        "AL",
        "BEN",
        "SAN",
        "SANTA",
        "SANTO",
        "MC",
        "MAC",
        "O",
    ]
)
"""Words that join to the next one (brief A2)."""

DROPPED = frozenset(["DE", "DEL", "LA", "LAS", "LOS", "Y"])
"""Particles that a canonical surname leaves out (brief A2.4)."""

BOTH = frozenset(
    [
        "MARTIN",
        "PASCUAL",
        "SANTIAGO",
        "TOMAS",
        "ANDRES",
        "DIEGO",
        "FELIPE",
        "MARCOS",
        "LUCAS",
        "MATEO",
        "DOMINGO",
        "SEBASTIAN",
        "FRANCISCO",
        "PEDRO",
        "JUAN",
        "PABLO",
        "NICOLAS",
        "GASPAR",
        "BALTAZAR",
        "ALONZO",
        "MARCELINO",
        "VENTURA",
        "SANTOS",
        "CRUZ",
        "REYES",
        "ROSARIO",
        "ANGEL",
        "LEON",
        "ABRAHAM",
        "ISRAEL",
        "JACINTO",
        "SIMON",
        "LUIS",
        "MIGUEL",
        "JORGE",
        "MANUEL",
        "LORENZO",
        "CRISTOBAL",
        "SILVESTRE",
        "JERONIMO",
        "MATIAS",
        "VICENTE",
        "RAYMUNDO",
        "BARTOLO",
        "ESTEBAN",
    ]
)
"""Given names that are surnames too, above all in Maya municipalities of Guatemala (brief A1, A7.4, D6)."""

_DEVOTIONS = frozenset(
    [
        "CARMEN",
        "ROSARIO",
        "SOCORRO",
        "PILAR",
        "REFUGIO",
        "TRANSITO",
        "CONSUELO",
        "LOURDES",
        "FATIMA",
        "GUADALUPE",
        "MARIA",
        "MILAGRO",
        "MILAGROS",
        "CONCEPCION",
        "DOLORES",
        "MERCEDES",
        "ANGELES",
        "AMPARO",
        "REMEDIOS",
        "NIEVES",
        "SOLEDAD",
        "CANDELARIA",
        "ASUNCION",
        "PERPETUO",
    ]
)
_DEVOTIONS_OF_MARY = _DEVOTIONS | frozenset(
    ["JESUS", "LUZ", "PAZ", "CRUZ", "REYES", "SANTOS", "DIOS", "LEON", "ROSAS"]
)
_SURE, _VERY_SURE = 4.0, 12.0
_TOKENS = re.compile(r"[^A-Z ]")


@lru_cache(maxsize=1 << 17)
def letters(text: str) -> str:
    """Return folded ``text`` with nothing but A–Z and blanks."""
    folded = fold(text)
    return folded if folded.isalpha() and folded.isascii() else " ".join(_TOKENS.sub("", folded).split())


def _rows(name: str) -> list[tuple[str, ...]]:
    """Return the rows of a table; of large ones, plain tuples load twice as fast as dictionaries."""
    with (resources.files("tracing.standardise") / "data" / "names" / name).open(encoding="utf-8") as handle:
        rows = csv.reader(handle)
        next(rows)
        return [tuple(row) for row in rows]


@lru_cache(maxsize=1)
def _given_rows() -> list[tuple[str, ...]]:
    return _rows("given_names.csv")


@lru_cache(maxsize=1)
def shares() -> tuple[dict[str, float], dict[str, float]]:
    """Return the shares of given names and of surnames (US census of Hispanic names)."""
    tables = []
    for rows in (_given_rows(), _rows("surnames.csv")):
        counts = {name: float(bearers) for name, bearers, *_ in rows}
        total = sum(counts.values())
        tables.append({name: count / total for name, count in counts.items()})
    return tables[0], tables[1]


@lru_cache(maxsize=1)
def _female_shares() -> dict[str, float]:
    return {name: float(female) for name, _, _, female in _given_rows()}


def female(name: str) -> float:
    """Return the share of women among the bearers of a folded given name; one half where nobody knows."""
    return _female_shares().get(name, 0.5)


@lru_cache(maxsize=1)
def abbreviations() -> dict[tuple[str, str], tuple[str, ...]]:
    """Return (kind, folded short form) → full spellings (brief B)."""
    return {(kind, short): tuple(full.split(";")) for kind, short, full in _rows("abbreviations.csv")}


@lru_cache(maxsize=1)
def _compound_rows() -> dict[tuple[str, ...], str]:
    return {tuple(name.split()): kind for kind, name in _rows("compounds.csv")}


@lru_cache(maxsize=1)
def compounds() -> dict[tuple[str, ...], str]:
    """Return the words of a compound → ``given``, ``surname`` or ``open`` (may also be a given name and a surname)."""
    return {words: kind for words, kind in _compound_rows().items() if kind != "particled"}


def particled(text: str) -> bool:
    """Whether a folded name is a known surname that begins with a particle: De León, Del Cid (brief A2)."""
    return _compound_rows().get(tuple(text.split())) == "particled"


@lru_cache(maxsize=1)
def _listed_glued() -> dict[str, str]:
    kinds = ("surname", "particled")
    listed = {"".join(words): " ".join(words) for words, kind in _compound_rows().items() if kind in kinds}
    return listed | {"MONTERROSA": "MONTE ROSA"}


@lru_cache(maxsize=1 << 16)
def glued(text: str) -> str | None:
    """Return the words of a compound surname written as one (``DELACRUZ`` → ``DE LA CRUZ``), else None (brief A2.4).

    Beside the listed ones, ``DE``, ``DEL``, ``DE LA`` … before what is a surname of its own.
    """
    if (found := _listed_glued().get(text)) is not None:
        return found
    if len(text) < 6 or not text.startswith("DE"):
        return None
    surnames = shares()[1]
    for start, particle, least in (
        ("DELOS", "DE LOS", 2e-6), ("DELAS", "DE LAS", 2e-6), ("DELA", "DE LA", 2e-6), ("DEL", "DEL", 2.5e-5),
        ("DE", "DE", 2.5e-5),
    ):  # fmt: skip
        rest = text.removeprefix(start)
        if rest != text and len(rest) > 3 - (start != "DE") and surnames.get(rest, 0.0) >= least:
            return f"{particle} {rest}"
    return None


def devotional(words: tuple[str, ...]) -> str | None:
    """Say what a name with a devotion at its end is (brief A3): María del Pilar, Ana del Carmen, José de Jesús.

    ``given`` after María, ``open`` after another given name, where the end may be a surname; None for no such name.
    """
    if len(words) < 3 or words[0] in PARTICLES or any(w not in DROPPED for w in words[1:-1]):
        return None
    if words[1] not in ("DE", "DEL"):
        return None
    if words[0] == "MARIA":
        return "given" if words[-1] in _DEVOTIONS_OF_MARY - {"LEON", "SANTOS"} else None
    if shares()[0].get(words[0], 0.0) < 2e-5:
        return None
    return "open" if words[-1] in _DEVOTIONS else None


def _alone(word: str) -> float:
    given, surnames = shares()
    if ("given", word) in abbreviations():
        return 2.0
    if ("surname", word) in abbreviations() or (word.endswith("EZ") and word not in given):
        return -3.0
    odds = math.log((given.get(word, 0.0) + 2e-6) / (surnames.get(word, 0.0) + 2e-6))
    return max(-_SURE, min(_SURE, odds))


@lru_cache(maxsize=1 << 17)
def leaning(text: str) -> float:
    """Return log P(name | given name) - log P(name | surname) of a folded name; positive leans to a given name.

    Within ±4 for single words; ±12 for compounds that are always the one or the other.
    """
    words = tuple(text.split())
    kind = compounds().get(words) or devotional(words)
    if kind is not None:
        return -_VERY_SURE if kind == "surname" else _VERY_SURE
    if not words:
        return 0.0
    bare = [w for w in words if w not in PARTICLES] or list(words)
    if len(words) > len(bare):
        if bare[-1] in _DEVOTIONS_OF_MARY:
            return -1.0
        return -2.5 if bare[-1] in shares()[1] else -1.0
    return _alone(bare[0])
