"""What training reads: levels of the candidate pairs, and how often levels are reached elsewhere.

The pairs of two files are looked at in two strata. Candidates, which blocking proposes, are taken whole: they hold
nearly all pairs in which anything rare agrees. The rest is far too many and is sampled at random. Together they say
how often unrelated children reach a level, without any selection by blocking and with little noise where it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracing.linkage.encode import Blocked, Progress
from tracing.linkage.fixed import UNIT
from tracing.linkage.local import block_pairs
from tracing.linkage.matcher import MatcherFile
from tracing.linkage.score import Scorer, weights_of
from tracing.linkage.table import block_tables, table_ids, table_levels

__all__ = ["Evidence", "evidence_of", "gather", "gather_tables", "merge", "weigh"]

RANDOM_PAIRS = 1_000_000
MOST_CANDIDATES = 1_500_000
_CHUNK = 50_000

Compare = Callable[[NDArray[np.int64], NDArray[np.int64]], tuple[NDArray[np.uint8], NDArray[np.float32]]]
"""Rows of children and inquiries → levels and extra bits, of shape (comparisons, pairs)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Candidate pairs by comparison, and the level counts of all other pairs.

    ``levels`` and ``extra`` have the shape (comparisons, candidates); ``extra`` is what a pair's weight adds to its
    level's, in bits: rarity that counts, less the cost of an unlikely reading. ``child`` and ``inquiry`` are row
    numbers. ``elsewhere`` has the shape (comparisons, levels): expected counts over the ``pairs`` - candidates other
    pairs; ``sampled`` is how many random pairs they come from.
    """

    levels: NDArray[np.uint8]
    extra: NDArray[np.float32]
    child: NDArray[np.int64]
    inquiry: NDArray[np.int64]
    elsewhere: NDArray[np.float64]
    pairs: float
    sampled: int

    @property
    def candidates(self) -> int:
        """The number of candidate pairs."""
        return int(self.levels.shape[1])


def _ranks(ids: NDArray[np.object_]) -> NDArray[np.int64]:
    """Return the place of each record in the order of ids: what follows doesn't depend on the order of rows."""
    return np.argsort(np.argsort(ids, kind="stable"), kind="stable").astype(np.int64)


