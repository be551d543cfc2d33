"""The last step of blocking: candidates that the quick comparisons speak against are no candidates.

Two records that share a key need not be compared by name if sex, birth and origin contradict it: what the strongest shared
key says and what the quick comparisons say must together come to the matcher's ``candidate`` bits, and to more of them in a
larger register: chance pairs grow with it, true ones don't. Whether two groups meet doesn't depend on the register: else the
weight of a pair would, through its companions.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.blocking import Candidates
from tracing.linkage.encode import Blocked
from tracing.linkage.fixed import to_units
from tracing.linkage.score import QUICK, Scorer

__all__ = ["Screen"]


class Screen:
    """Screens the candidates of encoded sides by one matcher. ``register``: how many children are held in all."""

    def __init__(self, scorer: Scorer, blocked: Blocked, register: int) -> None:
        self.scorer, self.blocked = scorer, blocked
        least, anywhere = scorer.matcher.candidate_among(register), scorer.matcher.candidate
        self._least = None if least is None else to_units(least)
        self._anywhere = None if anywhere is None else to_units(anywhere)

    def keep(self, found: Candidates) -> Candidates:
        """Return the candidates that nothing speaks against."""
        if self._least is None or len(found.left) == 0:
            return found
        return found.take(self._units(found) >= self._least)

    def split(self, found: Candidates) -> tuple[Candidates, Candidates]:
        """Return the same, and those that would be candidates in the smallest register: by them groups meet."""
        if self._least is None or self._anywhere is None or len(found.left) == 0:
            return found, found
        units = self._units(found)
        kept = found.take(units >= self._least)
        return kept, kept if self._least == self._anywhere else found.take(units >= self._anywhere)

    def _units(self, found: Candidates) -> NDArray[np.int32]:
        scores = self.scorer.empty(len(found.left))
        a, b = self.blocked.children, self.blocked.inquiries
        self.scorer.fill(QUICK, found.left, found.right, a, b, scores)
        units: NDArray[np.int32] = scores.weights.sum(axis=0, dtype=np.int32) + found.strength
        return units
