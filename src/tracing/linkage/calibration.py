"""Calibration: from bits to the share of pairs that are found true, and how far stated and found shares lie apart.

Two maps: isotonic (pool adjacent violators; Ayer et al. 1955, Zadrozny and Elkan 2002), which follows any shape, and
Platt's two numbers (Platt 1999), which need few decisions. Either is a ``Calibration`` of the matcher file.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.matcher import Calibration

__all__ = ["FitMap", "fit_isotonic", "fit_platt", "held_out", "isotonic", "map_for"]

Floats = NDArray[np.float64]
FitMap = Callable[[Floats, Floats, Floats], Calibration]
"""Posterior bits, true (0 … 1) and weights of pairs → a map."""

KNOTS = 16
"""Points of a written map: enough for its bend, few enough to be read."""

_SHARPEST = 0.9995
"""No map states more: a thousand decisions can't show that fewer than one in two thousand is wrong."""

FEW = 500
"""Judged pairs under which a map is Platt's. An isotonic one bends after every few pairs and follows their noise: with
fewer than some 200 to 1,000 pairs Platt's was the better map for every learner that Niculescu-Mizil and Caruana
("Predicting good probabilities with supervised learning", 2005) tried."""


def isotonic(values: Floats, weights: Floats) -> Floats:
    """Return the non-decreasing sequence nearest to ``values`` in weighted squares, by pooling adjacent violators."""
    level: list[float] = []
    weight: list[float] = []
    size: list[int] = []
    for value, mass in zip(values.tolist(), weights.tolist(), strict=True):
        level.append(value)
        weight.append(mass)
        size.append(1)
        while len(level) > 1 and level[-2] >= level[-1]:
            total = weight[-2] + weight[-1]
            mean = (level[-2] * weight[-2] + level[-1] * weight[-1]) / total if total > 0 else level[-2]
            count = size[-2] + size[-1]
            del level[-1], weight[-1], size[-1]
            level[-1], weight[-1], size[-1] = mean, total, count
    return np.repeat(np.array(level), size)


def _needs_two_weights(bits: Floats) -> None:
    if len(bits) == 0 or bits.min() == bits.max():
        raise ValueError("calibration needs pairs of at least two different weights")


def _stated(probability: float) -> float:
    return float(f"{min(max(probability, 1 - _SHARPEST), _SHARPEST):.4g}")


def fit_isotonic(
    bits: Floats, true: Floats, weights: Floats | None = None, knots: int = KNOTS
) -> Calibration:
    """Fit a map by isotonic regression of ``true`` (0 … 1) on posterior ``bits``, thinned to at most ``knots`` points.

    Pairs are taken together in groups of equal information before pooling, so that the written map is no wilder than
    its data. ValueError where there are fewer than two different values of ``bits``.
    """
    mass = np.ones(len(bits)) if weights is None else weights
    _needs_two_weights(bits)
    order = np.argsort(bits, kind="stable")
    x, y, w = bits[order], true[order], mass[order]
    # Groups hold equal shares of the standard deviation: most pairs are plainly false and would take all the knots.
    smooth = isotonic(y, w)
    spread = np.cumsum(w * (np.sqrt(smooth * (1 - smooth)) + 1e-3))
    group = np.minimum((spread / spread[-1] * knots).astype(int), knots - 1)
    total = np.bincount(group, w, knots).astype(np.float64)
    kept = total > 0
    mean_bits = np.bincount(group, w * x, knots)[kept] / total[kept]
    mean_true = isotonic(np.bincount(group, w * y, knots)[kept] / total[kept], total[kept])
    points: list[tuple[float, float]] = []
    for b, p in zip(mean_bits.tolist(), mean_true.tolist(), strict=True):
        at = (round(b, 3), _stated(p))
        if not points or at[0] > points[-1][0]:
            points.append(at)
    # A point between two of its own height says nothing.
    points = [
        at
        for i, at in enumerate(points)
        if i in (0, len(points) - 1) or not points[i - 1][1] == at[1] == points[i + 1][1]
    ]
    if len(points) < 2:
        points = [(points[0][0] - 1.0, points[0][1]), points[0]]
    return Calibration(points=tuple(points))


def fit_platt(bits: Floats, true: Floats, weights: Floats | None = None) -> Calibration:
    """Fit log-odds = slope × bits + offset by weighted logistic regression (Newton), drawn slightly to (1, 0)."""
    mass = np.ones(len(bits)) if weights is None else weights
    design = np.stack([bits, np.ones_like(bits)])
    start, pull = np.array([1.0, 0.0]), np.array([2.0, 0.02])

    def loss(beta: Floats) -> float:
        logit = (beta @ design) * math.log(2)
        fit = (mass * (np.logaddexp(0.0, logit) - true * logit)).sum()
        return float(fit + 0.5 * (pull * (beta - start) ** 2).sum())

    beta, best = start, loss(start)
    for _ in range(50):
        p = 1.0 / (1.0 + np.exp2(np.clip(-(beta @ design), -1000, 1000)))
        gradient = design @ (mass * (p - true)) * math.log(2) + pull * (beta - start)
        curvature = (design * (mass * p * (1 - p))) @ design.T * math.log(2) ** 2 + np.diag(pull)
        step = np.linalg.solve(curvature, gradient)
        # Newton's step may go too far where the curve is flat: halve it until it leads downwards.
        while np.abs(step).max() > 1e-10 and loss(beta - step) >= best:
            step = step / 2
        if np.abs(step).max() <= 1e-10:
            break
        beta = beta - step
        best = loss(beta)
    return Calibration(max(float(beta[0]), 0.01), float(beta[1]))


def _fit_few(bits: Floats, true: Floats, weights: Floats) -> Calibration:
    """Fit Platt's map, written as the two points beyond which it would state too much."""
    _needs_two_weights(bits)
    plain = fit_platt(bits, true, weights)
    points = []
    for probability in (_stated(0.0), _stated(1.0)):
        odds = math.log2(probability / (1 - probability))
        points.append((round((odds - plain.offset) / plain.slope, 3), probability))
    return Calibration(points=tuple(points))


def map_for(judged: int) -> FitMap:
    """Return how a map is fitted to so many pairs that people judged: isotonic, or Platt's two numbers under ``FEW`` of them.

    Either raises ValueError where there are fewer than two different values of bits.
    """
    return fit_isotonic if judged >= FEW else _fit_few


def held_out(bits: Floats, true: Floats, weights: Floats, fold: NDArray[np.int64], fit_map: FitMap) -> Floats:
    """Return the probability of each pair by a map that was fitted without the pairs of its ``fold``.

    ValueError where the pairs of the other folds are too few for a map.
    """
    probability = np.empty(len(bits))
    for number in np.unique(fold):
        out = fold == number
        probability[out] = fit_map(bits[~out], true[~out], weights[~out]).probability(bits[out])
    return probability
