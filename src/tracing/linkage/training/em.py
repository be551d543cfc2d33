"""Expectation–maximisation over all pairs of two files (Dempster, Laird and Rubin 1977; Winkler 1988 for linkage).

The likelihood is that of *all* pairs, not of those that blocking kept: whether a pair is a candidate follows from its
values, so nothing is selected once the others are counted, and a level's u is its share among all unrelated pairs.
The pairs that aren't candidates are held to be unrelated; what blocking loses of the others is too little to tell.

Four things keep it from wandering:

* Dirichlet priors: the shipped matcher stands for ``STRENGTH_PAIRS`` pairs of each class that is learnt.
* What is the family's (surnames, parents, home, telephone) is learnt once, for the child and its siblings together.
* Weights fall along the levels that are an order of strength. Given u, the likeliest m with m/u falling is the
  isotonic regression of m/u with weights u (Dykstra, Kochar and Robertson 1995).
* One inquiry asks for one child, who may stand in the register twice. With o the odds of a candidate alone and A their
  sum over the inquiry, the chance that it is the child is o/(1 + A), and that it is a second record of the child is
  the chance of each other candidate times ρo/(1 + ρo), where ρ is how often a child is recorded again (brief H3).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.calibration import isotonic
from tracing.linkage.matcher import MatcherFile
from tracing.linkage.training.classes import STRENGTH
from tracing.linkage.training.evidence import Evidence
from tracing.linkage.training.model import (
    CHILD,
    CLASSES,
    NAMESAKES,
    RELATIVES,
    SIBLING,
    UNRELATED,
    Model,
    own_rows,
    rarity_rows,
)

__all__ = ["Fit", "Labels", "Step", "fit", "monotone_rows", "posteriors"]

Floats = NDArray[np.float64]

STRENGTH_PAIRS = 200.0
STRENGTH_UNRELATED = 1000.0
STRENGTH_REFERENCE = 20.0
RECORDED_AGAIN = 0.1
MOST_STEPS = 200
ENOUGH = 1e-4
"""Change of the classes' sizes, as a sum of logarithms, from which EM has converged."""

_MOST_BITS = 60.0

STRENGTH_ERROR = 100.0
"""Decisions that the expected share of wrong ones counts as."""

MOST_ERROR = 0.3
"""Nobody is taken to err more often: else the records alone would speak, and call the people wrong."""

Step = Callable[[int, dict[str, float], float], None]
"""Called after each iteration with its number, the expected pairs of each class and the change."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What people decided of the candidates: ``same`` is 1 for the same child, 0 for another, NaN where nobody said;
    ``sibling`` marks pairs of siblings. ``weight`` is how many pairs each stands for when levels are counted. ``error`` is the share
    of decisions that is expected to be wrong: where it isn't 0, a decision is evidence beside the records' rather than the
    last word, and how much it says is learnt along (Dawid and Skene 1979)."""

    same: Floats
    sibling: NDArray[np.bool_]
    weight: Floats
    error: float = 0.0


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model, the posterior of every candidate (classes, pairs) and how the iteration went."""

    model: Model
    posterior: Floats
    converged: bool
    steps: int
    likelihood: float
    history: list[dict[str, float]] = field(default_factory=list)
    error: float = 0.0
    """The share of decisions that is wrong, as learnt."""


def _log_odds(model: Model, evidence: Evidence, rarity: dict[int, tuple[int, ...]]) -> Floats:
    """Return log2 of P(class, pair) / P(unrelated, pair) up to the shares' own, shape (classes, pairs)."""
    rows = np.arange(evidence.levels.shape[0])
    out = np.zeros((len(CLASSES), evidence.candidates))
    for kind in range(len(CLASSES)):
        if model.shares[kind] <= 0:
            out[kind] = -np.inf
            continue
        out[kind] += np.log2(model.shares[kind])
        if kind == UNRELATED:
            continue
        bits = model.bits(kind)
        for row in rows:
            level = evidence.levels[row]
            if row in rarity[kind]:
                out[kind] += (bits[row] + model.offset[row])[level]
                out[kind] += evidence.extra[row]
            else:
                out[kind] += bits[row][level]
    return out


