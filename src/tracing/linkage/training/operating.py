"""Where the bands of a matcher begin, and how good it is held to be, from calibrated probabilities alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.distinct import distinct

__all__ = ["Expected", "Threshold", "expected_quality", "find_threshold"]

Floats = NDArray[np.float64]

POSSIBLE = 0.05
"""A pair worth an officer's look: one in twenty such pairs is the child."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Thresholds in bits, and precision, recall and F1 to be expected of the pairs from ``strong`` up."""

    strong: float
    possible: float
    precision: float
    recall: float
    f1: float


def expected_quality(bits: Floats, probability: Floats, weight: Floats | None = None) -> Expected:
    """Return the threshold of the best expected F1 over ranked pairs, and that from which pairs are possible.

    ``probability`` is P(same child) of each pair. Expected true pairs above a threshold are the sum of their
    probabilities; all of them together stand for all true pairs. ValueError without pairs.
    """
    if len(bits) == 0:
        raise ValueError("no pairs")
    mass = np.ones(len(bits)) if weight is None else weight
    order = np.argsort(-bits, kind="stable")
    x, p, w = bits[order], probability[order], mass[order]
    hits, pairs = np.cumsum(p * w), np.cumsum(w)
    f1 = 2 * hits / np.maximum(pairs + hits[-1], 1e-12)
    best = int(np.argmax(f1))
    strong = float(x[best])
    likely = x[p >= POSSIBLE]
    possible = min(float(likely.min()) if len(likely) else strong, strong)
    return Expected(
        strong, possible, float(hits[best] / pairs[best]), float(hits[best] / hits[-1]), float(f1[best])
    )


@dataclass(frozen=True, slots=True)
class Threshold:
    """The lowest weight from which few enough links are false. ``weight`` and ``interval`` (95 %, families resampled)
    in bits, None where no threshold will do; ``links`` and ``inquiries`` count what lies above, ``true`` and ``false``
    are (estimated) numbers of such links, ``found`` is the share of all true pairs among the links that lies above."""

    most_false_per_100: float
    weight: float | None
    interval: tuple[float, float] | None
    links: int
    inquiries: int
    per_100_inquiries: float
    true: float
    false: float
    found: float


def _lowest(bits: Floats, true: Floats, mass: Floats, most_false: float) -> float | None:
    """Return the lowest weight at which the links from there up are false at most in the share ``most_false``."""
    order = np.argsort(-bits, kind="stable")
    x, wrong = bits[order], np.cumsum((mass * (1 - true))[order])
    pairs = np.cumsum(mass[order])
    # A threshold takes all links of its weight: only the last of equal weights is one.
    last = np.append(x[1:] != x[:-1], True) if len(x) else np.empty(0, dtype=bool)
    fits = last & (pairs > 0) & (wrong <= most_false * pairs)
    return float(x[np.flatnonzero(fits)[-1]]) if fits.any() else None


def find_threshold(
    bits: Floats,
    true: Floats,
    weight: Floats,
    inquiry: NDArray[np.int64],
    family: NDArray[np.int64],
    most_false_per_100: float,
    resamples: int = 200,
    seed: int = 0,
) -> Threshold:
    """Return the threshold for at most ``most_false_per_100`` false links in 100.

    ``true`` is 1 or 0, NaN for a link that nobody judged; ``weight`` how many links each judged one stands for;
    ``family`` the family of each link, whole families being drawn for the interval.
    """
    judged = ~np.isnan(true) & (weight > 0)
    x, y, w, unit = bits[judged], true[judged], weight[judged], family[judged]
    share = most_false_per_100 / 100
    at = _lowest(x, y, w, share)
    if at is None:
        return Threshold(most_false_per_100, None, None, 0, 0, 0.0, 0.0, 0.0, 0.0)
    rng = np.random.default_rng(seed)
    count = int(family.max(initial=-1)) + 1
    drawn = []
    for _ in range(resamples):
        times = np.bincount(rng.integers(0, count, count), minlength=count).astype(np.float64)
        again = _lowest(x, y, w * times[unit], share)
        # Where no threshold will do in a draw, it lies above all links.
        drawn.append(float(x.max()) if again is None else again)
    low, high = np.percentile(drawn, (2.5, 97.5)) if drawn else (at, at)
    above, kept = bits >= at, x >= at
    inquiries = len(distinct(inquiry[above]))
    hits = float((w * y)[kept].sum())
    return Threshold(
        most_false_per_100,
        at,
        (float(low), float(high)),
        int(above.sum()),
        inquiries,
        100.0 * float(above.sum()) / max(len(distinct(inquiry)), 1),
        hits,
        float((w * (1 - y))[kept].sum()),
        hits / max(float((w * y).sum()), 1e-12),
    )
