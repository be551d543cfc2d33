"""From a fitted model to a matcher file: levels, discounts, sigma, prior; what was never seen stays as shipped."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.matcher import Comparison, Kinship, Level, MatcherFile
from tracing.linkage.training.classes import MAIN, TWINS
from tracing.linkage.training.evidence import Evidence
from tracing.linkage.training.model import CHILD, SIBLING, UNRELATED, Model
from tracing.linkage.training.overlap import Overlap

__all__ = ["TrainingError", "Unseen", "assemble", "rare_levels", "unseen_levels"]

MOST_BITS = 14.0
"""No level weighs more (brief H2: the cap of a document number): a file of some thousand records can't show how often
a telephone, a list or a name is shared by people it doesn't hold."""

LEAST_BITS = -10.0
SEEN = 5.0
"""Pairs in which a level must occur before its shipped numbers are given up."""


class TrainingError(Exception):
    """Training that came to nothing; the message says what to do."""


FEW_SAME, FEW_OTHERS = 10.0, 1000.0


@dataclass(frozen=True, slots=True)
class Unseen:
    """A level that no pair reached, or too few."""

    comparison: str
    level: str


def unseen_levels(matcher: MatcherFile, evidence: Evidence) -> list[Unseen]:
    """Return the levels that fewer than ``SEEN`` pairs reach. Raises TrainingError where more than half of the levels
    of a main comparison are among them."""
    found = []
    for row, comparison in enumerate(matcher.comparisons):
        counts = np.bincount(evidence.levels[row], minlength=len(comparison.levels)).astype(np.float64)
        counts += np.minimum(evidence.elsewhere[row], evidence.sampled)[: len(counts)]
        missing = [
            Unseen(comparison.name, level.name)
            for level, n in zip(comparison.levels[:-1], counts, strict=False)
            if n < SEEN
        ]
        if comparison.kind in MAIN and 2 * len(missing) > len(comparison.levels) - 1:
            raise TrainingError(
                f"more than half of the levels of {comparison.name} never occur "
                f"({', '.join(u.level for u in missing)}): nothing can be learnt of it. Train on files in which that "
                "field is filled in on both sides, or leave the comparison out of the matcher."
            )
        found += missing
    return found


def rare_levels(matcher: MatcherFile, evidence: Evidence, same: NDArray[np.float64]) -> list[Unseen]:
    """Return the levels that are as good as unknown on both sides: few pairs of the same child (``same`` is P(same
    child) of the candidates) reach them, and few others."""
    found = []
    for row, comparison in enumerate(matcher.comparisons):
        size = len(comparison.levels)
        child = np.bincount(evidence.levels[row], weights=same, minlength=size)
        every = np.bincount(evidence.levels[row], minlength=size) + evidence.elsewhere[row, :size]
        few = (child < FEW_SAME) & (every - child < FEW_OTHERS)
        found += [Unseen(comparison.name, comparison.levels[j].name) for j in np.flatnonzero(few[:-1])]
    return found


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def _level(shipped: Level, m: float, u: float, sibling: float, offset: float) -> Level:
    bits = math.log2(m / u)
    if bits > MOST_BITS:
        u = m / 2**MOST_BITS
    elif bits < LEAST_BITS:
        m, sibling = u * 2**LEAST_BITS, sibling * u * 2**LEAST_BITS / m
    reference = round(-offset / shipped.frequency, 2) if shipped.frequency else -math.log2(_short(u))
    low, high = 1e-9, 1 - 1e-6
    m, u, sibling = (min(max(_short(p), low), high) for p in (m, u, sibling))
    return Level(
        shipped.name, m, u, sibling, shipped.frequency, reference if shipped.frequency else -math.log2(u)
    )


def _comparison(
    shipped: Comparison, row: int, model: Model, discount: float, kinship: bool, unseen: set[tuple[str, str]]
) -> Comparison:
    levels = []
    for j, level in enumerate(shipped.levels):
        if j == len(shipped.levels) - 1 or (shipped.name, level.name) in unseen:
            levels.append(level)
            continue
        m, u = float(model.levels[CHILD, row, j]), float(model.levels[UNRELATED, row, j])
        sibling = float(model.levels[SIBLING, row, j]) if kinship else m
        if level.name in TWINS.get(shipped.kind, ()):
            sibling = max(sibling, level.sibling)
        levels.append(_level(level, m, u, sibling, float(model.offset[row, j])))
    return replace(shipped, levels=tuple(levels), discount=discount)


def assemble(
    shipped: MatcherFile, model: Model, overlap: Overlap, unseen: list[Unseen], prior: float
) -> MatcherFile:
    """Return ``shipped`` with what the model learnt; ``prior`` is P(same child) of a random pair."""
    kept = {(u.comparison, u.level) for u in unseen}
    kinship = shipped.kinship is not None
    discounts: NDArray[np.float64] = np.round(overlap.discount, 2)
    return replace(
        shipped,
        comparisons=tuple(
            _comparison(c, row, model, float(discounts[row]), kinship, kept)
            for row, c in enumerate(shipped.comparisons)
        ),
        prior=_short(prior),
        kinship=Kinship(round(overlap.sigma, 2)) if kinship else None,
    )
