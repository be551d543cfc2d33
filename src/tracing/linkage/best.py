"""The best children of each inquiry, without comparing every pair to the end.

Quick comparisons first, then names, then the rest; after each step a pair whose upper bound (``linkage.bounds``) can
neither reach the output threshold nor its inquiry's ranking is dropped. What is returned is exactly what comparing
everything and ranking it would return; a test holds that.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.bounds import at_most, bounds_of
from tracing.linkage.encode import Blocked
from tracing.linkage.fixed import to_units
from tracing.linkage.rank import best_of_each
from tracing.linkage.score import OWN_NAMES, QUICK, SLOW, Scorer, Scores

__all__ = ["Best", "BestFinder"]

Ints = NDArray[np.int64]
Units = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Best:
    """The kept pairs of some inquiries, best first within each, and how many were compared to the end. The scores'
    total holds what was known of each pair beforehand (``known``) as well."""

    left: Ints
    right: Ints
    rank: NDArray[np.int32]
    scores: Scores
    known: Units
    finished: int


@dataclass(frozen=True, slots=True)
class _Open:
    """Pairs under way."""

    left: Ints
    right: Ints
    known: Units
    scores: Scores

    def take(self, at: Ints | NDArray[np.bool_]) -> _Open:
        return _Open(self.left[at], self.right[at], self.known[at], self.scores.take(at))


class BestFinder:
    """Ranks candidates of encoded sides by one matcher; ``tie`` orders children of equal weight."""

    BOUNDED = ("given_names", "surnames", *SLOW)
    """Comparisons that a pair may be dropped before."""

    def __init__(
        self,
        scorer: Scorer,
        blocked: Blocked,
        tie: Ints,
        top: int,
        children_bounds: NDArray[np.int32] | None = None,
    ) -> None:
        """``children_bounds``: what ``bounds_of`` gives for the children, where it is known already."""
        self.scorer = scorer
        self.children, self.inquiries = blocked.children, blocked.inquiries
        self.tie, self.top = tie, top
        self.least = to_units(scorer.matcher.output)
        if children_bounds is None:
            children_bounds = bounds_of(self.children, self.BOUNDED, scorer)
        self._bounds = (children_bounds, bounds_of(self.inquiries, self.BOUNDED, scorer))

    def best(self, left: Ints, right: Ints, known: Units | None = None) -> Best:
        """Return the ranking of the candidates (``left[k]``, ``right[k]``); ``known`` units are added to what their
        comparisons bring."""
        pairs, reach = self._promising(left, right, known, self.least)
        first = self._first(pairs.right, reach)
        done = pairs.take(first)
        self._finish(done)
        rest = np.flatnonzero(~first)
        if len(rest):
            floor = self._floor(done)
            needed = np.array([floor.get(owner, self.least) for owner in pairs.right[rest].tolist()])
            rest = rest[reach[rest] >= needed]
            more = pairs.take(rest)
            self._finish(more)
            done = _Open(
                np.concatenate((done.left, more.left)),
                np.concatenate((done.right, more.right)),
                np.concatenate((done.known, more.known)),
                _joined(done.scores, more.scores),
            )
        order, rank = best_of_each(done.right, done.scores.total, self.tie[done.left], self.least, self.top)
        kept = done.take(order)
        return Best(kept.left, kept.right, rank, kept.scores, kept.known, len(done.left))

    def reaching(self, left: Ints, right: Ints, least: int) -> Best:
        """Return those of the pairs that weigh ``least`` units or more, in their order; all have rank 0."""
        pairs, _ = self._promising(left, right, None, least)
        self._finish(pairs)
        kept = pairs.take(pairs.scores.total >= least)
        rank = np.zeros(len(kept.left), dtype=np.int32)
        return Best(kept.left, kept.right, rank, kept.scores, kept.known, len(pairs.left))

    def all(self, left: Ints, right: Ints) -> Scores:
        """Compare the pairs to the end."""
        return self.scorer.columns(left, right, self.children, self.inquiries)

    def _promising(
        self, left: Ints, right: Ints, known: Units | None, least: int
    ) -> tuple[_Open, NDArray[np.int32]]:
        """Compare as far as it takes to see which pairs can weigh ``least``, and how much those can weigh."""
        if known is None:
            known = np.zeros(len(left), dtype=np.int32)
        pairs = _Open(left, right, known, self.scorer.empty(len(left)))
        self._compare(QUICK, pairs)
        pairs = pairs.take(self._reach(pairs, self._bounds) >= least)
        self._compare(OWN_NAMES, pairs)
        reach = self._reach(pairs, self._bounds, 2)
        return pairs.take(reach >= least), reach[reach >= least]

    def _compare(self, kinds: tuple[str, ...], pairs: _Open) -> None:
        self.scorer.fill(kinds, pairs.left, pairs.right, self.children, self.inquiries, pairs.scores)

    def _finish(self, pairs: _Open) -> None:
        self._compare(SLOW, pairs)
        self.scorer.total(pairs.scores)
        pairs.scores.total[:] += pairs.known

    def _reach(
        self, pairs: _Open, bounds: tuple[NDArray[np.int32], ...], first: int = 0
    ) -> NDArray[np.int32]:
        out = np.empty(len(pairs.left), dtype=np.int32)
        at_most(pairs.left, pairs.right, pairs.scores.weights, bounds[0], bounds[1], first, out)
        return out + pairs.known

    def _first(self, right: Ints, reach: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Mark the ``top`` most promising pairs of each inquiry."""
        order, _ = best_of_each(right, reach, np.arange(len(right)), self.least, self.top)
        first = np.zeros(len(right), dtype=bool)
        first[order] = True
        return first

    def _floor(self, done: _Open) -> dict[int, int]:
        """Return, for each inquiry that has a full ranking already, the weight of its last."""
        order, rank = best_of_each(done.right, done.scores.total, self.tie[done.left], self.least, self.top)
        last = order[rank == self.top]
        return dict(zip(done.right[last].tolist(), done.scores.total[last].tolist(), strict=True))


def _joined(a: Scores, b: Scores) -> Scores:
    return Scores(
        np.concatenate((a.levels, b.levels), axis=1),
        np.concatenate((a.weights, b.weights), axis=1),
        np.concatenate((a.total, b.total)),
        np.concatenate((a.agreed, b.agreed)),
    )
