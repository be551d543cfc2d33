"""Learning from evidence made by hand: what labels are held out from, and starts that come to different ends."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.linkage.training.made import drawn, evidence, table_matcher
from tracing.linkage.calibration import FitMap
from tracing.linkage.training.em import Labels
from tracing.linkage.training.evidence import weigh_levels
from tracing.linkage.training.learn import Learnt, learn
from tracing.linkage.training.train import provenance_of, starts_warning

Floats = NDArray[np.float64]
SIZE = 900


def _labelled(folder: Path, same: Floats, levels: NDArray[np.uint8]) -> Learnt:
    matcher, pairs = table_matcher(folder, len(levels)), evidence(levels)
    labels = Labels(same, np.zeros(len(same), dtype=bool), np.ones(len(same)))
    return learn(matcher, pairs, lambda m: weigh_levels(m, pairs), labels, np.arange(len(same)))


def _in_sample(
    bits: Floats, true: Floats, weights: Floats, fold: NDArray[np.int64], fit_map: FitMap
) -> Floats:
    return fit_map(bits, true, weights).probability(bits)


def test_labels_that_are_noise_are_not_held_to_be_learnt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(2)
    levels, noise = drawn(rng, SIZE, 5, (0.4, 0.3, 0.3)), (rng.random(SIZE) < 0.3).astype(np.float64)
    error = _labelled(tmp_path, noise, levels).calibration_error
    monkeypatch.setattr("tracing.linkage.training.learn.held_out", _in_sample)
    seen = _labelled(tmp_path, noise, levels).calibration_error
    assert error > 2 * seen
    assert error > seen + 0.01


def test_every_start_is_made_unless_every_pair_is_labelled(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    same = np.arange(SIZE) < SIZE // 3
    levels = np.where(same, drawn(rng, SIZE, 4, (0.8, 0.1, 0.1)), drawn(rng, SIZE, 4, (0.02, 0.08, 0.9)))
    told = _labelled(tmp_path, same.astype(np.float64), levels.astype(np.uint8))
    some = np.where(np.arange(SIZE) % 5 == 0, same, np.nan)
    decided = _labelled(tmp_path, some, levels.astype(np.uint8))
    assert [len(found.fits) for found in (told, decided)] == [1, 3]
    assert decided.starts_agree


def test_two_readings_of_one_file_give_a_warning(tmp_path: Path) -> None:
    """Three thousand pairs agree in the first three columns, a thousand in the last three: which are the same person?"""
    rng = np.random.default_rng(0)
    levels = drawn(rng, 20_000, 6, (0.02, 0.04, 0.94))
    levels[:3, :3000] = np.where(rng.random((3, 3000)) < 0.9, 0, 2)
    levels[3:, 3000:4000] = np.where(rng.random((3, 1000)) < 0.9, 0, 2)
    matcher, pairs = table_matcher(tmp_path, 6, m=0.6), evidence(levels)
    found = learn(matcher, pairs, lambda m: weigh_levels(m, pairs))
    assert all(f.converged for f in found.fits)
    assert found.expected_pairs == pytest.approx((1000, 3000), rel=0.1)
    said = provenance_of(matcher, found, pairs, (1, 1), "unsupervised", 0)
    assert (said["starts_converged"], said["starts_agree"]) == (3, False)
    warning = starts_warning(said)
    assert warning is not None
    assert f"from {min(said['expected_pairs_by_start']):,} to" in warning
    assert starts_warning({**said, "starts_agree": True}) is None
