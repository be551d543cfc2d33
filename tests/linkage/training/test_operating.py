"""Thresholds by hand."""

import numpy as np
import pytest

from tracing.linkage.training.operating import expected_quality, find_threshold

BITS = np.array([20.0, 18, 16, 14, 12, 10])


def test_best_expected_f1_by_hand() -> None:
    probability = np.array([1.0, 1.0, 0.9, 0.5, 0.1, 0.01])
    found = expected_quality(BITS, probability)
    # Expected true: 3.51. F1 from 16 bits: 2 × 2.9 / (3 + 3.51) = .891; from 14: 2 × 3.4 / 7.51 = .905; from 12: .823.
    assert found.strong == 14
    assert found.f1 == pytest.approx(6.8 / 7.51)
    assert found.precision == pytest.approx(3.4 / 4)
    assert found.recall == pytest.approx(3.4 / 3.51)
    assert found.possible == 12


def _threshold(true: list[float], most_false: float, weight: list[float] | None = None) -> object:
    return find_threshold(
        BITS,
        np.array(true),
        np.ones(6) if weight is None else np.array(weight),
        np.arange(6),
        np.arange(6),
        most_false,
    )


@pytest.mark.parametrize(
    ("true", "most_false", "weight"),
    [
        ([1, 1, 1, 1, 0, 0], 0, 14),
        ([1, 1, 1, 0, 1, 0], 20, 12),  # one of five is false
        ([1, 1, 1, 0, 1, 0], 19, 16),
        ([0, 1, 1, 1, 1, 0], 20, 12),  # a false link at the top doesn't end the search
        ([0, 0, 0, 0, 0, 0], 5, None),
    ],
)
def test_threshold_by_hand(true: list[float], most_false: float, weight: float | None) -> None:
    assert _threshold(true, most_false).weight == weight  # type: ignore[attr-defined]


def test_what_lies_above_is_counted() -> None:
    found = find_threshold(
        BITS, np.array([1, 1, np.nan, 1, 0, 0]), np.array([2.0, 1, 0, 1, 1, 1]), np.array([0, 0, 1, 1, 2, 2]),
        np.array([0, 0, 1, 1, 2, 2]), 5,
    )  # fmt: skip
    assert (found.weight, found.links, found.inquiries, found.true, found.false) == (14, 4, 2, 4, 0)
    assert found.per_100_inquiries == pytest.approx(400 / 3)
    assert found.interval is not None
    assert found.interval[0] <= 14 <= found.interval[1]
