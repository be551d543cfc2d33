"""Candidate pairs: those that share a key of any blocking rule, each once (design, "Blocking").

A rule is the product of its parts' values, hashed to one number. The children's keys are sorted once; each
inquiry's keys are looked up in them. Pairs come in chunks of inquiries, so memory grows with records, not pairs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tracing.linkage.fixed import to_units
from tracing.linkage.matcher import BlockingRule
from tracing.linkage.vocabulary import Keyed

__all__ = [
    "Candidates",
    "KeyIndex",
    "RuleKeys",
    "candidates_of",
    "hits_of",
    "index_keys",
    "join_few",
    "join_keys",
    "keys_by_rule",
    "keys_together",
]

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


@dataclass(frozen=True, slots=True)
class RuleKeys:
    """The keys of one rule: where each record's keys start, the keys, and what sharing each says, in units."""

    start: NDArray[np.int64]
    keys: NDArray[np.uint64]
    units: NDArray[np.int32]


def keys_by_rule(parts: Mapping[str, Keyed], rules: Sequence[BlockingRule]) -> Iterator[RuleKeys]:
    """Yield the keys of each of a matcher's rules in turn. ``parts`` as ``key_columns`` has them."""
    most = {part: int(values.units.max(initial=0)) for part, values in parts.items()}
    for number, rule in enumerate(rules):
        yield _rule_keys(parts, rule, number, most)


def _rule_keys(
    parts: Mapping[str, Keyed], rule: BlockingRule, number: int, most: Mapping[str, int]
) -> RuleKeys:
    """Return the keys of one rule: ``number`` is its place in the matcher, ``most`` what a value of each part says at most."""
    size = len(next(iter(parts.values())).start) - 1
    units = np.zeros(size, dtype=np.int32)
    if any(len(parts[part].values) == 0 for part in rule.parts):
        return RuleKeys(np.zeros(size + 1, dtype=np.int64), np.empty(0, dtype=np.uint64), units[:0])
    start = np.arange(size + 1, dtype=np.int64)
    keys = np.full(size, number + 1, dtype=np.uint64)
    least = np.int32(to_units(rule.at_least))
    for place, part in enumerate(rule.parts):
        room = sum(most[later] for later in rule.parts[place + 1 :])
        start, keys, units = _join(start, keys, units, *parts[part], np.int32(room), least)
    return RuleKeys(start, keys, units)


@dataclass(frozen=True, slots=True)
class KeyIndex:
    """The children's keys, sorted, with the record of each; ``rule_start`` bounds the part of each rule."""

    keys: tuple[NDArray[np.uint64], ...]
    records: tuple[NDArray[np.int32], ...]


_MARKS = 27
"""Keys are marked in 2^27 bits (16 MB) at most: few enough to stay near the processor, enough to tell nearly all keys
apart."""

_SPARE = 6
"""Each key has 2^6 bits where there are few of them."""


@njit(cache=True, nogil=True)
def _mark_values(values, shift, marks):  # type: ignore[no-untyped-def]
    for value in values:
        at = (np.uint64(value) * _SEED) >> shift
        marks[at >> np.uint64(3)] |= np.uint8(1) << np.uint8(at & np.uint64(7))


@njit(cache=True, nogil=True)
def _marked_values(start, values, units, shift, marks, out_start):  # type: ignore[no-untyped-def]
    """Keep the values whose mark is set."""
    kept = np.empty(values.shape[0], np.int64)
    kept_units = np.empty(values.shape[0], np.int32)
    n = 0
    for i in range(start.shape[0] - 1):
        for x in range(start[i], start[i + 1]):
            at = (np.uint64(values[x]) * _SEED) >> shift
            if (marks[at >> np.uint64(3)] >> np.uint8(at & np.uint64(7))) & np.uint8(1):
                kept[n], kept_units[n] = values[x], units[x]
                n += 1
        out_start[i + 1] = n
    return kept[:n].copy(), kept_units[:n].copy()


@njit(cache=True, nogil=True)
def _mark(keys, shift, marks):  # type: ignore[no-untyped-def]
    for key in keys:
        at = key >> shift
        marks[at >> np.uint64(3)] |= np.uint8(1) << np.uint8(at & np.uint64(7))


