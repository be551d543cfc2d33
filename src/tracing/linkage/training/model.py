"""The mixture that training fits: how likely each level is in each class of pairs.

Classes: the same child · a full sibling · a relative or neighbour · a namesake · unrelated. A matcher file knows the
first two and the last; relatives and namesakes are there to be set apart, or they would be taken for the child
itself (brief H4.3 to H4.5). Plain tables have the first and the last only.

All level probabilities are conditional on both sides saying something: missing has m = u and weighs nothing.

**Rarity.** A level with ``frequency`` f weighs w(r) = log2(m/u) + f (r - reference) for a value of r bits. As a ratio
of likelihoods, 2^-w must average over the pairs of the same child at that level to u/m (the two densities are over
the same values, and u is the sum of the one that w divides by):

    E[2^-w | level, same child] = u/m   ⇒   2^-(f reference) = E[2^-(f r) | level, same child]

So the reference is not the mean rarity of agreeing values but the smaller soft mean on the left; with the plain mean
a level would be overrated, since rare values weigh more than they are frequent. The mean is taken over the pairs of
the same child, where it is well behaved: over random pairs the equal E[2^(f r) | level, unrelated] hangs on its rarest
few. ``offset`` holds -f reference, costs of unlikely readings included, and a test checks the rule by simulation.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.matcher import MatcherFile
from tracing.linkage.training.classes import FAMILY, NAMESAKE, OWN, RELATIVE

__all__ = ["CHILD", "CLASSES", "NAMESAKES", "RELATIVES", "SIBLING", "UNRELATED", "Model", "shipped_model"]

Floats = NDArray[np.float64]

CLASSES = ("child", "sibling", "relative", "namesake", "unrelated")
CHILD, SIBLING, RELATIVES, NAMESAKES, UNRELATED = range(5)

_SIBLING_FOR_CHILD = 1.2
"""Siblings for each child sought, to begin with."""

_RELATIVES_FOR_CHILD = 3.0
_NAMESAKES_FOR_CHILD = 0.4


@dataclass(frozen=True, slots=True)
class Model:
    """Level probabilities by class, of shape (classes, comparisons, levels), NaN where a comparison has no such
    level; ``offset`` of shape (comparisons, levels), in bits; ``shares`` of all pairs by class, 0 for classes not
    used."""

    levels: Floats
    offset: Floats
    shares: Floats

    def bits(self, kind: int) -> Floats:
        """Return log2(P(level | class) / P(level | unrelated)), 0 for missing."""
        return np.asarray(np.nan_to_num(np.log2(self.levels[kind] / self.levels[UNRELATED])))


def _conditional(rows: list[list[float]], width: int) -> Floats:
    table = np.full((len(rows), width), np.nan)
    for i, row in enumerate(rows):
        known = np.array(row[:-1])
        table[i, : len(known)] = known / known.sum()
    return table


def _rival(
    kinds: tuple[str, ...],
    names: list[list[str]],
    told: Mapping[str, Mapping[str, float]],
    like: list[Floats],
) -> Floats:
    """A rival class: as told for some kinds, for the others like ``like[i]``."""
    table = np.stack(like)
    for i, kind in enumerate(kinds):
        if kind in told:
            known = np.array([told[kind].get(name, 0.01) for name in names[i][:-1]])
            table[i, : len(known)] = known / known.sum()
    return table


def shipped_model(matcher: MatcherFile, prior: float) -> Model:
    """Return the model that a matcher file stands for; ``prior`` is the share of pairs of the same child."""
    comparisons = matcher.comparisons
    width = max(len(c.levels) for c in comparisons)
    kinds = tuple(c.kind for c in comparisons)
    names = [[level.name for level in c.levels] for c in comparisons]
    m = _conditional([[level.m for level in c.levels] for c in comparisons], width)
    u = _conditional([[level.u for level in c.levels] for c in comparisons], width)
    s = _conditional([[level.sibling for level in c.levels] for c in comparisons], width)
    offset = np.zeros_like(m)
    for i, comparison in enumerate(comparisons):
        for j, level in enumerate(comparison.levels):
            offset[i, j] = -level.frequency * level.reference
    shares = np.array([prior, 0.0, 0.0, 0.0, 1.0])
    relative, namesake = u, u
    if matcher.kinship is not None:
        relative = _rival(
            kinds,
            names,
            RELATIVE,
            [(u[i] if kind not in FAMILY else (u[i] + s[i]) / 2) for i, kind in enumerate(kinds)],
        )
        alike = {"given_names": m, "sex": m, "nationality": m, "languages": m, "origin": s, "birth": s}
        namesake = _rival(
            kinds,
            names,
            NAMESAKE,
            [alike[kind][i] if kind in alike else u[i] for i, kind in enumerate(kinds)],
        )
        shares[SIBLING] = prior * _SIBLING_FOR_CHILD
        shares[RELATIVES] = prior * _RELATIVES_FOR_CHILD
        shares[NAMESAKES] = prior * _NAMESAKES_FOR_CHILD
    shares[UNRELATED] = 1 - shares[:UNRELATED].sum()
    return Model(np.stack([m, s, relative, namesake, u]), offset, shares)


def rarity_rows(matcher: MatcherFile) -> dict[int, tuple[int, ...]]:
    """Return, by class, the comparisons whose rarity counts in it: a shared rare name is as rare for a relative."""
    row = {c.kind: i for i, c in enumerate(matcher.comparisons)}
    names = tuple(row[kind] for kind in ("surnames",) if kind in row)
    own = tuple(row[kind] for kind in ("given_names", "surnames") if kind in row)
    everything = tuple(range(len(matcher.comparisons)))
    return {CHILD: everything, SIBLING: everything, RELATIVES: names, NAMESAKES: own, UNRELATED: ()}


def own_rows(matcher: MatcherFile) -> NDArray[np.bool_]:
    """Return which comparisons are of the child itself and not of its family, so that siblings differ in them."""
    return np.array([c.kind in OWN or c.kind not in FAMILY for c in matcher.comparisons])


def sigma_of(model: Model) -> float:
    """Return how much rarer a full sibling is than an unrelated child, in bits."""
    return -math.log2(model.shares[SIBLING] / model.shares[UNRELATED])
