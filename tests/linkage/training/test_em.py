"""EM by hand, on data of known truth, and the properties that hold after any training."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.linkage.build import DEFAULT
from tests.linkage.training.made import drawn, evidence, table_matcher
from tracing.linkage.training.em import STRENGTH_PAIRS, Labels, fit, monotone, monotone_rows, posteriors
from tracing.linkage.training.evidence import Evidence
from tracing.linkage.training.model import CHILD, UNRELATED, Model, rarity_rows, shipped_model


def _two_levels(shares: tuple[float, float]) -> Model:
    """Two comparisons that agree with .9 for the child and .1 for strangers."""
    row = np.full((2, 4), np.nan)
    levels = np.stack([row] * 5)
    levels[:, :, :3] = 1 / 3
    levels[CHILD, :, :3] = (0.9, 0.05, 0.05)
    levels[UNRELATED, :, :3] = (0.1, 0.45, 0.45)
    return Model(levels, np.zeros((2, 4)), np.array([shares[0], 0, 0, 0, shares[1]]))


FOUR = np.array([[0, 0, 2, 2], [0, 2, 0, 2]], dtype=np.uint8)
"""Both agree, the first, the second, none."""


def test_expectation_on_four_pairs_by_hand(tmp_path: Path) -> None:
    matcher = table_matcher(tmp_path, 2)
    posterior, _ = posteriors(_two_levels((0.5, 0.5)), evidence(FOUR), rarity_rows(matcher))
    # Odds 9 × 9, 9 × 1/9, 1/9 × 9, 1/9 × 1/9 at even prior odds.
    assert posterior[CHILD] == pytest.approx([81 / 82, 1 / 2, 1 / 2, 1 / 82])
    assert posterior.sum(axis=0) == pytest.approx(np.ones(4))


def test_likelihood_of_what_was_decided_by_hand(tmp_path: Path) -> None:
    matcher = table_matcher(tmp_path, 2)
    same = np.array([1.0, 0, np.nan, np.nan])
    labels = Labels(same, np.zeros(4, dtype=bool), np.array([1.0, 3, 1, 0]))
    _, found = posteriors(_two_levels((0.5, 0.5)), evidence(FOUR), rarity_rows(matcher), labels)
    # Odds 81, 1, 1, 1/81 at even shares: the child, three times another, either; the last counts for nothing.
    assert found == pytest.approx(np.log2(40.5) + 3 * np.log2(0.5) + np.log2(0.5 + 0.5))


def test_maximisation_on_four_pairs_by_hand(tmp_path: Path) -> None:
    matcher = table_matcher(tmp_path, 2)
    start = _two_levels((0.5, 0.5))
    labels = Labels(np.array([1.0, 1, 0, 0]), np.zeros(4, dtype=bool), np.ones(4))
    learnt = fit(evidence(FOUR), start, start, matcher, labels).model
    # Two pairs of the child: both agree in the first comparison, one in the second; the prior stands for 200 pairs.
    assert learnt.levels[CHILD, 0, 0] == pytest.approx((2 + STRENGTH_PAIRS * 0.9) / (2 + STRENGTH_PAIRS))
    assert learnt.levels[CHILD, 1, 0] == pytest.approx((1 + STRENGTH_PAIRS * 0.9) / (2 + STRENGTH_PAIRS))
    assert learnt.shares[CHILD] == pytest.approx(0.5)


def test_candidates_of_one_inquiry_compete_by_hand(tmp_path: Path) -> None:
    matcher = table_matcher(tmp_path, 2)
    same_inquiry = evidence(FOUR[:, :2], np.zeros(2, dtype=np.int64))
    posterior, _ = posteriors(_two_levels((0.5, 0.5)), same_inquiry, rarity_rows(matcher), again=0.1)
    # Odds 81 and 1: the child is one of them, or one of them is its second record, which happens one time in ten.
    assert posterior[CHILD, 0] == pytest.approx((81 + 1 * 8.1 / 9.1) / 83)
    assert posterior[CHILD, 1] == pytest.approx((1 + 81 * 0.1 / 1.1) / 83)


def test_two_records_of_one_child_both_stay(tmp_path: Path) -> None:
    matcher = table_matcher(tmp_path, 8)
    both = evidence(np.zeros((8, 2), dtype=np.uint8), np.zeros(2, dtype=np.int64))
    model = shipped_model(matcher, 0.01)
    posterior, _ = posteriors(model, both, rarity_rows(matcher))
    assert posterior[CHILD].min() > 0.99


def _mixed(seed: int, known: float = 0.03) -> tuple[Evidence, np.ndarray]:
    rng = np.random.default_rng(seed)
    size, same = 60_000, round(60_000 * known)
    levels = np.concatenate(
        [drawn(rng, same, 5, (0.82, 0.12, 0.06)), drawn(rng, size - same, 5, (0.02, 0.06, 0.92))], axis=1
    )
    return evidence(levels), np.arange(size) < same


def test_em_finds_what_made_the_pairs_from_a_poor_start(tmp_path: Path) -> None:
    pairs, same = _mixed(1)
    prior = shipped_model(table_matcher(tmp_path, 5, m=0.6, u=0.2), 0.01)
    found = fit(pairs, prior, prior, table_matcher(tmp_path, 5, m=0.6, u=0.2))
    assert found.converged
    assert found.model.shares[CHILD] == pytest.approx(same.mean(), rel=0.05)
    # 1,800 pairs of .82 and a prior of .6 that stands for 200.
    assert found.model.levels[CHILD, :, 0] == pytest.approx(np.full(5, 0.798), abs=0.03)
    assert found.model.levels[UNRELATED, :, 0] == pytest.approx(np.full(5, 0.02), abs=0.005)


def test_missing_is_not_counted(tmp_path: Path) -> None:
    pairs, _ = _mixed(2)
    matcher = table_matcher(tmp_path, 5)
    prior = shipped_model(matcher, 0.03)
    full = fit(pairs, prior, prior, matcher).model
    levels = pairs.levels.copy()
    levels[0, ::2] = 3
    half = fit(evidence(levels), prior, prior, matcher).model
    assert np.isnan(half.levels[:, 0, 3]).all()
    assert half.bits(CHILD)[0, 3] == 0
    assert half.levels[CHILD, 0, :3] == pytest.approx(full.levels[CHILD, 0, :3], abs=0.03)


def test_reference_makes_rare_and_common_values_weigh_what_they_are_worth(tmp_path: Path) -> None:
    """Agreement on a value of share p is worth log2(.8 / p) where the child keeps its name in 8 of 10 records."""
    rng = np.random.default_rng(4)
    shares = 1 / np.arange(1, 301) ** 1.1
    shares /= shares.sum()
    same, others = 4000, 400_000
    value = rng.choice(300, same, p=shares)
    kept = rng.random(same) < 0.8
    a, b = rng.choice(300, (2, others), p=shares)
    level = np.concatenate([np.where(kept, 0, 2), np.where(a == b, 0, 2)]).astype(np.uint8)
    bits = np.where(level == 0, -np.log2(shares[np.concatenate([value, a])]), 0.0)
    pairs = evidence(level[None])
    pairs = Evidence(
        pairs.levels,
        bits[None].astype(np.float32),
        pairs.child,
        pairs.inquiry,
        pairs.elsewhere,
        pairs.pairs,
        0,
    )
    matcher = table_matcher(tmp_path, 1, extra=", frequency = 1.0, reference = 9")
    truth = np.zeros(len(level))
    truth[:same] = 1
    prior = shipped_model(matcher, 0.01)
    model = fit(
        pairs, prior, prior, matcher, Labels(truth, np.zeros(len(level), bool), np.ones(len(level)))
    ).model
    at_no_rarity = model.bits(CHILD)[0, 0] + model.offset[0, 0]
    assert at_no_rarity == pytest.approx(np.log2(0.8), abs=0.15)
    # With the mean rarity as reference, agreement would be overrated by the difference.
    mean = bits[:same][kept].mean()
    assert model.bits(CHILD)[0, 0] - mean < np.log2(0.8) - 0.5


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32 - 1))
def test_levels_that_are_an_order_fall_in_weight(seed: int) -> None:
    rng = np.random.default_rng(seed)
    model = shipped_model(DEFAULT, 1e-4)
    m, u = (
        np.where(np.isnan(model.levels[k]), np.nan, rng.gamma(0.3, size=model.offset.shape) + 1e-9)
        for k in (0, 4)
    )
    m, u = (t / np.nansum(t, axis=1, keepdims=True) for t in (m, u))
    held = monotone(m, u, monotone_rows(DEFAULT))
    assert np.nansum(held, axis=1) == pytest.approx(np.ones(len(held)))
    for row, order in enumerate(monotone_rows(DEFAULT)):
        ratio = (held[row] / u[row])[list(order)]
        assert all(a >= b * (1 - 1e-9) for a, b in pairwise(ratio))


def test_generic_levels_are_ordered_by_what_reaches_them(tmp_path: Path) -> None:
    assert monotone_rows(table_matcher(tmp_path, 1)) == [(0, 1, 2)]
