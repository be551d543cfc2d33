"""Linking plain tables by generic comparisons: what any data set needs that isn't about children and families.

A matcher file with ``schema = "table"`` names the columns. Blocking keys are columns (``surname``) or the first
letters of one (``surname:3``). The columnar form computes each distinct pair of values of a comparison once.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracing.linkage.comparisons import KINDS
from tracing.linkage.comparisons.generic import SIMILARITY, level_of, similarities
from tracing.linkage.comparisons.kind import Sentence
from tracing.linkage.explain import Explanation, Part, explanation_of
from tracing.linkage.fixed import to_bits, to_units
from tracing.linkage.links import Links, links_of
from tracing.linkage.local import Ranked, RuleCost
from tracing.linkage.matcher import Comparison, MatcherFile
from tracing.linkage.rank import best_of_each
from tracing.linkage.score import weights_of
from tracing.records import InputError
from tracing.records.open import open_table
from tracing.records.schema import match_header

__all__ = ["block_tables", "link_tables", "read_plain", "table_ids", "table_levels"]

_CHUNK = 1 << 20


def _texts(frame: pd.DataFrame, column: str, source: str) -> NDArray[np.object_]:
    if column not in frame.columns:
        raise InputError(
            f"{source}: the tables have no column {column!r}; they have {', '.join(map(str, frame.columns))}"
        )
    values = frame[column]
    text = values.astype("string").fillna("").str.strip().to_numpy(dtype=object)
    return np.asarray(text, dtype=object)


def read_plain(path: str | Path) -> pd.DataFrame:
    """Read a plain table in any format of the file contract, all cells text. InputError without ``record_id``."""
    table = open_table(path, ("record_id",))
    header = match_header(table.header, ("record_id",), table.source)
    if "record_id" not in header:
        raise InputError(f"{table.source}: the column record_id is missing; each row needs an id of its own")
    frame = pd.DataFrame(dict(zip(header, table.columns, strict=True)), columns=header, dtype=object)
    twice = frame["record_id"].duplicated() | frame["record_id"].isna()
    if twice.any():
        line = table.lines[int(np.flatnonzero(twice.to_numpy())[0])]
        raise InputError(f"{table.source}, line {line}, column record_id: the id is missing or stands twice")
    return frame


def table_ids(frame: pd.DataFrame) -> NDArray[np.object_]:
    """Return the ids of a table's rows: the column ``record_id`` or the index."""
    ids = frame["record_id"] if "record_id" in frame.columns else frame.index.to_series()
    return np.asarray(ids.astype(str).to_numpy(dtype=object), dtype=object)


def _key(frame: pd.DataFrame, parts: Sequence[str], source: str) -> NDArray[np.object_]:
    keys = None
    empty = np.zeros(len(frame), dtype=bool)
    for part in parts:
        column, _, length = part.partition(":")
        values = _texts(frame, column, source)
        if length:
            values = np.array([v[: int(length)] for v in values], dtype=object)
        empty |= values == ""
        keys = values if keys is None else keys + "\x1f" + values
    assert keys is not None
    keys = keys.copy()
    keys[empty] = None
    return keys


def block_tables(
    matcher: MatcherFile, left: pd.DataFrame, right: pd.DataFrame
) -> tuple[NDArray[np.int64], NDArray[np.int64], list[RuleCost]]:
    """Return the distinct candidate pairs (rows of left and right, sorted by right) and each rule's cost."""
    packed: list[NDArray[np.int64]] = []
    bits: list[NDArray[np.uint64]] = []
    width = max(len(left), 1)
    costs = [RuleCost(rule.name) for rule in matcher.blocking]
    for number, rule in enumerate(matcher.blocking):
        a = pd.DataFrame(
            {"key": _key(left, rule.parts, matcher.source), "left": np.arange(len(left))}
        ).dropna()
        b = pd.DataFrame(
            {"key": _key(right, rule.parts, matcher.source), "right": np.arange(len(right))}
        ).dropna()
        joined = a.merge(b, on="key")
        packed.append(
            joined["right"].to_numpy(dtype=np.int64) * width + joined["left"].to_numpy(dtype=np.int64)
        )
        bits.append(np.full(len(joined), np.uint64(1) << np.uint64(number), dtype=np.uint64))
    pairs, inverse = np.unique(np.concatenate(packed), return_inverse=True)
    found = np.zeros(len(pairs), dtype=np.uint64)
    np.bitwise_or.at(found, inverse, np.concatenate(bits))
    for number, cost in enumerate(costs):
        bit = np.uint64(1) << np.uint64(number)
        cost.pairs = int(np.count_nonzero(found & bit))
        cost.only = int(np.count_nonzero(found == bit))
    return pairs % width, pairs // width, costs


