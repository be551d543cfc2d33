"""The bipartite graph of given names: what a name may stand for, and whether two names may be the same (brief C).

A short form is never a function of one name: Beto may be eleven names. Nodes are canonical names (``ROBERTO``) and
equivalence sets (``~JENNIFER``); two names agree if they reach a common node, for less the more they could mean.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from tracing.standardise.hypocorisms.diminutives import bases, cut_from
from tracing.standardise.hypocorisms.tables import tables
from tracing.standardise.text import fold

__all__ = ["Edge", "EdgeKind", "agreement", "is_kin_word", "nodes"]

EdgeKind = Literal["self", "equivalent", "weak", "hypocorism", "diminutive", "fused"]

_EQUIVALENT = 0.9
_FUSED = 0.6
_WEAK = 0.4
_SHORT = 0.8
_CERTAIN = ("self", "equivalent")


@dataclass(frozen=True, slots=True)
class Edge:
    """One thing a name may stand for, and what that is worth against the name itself (1.0)."""

    node: str
    kind: EdgeKind
    factor: float


def _plain(name: str) -> str:
    """Fold and keep letters and single spaces: soft hyphens, dots and quotation marks are not part of a name."""
    folded = fold(name)
    return (
        folded
        if folded.isalpha()
        else " ".join("".join(c for c in folded if c.isalpha() or c == " ").split())
    )


class _Reached:
    """The best edge to each node, in order of discovery."""

    def __init__(self) -> None:
        self.edges: dict[str, Edge] = {}

    def add(self, node: str, kind: EdgeKind, factor: float) -> None:
        if node and (node not in self.edges or self.edges[node].factor < factor):
            self.edges[node] = Edge(node, kind, factor)


def _suits(entry: str, sex: str | None) -> bool:
    return not entry or sex not in ("M", "F") or entry == sex


def _add_sets(reached: _Reached, name: str, sex: str | None, kind: EdgeKind, factor: float) -> None:
    """Reach the equivalence sets that ``name`` is a full member of."""
    for group, how, entry in tables().sets.get(name, ()):
        if how == "equivalent" and _suits(entry, sex):
            reached.add("~" + group, kind, factor)


def _add_short_forms(reached: _Reached, name: str, sex: str | None, share: float, kind: EdgeKind) -> None:
    """Reach the canonicals of a short form, discounted by how many there are (brief C2.4)."""
    entries = tables().short_forms.get(name, ())
    degree = len({canonical for canonical, _ in entries})
    for canonical, entry in entries:
        if _suits(entry, sex):
            factor = share * min(_SHORT, _SHORT / math.log2(1 + degree))
            reached.add(canonical, kind, factor)
            _add_sets(reached, canonical, sex, kind, factor * _EQUIVALENT)


@lru_cache(maxsize=1 << 16)
def nodes(name: str, sex: str | None = None) -> tuple[Edge, ...]:
    """Return what a single given name may stand for, itself first (brief C).

    ``sex`` (``M`` or ``F``) drops readings the tables have for the other sex. Kin words (Nena, Gordo) stand for
    themselves alone. Diminutives of short forms reach one level further: Chepito, Chepe, José.
    """
    name = _plain(name)
    if not name:
        return ()
    reached, at = _Reached(), tables()
    reached.add(name, "self", 1.0)
    if name in at.unexpanded:
        return tuple(reached.edges.values())
    _add_sets(reached, name, sex, "equivalent", _EQUIVALENT)
    _add_short_forms(reached, name, sex, 1.0, "hypocorism")
    for part, entry in at.fused.get(name, ()):
        if _suits(entry, sex):
            reached.add(part, "fused", _FUSED)
    for base, factor in bases(name):
        entries = [entry for _, entry in at.short_forms.get(base, ())]
        if base in at.lexicon or not entries or any(_suits(entry, sex) for entry in entries):
            reached.add(base, "diminutive", factor)
        if base not in at.unexpanded:
            _add_sets(reached, base, sex, "diminutive", factor * _EQUIVALENT)
            _add_short_forms(reached, base, sex, factor, "diminutive")
    for group, how, entry in at.sets.get(name, ()):
        if how == "weak" and _suits(entry, sex):
            reached.add("~" + group, "weak", _WEAK)
    for full, entry in cut_from(name):
        if _suits(entry, sex):
            reached.add(full, "weak", _WEAK)
    return tuple(reached.edges.values())


@lru_cache(maxsize=1 << 16)
def _agreement(a: str, b: str) -> Edge | None:
    if frozenset((a, b)) in tables().not_equivalent:
        return None
    others = {edge.node: edge for edge in nodes(b)}
    best: Edge | None = None
    for one in nodes(a):
        other = others.get(one.node)
        if other is None:
            continue
        weaker, stronger = sorted((one, other), key=lambda edge: (edge.factor, edge.kind))
        # Two readings that are both guesses are worth less than either: Marisol and Maribel share only María.
        factor = weaker.factor if stronger.kind in _CERTAIN else weaker.factor * stronger.factor
        if best is None or (-factor, one.node) < (-best.factor, best.node):
            best = Edge(one.node, weaker.kind, factor)
    return best


def agreement(a: str, b: str) -> Edge | None:
    """Return the best node two given names share, or None (brief C); symmetric.

    None too for pairs that only look alike (Kevin and Kelvin, Rosa and Rosario). If one name is the node or of its
    set, the factor is the other's; else the two factors multiply.
    """
    a, b = sorted((_plain(a), _plain(b)))
    return _agreement(a, b) if a else None


def is_kin_word(name: str) -> bool:
    """Whether a name is a kin or nick word (Nena, Chino, Gordo; brief C1): weak evidence, never a name of its own."""
    return _plain(name) in tables().kin_words
