"""Precision, recall and F1 by threshold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["Operating", "best_of", "curve_of", "operating"]


@dataclass(frozen=True, slots=True)
class Operating:
    """Precision, recall and F1 of the pairs with at least ``weight`` bits."""

    weight: float
    precision: float
    recall: float
    f1: float
    pairs: int


def operating(weight: float, hits: int, pairs: int, truths: int) -> Operating:
    """Return the figures of ``pairs`` links of which ``hits`` are true, out of ``truths`` true pairs."""
    precision = hits / pairs if pairs else 0.0
    recall = hits / truths if truths else 0.0
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return Operating(weight, precision, recall, f1, pairs)


def curve_of(weight: NDArray[np.float64], true: NDArray[np.bool_], truths: int) -> pd.DataFrame:
    """Return one row per distinct weight, highest first: weight, precision, recall, f1, pairs, hits."""
    order = np.argsort(-weight, kind="stable")
    weight, true = weight[order], true[order]
    hits = np.cumsum(true)
    pairs = np.arange(1, len(weight) + 1)
    # A threshold takes all pairs of its weight: only the last of equal weights is a point of the curve.
    last = np.append(weight[1:] != weight[:-1], True) if len(weight) else np.empty(0, dtype=bool)
    precision = hits[last] / pairs[last]
    recall = hits[last] / truths if truths else np.zeros(int(last.sum()))
    both = precision + recall
    f1 = np.divide(2 * precision * recall, both, out=np.zeros_like(both), where=both > 0)
    return pd.DataFrame(
        {
            "weight": weight[last], "precision": precision, "recall": recall, "f1": f1,
            "pairs": pairs[last], "hits": hits[last],
        }
    )  # fmt: skip


def best_of(curve: pd.DataFrame, truths: int) -> Operating:
    """Return the point of best F1; of equal ones that of the highest weight."""
    if len(curve) == 0:
        return operating(0.0, 0, 0, truths)
    row = curve.iloc[int(curve["f1"].to_numpy().argmax())]
    return operating(float(row["weight"]), int(row["hits"]), int(row["pairs"]), truths)
