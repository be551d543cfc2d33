"""The local engine: one machine, all its cores, memory that grows with the records.

Inquiries pass in chunks: block, compare, score, rank; what doesn't make the ranking is forgotten at once.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.best import Best, BestFinder
from tracing.linkage.blocking import (
    Candidates,
    KeyIndex,
    RuleKeys,
    candidates_of,
    hits_of,
    join_few,
    join_keys,
)
from tracing.linkage.encode import Blocked, Progress
from tracing.linkage.groups import Companions, GroupSide
from tracing.linkage.key_columns import key_columns
from tracing.linkage.matcher import MatcherFile
from tracing.linkage.memory import pairs_at_once
from tracing.linkage.score import Scorer
from tracing.linkage.screen import Screen

__all__ = [
    "Costs",
    "Ranked",
    "RuleCost",
    "block_pairs",
    "candidates_of_chunks",
    "inquiry_chunks",
    "rank_pairs",
]

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
    """The kept pairs, best first within each inquiry, and what it took to find them: the pairs that blocking or
    companions brought and that were compared (``compared``), and those of them that every comparison was needed for
    (``finished``). ``group`` is the group term of each pair, in units; ``total`` holds it, ``weights`` doesn't."""

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
    group: NDArray[np.int32] | None = None


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    start = time.perf_counter()
    try:
        yield
    finally:
        seconds[stage] = seconds.get(stage, 0.0) + time.perf_counter() - start


@contextmanager
def _mapped(threads: int) -> Iterator[Callable[..., Iterator[Any]]]:
    """Give what maps a function over values with some threads; one needs no thread beside this, whose start a few records
    would feel."""
    if threads <= 1:
        yield map
        return
    with ThreadPoolExecutor(threads) as pool:
        yield pool.map


def _chunks(size: int) -> list[tuple[int, int]]:
    return [(first, min(first + CHUNK, size)) for first in range(0, size, CHUNK)]


def inquiry_chunks(
    asked: GroupSide, chunks: Sequence[tuple[int, int]] | None = None
) -> tuple[NDArray[np.int64], list[tuple[int, int]]]:
    """Return an order of the inquiries that puts the members of each group side by side, and chunks (first, last)
    that cut no group: ``chunks`` (None: of the usual size), each of them begun where a group begins."""
    anchor = asked.together()
    order = np.argsort(anchor, kind="stable")
    firsts = [first for first, _ in (_chunks(len(order)) if chunks is None else chunks)]
    cuts = [int(np.searchsorted(anchor[order], anchor[order[first]])) for first in firsts]
    return order, list(zip(cuts, [*cuts[1:], len(order)], strict=True))


def _chunks_within(hits: NDArray[np.int64], most: int) -> list[tuple[int, int]]:
    """Cut the inquiries so that no chunk has more hits than ``most``, unless a single inquiry has."""
    chunks, first, under_way = [], 0, 0
    for row, count in enumerate(hits.tolist()):
        if row > first and (under_way + count > most or row - first == CHUNK):
            chunks.append((first, row))
            first, under_way = row, 0
        under_way += count
    if len(hits):
        chunks.append((first, len(hits)))
    return chunks


class Costs:
    """Adds up what the rules bring."""

    def __init__(self, names: Sequence[str]) -> None:
        self.rules = [RuleCost(name) for name in names]
        self.compared = 0

    def add(self, found: Candidates) -> None:
        """Note the candidates of a chunk; those that no rule brought, companions did."""
        self.compared += len(found.left)
        for number, rule in enumerate(self.rules):
            bit = np.uint64(1) << np.uint64(number)
            rule.pairs += int(np.count_nonzero(found.rules & bit))
            rule.only += int(np.count_nonzero(found.rules == bit))


@dataclass(frozen=True, slots=True)
class _Keys:
    """The children's keys, ready for look-up, and the inquiries' keys by rule."""

    index: KeyIndex
    queries: list[RuleKeys]


def _keys(matcher: MatcherFile, blocked: Blocked, few: bool = False) -> _Keys:
    parts = [part for rule in matcher.blocking for part in rule.parts]
    held = key_columns(blocked.children, parts, "children")
    join = join_few if few else join_keys
    return _Keys(*join(held, key_columns(blocked.inquiries, parts, "inquiries"), matcher.blocking))


def candidates_of_chunks(
    matcher: MatcherFile, blocked: Blocked, register: int | None = None
) -> tuple[list[tuple[int, int]], Callable[[tuple[int, int]], Candidates]]:
    """Return the chunks of inquiries (first, last), and what finds the candidates of one. ``register`` is the number of children
    held in all, by which pairs are candidates (None: those given)."""
    keys = _keys(matcher, blocked)
    screen = Screen(Scorer(matcher), blocked, blocked.children.size if register is None else register)

    def found(bounds: tuple[int, int]) -> Candidates:
        return screen.keep(candidates_of(keys.index, keys.queries, *bounds, blocked.children.size))

    return _chunks(blocked.inquiries.size), found