def evidence_of(
    matcher: MatcherFile,
    compare: Compare,
    candidates: tuple[NDArray[np.int64], NDArray[np.int64]],
    ids: tuple[NDArray[np.object_], NDArray[np.object_]],
    seed: int,
    random_pairs: int = RANDOM_PAIRS,
    progress: Progress | None = None,
) -> Evidence:
    """Compare the candidates and a random sample of the other pairs; the same for any order of rows."""
    left_rank, right_rank = _ranks(ids[0]), _ranks(ids[1])
    left_row, right_row = np.argsort(left_rank), np.argsort(right_rank)
    width = max(len(left_rank), 1)
    rng = np.random.default_rng(seed)
    place = right_rank[candidates[1]]
    inquiries = len(right_rank)
    chosen = np.ones(inquiries, dtype=bool)
    if len(place) > MOST_CANDIDATES:
        # Whole inquiries are left out, never single pairs: the rivals of a pair stay with it.
        order = rng.permutation(inquiries)
        size = np.bincount(place, minlength=inquiries)[order]
        chosen[order[np.cumsum(size) > MOST_CANDIDATES]] = False
    kept = chosen[place]
    key = np.sort(place[kept] * width + left_rank[candidates[0][kept]])
    left, right = left_row[key % width], right_row[key // width]
    parts = []
    for at in range(0, max(len(key), 1), _CHUNK):
        parts.append(compare(left[at : at + _CHUNK], right[at : at + _CHUNK]))
        if progress is not None:
            progress("compare candidates", min(at + _CHUNK, len(key)), len(key))
    some = np.flatnonzero(chosen)
    total = float(len(left_rank)) * len(some)
    levels_wide = max(len(c.levels) for c in matcher.comparisons)
    counts = np.zeros((len(matcher.comparisons), levels_wide))
    sampled = 0
    drawn = min(random_pairs, int(4 * total))
    for at in range(0, drawn, _CHUNK):
        count = min(_CHUNK, drawn - at)
        a = rng.integers(0, len(left_rank), count)
        b = some[rng.integers(0, len(some), count)]
        packed = b * width + a
        spot = np.clip(np.searchsorted(key, packed), 0, max(len(key) - 1, 0))
        other = key[spot] != packed if len(key) else np.ones(count, dtype=bool)
        level, _ = compare(left_row[a[other]], right_row[b[other]])
        counts += np.stack([np.bincount(row, minlength=levels_wide) for row in level])
        sampled += int(other.sum())
        if progress is not None:
            progress("compare random pairs", at + count, drawn)
    elsewhere = counts * (max(total - len(key), 0.0) / max(sampled, 1))
    return Evidence(
        np.concatenate([p[0] for p in parts], axis=1),
        np.concatenate([p[1] for p in parts], axis=1),
        left,
        right,
        elsewhere,
        total,
        sampled,
    )


def scored(matcher: MatcherFile, blocked: Blocked) -> Compare:
    """Return how to compare pairs of encoded records: levels, and the bits that come on top of each level's."""
    scorer = Scorer(matcher)
    weights = [weights_of(c) for c in matcher.comparisons]
    share = np.array([c.discount for c in matcher.comparisons], dtype=np.float32)

    def compare(left: NDArray[np.int64], right: NDArray[np.int64]) -> tuple[Any, Any]:
        scores = scorer.columns(left, right, blocked.children, blocked.inquiries)
        levels = scores.levels[: len(weights)]
        base = np.stack([w.base[level] for w, level in zip(weights, levels, strict=True)])
        extra = (scores.weights[: len(weights)] - base).astype(np.float32) / UNIT / share[:, None]
        return levels, extra

    return compare


def gather(
    matcher: MatcherFile,
    blocked: Blocked,
    ids: tuple[NDArray[np.object_], NDArray[np.object_]],
    seed: int,
    random_pairs: int = RANDOM_PAIRS,
    progress: Progress | None = None,
) -> Evidence:
    """Block, compare and sample two encoded sides whose record ids are ``ids``."""
    left, right = [], []
    for found in block_pairs(matcher, blocked):
        left.append(found.left)
        right.append(found.right)
        if progress is not None:
            done = int(found.right.max(initial=-1)) + 1
            progress("block", done, len(ids[1]))
    empty = np.empty(0, dtype=np.int64)
    candidates = (np.concatenate([empty, *left]), np.concatenate([empty, *right]))
    return evidence_of(matcher, scored(matcher, blocked), candidates, ids, seed, random_pairs, progress)


def gather_tables(
    matcher: MatcherFile,
    left: pd.DataFrame,
    right: pd.DataFrame,
    seed: int,
    random_pairs: int = RANDOM_PAIRS,
) -> Evidence:
    """Block, compare and sample two plain tables."""
    a, b, _ = block_tables(matcher, left, right)

    def compare(x: NDArray[np.int64], y: NDArray[np.int64]) -> tuple[Any, Any]:
        levels = table_levels(matcher, left, right, x, y)
        return levels, np.zeros(levels.shape, dtype=np.float32)

    return evidence_of(matcher, compare, (a, b), (table_ids(left), table_ids(right)), seed, random_pairs)


def weigh(matcher: MatcherFile, blocked: Blocked, evidence: Evidence) -> NDArray[np.float64]:
    """Return the match weights of the candidates, in bits, by ``matcher``."""
    scorer = Scorer(matcher)
    parts = [np.empty(0, dtype=np.int32)]
    for at in range(0, evidence.candidates, _CHUNK):
        left, right = evidence.child[at : at + _CHUNK], evidence.inquiry[at : at + _CHUNK]
        parts.append(scorer.columns(left, right, blocked.children, blocked.inquiries).total)
    return np.concatenate(parts).astype(np.float64) / UNIT


def weigh_levels(matcher: MatcherFile, evidence: Evidence) -> NDArray[np.float64]:
    """Return the match weights of the candidates of plain tables, in bits, by ``matcher``."""
    rows = zip(matcher.comparisons, evidence.levels, strict=True)
    return np.asarray(sum(weights_of(c).base[level].astype(np.float64) for c, level in rows) / UNIT)


def merge(parts: Sequence[Evidence]) -> Evidence:
    """Put the evidence of several pairs of files together; rows of later parts are numbered on."""
    child, inquiry = [], []
    children = inquiries = 0
    for part in parts:
        child.append(part.child + children)
        inquiry.append(part.inquiry + inquiries)
        children += int(part.child.max(initial=-1)) + 1
        inquiries += int(part.inquiry.max(initial=-1)) + 1
    return Evidence(
        np.concatenate([p.levels for p in parts], axis=1),
        np.concatenate([p.extra for p in parts], axis=1),
        np.concatenate(child),
        np.concatenate(inquiry),
        np.sum([p.elsewhere for p in parts], axis=0),
        sum(p.pairs for p in parts),
        sum(p.sampled for p in parts),
    )
