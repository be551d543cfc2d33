"""What comparisons tell twice: the share of each one's bits that counts (``discount``).

A village, its surnames, its language and its families go together, and what agrees once agrees again. Added up as if
they were independent, such comparisons overstate a pair of strangers. The mixture knows better what a pair is than
the plain sum does: it has seen cousins and namesakes as classes of their own, the other candidates of the inquiry,
and, where there are any, decisions. Logistic regression of that judgement on the bits of each comparison, with
coefficients held between ``LEAST`` and 1 and drawn to 1, gives how much of each counts. No comparison can count for
more than its own bits, and none can turn against itself.

The regression is on the very score that matching uses, rival sibling included:

    score = -log2(2^-Σ d w + 2^-(Σ d k + sigma)),  logit of P(same child) = score + prior

with w the bits against a stranger, k those against a sibling. Its minimum is found by projected Gauss–Newton steps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.training.evidence import Evidence
from tracing.linkage.training.model import CHILD, SIBLING, Model, sigma_of

__all__ = ["Overlap", "bits_of", "measure_overlap", "total_bits"]

Floats = NDArray[np.float64]

LEAST = 0.3
PULL = 20.0
"""Pairs' worth of belief that a comparison counts in full."""

_STEPS = 60
_FAR = -14.0
"""Log-odds, in bits, under which a pair of strangers no longer teaches anything."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Share of each comparison's bits that counts; ``sigma`` and ``prior_bits`` that go with them."""

    discount: Floats
    sigma: float
    prior_bits: float


def bits_of(model: Model, evidence: Evidence) -> tuple[Floats, Floats]:
    """Return the bits of every comparison against a stranger and against a sibling, (comparisons, pairs)."""
    against = model.bits(CHILD) + model.offset
    rows = np.arange(evidence.levels.shape[0])[:, None]
    stranger = np.nan_to_num(against)[rows, evidence.levels] + evidence.extra
    kin = np.zeros_like(stranger)
    if model.shares[SIBLING] > 0:
        kin = np.nan_to_num(np.log2(model.levels[CHILD] / model.levels[SIBLING]))[rows, evidence.levels]
    return stranger, kin


def total_bits(stranger: Floats, kin: Floats, discount: Floats, sigma: float) -> tuple[Floats, Floats]:
    """Return the match weight in bits and the stranger's part in the two rivals, pair by pair."""
    plain, sibling = discount @ stranger, discount @ kin + sigma
    gap = plain - sibling
    share = 1.0 / (1.0 + np.exp2(np.clip(gap, -60, 60)))
    return np.minimum(plain, sibling) - np.log2(1.0 + np.exp2(-np.abs(gap))), share


def measure_overlap(
    model: Model,
    evidence: Evidence,
    same: Floats,
    weight: Floats | None = None,
    pull: float = PULL,
) -> Overlap:
    """Return the discounts under which the score says best what ``same``, P(same child) of each candidate, says."""
    kinship = bool(model.shares[SIBLING] > 0)
    sigma = sigma_of(model) if kinship else 1000.0
    stranger, kin = bits_of(model, evidence)
    rows = len(stranger)
    prior = float(np.log2(model.shares[CHILD]))
    telling = (total_bits(stranger, kin, np.ones(rows), sigma)[0] + prior > _FAR) | (same > 1e-4)
    stranger, kin, same = stranger[:, telling], kin[:, telling], same[telling]
    mass = np.ones(len(same)) if weight is None else weight[telling]
    start = np.concatenate([np.ones(rows), [prior, sigma]])
    ridge = np.concatenate([np.full(rows, 2 * pull), [0.02, 0.02 if kinship else 1e9]])
    low = np.concatenate([np.full(rows, LEAST), [-60.0, 0.0]])
    high = np.concatenate([np.ones(rows), [0.0, 1e4]])

    def loss(x: Floats) -> float:
        bits, _ = total_bits(stranger, kin, x[:rows], x[rows + 1])
        logit = (bits + x[rows]) * math.log(2)
        return float(
            (mass * (np.logaddexp(0.0, logit) - same * logit)).sum() + 0.5 * (ridge * (x - start) ** 2).sum()
        )

    x, best = start.copy(), loss(start)
    for _ in range(_STEPS):
        bits, share = total_bits(stranger, kin, x[:rows], x[rows + 1])
        p = 1.0 / (1.0 + np.exp2(np.clip(-(bits + x[rows]), -1000, 1000)))
        slope = np.concatenate([stranger * share + kin * (1 - share), [np.ones_like(p), 1 - share]])
        gradient = slope @ (mass * (p - same)) * math.log(2) + ridge * (x - start)
        curvature = (slope * (mass * p * (1 - p))) @ slope.T * math.log(2) ** 2 + np.diag(ridge)
        held = ((x <= low) & (gradient > 0)) | ((x >= high) & (gradient < 0))
        free = np.flatnonzero(~held)
        step = np.zeros_like(x)
        step[free] = np.linalg.solve(curvature[np.ix_(free, free)], gradient[free])
        length = 1.0
        while length > 1e-4:
            tried = np.clip(x - length * step, low, high)
            value = loss(tried)
            if value < best:
                break
            length /= 2
        else:
            break
        done = best - value < 1e-6 * (1.0 + abs(best))
        x, best = tried, value
        if done:
            break
    return Overlap(x[:rows].copy(), float(x[rows + 1]), float(x[rows]))
