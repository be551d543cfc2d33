"""The toolkit's EM over levels of many steps, begun where a matcher stands.

Its own start knows agreement and disagreement only, and another is drawn by lot, so that which of the two classes is the
match is a matter of luck. A matcher's m and u say where to begin and which class is which.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.matcher import MatcherFile
from tracing.recordlinkage.sides import MatcherLike, matcher_of
from tracing.recordlinkage.toolkit import ECM, ECMClassifier

__all__ = ["LevelECM"]

MATCHES = 0.1
"""Share of matches among candidates to begin with, as in the toolkit's own start."""


class _Kernel(ECM):  # type: ignore[misc]
    """The toolkit's iteration with another beginning."""

    def __init__(self, file: MatcherFile, max_iter: int, atol: float) -> None:
        super().__init__(init="jaro", max_iter=max_iter, binarize=None, atol=atol)
        self.file = file

    def _init_parameters_jaro(self, X_bin: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # noqa: N803
        parts = []
        for comparison, binarizer in zip(self.file.comparisons, self._binarizers, strict=True):
            # Levels that no pair reaches have no column; the others share what they would have had.
            met = [comparison.levels[int(number)] for number in binarizer.classes_]
            share = np.array([[level.u for level in met], [level.m for level in met]], dtype=np.float64)
            parts.append(share / share.sum(axis=1, keepdims=True))
        return np.log([1 - MATCHES, MATCHES]), np.log(np.concatenate(parts, axis=1))


class LevelECM(ECMClassifier):  # type: ignore[misc]
    """``ECMClassifier`` for the features of ``compare(matcher, value="level")`` of a matcher for plain tables, one column for
    each of its comparisons in their order. ValueError for other columns."""

    def __init__(self, matcher: MatcherLike = "febrl", max_iter: int = 100, atol: float = 1e-4) -> None:
        super().__init__(max_iter=max_iter, atol=atol)
        self.kernel = _Kernel(matcher_of(matcher), max_iter, atol)