def posteriors(
    model: Model,
    evidence: Evidence,
    rarity: dict[int, tuple[int, ...]],
    labels: Labels | None = None,
    again: float = RECORDED_AGAIN,
) -> tuple[Floats, float]:
    """Return P(class | pair) of the candidates, shape (classes, pairs), and the log2 likelihood: of what a pair was
    decided to be, where it was, each pair counting as often as it does when levels are learnt."""
    log_odds = _log_odds(model, evidence, rarity)
    top = log_odds.max(axis=0)
    share = np.exp2(log_odds - top)
    total = share.sum(axis=0)
    rivals = np.maximum(total - share[CHILD], 1e-300)
    alone = np.exp2(np.clip(log_odds[CHILD] - top - np.log2(rivals), -_MOST_BITS, _MOST_BITS))
    known = np.zeros(len(alone), dtype=bool) if labels is None else ~np.isnan(labels.same)
    sure = known & (labels is not None and labels.error == 0)
    if labels is not None and labels.error > 0:
        odds = (1 - labels.error) / labels.error
        alone = np.where(known, alone * np.where(labels.same == 1, odds, 1 / odds), alone)
        right, wrong = 1 - labels.error, labels.error
        both = np.where(labels.same == 1, right, wrong) * share[CHILD]
        total = np.where(known, both + np.where(labels.same == 1, wrong, right) * rivals, total)
    if labels is not None:
        alone = np.where(sure, np.where(labels.same == 1, 2.0**_MOST_BITS, 0.0), alone)
        total = np.where(sure, np.where(labels.same == 1, share[CHILD], rivals), total)
        if model.shares[SIBLING] > 0:
            total = np.where(labels.sibling, share[SIBLING], total)
    each = top + np.log2(np.maximum(total, 1e-300))
    likelihood = float((each if labels is None else labels.weight * each).sum())
    together = np.bincount(evidence.inquiry, weights=alone, minlength=1)[evidence.inquiry]
    second = again * alone / (1 + again * alone)
    child = (alone + np.maximum(together - alone, 0.0) * second) / (1 + together)
    if labels is not None:
        child = np.where(sure, labels.same, child)
    rest = share / rivals * (1 - child)
    rest[CHILD] = child
    if labels is not None and model.shares[SIBLING] > 0:
        rest[:, labels.sibling] = 0.0
        rest[SIBLING, labels.sibling] = 1.0
    return rest, likelihood


def _counts(levels: NDArray[np.uint8], weights: Floats, width: int) -> Floats:
    return np.stack([np.bincount(row, weights=weights, minlength=width) for row in levels])


def _shares(counts: Floats, prior: Floats, strength: float) -> Floats:
    """Level probabilities from counts with a Dirichlet prior; missing isn't counted."""
    mass = np.where(np.isnan(prior), np.nan, counts + strength * prior)
    return np.asarray(mass / np.nansum(mass, axis=1, keepdims=True))


def monotone_rows(matcher: MatcherFile) -> list[tuple[int, ...]]:
    """Return, for each comparison, the levels that are an order of strength, strongest first."""
    rows = []
    for comparison in matcher.comparisons:
        names = [level.name for level in comparison.levels]
        order = STRENGTH.get(comparison.kind, tuple(names[:-1]))
        rows.append(tuple(names.index(name) for name in order))
    return rows


def monotone(m: Floats, u: Floats, rows: list[tuple[int, ...]]) -> Floats:
    """Return the likeliest ``m`` whose m/u doesn't rise along each row's order; sums stay as they were."""
    out = m.copy()
    for i, order in enumerate(rows):
        at = np.array(order[::-1], dtype=np.intp)
        out[i, at] = u[i, at] * isotonic(m[i, at] / u[i, at], u[i, at])
    return out


