"""Intervals: whole families are drawn, and the same seed draws the same."""

from __future__ import annotations

import numpy as np
import pytest

from tests.linkage.evaluation.small import LINKS, TRUTH
from tracing.linkage import evaluate
from tracing.linkage.evaluation import families_of, judge
from tracing.linkage.evaluation.bootstrap import by_family, interval, resample, total


def test_the_seed_decides() -> None:
    first, again, other = (evaluate(LINKS, TRUTH, resamples=50, seed=seed).intervals for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_every_figure_has_an_interval() -> None:
    found = evaluate(LINKS, TRUTH, resamples=50)
    named = {
        "pair_completeness",
        "precision",
        "recall",
        "f1",
        "mrr",
        "calibration_error",
        "calibration_error_likely",
    }
    ranks = {f"recall@{k}" for k in found.recall_at}
    strong = {"strong.precision", "strong.recall", "strong.f1"}
    assert set(found.intervals) == named | ranks | strong
    assert {"precision_low", "precision_high", "recall_low", "f1_high"} <= set(found.thresholds.columns)
    assert evaluate(LINKS, TRUTH).intervals == {}


def test_sums_by_family_and_column() -> None:
    family, column = np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1])
    values = np.array([1.0, 2.0, 3.0, 4.0])
    assert by_family(family, 2, values, column, 2).tolist() == [[1.0, 2.0], [0.0, 7.0]]
    assert by_family(family, 3).tolist() == [[2.0], [2.0], [0.0]]


def test_a_family_is_drawn_whole() -> None:
    # Family 0 has three pairs, all found; family 1 has two, none found.
    sums = {"found": np.array([[3.0], [0.0]]), "pairs": np.array([[3.0], [2.0]])}
    drawn = resample(sums, 200, seed=0)
    seen = set(zip(drawn["found"][:, 0].tolist(), drawn["pairs"][:, 0].tolist(), strict=True))
    assert seen == {(6.0, 6.0), (3.0, 5.0), (0.0, 4.0)}
    assert total(sums)["pairs"].tolist() == [[5.0]]


def test_pairs_that_fail_together_make_intervals_wider() -> None:
    apart = {"found": np.tile([[1.0], [0.0]], (50, 1))}
    # The same hundred pairs, in ten families of ten that are found or missed together.
    together = {"found": np.tile([[10.0], [0.0]], (5, 1))}
    narrow, wide = (interval(resample(s, 400, seed=0)["found"][:, 0] / 100) for s in (apart, together))
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)


def test_interval_is_the_middle_95_per_cent() -> None:
    assert interval(np.arange(0.0, 1001.0)) == pytest.approx((25.0, 975.0))
    assert interval(np.array([np.nan, 1.0, 1.0])) == (1.0, 1.0)


def test_one_family_has_nothing_to_resample() -> None:
    judged = judge(LINKS, TRUTH.assign(child_id="A"))
    assert families_of(list(judged.inquiries), judged.truth).tolist() == [0, 0, 1]