def block_pairs(matcher: MatcherFile, blocked: Blocked) -> Iterator[Candidates]:
    """Yield the candidate pairs, chunk by chunk, without comparing them."""
    chunks, found = candidates_of_chunks(matcher, blocked)
    yield from map(found, chunks)


def _by_row(query: RuleKeys, order: NDArray[np.int64]) -> RuleKeys:
    """Return the keys with their rows in another order."""
    sizes = np.diff(query.start)[order]
    moved = np.zeros(len(order) + 1, dtype=np.int64)
    np.cumsum(sizes, out=moved[1:])
    at = np.repeat(query.start[order] - moved[:-1], sizes) + np.arange(moved[-1])
    return RuleKeys(moved, query.keys[at], query.units[at])


def rank_pairs(
    matcher: MatcherFile,
    blocked: Blocked,
    tie: NDArray[np.int64],
    top: int,
    progress: Progress | None = None,
    threads: int | None = None,
    tie_asked: NDArray[np.int64] | None = None,
    memory: int | None = None,
    scorer: Scorer | None = None,
    register: int | None = None,
    few: bool = False,
) -> Ranked:
    """Block, compare, score and rank. ``tie`` orders children of equal weight, ``tie_asked`` the inquiries of a group
    where companions weigh the same (None: by row); ``memory`` is the bytes that the process may take (None: no limit);
    ``scorer`` is the matcher's, where it is at hand; ``register`` is the number of children held in all, by which pairs are
    candidates (None: those given). ``few`` says that there are some hundred records: then it isn't counted what each rule brings.
    The result doesn't depend on memory, the number of threads, the chunks, the order of the rows or ``few``."""
    seconds: dict[str, float] = {}
    asked = blocked.inquiries
    with _timed(seconds, "block"):
        keys = _keys(matcher, blocked, few)
        scorer = scorer or Scorer(matcher)
        screen = Screen(scorer, blocked, blocked.children.size if register is None else register)
        finder = BestFinder(scorer, blocked, tie, top)
    costs = Costs([] if few else [rule.name for rule in matcher.blocking])
    kept: list[Best] = []
    finished = 0
    order = np.arange(asked.size, dtype=np.int64)
    count = threads or os.cpu_count() or 1
    chunks = _chunks(asked.size)
    most = pairs_at_once(memory, count)
    if most is not None:
        chunks = _chunks_within(hits_of(keys.index, keys.queries), most)
    companions = None
    if matcher.group is not None:
        groups = (
            GroupSide.of(blocked.children.group, tie),
            GroupSide.of(asked.group, order if tie_asked is None else tie_asked),
        )
        if groups[0].count and groups[1].count:
            companions = Companions(finder, *groups)
            order, chunks = inquiry_chunks(groups[1], chunks)
            keys = _Keys(keys.index, [_by_row(query, order) for query in keys.queries])

    def work(bounds: tuple[int, int]) -> tuple[Candidates, Best]:
        found = candidates_of(keys.index, keys.queries, *bounds, blocked.children.size)
        found = replace(found, right=order[found.right])
        if companions is None:
            found = screen.keep(found)
            return found, finder.best(found.left, found.right)
        found, known = companions.join(*screen.split(found))
        return found, finder.best(found.left, found.right, known)

    with _timed(seconds, "compare"), _mapped(min(count, len(chunks))) as mapped:
        for done, (found, best) in enumerate(mapped(work, chunks), start=1):
            costs.add(found)
            kept.append(best)
            finished += best.finished
            if progress is not None:
                progress("compare", done, len(chunks))
    if not kept:
        kept.append(finder.best(*(np.empty(0, dtype=np.int64),) * 2))
    right = np.concatenate([b.right for b in kept])
    # Inquiries of one group passed together; now they stand in the order of their rows again.
    back = np.argsort(right, kind="stable")
    return Ranked(
        np.concatenate([b.left for b in kept])[back],
        right[back],
        np.concatenate([b.rank for b in kept])[back],
        np.concatenate([b.scores.total for b in kept])[back],
        np.concatenate([b.scores.levels for b in kept], axis=1)[:, back],
        np.concatenate([b.scores.weights for b in kept], axis=1)[:, back],
        costs.compared, costs.rules, seconds, finished,
        None if matcher.group is None else np.concatenate([b.known for b in kept])[back],
    )  # fmt: skip
