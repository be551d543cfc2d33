"""The last step of blocking: candidates that the quick comparisons speak against are no candidates.

Two records that share a key need not be compared by name if sex, birth and origin contradict it: what the strongest shared
key says and what the quick comparisons say must together come to the matcher's ``candidate`` bits, and to more of them in a
larger register: chance pairs grow with it, true ones don't.
"""

from __future__ import annotations

import numpy as np

from tracing.linkage.blocking import Candidates
from tracing.linkage.encode import Blocked
from tracing.linkage.fixed import to_units
from tracing.linkage.score import QUICK, Scorer

__all__ = ["Screen"]


class Screen:
    """Screens the candidates of encoded sides by one matcher. ``register``: how many children are held in all."""

    def __init__(self, scorer: Scorer, blocked: Blocked, register: int) -> None:
        self.scorer, self.blocked = scorer, blocked
        least = scorer.matcher.candidate_among(register)
        self.least = None if least is None else to_units(least)

    def keep(self, found: Candidates) -> Candidates:
        """Return the candidates that nothing speaks against."""
        if self.least is None or len(found.left) == 0:
            return found
        scores = self.scorer.empty(len(found.left))
        a, b = self.blocked.children, self.blocked.inquiries
        self.scorer.fill(QUICK, found.left, found.right, a, b, scores)
        kept = np.flatnonzero(scores.weights.sum(axis=0, dtype=np.int32) + found.strength >= self.least)
        return Candidates(found.left[kept], found.right[kept], found.rules[kept], found.strength[kept])
