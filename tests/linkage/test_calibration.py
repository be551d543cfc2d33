"""Calibration: pooling by hand and against scikit-learn, maps that give back what made the data."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracing.linkage.calibration import FEW, KNOTS, fit_isotonic, fit_platt, held_out, isotonic, map_for
from tracing.linkage.evaluation import expected_calibration_error


def test_pooling_five_points_by_hand() -> None:
    # 3 > 2 pool to 2.5; 4 > 3 with three times the weight pool to (4 + 9) / 4 = 3.25.
    assert isotonic(np.array([1.0, 3, 2, 4, 3]), np.array([1.0, 1, 1, 1, 3])).tolist() == [
        1,
        2.5,
        2.5,
        3.25,
        3.25,
    ]


@settings(deadline=None)  # the first example imports the reference
@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(0.1, 9)), min_size=1, max_size=40))
def test_pooling_agrees_with_scikit_learn(points: list[tuple[float, float]]) -> None:
    sklearn = pytest.importorskip("sklearn.isotonic")
    values, weights = np.array(points).T
    expected = sklearn.isotonic_regression(values, sample_weight=weights)
    assert isotonic(values, weights) == pytest.approx(expected, abs=1e-9)


def _sample(slope: float, offset: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    bits = rng.uniform(-12, 12, 20_000)
    probability = 1 / (1 + np.exp2(-(slope * bits + offset)))
    return bits, (rng.random(len(bits)) < probability).astype(float), probability


@pytest.mark.parametrize(("slope", "offset"), [(1.0, 0.0), (0.6, -1.5), (1.3, 2.0)])
def test_maps_give_back_the_probabilities_that_made_the_data(slope: float, offset: float) -> None:
    bits, true, probability = _sample(slope, offset)
    for calibration in (fit_isotonic(bits, true), fit_platt(bits, true)):
        assert np.abs(calibration.probability(bits) - probability).mean() < 0.01
    assert fit_platt(bits, true).slope == pytest.approx(slope, abs=0.05)


def test_an_isotonic_map_is_short_and_rises() -> None:
    bits, true, _ = _sample(0.6, -1.5)
    points = fit_isotonic(bits, true).points
    assert 2 <= len(points) <= KNOTS
    assert all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(points))


def test_weights_count_as_repeated_pairs() -> None:
    bits, true = np.array([-3.0, -1, 1, 3]), np.array([0.0, 0, 1, 1])
    once = fit_platt(np.repeat(bits, [4, 1, 1, 4]), np.repeat(true, [4, 1, 1, 4]))
    assert fit_platt(bits, true, np.array([4.0, 1, 1, 4])).slope == pytest.approx(once.slope)


def test_one_weight_only_is_nothing_to_calibrate_on() -> None:
    with pytest.raises(ValueError, match="two different weights"):
        fit_isotonic(np.zeros(5), np.ones(5))


def test_a_few_dozen_decisions_get_two_numbers() -> None:
    bits, true, probability = _sample(0.6, -1.5)
    gaps = []
    for at in range(0, 4800, 60):
        few = slice(at, at + 60)
        calibration = map_for(60)(bits[few], true[few], np.ones(60))
        assert len(calibration.points) == 2
        wild = fit_isotonic(bits[few], true[few])
        gaps.append([np.abs(m.probability(bits) - probability).mean() for m in (calibration, wild)])
    platt, isotone = np.mean(gaps, axis=0)
    assert platt < 0.7 * isotone


def test_no_map_of_a_few_decisions_states_more_than_they_can_show() -> None:
    bits = np.linspace(-30, 30, 40)
    calibration = map_for(40)(bits, (bits > 0).astype(float), np.ones(40))
    assert calibration.probability(np.array([-99.0, 99.0])) == pytest.approx([0.0005, 0.9995])


def test_many_decisions_get_a_map_of_any_shape() -> None:
    assert map_for(FEW) is fit_isotonic
    with pytest.raises(ValueError, match="two different weights"):
        map_for(FEW - 1)(np.zeros(5), np.ones(5), np.ones(5))


def test_what_is_held_out_is_said_by_the_others() -> None:
    bits = np.array([-4.0, 4, -4, 4])
    said = held_out(bits, np.array([0.0, 1, 1, 0]), np.ones(4), np.array([0, 0, 1, 1]), fit_isotonic)
    # The first two learn from the last two that few bits are true and many false, which pools to one half.
    assert said[:2] == pytest.approx([0.5, 0.5])
    assert said[2:] == pytest.approx([0.0005, 0.9995])


def test_noise_is_found_out_only_by_pairs_that_a_map_has_not_seen() -> None:
    rng = np.random.default_rng(0)
    bits, true, weight = rng.normal(0, 5, 900), (rng.random(900) < 0.5).astype(float), np.ones(900)
    seen = fit_isotonic(bits, true).probability(bits)
    apart = held_out(bits, true, weight, np.arange(900) % 3, fit_isotonic)
    in_sample, error = (expected_calibration_error(p, true > 0.5, weight=weight) for p in (seen, apart))
    assert error > in_sample + 0.02
