"""How well links agree with the truth (design, "Evaluation").

Pairs: precision, recall and F1 at every weight threshold, pair completeness of what was kept. Inquiries: recall at
rank k and mean reciprocal rank over those that have a child. Probabilities: expected calibration error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["Evaluation", "Operating", "evaluate"]

RANKS = (1, 3, 5, 10, 20)
BINS = 20
_LIKELY = 0.05


@dataclass(frozen=True, slots=True)
class Operating:
    """Precision, recall and F1 of the pairs with at least ``weight`` bits."""

    weight: float
    precision: float
    recall: float
    f1: float
    pairs: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures of one run against the truth; ``curve`` has one row per threshold (weight, precision, recall, F1)."""

    links: int
    true_pairs: int
    inquiries_with_child: int
    pair_completeness: float
    best: Operating
    strong: Operating | None
    recall_at: dict[int, float]
    mean_reciprocal_rank: float
    calibration_error: float
    calibration_error_likely: float
    curve: pd.DataFrame
    weights_true: NDArray[np.float64]
    weights_false: NDArray[np.float64]

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as JSON-ready values, without the curve."""
        return {
            "links": self.links,
            "true_pairs": self.true_pairs,
            "inquiries_with_child": self.inquiries_with_child,
            "pair_completeness": self.pair_completeness,
            "precision": self.best.precision,
            "recall": self.best.recall,
            "f1": self.best.f1,
            "best": asdict(self.best),
            "strong": None if self.strong is None else asdict(self.strong),
            **{f"recall@{k}": value for k, value in self.recall_at.items()},
            "mrr": self.mean_reciprocal_rank,
            "calibration_error": self.calibration_error,
            "calibration_error_likely": self.calibration_error_likely,
        }


def _operating(weight: float, hits: int, pairs: int, truths: int) -> Operating:
    precision = hits / pairs if pairs else 0.0
    recall = hits / truths if truths else 0.0
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return Operating(weight, precision, recall, f1, pairs)


def _curve(weight: NDArray[np.float64], true: NDArray[np.bool_], truths: int) -> pd.DataFrame:
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
        {"weight": weight[last], "precision": precision, "recall": recall, "f1": f1, "pairs": pairs[last]}
    )


def expected_calibration_error(
    probability: NDArray[np.float64], true: NDArray[np.bool_], bins: int = BINS
) -> float:
    """Return the mean gap between stated and observed probability over equal-width bins, weighted by pairs
    (Naeini, Cooper and Hauskrecht 2015)."""
    if len(probability) == 0:
        return 0.0
    number = np.minimum((probability * bins).astype(int), bins - 1)
    size = np.bincount(number, minlength=bins)
    stated = np.bincount(number, weights=probability, minlength=bins)
    observed = np.bincount(number, weights=true.astype(float), minlength=bins)
    return float(np.abs(stated - observed).sum() / size.sum())


def evaluate(links: pd.DataFrame, truth: pd.DataFrame, ranks: Sequence[int] = RANKS) -> Evaluation:
    """Compare links (file contract) with the true pairs (columns ``child_id``, ``inquiry_id``)."""
    pairs = truth[["child_id", "inquiry_id"]].astype(str).drop_duplicates()
    found = links.assign(child_id=links["child_id"].astype(str), inquiry_id=links["inquiry_id"].astype(str))
    marked = found.merge(pairs.assign(true=True), on=["child_id", "inquiry_id"], how="left")
    true = marked["true"].notna().to_numpy()
    weight = found["weight"].to_numpy(dtype=float)
    probability = found["probability"].to_numpy(dtype=float)
    truths = len(pairs)
    curve = _curve(weight, true, truths)
    best = _operating(0.0, 0, 0, truths)
    if len(curve):
        row = curve.iloc[int(curve["f1"].to_numpy().argmax())]
        best = Operating(
            float(row["weight"]),
            float(row["precision"]),
            float(row["recall"]),
            float(row["f1"]),
            int(row["pairs"]),
        )
    strong = None
    if "band" in found.columns:
        in_band = (found["band"].astype(str) == "strong").to_numpy()
        least = float(weight[in_band].min()) if in_band.any() else float("inf")
        strong = _operating(least, int((true & in_band).sum()), int(in_band.sum()), truths)
    sought = pairs["inquiry_id"].nunique()
    first = found.loc[true].groupby("inquiry_id")["rank"].min().to_numpy(dtype=float)
    likely = probability >= _LIKELY
    return Evaluation(
        links=len(found),
        true_pairs=truths,
        inquiries_with_child=sought,
        pair_completeness=float(true.sum() / truths) if truths else 0.0,
        best=best,
        strong=strong,
        recall_at={k: float((first <= k).sum() / sought) if sought else 0.0 for k in ranks},
        mean_reciprocal_rank=float((1.0 / first).sum() / sought) if sought else 0.0,
        calibration_error=expected_calibration_error(probability, true),
        calibration_error_likely=expected_calibration_error(probability[likely], true[likely]),
        curve=curve,
        weights_true=weight[true],
        weights_false=weight[~true],
    )