@njit(cache=True, nogil=True)
def _marked(start, keys, units, shift, marks, out_start):  # type: ignore[no-untyped-def]
    """Keep the keys whose mark is set."""
    kept = np.empty(keys.shape[0], np.uint64)
    kept_units = np.empty(keys.shape[0], np.int32)
    n = 0
    for i in range(start.shape[0] - 1):
        for x in range(start[i], start[i + 1]):
            at = keys[x] >> shift
            if (marks[at >> np.uint64(3)] >> np.uint8(at & np.uint64(7))) & np.uint8(1):
                kept[n], kept_units[n] = keys[x], units[x]
                n += 1
        out_start[i + 1] = n
    return kept[:n].copy(), kept_units[:n].copy()


def _marks_for(count: int) -> tuple[np.uint64, NDArray[np.uint8]]:
    """Return room for the marks of so many keys, and by how much a hash is shifted to find its place there."""
    bits = min(_MARKS, count.bit_length() + _SPARE)
    return np.uint64(64 - bits), np.zeros((1 << bits >> 3) + 1, dtype=np.uint8)


def _shared(own: Keyed, other: Keyed) -> Keyed:
    """Leave out values that the other side has not: no key made of them meets another."""
    shift, marks = _marks_for(len(other.values))
    _mark_values(other.values, shift, marks)
    start = np.zeros(len(own.start), dtype=np.int64)
    values, units = _marked_values(own.start, own.values, own.units, shift, marks, start)
    return Keyed(start, values, units)


def _meeting(own: RuleKeys, other: RuleKeys) -> RuleKeys:
    """Leave out keys that the other side has not; a few that only look so stay and find nothing."""
    shift, marks = _marks_for(len(other.keys))
    _mark(other.keys, shift, marks)
    start = np.zeros(len(own.start), dtype=np.int64)
    keys, units = _marked(own.start, own.keys, own.units, shift, marks, start)
    return RuleKeys(start, keys, units)


def _sorted(own: RuleKeys) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    order = np.argsort(own.keys, kind="stable")
    return own.keys[order], _owners(own)[order]


def _owners(own: RuleKeys) -> NDArray[np.int32]:
    return np.repeat(np.arange(len(own.start) - 1, dtype=np.int32), np.diff(own.start))


def index_keys(parts: Mapping[str, Keyed], rules: Sequence[BlockingRule]) -> KeyIndex:
    """Sort the keys of one side, rule by rule, for inquiries to come."""
    tables = [_sorted(keys) for keys in keys_by_rule(parts, rules)]
    return KeyIndex(tuple(keys for keys, _ in tables), tuple(owners for _, owners in tables))


def _meant_by_both(
    children: Mapping[str, Keyed], inquiries: Mapping[str, Keyed]
) -> tuple[dict[str, Keyed], dict[str, Keyed]]:
    held = {part: _shared(values, inquiries[part]) for part, values in children.items()}
    return held, {part: _shared(values, held[part]) for part, values in inquiries.items()}


def join_keys(
    children: Mapping[str, Keyed], inquiries: Mapping[str, Keyed], rules: Sequence[BlockingRule]
) -> tuple[KeyIndex, list[RuleKeys]]:
    """Index the children's keys and return the inquiries', both without what the other side hasn't: most keys meet
    nobody, and need neither be sorted nor looked up."""
    children, inquiries = _meant_by_both(children, inquiries)
    tables, queries = [], []
    whole = keys_by_rule(children, rules)
    for asked in keys_by_rule(inquiries, rules):
        # The keys of one rule alone are in memory, and let go at once.
        held = _meeting(next(whole), asked)
        queries.append(_meeting(asked, held))
        tables.append(_sorted(held))
    return KeyIndex(tuple(keys for keys, _ in tables), tuple(owners for _, owners in tables)), queries


def keys_together(parts: Mapping[str, Keyed], rules: Sequence[BlockingRule]) -> RuleKeys:
    """Return the keys of all rules as if they were those of one: which rule a key is of is in the key itself."""
    found = list(keys_by_rule(parts, rules))
    owners = np.concatenate([_owners(one) for one in found])
    order = np.argsort(owners, kind="stable")
    start = np.searchsorted(owners[order], np.arange(len(found[0].start)))
    keys = np.concatenate([one.keys for one in found])
    units = np.concatenate([one.units for one in found])
    return RuleKeys(start, keys[order], units[order])


