"""The best children for each inquiry: weight first, the record's own reference where weights are equal."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["best_of_each", "order_of"]


def order_of(ids: NDArray[np.object_] | NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the place of each reference among all in order: what decides between equal weights."""
    return np.argsort(np.argsort(ids, kind="stable"), kind="stable").astype(np.int64)


def best_of_each(
    right: NDArray[np.int64], total: NDArray[np.int32], tie: NDArray[np.int64], least: int, top: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return which pairs to keep, best first within each inquiry, and the rank of each from 1.

    ``right`` numbers the inquiry of each pair and ``tie`` orders equal weights; pairs under ``least`` units are
    left out, as are those ranked after ``top``.
    """
    kept = np.flatnonzero(total >= least)
    order = kept[np.lexsort((tie[kept], -total[kept].astype(np.int64), right[kept]))]
    owner = right[order]
    if len(order) == 0:
        return order, np.empty(0, dtype=np.int32)
    begin = np.flatnonzero(np.concatenate(([True], owner[1:] != owner[:-1])))
    sizes = np.diff(np.append(begin, len(owner)))
    rank = (np.arange(len(owner)) - np.repeat(begin, sizes) + 1).astype(np.int32)
    within = rank <= top
    return order[within], rank[within]
