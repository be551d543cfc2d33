"""How far a figure may be off: resampling families with replacement (Efron 1979), percentile intervals.

Every figure of an evaluation is a function of sums over families. A resample weighs each family by how often it was
drawn, so it costs one product of a vector with the table of sums, however many links there are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Figures", "Interval", "Sums", "by_family", "interval", "intervals", "resample", "total"]

Sums = Mapping[str, NDArray[np.float64]]
"""Named tables of shape (families, width); after resampling, of shape (resamples, width)."""

Figures = Callable[[Sums], dict[str, NDArray[np.float64]]]
"""Figures as a function of sums: one value for each row of the tables."""

_TAILS = (2.5, 97.5)


class Interval(NamedTuple):
    """An interval of 95 %."""

    low: float
    high: float


def by_family(
    family: NDArray[np.int64],
    families: int,
    values: NDArray[np.float64] | None = None,
    column: NDArray[np.int64] | None = None,
    width: int = 1,
) -> NDArray[np.float64]:
    """Sum ``values`` (1 each if none) by family and column: shape (families, width)."""
    cell = family if column is None else family * width + column
    sums = np.bincount(cell, weights=values, minlength=families * width)
    return sums.astype(float).reshape(families, width)


def total(sums: Sums) -> dict[str, NDArray[np.float64]]:
    """Return the sums over all families, as tables of one row."""
    return {name: table.sum(axis=0, keepdims=True) for name, table in sums.items()}


def resample(sums: Sums, resamples: int, seed: int) -> dict[str, NDArray[np.float64]]:
    """Draw as many families as there are, with replacement, ``resamples`` times; return the sums of each draw.

    The draws depend on the seed and the number of families only, so tables of the same families are drawn alike.
    """
    families = len(next(iter(sums.values())))
    table = np.concatenate(list(sums.values()), axis=1)
    generator = np.random.default_rng(seed)
    drawn = np.empty((resamples, table.shape[1]))
    for row in range(resamples):
        times = np.bincount(generator.integers(0, max(1, families), families), minlength=families)
        drawn[row] = times.astype(float) @ table
    ends = np.cumsum([part.shape[1] for part in sums.values()])
    return dict(zip(sums, np.split(drawn, ends[:-1], axis=1), strict=True))


def interval(values: NDArray[np.float64]) -> Interval:
    """Return the middle 95 % of resampled values; those that could not be computed are left out."""
    known = values[~np.isnan(values)]
    if len(known) == 0:
        return Interval(float("nan"), float("nan"))
    low, high = np.percentile(known, _TAILS)
    return Interval(float(low), float(high))


def intervals(sums: Sums, figures: Figures, resamples: int, seed: int) -> dict[str, Interval]:
    """Return the interval of each figure, or none without resamples or families."""
    if resamples == 0 or len(next(iter(sums.values()))) == 0:
        return {}
    return {name: interval(values) for name, values in figures(resample(sums, resamples, seed)).items()}
