"""The local engine: one machine, all its cores, memory that grows with the records.

Inquiries pass in chunks: block, compare, score, rank; what doesn't make the ranking is forgotten at once.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.blocking import Candidates, KeyIndex, candidates_of, index_keys, rule_keys
from tracing.linkage.columns import Columns, Encoder
from tracing.linkage.features import FormMaker
from tracing.linkage.fixed import to_units
from tracing.linkage.frequencies import load_frequencies
from tracing.linkage.matcher import MatcherFile
from tracing.linkage.rank import best_of_each
from tracing.linkage.score import Scorer
from tracing.linkage.vocabulary import Lexicon
from tracing.standardise.profile import Profile

__all__ = ["Blocked", "Progress", "Ranked", "RuleCost", "block_pairs", "encode", "rank_pairs"]

Progress = Callable[[str, int, int], None]
"""Called with the stage's name, what is done and what there is to do."""

CHUNK = 256
"""Inquiries that pass at once: enough to keep the kernels busy, few enough to stay in memory."""


@dataclass(slots=True)
class RuleCost:
    """What a blocking rule costs (pairs it brings) and adds (pairs that only it brings)."""

    name: str
    pairs: int = 0
    only: int = 0


@dataclass(frozen=True, slots=True)
class Blocked:
    """Both sides encoded, ready to be compared."""

    children: Columns
    inquiries: Columns
    lexicons: tuple[Lexicon, Lexicon]


@dataclass(slots=True)
class Ranked:
    """The kept pairs, best first within each inquiry, and what it took to find them."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    rank: NDArray[np.int32]
    total: NDArray[np.int32]
    levels: NDArray[np.uint8]
    weights: NDArray[np.int32]
    compared: int
    rules: list[RuleCost]
    seconds: dict[str, float] = field(default_factory=dict)


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    start = time.perf_counter()
    try:
        yield
    finally:
        seconds[stage] = seconds.get(stage, 0.0) + time.perf_counter() - start


def _counted(
    profiles: Iterable[Profile], progress: Progress | None, stage: str, total: int
) -> Iterator[Profile]:
    for done, profile in enumerate(profiles):
        if progress is not None and done % 500 == 0:
            progress(stage, done, total)
        yield profile
    if progress is not None:
        progress(stage, total, total)


def encode(
    matcher: MatcherFile,
    children: Iterable[Profile],
    inquiries: Iterable[Profile],
    sizes: tuple[int, int],
    progress: Progress | None = None,
) -> Blocked:
    """Encode both sides; ``sizes`` are their numbers of records, for the progress shown."""
    maker = FormMaker(load_frequencies(matcher.frequencies["cap"]), matcher.generic)
    encoder = Encoder(maker, [part for rule in matcher.blocking for part in rule.parts])
    left = encoder.encode(_counted(children, progress, "standardise", sizes[0]), "children")
    right = encoder.encode(_counted(inquiries, progress, "standardise", sizes[1]), "inquiries")
    return Blocked(left, right, encoder.lexicons())


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


def block_pairs(matcher: MatcherFile, blocked: Blocked) -> Iterator[Candidates]:
    """Yield the candidate pairs, chunk by chunk, without comparing them."""
    index = index_keys(blocked.children, matcher.blocking)
    queries = [rule_keys(blocked.inquiries, rule, n) for n, rule in enumerate(matcher.blocking)]
    for first, last in _chunks(blocked.inquiries.size):
        yield candidates_of(index, queries, first, last, blocked.children.size)


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
        index: KeyIndex = index_keys(blocked.children, matcher.blocking)
        queries = [rule_keys(blocked.inquiries, rule, n) for n, rule in enumerate(matcher.blocking)]
    scorer = Scorer(matcher)
    costs = _Costs([rule.name for rule in matcher.blocking])
    least = to_units(matcher.output)
    kept: list[tuple[NDArray[Any], ...]] = []
    levels: list[NDArray[np.uint8]] = []
    weights: list[NDArray[np.int32]] = []

    def work(
        bounds: tuple[int, int],
    ) -> tuple[Candidates, tuple[NDArray[Any], ...], NDArray[np.uint8], NDArray[np.int32]]:
        found = candidates_of(index, queries, *bounds, blocked.children.size)
        scores = scorer.columns(
            found.left, found.right, blocked.children, blocked.inquiries, blocked.lexicons
        )
        order, rank = best_of_each(found.right, scores.total, tie[found.left], least, top)
        chosen = (found.left[order], found.right[order], rank, scores.total[order])
        return found, chosen, scores.levels[:, order], scores.weights[:, order]

    chunks = _chunks(blocked.inquiries.size)
    with _timed(seconds, "compare"), ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        for done, (found, chosen, level, weight) in enumerate(pool.map(work, chunks), start=1):
            costs.add(found)
            kept.append(chosen)
            levels.append(level)
            weights.append(weight)
            if progress is not None:
                progress("compare", done, len(chunks))
    rows = len(matcher.comparisons) + 1
    if not kept:
        empty = np.empty(0, dtype=np.int64)
        kept = [(empty, empty, empty.astype(np.int32), empty.astype(np.int32))]
        levels, weights = [np.empty((rows, 0), dtype=np.uint8)], [np.empty((rows, 0), dtype=np.int32)]
    left, right, rank, total = (np.concatenate(column) for column in zip(*kept, strict=True))
    return Ranked(
        left, right, rank, total,
        np.concatenate(levels, axis=1), np.concatenate(weights, axis=1),
        costs.compared, costs.rules, seconds,
    )  # fmt: skip
