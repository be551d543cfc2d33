"""Training a matcher from two files: the steps in their order, and what to do where one fails."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.calibration import fit_isotonic, held_out, map_for
from tracing.linkage.encode import Progress
from tracing.linkage.evaluation.measure import expected_calibration_error
from tracing.linkage.matcher import MatcherFile
from tracing.linkage.training.assemble import TrainingError, Unseen, assemble, rare_levels, unseen_levels
from tracing.linkage.training.classes import RULE
from tracing.linkage.training.em import Fit, Labels, Step, fit
from tracing.linkage.training.evidence import Evidence
from tracing.linkage.training.model import CHILD, UNRELATED, Model, shipped_model
from tracing.linkage.training.operating import Expected, expected_quality
from tracing.linkage.training.overlap import bits_of, measure_overlap, total_bits
from tracing.linkage.training.steps import told

__all__ = ["LEAST_MATCHES", "Learnt", "learn"]

Floats = NDArray[np.float64]
Rescore = Callable[[MatcherFile], Floats]
"""The match weights, in bits, of the candidates by a new matcher."""

LEAST_MATCHES = 50
"""Pairs of the same child from which levels can be learnt at all."""

LEAST_CANDIDATES = 500
RULE_PRECISION = 0.98
"""Stated precision of the rule ``classes.RULE``: homonyms born on one day are rare."""

_FOLDS = 3
_STARTS = ((1.0, 0.0), (0.4, 0.0), (1.5, 0.25))
"""Several starts: the prior times the first number, m drawn to u by the second."""

_AGREE = 0.01
"""Difference of the expected pairs of the same child, as a share, up to which two starts came to rest at one place."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """A trained matcher and how training went.

    ``calibration_error`` is that of probabilities which come from a model and a map that haven't seen the labels of the
    pair's family, each judged pair counting for those that it stands for; NaN without labels.
    """

    matcher: MatcherFile
    fits: tuple[Fit, ...]
    best: Fit
    unseen: list[Unseen]
    expected: Expected
    calibration_error: float
    prior_by_rule: float
    matches: float

    @property
    def expected_pairs(self) -> tuple[float, float]:
        """The fewest and the most expected pairs of the same child to which a start came."""
        found = [f.history[-1]["child"] for f in self.fits]
        return min(found), max(found)

    @property
    def starts_agree(self) -> bool:
        """Whether all starts came to as many pairs of the same child."""
        best = self.best.history[-1]["child"]
        return all(abs(pairs / best - 1) < _AGREE for pairs in self.expected_pairs)


def prior_by_rule(matcher: MatcherFile, evidence: Evidence, model: Model) -> float:
    """Return the share of pairs of the same child by a rule of stated precision.

    The rule's pairs × its precision, over the share of such pairs that it finds, which is the product of the shipped
    m of its levels. For plain tables the rule is that the three weightiest comparisons reach their strongest level.
    """
    rows: dict[int, list[int]] = {}
    for i, comparison in enumerate(matcher.comparisons):
        if matcher.schema == "tracing" and comparison.kind in RULE:
            rows[i] = [j for j, level in enumerate(comparison.levels) if level.name in RULE[comparison.kind]]
    if not rows:
        weight = [c.levels[0].m / c.levels[0].u for c in matcher.comparisons]
        rows = {int(i): [0] for i in np.argsort(weight)[-3:]}
    kept = np.ones(evidence.candidates, dtype=bool)
    recall = 1.0
    for i, levels in rows.items():
        last = len(matcher.comparisons[i].levels) - 1
        kept &= np.isin(evidence.levels[i], levels)
        said = float((evidence.levels[i] != last).mean()) if evidence.candidates else 1.0
        recall *= float(model.levels[CHILD, i, levels].sum()) * max(said, 0.05)
    pairs = max(float(kept.sum()), 1.0) * RULE_PRECISION / recall
    return float(min(pairs / evidence.pairs, 0.2))


def _start(prior: Model, scale: float, towards: float) -> Model:
    levels = prior.levels.copy()
    levels[CHILD] = (1 - towards) * levels[CHILD] + towards * levels[UNRELATED]
    shares = prior.shares * np.where(prior.shares < 0.5, scale, 1.0)
    shares[UNRELATED] = 1 - shares[:UNRELATED].sum()
    return Model(levels, prior.offset, shares)


def _check(evidence: Evidence) -> None:
    if evidence.candidates < LEAST_CANDIDATES:
        raise TrainingError(
            f"only {evidence.candidates:,} candidate pairs; training needs at least {LEAST_CANDIDATES:,}. "
            "Give it more records, or a matcher whose blocking rules bring more pairs."
        )


def _held_out(
    matcher: MatcherFile,
    evidence: Evidence,
    prior: Model,
    labels: Labels,
    start: Model,
    fold: NDArray[np.int64],
) -> Floats:
    """Return the bits of every pair by a model that hasn't seen the labels of its ``fold``, of whole families."""
    bits = np.zeros(evidence.candidates)
    for number in range(_FOLDS):
        out = fold == number
        same = np.where(out, np.nan, labels.same)
        part = Labels(
            same,
            labels.sibling & ~out,
            np.where(out & ~np.isnan(labels.same), 1.0, labels.weight),
            labels.error,
        )
        found = fit(evidence, start, prior, matcher, part)
        known = ~np.isnan(part.same)
        overlap = measure_overlap(found.model, evidence, found.posterior[CHILD], part.weight * known)
        stranger, kin = (table[:, out] for table in bits_of(found.model, evidence))
        sigma = overlap.sigma if matcher.kinship is not None else 1e3
        bits[out] = total_bits(stranger, kin, overlap.discount, sigma)[0]
    return bits


