"""How well links agree with the truth (design, "Evaluation").

Pairs: precision, recall and F1 at every weight threshold, pair completeness of what was kept. Inquiries: recall at
rank k and mean reciprocal rank over those that have a child. Probabilities: expected calibration error. Each figure
with an interval by family.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracing.linkage.distinct import distinct
from tracing.linkage.evaluation import bootstrap
from tracing.linkage.evaluation.bootstrap import Interval, Sums, by_family
from tracing.linkage.evaluation.curve import Operating, best_of, curve_of, operating
from tracing.linkage.evaluation.families import families_of
from tracing.linkage.evaluation.judged import Judged, judge
from tracing.linkage.evaluation.ready import ready
from tracing.records import Records

__all__ = [
    "RANKS",
    "Evaluation",
    "evaluate",
    "evaluate_judged",
    "expected_calibration_error",
    "figures_of",
    "reliability",
    "sums_of",
]

RANKS = (1, 3, 5, 10, 20)
BINS = 20
_LIKELY = 0.05
_STEP = 2.0
"""Bits between the thresholds whose figures are tabled."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures of one run against the truth.

    ``curve`` has one row per distinct weight (weight, precision, recall, F1), ``thresholds`` one row every two bits,
    with intervals where there were resamples. ``intervals`` holds, by the names of ``to_dict``, the 95 % interval of
    every figure; those of precision, recall and F1 at the best threshold hold that threshold fixed.
    """

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
    families: int = 0
    intervals: dict[str, Interval] = field(default_factory=dict)
    thresholds: pd.DataFrame = field(default_factory=pd.DataFrame)

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as JSON-ready values, without the curve."""
        figures = {
            "links": self.links,
            "true_pairs": self.true_pairs,
            "inquiries_with_child": self.inquiries_with_child,
            "families": self.families,
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
            "thresholds": self.thresholds.to_dict("records"),
            "intervals": dict(self.intervals),
        }
        return dict(ready(figures))


def _ratio(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.divide(above, below, out=np.zeros_like(above), where=below > 0), dtype=np.float64)


def _three(sums: Sums, name: str, key: str, figures: dict[str, NDArray[np.float64]], column: int = 0) -> None:
    hits, pairs = sums[f"{name}_hits"][:, column], sums[f"{name}_pairs"][:, column]
    truths = sums["truths"][:, 0]
    figures[f"{key}precision"] = _ratio(hits, pairs)
    figures[f"{key}recall"] = _ratio(hits, truths)
    figures[f"{key}f1"] = _ratio(2 * hits, pairs + truths)


def figures_of(
    sums: Sums, ranks: Sequence[int], thresholds: NDArray[np.float64]
) -> dict[str, NDArray[np.float64]]:
    """Every figure as a function of sums; the names are those of ``Evaluation.to_dict``."""
    figures = {"pair_completeness": _ratio(sums["found"][:, 0], sums["truths"][:, 0])}
    _three(sums, "best", "", figures)
    if "strong_pairs" in sums:
        _three(sums, "strong", "strong.", figures)
    sought = sums["sought"][:, 0]
    for column, k in enumerate(ranks):
        figures[f"recall@{k}"] = _ratio(sums["within"][:, column], sought)
    figures["mrr"] = _ratio(sums["reciprocal"][:, 0], sought)
    for name in ("calibration_error", "calibration_error_likely"):
        figures[name] = _ratio(np.abs(sums[f"{name}_gap"]).sum(axis=1), sums[f"{name}_pairs"][:, 0])
    for column, weight in enumerate(thresholds):
        _three(sums, "at", f"{weight:g} bits.", figures, column)
    return figures


