"""Figures of an evaluation against numbers counted by hand."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest

from tests.linkage.evaluation.small import LINKS, TRUTH
from tracing.linkage import evaluate
from tracing.linkage.evaluation import Evaluation, expected_calibration_error, judge
from tracing.records import InputError

# weight, pairs with at least as much, true ones among them: F1 = 2 hits / (pairs + 3)
CURVE = [(10.0, 1, 1, 2 / 4), (8.0, 2, 1, 2 / 5), (7.0, 3, 1, 2 / 6), (6.0, 4, 2, 4 / 7), (5.0, 5, 2, 4 / 8)]


@pytest.fixture(scope="module")
def found() -> Evaluation:
    return evaluate(LINKS, TRUTH)


def test_curve(found: Evaluation) -> None:
    rows = found.curve[["weight", "pairs", "hits", "f1"]].itertuples(index=False, name=None)
    for row, expected in zip(rows, CURVE, strict=True):
        assert row == pytest.approx(expected)


def test_best_threshold_takes_four_pairs(found: Evaluation) -> None:
    best = found.best
    assert (best.weight, best.pairs) == (6.0, 4)
    assert (best.precision, best.recall, best.f1) == pytest.approx((2 / 4, 2 / 3, 4 / 7))


def test_band_strong_holds_one_true_of_two(found: Evaluation) -> None:
    assert found.strong is not None
    assert (found.strong.weight, found.strong.pairs) == (8.0, 2)
    assert (found.strong.precision, found.strong.recall, found.strong.f1) == pytest.approx(
        (1 / 2, 1 / 3, 2 / 5)
    )


@pytest.mark.parametrize(
    ("figure", "expected", "because"),
    [
        ("pair_completeness", 2 / 3, "F is not among the links"),
        ("recall@1", 1 / 2, "I1 has its child first, I2 a wrong one; I3 seeks nobody found"),
        ("recall@3", 1.0, "D is second"),
        ("mrr", (1 + 1 / 2) / 2, "ranks 1 and 2"),
        ("calibration_error", (0.1 + 0.4 + 0.8 + 0.4 + 0.2) / 5, "each probability is alone in its bin"),
    ],
)
def test_figure(found: Evaluation, figure: str, expected: float, because: str) -> None:
    assert found.to_dict()[figure] == pytest.approx(expected), because


def test_thresholds_are_tabled_every_two_bits(found: Evaluation) -> None:
    rows = found.thresholds.set_index("weight")
    assert rows.index.tolist() == [4.0, 6.0, 8.0, 10.0]
    assert rows.loc[6.0].tolist() == pytest.approx([2 / 4, 2 / 3, 4 / 7])
    assert rows.loc[8.0].tolist() == pytest.approx([1 / 2, 1 / 3, 2 / 5])


def test_pairs_of_one_weight_pass_a_threshold_together() -> None:
    tied = LINKS.assign(weight=[6.0, 5.0, 6.0, 6.0, 6.0])
    assert evaluate(tied, TRUTH).curve[["pairs", "hits"]].to_numpy().tolist() == [[4, 2], [5, 2]]


def test_calibration_error_of_likely_pairs_leaves_the_rest_out() -> None:
    unlikely = LINKS.assign(probability=[0.9, 0.04, 0.04, 0.6, 0.04])
    assert evaluate(unlikely, TRUTH).calibration_error_likely == pytest.approx((0.1 + 0.4) / 2)


def test_calibration_error_adds_up_within_a_bin() -> None:
    stated = np.array([0.51, 0.52, 0.53, 0.54])
    # One true of four in one bin: 2.10 stated, 1 seen.
    true = np.array([True, False, False, False])
    assert expected_calibration_error(stated, true) == pytest.approx((2.10 - 1) / 4)


def test_pairs_count_as_often_as_they_stand_for_others() -> None:
    stated, true = np.array([0.9, 0.9, 0.1]), np.array([True, False, False])
    twice = expected_calibration_error(np.repeat(stated, [2, 1, 3]), np.repeat(true, [2, 1, 3]))
    weighed = expected_calibration_error(stated, true, weight=np.array([2.0, 1, 3]))
    assert weighed == pytest.approx(twice)
    assert weighed != pytest.approx(expected_calibration_error(stated, true))


def test_ranks_are_made_of_weights_where_links_have_none() -> None:
    ranked = evaluate(LINKS.drop(columns="rank"), TRUTH)
    assert ranked.recall_at[1] == 1 / 2
    assert ranked.mean_reciprocal_rank == 3 / 4


@pytest.mark.parametrize(
    ("links", "problem"),
    [
        (pd.concat([LINKS, LINKS.iloc[:1]]), "I1 stands there twice"),
        (LINKS.drop(columns="probability"), "no column 'probability'"),
        (LINKS.assign(weight=[1.0, math.nan, 1.0, 1.0, 1.0]), "row 2: weight is empty"),
    ],
)
def test_links_that_cannot_be_judged(links: pd.DataFrame, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        judge(links, TRUTH)


def test_no_links_and_no_truth() -> None:
    nothing = evaluate(LINKS.iloc[:0], TRUTH, resamples=10)
    assert (nothing.pair_completeness, nothing.best.f1, nothing.recall_at[10]) == (0.0, 0.0, 0.0)
    assert evaluate(LINKS, TRUTH.iloc[:0], resamples=10).best.recall == 0.0


def test_json_knows_no_infinity() -> None:
    figures = evaluate(LINKS.assign(band="possible"), TRUTH, resamples=5).to_dict()
    assert figures["strong"]["weight"] is None
    assert json.loads(json.dumps(figures, allow_nan=False)) == figures