def join_few(
    children: Mapping[str, Keyed], inquiries: Mapping[str, Keyed], rules: Sequence[BlockingRule]
) -> tuple[KeyIndex, list[RuleKeys]]:
    """Do what ``join_keys`` does for a few records, for which a table for each rule takes longer than the look-up: there is one
    for all, and every pair looks as if the first rule had brought it."""
    children, inquiries = _meant_by_both(children, inquiries)
    keys, owners = _sorted(keys_together(children, rules))
    return KeyIndex((keys,), (owners,)), [keys_together(inquiries, rules)]


@dataclass(frozen=True, slots=True)
class Candidates:
    """A chunk of distinct pairs: rows of the children and of the inquiries, sorted by inquiry, and, for each
    pair, the rules that brought it (one bit each) and what the strongest key says (``strength``, units)."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    rules: NDArray[np.uint64]
    strength: NDArray[np.int32]

    def take(self, chosen: NDArray[np.bool_]) -> Candidates:
        """Return some of the pairs."""
        at = np.flatnonzero(chosen)
        return Candidates(self.left[at], self.right[at], self.rules[at], self.strength[at])


@njit(cache=True, nogil=True)
def _expand(low, high, owner, units, records, total):  # type: ignore[no-untyped-def]
    left = np.empty(total, np.int64)
    right = np.empty(total, np.int64)
    strength = np.empty(total, np.int32)
    at = 0
    for q in range(low.shape[0]):
        for r in range(low[q], high[q]):
            left[at] = records[r]
            right[at] = owner[q]
            strength[at] = units[q]
            at += 1
    return left, right, strength


def hits_of(index: KeyIndex, queries: Sequence[RuleKeys]) -> NDArray[np.int64]:
    """Return how many children each inquiry's keys hit, counted once for each key."""
    hits = np.zeros(len(queries[0].start) - 1, dtype=np.int64)
    for number, query in enumerate(queries):
        low = np.searchsorted(index.keys[number], query.keys, side="left")
        high = np.searchsorted(index.keys[number], query.keys, side="right")
        total = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(high - low, dtype=np.int64)))
        hits += total[query.start[1:]] - total[query.start[:-1]]
    return hits


def candidates_of(
    index: KeyIndex,
    queries: Sequence[RuleKeys],
    first: int,
    last: int,
    left_size: int,
) -> Candidates:
    """Return the candidates of the inquiries from ``first`` up to ``last``, each pair once.

    ``queries`` holds the inquiries' keys by rule, ``left_size`` the number of children.
    """
    packed: list[NDArray[np.int64]] = []
    bits: list[NDArray[np.uint64]] = []
    strengths: list[NDArray[np.int32]] = []
    for number, query in enumerate(queries):
        here = slice(query.start[first], query.start[last])
        wanted = query.keys[here]
        owner = np.repeat(np.arange(first, last, dtype=np.int64), np.diff(query.start[first : last + 1]))
        low = np.searchsorted(index.keys[number], wanted, side="left")
        high = np.searchsorted(index.keys[number], wanted, side="right")
        total = int((high - low).sum())
        left, right, strength = _expand(low, high, owner, query.units[here], index.records[number], total)
        packed.append(right * left_size + left)
        bits.append(np.full(total, np.uint64(1) << np.uint64(number), dtype=np.uint64))
        strengths.append(strength)
    pairs, rules, strength = np.concatenate(packed), np.concatenate(bits), np.concatenate(strengths)
    order = np.argsort(pairs, kind="stable")
    pairs, rules, strength = pairs[order], rules[order], strength[order]
    if len(pairs) == 0:
        return Candidates(pairs, pairs, rules, strength)
    begin = np.flatnonzero(np.concatenate(([True], pairs[1:] != pairs[:-1])))
    distinct = pairs[begin]
    return Candidates(
        distinct % left_size,
        distinct // left_size,
        np.bitwise_or.reduceat(rules, begin),
        np.maximum.reduceat(strength, begin),
    )
