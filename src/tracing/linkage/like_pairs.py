"""Pairs of records of one side that may be of one child, and what is doubtful about them.

What ``duplicates`` does with a whole file and ``same_side`` with a few records of many; a pair comes out the same in both.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.best import BestFinder
from tracing.linkage.columns import Columns
from tracing.linkage.comparisons.kind import Sentence
from tracing.linkage.encode import Blocked, Progress
from tracing.linkage.local import candidates_of_chunks
from tracing.linkage.matcher import MatcherFile
from tracing.linkage.score import KINSHIP_LEVELS, Scorer, Scores
from tracing.records import InputError

__all__ = [
    "LEADS",
    "WARNINGS",
    "Asked",
    "LikePairs",
    "like_pairs",
    "threshold",
    "warnings_of",
    "within_one_side",
]

_ONE_SIDE_ONLY = frozenset({"timing"})
"""Comparisons whose two sides mean different things."""

_UNLIKE = frozenset({"partial", "initial", "common_only", "different", "missing"})
"""Levels of the given names that don't tell twins apart."""

WARNINGS: Mapping[str, Sentence] = {
    "possible_sibling": Sentence(
        "the family agrees, the child does not: possible sibling",
        "coincide la familia, no la niña o el niño: posible hermano o hermana",
    ),
    "possible_twin": Sentence(
        "the same birth date without the same given name: possible twin",
        "la misma fecha de nacimiento sin el mismo nombre: posible gemela o gemelo",
    ),
    "named_as_sibling": Sentence(
        "the one is named among the siblings of the other", "el uno figura entre los hermanos del otro"
    ),
    "recorded_together": Sentence(
        "recorded by one agency in one group: likely two children",
        "registrados por una misma institución en un mismo grupo: probablemente dos niñas o niños",
    ),
}
"""What makes two like records doubtful, in words."""

LEADS = frozenset({"possible_sibling", "recorded_together"})
"""Warnings that keep a pair out of every set."""


@dataclass(frozen=True, slots=True)
class LikePairs:
    """Pairs of one side, ``a`` before ``b`` in the order of the references; the scores are the lighter of the two
    directions."""

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    scores: Scores


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which rows it is asked what is like them: ``rows`` are their places among all, ``columns`` they alone."""

    rows: NDArray[np.int64]
    columns: Columns


_Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Rows of the one and of the other; of two that aren't in the order of the references the mirror is a pair of its own."""


def threshold(matcher: MatcherFile) -> float:
    """Return the bits from which two records of one side are held to be of one child: ``strong`` unless the matcher says."""
    return matcher.strong if matcher.duplicate is None else matcher.duplicate


def within_one_side(matcher: MatcherFile) -> MatcherFile:
    """Return the matcher as it applies within one side."""
    if matcher.schema != "tracing":
        raise InputError(
            f"{matcher.source}: this matcher compares plain tables; duplicates are looked for among children or inquiries"
        )
    comparisons = tuple(c for c in matcher.comparisons if c.kind not in _ONE_SIDE_ONLY)
    return replace(matcher, comparisons=comparisons, group=None)


def like_pairs(
    matcher: MatcherFile,
    columns: Columns,
    least: int,
    order: NDArray[np.int64],
    progress: Progress | None,
    threads: int | None,
    asked: Asked | None = None,
    keyless: bool = False,
) -> tuple[LikePairs, int]:
    """Return the pairs that weigh ``least`` units in both directions, strongest first, and how many were compared. ``asked``:
    only those with one of these rows; ``keyless``: also those of them that share no key.

    A comparison may read its two sides in turn (which surname found a partner first), so that a pair and its mirror
    can differ by a little; the lighter counts, and with it neither file order nor direction matters.
    """
    finder = BestFinder(Scorer(matcher), Blocked(columns, columns), order, 1)
    if asked is None:
        chunks = _of_all(matcher, columns)
    elif keyless:
        chunks = [partial(_every, columns.size, order, asked.rows)]
    else:
        chunks = _of_asked(matcher, columns, asked)

    def work(chunk: Callable[[], _Pairs]) -> tuple[int, LikePairs]:
        left, right = chunk()
        once = order[left] < order[right]
        there = finder.reaching(left[once], right[once], least)
        back = finder.all(there.right, there.left)
        kept = np.flatnonzero(back.total >= least)
        lighter = np.where(back.total[kept] < there.scores.total[kept], kept + len(back.total), kept)
        both = Scores(
            np.concatenate((there.scores.levels, back.levels), axis=1),
            np.concatenate((there.scores.weights, back.weights), axis=1),
            np.concatenate((there.scores.total, back.total)),
            np.concatenate((there.scores.agreed, back.agreed)),
        ).take(lighter)
        return int(np.count_nonzero(once)), LikePairs(there.left[kept], there.right[kept], both)

    compared, parts = 0, []
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        for done, (count, part) in enumerate(pool.map(work, chunks), start=1):
            compared += count
            parts.append(part)
            if progress is not None:
                progress("compare", done, len(chunks))
    if not parts:
        nothing = np.empty(0, dtype=np.int64)
        return LikePairs(nothing, nothing, finder.all(nothing, nothing)), 0
    a = np.concatenate([p.a for p in parts])
    b = np.concatenate([p.b for p in parts])
    scores = Scores(
        np.concatenate([p.scores.levels for p in parts], axis=1),
        np.concatenate([p.scores.weights for p in parts], axis=1),
        np.concatenate([p.scores.total for p in parts]),
        np.concatenate([p.scores.agreed for p in parts]),
    )
    strongest = np.lexsort((order[b], order[a], -scores.total.astype(np.int64)))
    return LikePairs(a[strongest], b[strongest], scores.take(strongest)), compared


