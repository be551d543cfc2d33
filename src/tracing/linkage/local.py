"""The local engine: one machine, all its cores, memory that grows with the records.

Inquiries pass in chunks: block, compare, score, rank; what doesn't make the ranking is forgotten at once.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.best import Best, BestFinder
from tracing.linkage.blocking import Candidates, KeyIndex, candidates_of, index_keys, rule_keys
from tracing.linkage.encode import Blocked, Progress
from tracing.linkage.key_columns import key_columns
from tracing.linkage.matcher import MatcherFile
from tracing.linkage.score import Scorer

__all__ = ["Ranked", "RuleCost", "block_pairs", "rank_pairs"]

CHUNK = 256
"""Inquiries that pass at once: enough to keep the kernels busy, few enough to stay in memory."""


@dataclass(slots=True)
class RuleCost:
    """What a blocking rule costs (pairs it brings) and adds (pairs that only it brings)."""

    name: str
    pairs: int = 0
    only: int = 0


@dataclass(slots=True)
class Ranked:
    """The kept pairs, best first within each inquiry, and what it took to find them: the pairs that blocking brought
    and that were compared (``compared``), and those of them that every comparison was needed for (``finished``)."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    rank: NDArray[np.int32]
    total: NDArray[np.int32]
    levels: NDArray[np.uint8]
    weights: NDArray[np.int32]
    compared: int
    rules: list[RuleCost]
    seconds: dict[str, float] = field(default_factory=dict)
    finished: int = 0


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    start = time.perf_counter()
    try:
        yield
    finally:
        seconds[stage] = seconds.get(stage, 0.0) + time.perf_counter() - start


def _chunks(size: int) -> list[tuple[int, int]]:
    return [(first, min(first + CHUNK, size)) for first in range(0, size, CHUNK)]


class _Costs:
    """Adds up what the rules bring."""

    def __init__(self, names: Sequence[str]) -> None:
        self.rules = [RuleCost(name) for name in names]
        self.compared = 0

    def add(self, found: Candidates) -> None:
        self.compared += len(found.left)
        for number, rule in enumerate(self.rules):
            bit = np.uint64(1) << np.uint64(number)
            rule.pairs += int(np.count_nonzero(found.rules & bit))
            rule.only += int(np.count_nonzero(found.rules == bit))


@dataclass(frozen=True, slots=True)
class _Keys:
    """The children's keys, ready for look-up, and the inquiries' keys by rule."""

    index: KeyIndex
    queries: list[tuple[NDArray[np.int64], NDArray[np.uint64]]]


def _keys(matcher: MatcherFile, blocked: Blocked) -> _Keys:
    parts = [part for rule in matcher.blocking for part in rule.parts]
    index = index_keys(key_columns(blocked.children, parts, "children"), matcher.blocking)
    asked = key_columns(blocked.inquiries, parts, "inquiries")
    return _Keys(index, [rule_keys(asked, rule, n) for n, rule in enumerate(matcher.blocking)])


def block_pairs(matcher: MatcherFile, blocked: Blocked) -> Iterator[Candidates]:
    """Yield the candidate pairs, chunk by chunk, without comparing them."""
    keys = _keys(matcher, blocked)
    for first, last in _chunks(blocked.inquiries.size):
        yield candidates_of(keys.index, keys.queries, first, last, blocked.children.size)


def rank_pairs(
    matcher: MatcherFile,
    blocked: Blocked,
    tie: NDArray[np.int64],
    top: int,
    progress: Progress | None = None,
    threads: int | None = None,
) -> Ranked:
    """Block, compare, score and rank. ``tie`` orders children of equal weight. The result doesn't depend on
    the number of threads, the chunks or the order of the rows."""
    seconds: dict[str, float] = {}
    with _timed(seconds, "block"):
        keys = _keys(matcher, blocked)
        finder = BestFinder(Scorer(matcher), blocked, tie, top)
    costs = _Costs([rule.name for rule in matcher.blocking])
    kept: list[Best] = []
    finished = 0

    def work(bounds: tuple[int, int]) -> tuple[Candidates, Best]:
        found = candidates_of(keys.index, keys.queries, *bounds, blocked.children.size)
        return found, finder.best(found.left, found.right)

    chunks = _chunks(blocked.inquiries.size)
    with _timed(seconds, "compare"), ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        for done, (found, best) in enumerate(pool.map(work, chunks), start=1):
            costs.add(found)
            kept.append(best)
            finished += best.finished
            if progress is not None:
                progress("compare", done, len(chunks))
    if not kept:
        kept.append(finder.best(*(np.empty(0, dtype=np.int64),) * 2))
    return Ranked(
        np.concatenate([b.left for b in kept]),
        np.concatenate([b.right for b in kept]),
        np.concatenate([b.rank for b in kept]),
        np.concatenate([b.scores.total for b in kept]),
        np.concatenate([b.scores.levels for b in kept], axis=1),
        np.concatenate([b.scores.weights for b in kept], axis=1),
        costs.compared, costs.rules, seconds, finished,
    )  # fmt: skip
