"""Where the bands of a matcher begin, and how good it is held to be, from calibrated probabilities alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Expected", "expected_quality"]

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
