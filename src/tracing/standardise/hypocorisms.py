"""Short forms, diminutives and equivalent spellings of given names (brief C).

A bipartite graph: each name leads to the canonical names it may stand for, with a factor that falls the more of them
there are (Beto may be a dozen names). Two names agree if they lead to the same node. Equivalence sets (``~JENNIFER``)
are nodes as well.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Literal

__all__ = ["Edge", "agreement", "is_kin_word", "nodes"]

Kind = Literal["self", "equivalent", "hypocorism", "diminutive"]

_KIN = frozenset(
    [
        "NENA",
        "NENE",
        "NINA",
        "NINO",
        "BEBE",
        "BABY",
        "CHIQUI",
        "CHIQUIS",
        "CHINO",
        "CHINA",
        "CHELE",
        "CHELA",
        "NEGRO",
        "NEGRA",
        "GORDO",
        "GORDA",
        "FLACO",
        "FLACA",
        "COLOCHO",
        "COLOCHA",
        "CANCHE",
        "CATRACHO",
        "GUERO",
        "GUERA",
        "MORENO",
        "MORENA",
        "MIJA",
        "PAPITO",
        "MAMITA",
        "TATA",
        "PEQUE",
        "PRIETO",
        "PELON",
        "CHAPIN",
        "ENANO",
        "WERO",
    ]
)

EQUIVALENT = 0.9
DIMINUTIVE = 0.8
HYPOCORISM = 0.8
"""Factors of brief C2.4; a short form's is divided by log2(1 + names it may stand for)."""

# Endings of diminutives, longest first; the vowel tells the canonical's own ending.
_ENDINGS = (
    ("ECITO", "O"), ("ECITA", "A"), ("CITO", "O"), ("CITA", "A"), ("ITOS", "O"), ("ITAS", "A"), ("ITO", "O"),
    ("ITA", "A"), ("ILLO", "O"), ("ILLA", "A"), ("TICO", "O"), ("TICA", "A"), ("UCHO", "O"), ("UCHA", "A"),
)  # fmt: skip

_NAMES_OF_THEIR_OWN = frozenset(
    [
        "RITA",
        "BENITO",
        "BENITA",
        "MARGARITA",
        "TITO",
        "EVITA",
        "CARLOTA",
        "MARCELINA",
        "JOSEFINA",
        "AGUSTIN",
        "JOAQUIN",
        "FERMIN",
        "MARTIN",
        "VALENTIN",
        "BENJAMIN",
        "AGRIPINA",
        "CRISTINA",
        "PAULINA",
    ]
)
"""They look like diminutives and are none (brief C2.1)."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A name's way to a node, and how much of an agreement over it counts (0 … 1)."""

    node: str
    kind: Kind
    factor: float


def _rows(folder: str, name: str) -> list[dict[str, str]]:
    with (resources.files("tracing.standardise") / "data" / folder / name).open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


@lru_cache(maxsize=1)
def _short_forms() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in _rows("hypocorisms", "short_forms.csv"):
        found[row["short"]].add(row["canonical"])
    return {short: frozenset(names) for short, names in found.items()}


@lru_cache(maxsize=1)
def _equivalents() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in _rows("hypocorisms", "equivalents.csv"):
        found[row["name"]].add("~" + row["set"])
    return {name: frozenset(sets) for name, sets in found.items()}


@lru_cache(maxsize=1)
def _registered() -> dict[str, float]:
    return {row["given_name"]: float(row["hispanic_count"]) for row in _rows("names", "given_names.csv")}


def _stems(name: str) -> Iterator[tuple[str, str]]:
    """Yield stem and vowel for each ending taken off, spelling undone (Paquito → PAC, Huguito → HUG)."""
    for ending, vowel in _ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            stem = name.removesuffix(ending)
            yield stem, vowel
            if stem.endswith("QU"):
                yield stem[:-2] + "C", vowel
            elif stem.endswith("GU"):
                yield stem[:-1], vowel
            elif stem.endswith("C"):
                yield stem[:-1] + "Z", vowel
            if stem.endswith("U"):
                yield stem[:-1], vowel
            if ending[0] == "C":
                yield stem + "Z", vowel


def _canonical_of(name: str) -> str | None:
    """Return the commonest name of which ``name`` is a diminutive by rule, or None (brief C2.1)."""
    if name in _NAMES_OF_THEIR_OWN:
        return None
    known, short = _registered(), _short_forms()
    candidates: list[str] = []
    for stem, vowel in _stems(name):
        plural = vowel + "S" if name.endswith("S") else vowel
        for ending in (vowel, "", plural, "E", "ES", "IN", "N"):
            candidate = stem + ending
            if len(candidate) > 2 and candidate != name and (candidate in known or candidate in short):
                candidates.append(candidate)
    return max(candidates, key=lambda c: known.get(c, 0.0), default=None)


@lru_cache(maxsize=1 << 16)
def nodes(name: str, sex: str | None = None) -> tuple[Edge, ...]:
    """Return the nodes a folded given name leads to, itself first. ``sex`` is accepted for symmetry of the doors."""
    del sex
    edges = {name: Edge(name, "self", 1.0)}
    for node in sorted(_equivalents().get(name, ())):
        edges[node] = Edge(node, "equivalent", EQUIVALENT)
    canonicals = _short_forms().get(name, frozenset())
    factor = min(HYPOCORISM, HYPOCORISM / math.log2(1 + len(canonicals))) if canonicals else 0.0
    for node in sorted(canonicals):
        edges.setdefault(node, Edge(node, "hypocorism", factor))
    canonical = _canonical_of(name)
    if canonical is not None:
        edges.setdefault(canonical, Edge(canonical, "diminutive", DIMINUTIVE))
        for edge in nodes(canonical):
            if edge.kind in ("equivalent", "hypocorism"):
                edges.setdefault(edge.node, Edge(edge.node, "hypocorism", edge.factor * DIMINUTIVE))
    return tuple(edges.values())


def agreement(a: str, b: str) -> Edge | None:
    """Return the best node two names share, with the smaller of their factors; None if they share none."""
    theirs = {edge.node: edge for edge in nodes(b)}
    common = [
        edge if edge.factor <= theirs[edge.node].factor else theirs[edge.node]
        for edge in nodes(a)
        if edge.node in theirs
    ]
    return max(common, key=lambda e: (e.factor, e.node), default=None)


def is_kin_word(name: str) -> bool:
    """Whether a word names no one in particular: Nena, Chino, Gordo (never expanded, weak evidence)."""
    return name in _KIN