def _learn(
    evidence: Evidence, posterior: Floats, weight: Floats, now: Model, prior: Model, matcher: MatcherFile
) -> Model:
    width = now.offset.shape[1]
    counts = [_counts(evidence.levels, kind * weight, width) for kind in posterior]
    levels = now.levels.copy()
    u = _shares(counts[UNRELATED] + evidence.elsewhere, prior.levels[UNRELATED], STRENGTH_UNRELATED)
    m = monotone(_shares(counts[CHILD], prior.levels[CHILD], STRENGTH_PAIRS), u, monotone_rows(matcher))
    levels[UNRELATED], levels[CHILD] = u, m
    if now.shares[SIBLING] > 0:
        shared = m * prior.levels[SIBLING] / prior.levels[CHILD]
        shared /= np.nansum(shared, axis=1, keepdims=True)
        own = _shares(counts[SIBLING], prior.levels[SIBLING], STRENGTH_PAIRS)
        levels[SIBLING] = np.where(own_rows(matcher)[:, None], own, shared)
        for kind in (RELATIVES, NAMESAKES):
            levels[kind] = _shares(counts[kind], prior.levels[kind], STRENGTH_PAIRS)
    offset = now.offset.copy()
    for i, comparison in enumerate(matcher.comparisons):
        for j, level in enumerate(comparison.levels[:-1]):
            if level.frequency > 0:
                at = np.flatnonzero(evidence.levels[i] == j)
                mass = posterior[CHILD, at] * weight[at]
                soft = float((mass * np.exp2(-evidence.extra[i, at].astype(np.float64))).sum())
                soft += STRENGTH_REFERENCE * 2.0 ** float(prior.offset[i, j])
                offset[i, j] = np.log2(soft / (float(mass.sum()) + STRENGTH_REFERENCE))
    shares = np.array([float((kind * weight).sum()) for kind in posterior]) / evidence.pairs
    shares = np.where(now.shares > 0, np.maximum(shares, 1e-12), 0.0)
    shares[UNRELATED] = 1 - shares[:UNRELATED].sum()
    return Model(levels, offset, shares)


def _error(child: Floats, labels: Labels, expected: float) -> float:
    """Return the share of decisions that is wrong; ``expected`` counts as ``STRENGTH_ERROR`` decisions. Each decision counts once,
    whatever it stands for: it is people who err, not strata."""
    known = ~np.isnan(labels.same)
    wrong = float(np.where(labels.same == 1, 1 - child, child)[known].sum())
    return min(MOST_ERROR, (wrong + expected * STRENGTH_ERROR) / (int(known.sum()) + STRENGTH_ERROR))


def fit(
    evidence: Evidence,
    start: Model,
    prior: Model,
    matcher: MatcherFile,
    labels: Labels | None = None,
    step: Step | None = None,
) -> Fit:
    """Iterate from ``start`` until the classes' sizes stand still or ``MOST_STEPS`` are done."""
    rarity = rarity_rows(matcher)
    weight = np.ones(evidence.candidates) if labels is None else labels.weight
    model, history = start, []
    # What the level shares of unrelated pairs are is known before the first step: nearly all pairs are unrelated.
    every = _counts(evidence.levels, np.ones(evidence.candidates), start.offset.shape[1])
    levels = model.levels.copy()
    levels[UNRELATED] = _shares(every + evidence.elsewhere, prior.levels[UNRELATED], STRENGTH_UNRELATED)
    model = Model(levels, model.offset, model.shares)
    error = 0.0 if labels is None else labels.error
    for number in range(1, MOST_STEPS + 1):
        posterior, likelihood = posteriors(model, evidence, rarity, labels)
        if labels is not None and error > 0:
            labels = replace(labels, error=_error(posterior[CHILD], labels, error))
        learnt = _learn(evidence, posterior, weight, model, prior, matcher)
        used = [kind for kind in (CHILD, SIBLING) if model.shares[kind] > 0]
        change = float(np.abs(np.log(learnt.shares[used] / model.shares[used])).sum())
        model = learnt
        sizes = {name: float(model.shares[k] * evidence.pairs) for k, name in enumerate(CLASSES[:UNRELATED])}
        history.append({**sizes, "change": change, "likelihood": likelihood})
        if step is not None:
            step(number, sizes, change)
        if change < ENOUGH:
            break
    posterior, likelihood = posteriors(model, evidence, rarity, labels)
    learnt_error = 0.0 if labels is None else labels.error
    return Fit(model, posterior, change < ENOUGH, number, likelihood, history, learnt_error)
