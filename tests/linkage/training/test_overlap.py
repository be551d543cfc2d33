"""Comparisons that say the same thing twice count for one."""

from pathlib import Path

import numpy as np
import pytest

from tests.linkage.training.made import drawn, evidence, table_matcher
from tracing.linkage.training.em import Labels, fit
from tracing.linkage.training.model import CHILD, shipped_model
from tracing.linkage.training.overlap import LEAST, bits_of, measure_overlap, total_bits


def _overlap(folder: Path, copies: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(5)
    same = np.arange(40_000) < 4000
    levels = np.where(same, drawn(rng, 40_000, 3, (0.7, 0.1, 0.2)), drawn(rng, 40_000, 3, (0.1, 0.1, 0.8)))
    levels = np.concatenate([levels, *([levels[:1]] * copies)]).astype(np.uint8)
    pairs = evidence(levels)
    matcher = table_matcher(folder, 3 + copies)
    prior = shipped_model(matcher, 0.1)
    labels = Labels(same.astype(float), np.zeros(40_000, bool), np.ones(40_000))
    model = fit(pairs, prior, prior, matcher, labels).model
    overlap = measure_overlap(model, pairs, labels.same)
    stranger, kin = bits_of(model, pairs)
    bits, _ = total_bits(stranger, kin, overlap.discount, 1e3)
    return overlap.discount, 1 / (1 + np.exp2(-(bits + overlap.prior_bits))), same


def test_independent_comparisons_count_in_full(tmp_path: Path) -> None:
    discount, _, _ = _overlap(tmp_path, 0)
    assert discount.min() > 0.95


def test_a_comparison_said_twice_counts_once(tmp_path: Path) -> None:
    discount, probability, same = _overlap(tmp_path, 1)
    assert discount[0] + discount[3] == pytest.approx(1.0, abs=0.1)
    assert discount[1:3].min() > 0.9
    assert probability.mean() == pytest.approx(same.mean(), rel=0.02)
    likely = (probability > 0.4) & (probability < 0.95)
    assert probability[likely].mean() == pytest.approx(same[likely].mean(), abs=0.05)


def test_no_comparison_falls_under_the_least_share(tmp_path: Path) -> None:
    discount, _, _ = _overlap(tmp_path, 6)
    assert discount.min() >= LEAST
    assert CHILD == 0