def learn(
    matcher: MatcherFile,
    evidence: Evidence,
    rescore: Rescore,
    labels: Labels | None = None,
    family: NDArray[np.int64] | None = None,
    step: Step | None = None,
    progress: Progress | None = None,
) -> Learnt:
    """Learn a matcher from the evidence of two files.

    ``matcher`` gives the comparisons, the levels' priors and the blocking; ``rescore`` weighs the candidates by the
    result; ``family`` numbers the family of each inquiry, by which labels are held out. Raises TrainingError with
    what to do where there is too little to learn from, or the iteration doesn't come to rest.
    """
    _check(evidence)
    unseen = unseen_levels(matcher, evidence)
    first = shipped_model(matcher, 1e-4)
    guess = prior_by_rule(matcher, evidence, first)
    prior = shipped_model(matcher, guess)
    # Where every pair is labelled, there is nothing to come to from elsewhere; decisions leave most pairs open.
    labelled = labels is not None and not np.isnan(labels.same).any()
    starts = _STARTS[:1] if labelled else _STARTS
    steps = [told(progress, step if n == 1 else None, n, len(starts)) for n in range(1, len(starts) + 1)]
    fits = [
        fit(evidence, _start(prior, scale, towards), prior, matcher, labels, each)
        for (scale, towards), each in zip(starts, steps, strict=True)
    ]
    settled = [f for f in fits if f.converged]
    if not settled:
        raise TrainingError(
            "the iteration did not come to rest from any start. The two files may have hardly any child in common, "
            "or the matcher's levels may not fit them; give truth or decisions with --truth or --decisions."
        )
    best = max(settled, key=lambda f: f.likelihood)
    same = best.posterior[CHILD]
    weight = np.ones(len(same)) if labels is None else labels.weight
    matches = float((same * weight).sum())
    if matches < LEAST_MATCHES:
        raise TrainingError(
            f"about {matches:.0f} pairs of the same child; training needs at least {LEAST_MATCHES}. "
            "Give it more records of children who are sought, or use the matcher as it is."
        )
    known = np.ones(len(same)) if labels is None else (~np.isnan(labels.same)).astype(np.float64)
    overlap = measure_overlap(best.model, evidence, same, weight * known)
    if matcher.schema == "tracing":
        unseen += [u for u in rare_levels(matcher, evidence, same) if u not in unseen]
    trained = assemble(matcher, best.model, overlap, unseen, matches / evidence.pairs)
    bits = rescore(trained)
    judged, judged_bits = known > 0, bits
    fold = None if labels is None or family is None else (family % _FOLDS)[evidence.inquiry]
    if labels is not None and fold is not None:
        # The map is fitted on weights by models that haven't seen the pair's family, shifted to the final scale.
        apart = _held_out(matcher, evidence, prior, labels, best.model, fold)
        near = judged & (same > 0.5)
        judged_bits = apart + float(np.median(bits[near] - apart[near])) if near.any() else apart
    ranked = judged & (judged_bits >= matcher.output)
    posterior = judged_bits[ranked] + trained.prior_bits
    fit_map = fit_isotonic if labels is None else map_for(len(posterior))
    try:
        calibration = fit_map(posterior, same[ranked], weight[ranked])
    except ValueError as error:
        raise TrainingError(f"nothing to calibrate on: {error}. Give more records or decisions.") from error
    probability = calibration.probability(posterior)
    expected = expected_quality(judged_bits[ranked], probability, weight[ranked])
    strong = round(expected.strong, 2)
    trained = replace(
        trained,
        calibration=calibration,
        strong=strong,
        possible=round(max(expected.possible, matcher.output), 2),
        # Two files say nothing of duplicates: theirs keeps its distance, since bits of one scale went to another.
        duplicate=None
        if matcher.duplicate is None
        else round(matcher.duplicate + strong - matcher.strong, 2),
    )
    off = math.nan
    if fold is not None:
        # A third that the others are too few to say anything of leaves the error unknown.
        with contextlib.suppress(ValueError):
            apart = held_out(posterior, same[ranked], weight[ranked], fold[ranked], fit_map)
            off = expected_calibration_error(apart, same[ranked] > 0.5, weight=weight[ranked])
    return Learnt(trained, tuple(fits), best, unseen, expected, off, guess, matches)