def _of_all(matcher: MatcherFile, columns: Columns) -> list[Callable[[], _Pairs]]:
    """Return what finds the pairs that share a key, a chunk each."""
    chunks, found = candidates_of_chunks(matcher, Blocked(columns, columns))

    def pairs(bounds: tuple[int, int]) -> _Pairs:
        candidates = found(bounds)
        return candidates.left, candidates.right

    return [partial(pairs, bounds) for bounds in chunks]


def _of_asked(matcher: MatcherFile, columns: Columns, asked: Asked) -> list[Callable[[], _Pairs]]:
    """Return the same for the pairs with a row that is asked about."""
    rows = asked.rows
    first, finds_others = candidates_of_chunks(matcher, Blocked(asked.columns, columns), columns.size)
    second, finds_asked = candidates_of_chunks(matcher, Blocked(columns, asked.columns), columns.size)

    def ahead(bounds: tuple[int, int]) -> _Pairs:
        found = finds_others(bounds)
        return rows[found.left], found.right

    def behind(bounds: tuple[int, int]) -> _Pairs:
        found = finds_asked(bounds)
        new = ~np.isin(found.left, rows)
        return found.left[new], rows[found.right[new]]

    return [*(partial(ahead, bounds) for bounds in first), *(partial(behind, bounds) for bounds in second)]


def _every(size: int, order: NDArray[np.int64], rows: NDArray[np.int64]) -> _Pairs:
    """Return the pairs of some rows with each of all; of two of them it is one pair."""
    one, other = np.repeat(rows, size), np.tile(np.arange(size, dtype=np.int64), len(rows))
    new = (one != other) & (~np.isin(other, rows) | (order[one] < order[other]))
    one, other = one[new], other[new]
    turned = order[other] < order[one]
    return np.where(turned, other, one), np.where(turned, one, other)


def warnings_of(
    matcher: MatcherFile, pairs: LikePairs, group: NDArray[np.object_], agency: NDArray[np.object_]
) -> list[list[str]]:
    """Return what is doubtful about each pair, as names of ``WARNINGS``. ``group`` and ``agency``: of each record, whatever
    names them; an empty group is none."""
    size = len(pairs.a)
    level = {
        c.kind: np.array([lv.name for lv in c.levels], dtype=object)[pairs.scores.levels[row]]
        for row, c in enumerate(matcher.comparisons)
    }
    nothing = np.full(size, "", dtype=object)
    sibling = KINSHIP_LEVELS.index("possible_sibling")
    holds = {
        "possible_sibling": pairs.scores.levels[-1] == sibling
        if matcher.kinship is not None
        else np.zeros(size, dtype=bool),
        "possible_twin": (level.get("birth", nothing) == "exact")
        & np.isin(level.get("given_names", nothing).astype(str), sorted(_UNLIKE)),
        "named_as_sibling": level.get("siblings", nothing) == "named_as_sibling",
        "recorded_together": (group[pairs.a] != "")
        & (group[pairs.a] == group[pairs.b])
        & (agency[pairs.a] == agency[pairs.b]),
    }
    return [[name for name in WARNINGS if holds[name][k]] for k in range(size)]
