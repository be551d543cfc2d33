"""The most a comparison can still bring: what lets the ranking stop early without changing it.

For each record and comparison there is a number of units that no pair with this record exceeds: nothing where the record
says nothing, and for names the weight of the best level at the record's own rarities. The smaller of the two records'
numbers bounds the pair. The kinship term is never above zero, so a sum of weights and bounds bounds the match weight.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.columns import Columns
from tracing.linkage.comparisons.compiled import kernel, small
from tracing.linkage.comparisons.kind import Weights
from tracing.linkage.comparisons.names import NameColumns
from tracing.linkage.comparisons.siblings import SIBLINGS
from tracing.linkage.score import Scorer
from tracing.linkage.vocabulary import Lexicon

__all__ = ["at_most", "bounds_of"]

_INITIAL_RARITY = 3 * 256


@small
def _rarest(lex: Lexicon, region: int, word: int) -> int:
    """The most rarity an agreement on ``word`` can have. Where the record names no region, the other's counts."""
    most = 0
    first, last = (region, region + 1) if region else (0, lex.rarity.shape[1])
    for r in range(first, last):
        most = max(most, lex.rarity[word, r], lex.rarity_alike[word, r], lex.rarity_nick[word, r])
    return most


@kernel
def _name_rarity(start, words, region, lex, second, initial, out):  # type: ignore[no-untyped-def]
    """Write the most rarity that each record's names can agree on; -1 where no reading has any."""
    for i in range(out.shape[0]):
        out[i] = -1
        for r in range(start[i], start[i + 1]):
            top, total, n = 0, 0, 0
            for k in range(words.shape[1]):
                if words[r, k] < 0:
                    break
                rarity = max(_rarest(lex, region[i], words[r, k]), initial)
                top, total, n = max(top, rarity), total + rarity, n + 1
            if n:
                out[i] = max(out[i], top + (((total - top) * second) >> 8))


@kernel
def _sum_rarity(start, words, region, lex, second, out):  # type: ignore[no-untyped-def]
    """As ``_name_rarity`` for a relative's surnames, each of which counts ``second`` (of 256)."""
    for i in range(out.shape[0]):
        out[i] = -1
        for r in range(start[i], start[i + 1]):
            total, n = 0, 0
            for k in range(words.shape[1]):
                if words[r, k] >= 0:
                    total, n = total + ((_rarest(lex, region[i], words[r, k]) * second) >> 8), n + 1
            if n:
                out[i] = max(out[i], total)


def _weigh_most(weights: Weights, rarity: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return the most any level weighs at a rarity; where there is none to agree on, what missing weighs."""
    levels = weights.base[:, None] + ((weights.frequency[:, None] * np.maximum(rarity, 0)[None, :]) >> 8)
    best = levels.max(axis=0)
    return np.where(rarity >= 0, best, max(0, int(weights.base[-1]))).astype(np.int32)


def _names(columns: Columns, who: str, scorer: Scorer, kind: str) -> NDArray[np.int32]:
    names: NameColumns = columns.names[who]
    rarity = np.empty(columns.size, dtype=np.int64)
    given, surname = columns.lexicons.given, columns.lexicons.surname
    if kind == "surnames":
        _name_rarity(names.start, names.surname, names.region, surname, scorer.second, 0, rarity)
        return _weigh_most(scorer.weights[kind], rarity)
    _name_rarity(names.start, names.given, names.region, given, scorer.second, _INITIAL_RARITY, rarity)
    if kind != "given_names":
        more = np.empty(columns.size, dtype=np.int64)
        _sum_rarity(names.start, names.surname, names.region, surname, scorer.second, more)
        rarity = np.where((rarity >= 0) | (more >= 0), np.maximum(rarity, 0) + np.maximum(more, 0), -1)
    return _weigh_most(scorer.weights[kind], rarity)


def _present(columns: Columns, kind: str) -> NDArray[np.bool_]:
    values = columns.sets[kind]
    return np.asarray(np.diff(values.start) > 0)


def _levels(columns: Columns, kind: str, scorer: Scorer) -> NDArray[np.int32]:
    base = scorer.weights[kind].base
    absent = int(base[-1])
    if kind == "siblings":
        # A child may stand among the siblings that only the other side names.
        named = list(SIBLINGS.levels or ()).index("named_as_sibling")
        absent = max(absent, int(base[named]))
    return np.where(_present(columns, kind), int(base.max()), absent).astype(np.int32)


def bounds_of(columns: Columns, kinds: Sequence[str], scorer: Scorer) -> NDArray[np.int32]:
    """Return, for each record, the most that each of ``kinds`` can bring: shape (records, kinds), in units."""
    rows = []
    for kind in kinds:
        if kind not in scorer.row:
            rows.append(np.zeros(columns.size, dtype=np.int32))
        elif kind in ("given_names", "surnames"):
            rows.append(_names(columns, "child", scorer, kind))
        elif kind in columns.names:
            rows.append(_names(columns, kind, scorer, kind))
        else:
            rows.append(_levels(columns, kind, scorer))
    return (
        np.ascontiguousarray(np.column_stack(rows)) if rows else np.zeros((columns.size, 0), dtype=np.int32)
    )


@kernel
def at_most(left, right, weights, a, b, first, out):  # type: ignore[no-untyped-def]
    """Write what each pair can weigh at most: its weights so far and the bounds of what is to come, from ``first``."""
    for k in range(left.shape[0]):
        total = 0
        for row in range(weights.shape[0]):
            total += weights[row, k]
        for c in range(first, a.shape[1]):
            total += min(a[left[k], c], b[right[k], c])
        out[k] = total