def sums_of(
    judged: Judged,
    family: NDArray[np.int64],
    ranks: Sequence[int],
    best: float,
    thresholds: NDArray[np.float64],
    families: int | None = None,
) -> dict[str, NDArray[np.float64]]:
    """What the figures are made of, by family; ``families``: how many there are, where there may be more than these links know."""
    count = families if families is not None else int(family.max()) + 1 if len(family) else 0
    of_link, of_truth = family[judged.link_inquiry], family[judged.truth_inquiry]

    def links(chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
        return by_family(of_link[chosen], count)

    true, weight = judged.true, judged.weight
    sums = {
        "truths": by_family(of_truth, count),
        "found": by_family(of_truth[judged.truth_link >= 0], count),
        "best_pairs": links(weight >= best),
        "best_hits": links(true & (weight >= best)),
    }
    if judged.strong is not None:
        sums |= {"strong_pairs": links(judged.strong), "strong_hits": links(true & judged.strong)}
    first = pd.Series(judged.truth_rank).groupby(judged.truth_inquiry).min()
    of_inquiry, rank = family[first.index.to_numpy(dtype=np.int64)], first.to_numpy(dtype=float)
    sums["sought"] = by_family(of_inquiry, count)
    sums["within"] = np.concatenate([by_family(of_inquiry[rank <= k], count) for k in ranks], axis=1)
    # A pair that isn't ranked adds less than 1e-18: nothing.
    sums["reciprocal"] = by_family(of_inquiry, count, 1.0 / rank)
    probability = judged.probability
    bins = _bin_of(probability, BINS)
    gap = probability - true
    for name, chosen in (
        ("calibration_error", np.ones(len(weight), dtype=bool)),
        ("calibration_error_likely", probability >= _LIKELY),
    ):
        sums[f"{name}_pairs"] = links(chosen)
        sums[f"{name}_gap"] = by_family(of_link[chosen], count, gap[chosen], bins[chosen], BINS)
    if len(thresholds):
        # The highest threshold that a link reaches; from there down it counts at every one.
        reached = np.searchsorted(thresholds, weight, side="right").astype(np.int64)
        for name, chosen in (("at_pairs", reached > 0), ("at_hits", true & (reached > 0))):
            at = by_family(of_link[chosen], count, None, reached[chosen] - 1, len(thresholds))
            sums[name] = at[:, ::-1].cumsum(axis=1)[:, ::-1]
    return sums


def _bin_of(probability: NDArray[np.float64], bins: int) -> NDArray[np.int64]:
    return np.minimum((probability * bins).astype(np.int64), bins - 1)


def reliability(probability: NDArray[np.float64], true: NDArray[np.bool_], bins: int = BINS) -> pd.DataFrame:
    """Return what ``expected_calibration_error`` is the mean of, one row for each bin that holds pairs: ``low, high,
    pairs, stated, observed``, the last two being means over the bin's pairs."""
    number = _bin_of(probability, bins)
    pairs = np.bincount(number, minlength=bins)
    kept = np.flatnonzero(pairs)
    stated, observed = (
        np.bincount(number, weights=of, minlength=bins)[kept] / pairs[kept] for of in (probability, true)
    )
    return pd.DataFrame(
        {
            "low": kept / bins, "high": (kept + 1) / bins, "pairs": pairs[kept], "stated": stated, "observed": observed,
        }
    )  # fmt: skip


def expected_calibration_error(
    probability: NDArray[np.float64],
    true: NDArray[np.bool_],
    bins: int = BINS,
    weight: NDArray[np.float64] | None = None,
) -> float:
    """Return the mean gap between stated and observed probability over equal-width bins, weighted by pairs
    (Naeini, Cooper and Hauskrecht 2015). ``weight`` is how many pairs each stands for, 1 if absent."""
    if len(probability) == 0:
        return 0.0
    mass = np.ones(len(probability)) if weight is None else weight
    number = _bin_of(probability, bins)
    return float(np.abs(np.bincount(number, weights=mass * (probability - true))).sum() / mass.sum())


def _tabled(weight: NDArray[np.float64]) -> NDArray[np.float64]:
    if len(weight) == 0:
        return np.empty(0)
    first, last = (int(np.floor(w / _STEP)) for w in (weight.min(), weight.max()))
    return np.arange(first, last + 1, dtype=np.float64) * _STEP


def _threshold_table(
    thresholds: NDArray[np.float64], exact: dict[str, NDArray[np.float64]], bounds: dict[str, Interval]
) -> pd.DataFrame:
    rows = []
    for weight in thresholds:
        row = {"weight": float(weight)}
        for name in ("precision", "recall", "f1"):
            key = f"{weight:g} bits.{name}"
            row[name] = float(exact[key][0])
            if key in bounds:
                row[f"{name}_low"], row[f"{name}_high"] = bounds.pop(key)
        rows.append(row)
    return pd.DataFrame(rows)


def evaluate_judged(
    judged: Judged,
    family: NDArray[np.int64],
    ranks: Sequence[int] = RANKS,
    *,
    resamples: int = 0,
    seed: int = 0,
) -> Evaluation:
    """Evaluate links that were set beside the truth; ``family`` numbers the family of each of its inquiries."""
    truths = len(judged.truth)
    curve = curve_of(judged.weight, judged.true, truths)
    best = best_of(curve, truths)
    thresholds = _tabled(judged.weight)
    sums = sums_of(judged, family, ranks, best.weight, thresholds)
    strong = None
    if judged.strong is not None:
        least = float(judged.weight[judged.strong].min()) if judged.strong.any() else float("inf")
        hits = int((judged.true & judged.strong).sum())
        strong = operating(least, hits, int(judged.strong.sum()), truths)

    def figures(of: Sums) -> dict[str, NDArray[np.float64]]:
        return figures_of(of, ranks, thresholds)

    exact = figures(bootstrap.total(sums))
    bounds = bootstrap.intervals(sums, figures, resamples, seed)
    table = _threshold_table(thresholds, exact, bounds)
    value = {name: float(values[0]) for name, values in exact.items()}
    return Evaluation(
        links=len(judged.weight),
        true_pairs=truths,
        inquiries_with_child=len(distinct(judged.truth_inquiry)),
        pair_completeness=value["pair_completeness"],
        best=best,
        strong=strong,
        recall_at={k: value[f"recall@{k}"] for k in ranks},
        mean_reciprocal_rank=value["mrr"],
        calibration_error=value["calibration_error"],
        calibration_error_likely=value["calibration_error_likely"],
        curve=curve,
        weights_true=judged.weight[judged.true],
        weights_false=judged.weight[~judged.true],
        families=int(family.max()) + 1 if len(family) else 0,
        intervals=bounds,
        thresholds=table,
    )


def evaluate(
    links: pd.DataFrame,
    truth: pd.DataFrame,
    ranks: Sequence[int] = RANKS,
    *,
    inquiries: Records | None = None,
    resamples: int = 0,
    seed: int = 0,
) -> Evaluation:
    """Compare links (file contract) with the true pairs (columns ``child_id``, ``inquiry_id``).

    With ``resamples`` every figure gets a 95 % bootstrap interval by family; the inquiries' records tell families
    (``families_of``). Raises InputError where the links have no weight or probability or a pair stands twice.
    """
    judged = judge(links, truth)
    family = families_of(list(judged.inquiries), judged.truth, inquiries)
    return evaluate_judged(judged, family, ranks, resamples=resamples, seed=seed)