def _level_column(
    comparison: Comparison, a: NDArray[np.object_], b: NDArray[np.object_]
) -> NDArray[np.uint8]:
    missing = len(comparison.levels) - 1
    codes_a, values_a = pd.factorize(a)
    codes_b, values_b = pd.factorize(b)
    pairs, inverse = np.unique(
        codes_a.astype(np.int64) * max(len(values_b), 1) + codes_b, return_inverse=True
    )
    x, y = values_a[pairs // max(len(values_b), 1)], values_b[pairs % max(len(values_b), 1)]
    known = (x != "") & (y != "")
    level = np.full(len(pairs), missing, dtype=np.uint8)
    similarity = similarities(comparison.kind, list(x[known]), list(y[known]))
    least = comparison.options["at_least"]
    level[known] = [level_of(s, least) for s in similarity]
    return level[inverse]


def _explain(
    matcher: MatcherFile, left: pd.DataFrame, right: pd.DataFrame, child_id: str, inquiry_id: str
) -> Explanation:
    rows = []
    for frame, record_id in ((left, child_id), (right, inquiry_id)):
        at = np.flatnonzero(table_ids(frame) == record_id)
        if len(at) == 0:
            raise KeyError(record_id)
        rows.append(frame.iloc[[at[0]]])
    parts = []
    total = 0
    for comparison in matcher.comparisons:
        column = comparison.options["column"]
        a, b = (str(_texts(row, column, matcher.source)[0]) for row in rows)
        level = len(comparison.levels) - 1
        if a and b:
            level = level_of(SIMILARITY[comparison.kind](a, b), comparison.options["at_least"])
        units = int(weights_of(comparison).base[level])
        total += units
        name = comparison.levels[level].name
        parts.append(
            Part(comparison.name, name, to_bits(units), KINDS[comparison.kind].title, Sentence(name, name))
        )
    records = [{str(k): str(v) for k, v in row.iloc[0].items() if pd.notna(v)} for row in rows]
    return explanation_of(
        matcher, (child_id, inquiry_id), tuple(parts), to_bits(total), records[0], records[1]
    )


def table_levels(
    matcher: MatcherFile,
    left: pd.DataFrame,
    right: pd.DataFrame,
    a: NDArray[np.int64],
    b: NDArray[np.int64],
) -> NDArray[np.uint8]:
    """Return the levels of the pairs of rows (``a[k]``, ``b[k]``), shape (comparisons, pairs)."""
    levels = np.zeros((len(matcher.comparisons), len(a)), dtype=np.uint8)
    for row, comparison in enumerate(matcher.comparisons):
        column = comparison.options["column"]
        x, y = _texts(left, column, matcher.source), _texts(right, column, matcher.source)
        for part in _slices(len(a)):
            levels[row, part] = _level_column(comparison, x[a[part]], y[b[part]])
    return levels


def _slices(n: int) -> Iterator[slice]:
    for first in range(0, n, _CHUNK):
        yield slice(first, min(first + _CHUNK, n))


def link_tables(matcher: MatcherFile, left: pd.DataFrame, right: pd.DataFrame, top: int) -> Links:
    """Link two tables; ids are the column ``record_id`` or the index. ``right`` plays the part of the inquiries."""
    seconds: dict[str, float] = {}
    start = time.perf_counter()
    a, b, costs = block_tables(matcher, left, right)
    seconds["block"] = time.perf_counter() - start
    start = time.perf_counter()
    levels = table_levels(matcher, left, right, a, b)
    weights = np.stack(
        [weights_of(c).base[level] for c, level in zip(matcher.comparisons, levels, strict=True)]
    ).astype(np.int32)
    total = weights.sum(axis=0, dtype=np.int32)
    left_ids, right_ids = table_ids(left), table_ids(right)
    tie = np.argsort(np.argsort(left_ids, kind="stable"), kind="stable").astype(np.int64)
    order, rank = best_of_each(b, total, tie[a], to_units(matcher.output), top)
    seconds["compare"] = time.perf_counter() - start
    ranked = Ranked(
        a[order], b[order], rank, total[order], levels[:, order], weights[:, order], len(a), costs, seconds
    )
    return links_of(
        matcher,
        left_ids,
        right_ids,
        ranked,
        lambda child, inquiry: _explain(matcher, left, right, child, inquiry),
    )
