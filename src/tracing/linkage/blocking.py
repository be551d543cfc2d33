"""Candidate pairs: those that share a key of any blocking rule, each once (design, "Blocking").

A rule is the product of its parts' values, hashed to one number. The children's keys are sorted once; each
inquiry's keys are looked up in them. Pairs come in chunks of inquiries, so memory grows with records, not pairs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tracing.linkage.fixed import to_units
from tracing.linkage.matcher import BlockingRule
from tracing.linkage.vocabulary import Keyed

__all__ = ["Candidates", "KeyIndex", "candidates_of", "index_keys", "rule_keys"]

_SEED = np.uint64(0x9E3779B97F4A7C15)


@njit(cache=True, nogil=True)
def _mix(x: np.uint64) -> np.uint64:
    """Splitmix64's finaliser: spreads every bit of ``x`` over the whole number."""
    x ^= x >> np.uint64(30)
    x *= np.uint64(0xBF58476D1CE4E5B9)
    x ^= x >> np.uint64(27)
    x *= np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@njit(cache=True, nogil=True)
def _join(start, keys, units, part_start, part_values, part_units, room, least):  # type: ignore[no-untyped-def]
    """Multiply the keys so far (lists of hashes, with what they say in units) by one more part.

    Keys that say less than ``least``, even with the ``room`` units that parts to come can add, are left out.
    """
    n = start.shape[0] - 1
    out_start = np.zeros(n + 1, np.int64)
    for i in range(n):
        count = 0
        for x in range(start[i], start[i + 1]):
            for y in range(part_start[i], part_start[i + 1]):
                if units[x] + part_units[y] + room >= least:
                    count += 1
        out_start[i + 1] = out_start[i] + count
    out = np.empty(out_start[n], np.uint64)
    out_units = np.empty(out_start[n], np.int32)
    at = 0
    for i in range(n):
        for x in range(start[i], start[i + 1]):
            for y in range(part_start[i], part_start[i + 1]):
                if units[x] + part_units[y] + room >= least:
                    out[at] = _mix(keys[x] * _SEED + np.uint64(part_values[y]))
                    out_units[at] = units[x] + part_units[y]
                    at += 1
    return out_start, out, out_units


def rule_keys(
    parts: Mapping[str, Keyed], rule: BlockingRule, number: int
) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Return the keys of one rule: where each record's keys start, and the keys. ``parts`` as ``key_columns`` has
    them; ``number`` is the rule's place in the matcher."""
    size = len(next(iter(parts.values())).start) - 1
    start = np.arange(size + 1, dtype=np.int64)
    keys = np.full(size, number + 1, dtype=np.uint64)
    units = np.zeros(size, dtype=np.int32)
    most = [int(parts[part].units.max(initial=0)) for part in rule.parts]
    for place, part in enumerate(rule.parts):
        room = sum(most[place + 1 :])
        start, keys, units = _join(
            start, keys, units, *parts[part], np.int32(room), np.int32(to_units(rule.at_least))
        )
    return start, keys


@dataclass(frozen=True, slots=True)
class KeyIndex:
    """The children's keys, sorted, with the record of each; ``rule_start`` bounds the part of each rule."""

    keys: tuple[NDArray[np.uint64], ...]
    records: tuple[NDArray[np.int32], ...]


def index_keys(parts: Mapping[str, Keyed], rules: Sequence[BlockingRule]) -> KeyIndex:
    """Sort the keys of one side, rule by rule."""
    keys, records = [], []
    for number, rule in enumerate(rules):
        start, values = rule_keys(parts, rule, number)
        owners = np.repeat(np.arange(len(start) - 1, dtype=np.int32), np.diff(start))
        order = np.argsort(values, kind="stable")
        keys.append(values[order])
        records.append(owners[order])
    return KeyIndex(tuple(keys), tuple(records))


@dataclass(frozen=True, slots=True)
class Candidates:
    """A chunk of distinct pairs: rows of the children and of the inquiries, sorted by inquiry, and, for each
    pair, the rules that brought it (one bit each)."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    rules: NDArray[np.uint64]


@njit(cache=True, nogil=True)
def _expand(low, high, query_owner, records, total):  # type: ignore[no-untyped-def]
    left = np.empty(total, np.int64)
    right = np.empty(total, np.int64)
    at = 0
    for q in range(low.shape[0]):
        for r in range(low[q], high[q]):
            left[at] = records[r]
            right[at] = query_owner[q]
            at += 1
    return left, right


def candidates_of(
    index: KeyIndex,
    queries: Sequence[tuple[NDArray[np.int64], NDArray[np.uint64]]],
    first: int,
    last: int,
    left_size: int,
) -> Candidates:
    """Return the candidates of the inquiries from ``first`` up to ``last``, each pair once.

    ``queries`` holds the inquiries' keys by rule, ``left_size`` the number of children.
    """
    packed: list[NDArray[np.int64]] = []
    bits: list[NDArray[np.uint64]] = []
    for number, (start, keys) in enumerate(queries):
        wanted = keys[start[first] : start[last]]
        owner = np.repeat(np.arange(first, last, dtype=np.int64), np.diff(start[first : last + 1]))
        low = np.searchsorted(index.keys[number], wanted, side="left")
        high = np.searchsorted(index.keys[number], wanted, side="right")
        total = int((high - low).sum())
        left, right = _expand(low, high, owner, index.records[number], total)
        packed.append(right * left_size + left)
        bits.append(np.full(total, np.uint64(1) << np.uint64(number), dtype=np.uint64))
    pairs, rules = np.concatenate(packed), np.concatenate(bits)
    order = np.argsort(pairs, kind="stable")
    pairs, rules = pairs[order], rules[order]
    if len(pairs) == 0:
        return Candidates(pairs, pairs, rules)
    begin = np.flatnonzero(np.concatenate(([True], pairs[1:] != pairs[:-1])))
    distinct = pairs[begin]
    return Candidates(distinct % left_size, distinct // left_size, np.bitwise_or.reduceat(rules, begin))
