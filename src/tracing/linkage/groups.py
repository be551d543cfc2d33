"""What companions add: children found together who are sought together (brief H2, "sibling group").

Take a child c of a group found together and an inquiry i of a group sought together. Their companions speak for the
pair if they fit each other: with c and i set aside, the other children are given to the other inquiries, the heaviest
pair first, each to one only, as long as the pair weighs ``least`` bits. k such companions add
``min(cap, k × per_pair)`` bits to the pair (c, i). They add nothing

- where c or i is itself needed for a heavier pair: of two brothers found and sought, the right pairs rise and the
  crossed ones stay;
- that would make a pair labelled a possible sibling strong: a lead stays a lead;
- in groups of more than twelve: a bus, no family.

They count against the rival "sibling" (``linkage.score``) as well as against the unrelated child: the brother who would
explain the pair is himself sought, and found beside it. Groups split in custody lower nothing. Two groups are looked at if blocking proposes a pair of theirs that weighs ``least``
bits; then every pair of theirs is, whether or not blocking proposed it. The term depends on the records of the two groups
and on the matcher, on nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tracing.linkage.best import BestFinder
from tracing.linkage.blocking import Candidates
from tracing.linkage.distinct import distinct
from tracing.linkage.fixed import UNIT, to_units
from tracing.linkage.matcher import MatcherFile
from tracing.linkage.score import KINSHIP_LEVELS, Scores

__all__ = [
    "GROUP_LEVELS",
    "LARGEST",
    "Companions",
    "GroupPairs",
    "GroupSide",
    "companions",
    "group_units",
    "pairs_of",
    "terms",
]

GROUP_LEVELS = ("companions_agree", "none")

LARGEST = 12
"""Members up to which a group may be a family's children."""

_SIBLING = KINSHIP_LEVELS.index("possible_sibling")

Ints = NDArray[np.int64]


def companions(weights: Sequence[Sequence[int]], child: int, inquiry: int, least: int) -> int:
    """Return how many companions of the pair (``child``, ``inquiry``) fit each other; the definition.

    ``weights[x][y]`` is the weight of child x and inquiry y of the two groups without any group term, in units; the
    members stand in the order that decides between equal weights.
    """
    places = [(x, y) for x, row in enumerate(weights) for y in range(len(row))]
    fitting = [(x, y) for x, y in places if weights[x][y] >= least and (x, y) != (child, inquiry)]
    given: set[int] = set()
    asked: set[int] = set()
    for x, y in sorted(fitting, key=lambda p: (-weights[p[0]][p[1]], p)):
        if x in given or y in asked:
            continue
        if x == child or y == inquiry:
            if weights[x][y] > weights[child][inquiry]:
                return 0
            continue
        given.add(x)
        asked.add(y)
    return len(given)


def group_units(matcher: MatcherFile, found: int, kinship: int, weight: int) -> int:
    """Return what ``found`` companions add to a pair of that kinship level and weight, in units; the definition."""
    if matcher.group is None:
        return 0
    units = min(to_units(matcher.group.cap), found * to_units(matcher.group.per_pair))
    return units if kinship != _SIBLING else min(units, max(0, _most(matcher) - weight))


def _most(matcher: MatcherFile) -> int:
    """The most a pair can weigh without being strong, in units."""
    return math.ceil(matcher.strong * UNIT) - 1


@dataclass(frozen=True, slots=True)
class GroupSide:
    """The groups of one side: the number of each record's group (-1: none, alone, or a bus), where each group's
    members start in ``member``, and the members in order."""

    number: Ints
    start: Ints
    member: Ints

    @classmethod
    def of(cls, group: Ints, tie: Ints) -> GroupSide:
        """Find the groups of ``Columns.group``; ``tie`` orders the records."""
        order = np.lexsort((tie, group))
        order = order[group[order] != 0]
        _, first, size = np.unique(group[order], return_index=True, return_counts=True)
        kept = (size >= 2) & (size <= LARGEST)
        first, size = first[kept], size[kept]
        start = np.zeros(len(size) + 1, dtype=np.int64)
        np.cumsum(size, out=start[1:])
        at = np.repeat(first - start[:-1], size) + np.arange(start[-1])
        member = order[at]
        number = np.full(len(group), -1, dtype=np.int64)
        number[member] = np.repeat(np.arange(len(size)), size)
        return cls(number, start, member)

    @property
    def count(self) -> int:
        """Return the number of groups."""
        return len(self.start) - 1

    def together(self) -> Ints:
        """Return for each record the first row of its group, for one without a group its own."""
        anchor = np.arange(len(self.number), dtype=np.int64)
        first = (
            np.minimum.reduceat(self.member, self.start[:-1]) if self.count else np.empty(0, dtype=np.int64)
        )
        grouped = self.number >= 0
        anchor[grouped] = first[self.number[grouped]]
        return anchor


@dataclass(frozen=True, slots=True)
class GroupPairs:
    """All pairs of groups that meet: rows, places within the two groups, and the number of the meeting."""

    left: Ints
    right: Ints
    place_left: Ints
    place_right: Ints
    meeting: Ints


def pairs_of(left: Ints, right: Ints, children: GroupSide, inquiries: GroupSide) -> GroupPairs:
    """Return every pair of the groups between which one of the pairs (``left[k]``, ``right[k]``) stands."""
    met = distinct(inquiries.number[right] * max(children.count, 1) + children.number[left])
    g, h = met % max(children.count, 1), met // max(children.count, 1)
    wide, high = np.diff(children.start)[g], np.diff(inquiries.start)[h]
    meeting = np.repeat(np.arange(len(met)), wide * high)
    within = np.arange(len(meeting)) - np.repeat(np.cumsum(wide * high) - wide * high, wide * high)
    x, y = within // high[meeting], within % high[meeting]
    return GroupPairs(
        children.member[children.start[g][meeting] + x],
        inquiries.member[inquiries.start[h][meeting] + y],
        x,
        y,
        meeting,
    )


@njit(cache=True, nogil=True)
def _companions(start, x, y, total, least, found):  # type: ignore[no-untyped-def]
    """The compiled twin of ``companions`` over the meetings' pairs, heaviest first within each meeting."""
    for m in range(start.shape[0] - 1):
        for p in range(start[m], start[m + 1]):
            given, asked, count = 0, 0, 0
            for q in range(start[m], start[m + 1]):
                if total[q] < least:
                    break
                if q == p or (given >> x[q]) & 1 or (asked >> y[q]) & 1:
                    continue
                if x[q] == x[p] or y[q] == y[p]:
                    if total[q] > total[p]:
                        count = 0
                        break
                    continue
                given |= 1 << x[q]
                asked |= 1 << y[q]
                count += 1
            found[p] = count


def terms(matcher: MatcherFile, pairs: GroupPairs, scores: Scores) -> NDArray[np.int32]:
    """Return the group term of each pair, in units; ``scores`` are the pairs' own."""
    if matcher.group is None:
        return np.zeros(len(pairs.left), dtype=np.int32)
    group, total = matcher.group, scores.total.astype(np.int64)
    order = np.lexsort((pairs.place_right, pairs.place_left, -total, pairs.meeting))
    start = np.searchsorted(pairs.meeting[order], np.arange(pairs.meeting.max(initial=-1) + 2))
    found = np.zeros(len(order), dtype=np.int64)
    _companions(
        start, pairs.place_left[order], pairs.place_right[order], total[order], to_units(group.least), found
    )
    units = np.zeros(len(order), dtype=np.int64)
    units[order] = np.minimum(to_units(group.cap), found * to_units(group.per_pair))
    room = np.where(scores.levels[-1] == _SIBLING, np.maximum(0, _most(matcher) - total), units)
    return np.minimum(units, room).astype(np.int32)


class Companions:
    """What companions add to candidates among which are those of every inquiry of a group, or of none."""

    def __init__(self, finder: BestFinder, children: GroupSide, inquiries: GroupSide) -> None:
        self._finder, self._matcher = finder, finder.scorer.matcher
        self._children, self._inquiries = children, inquiries

    def join(self, found: Candidates, meeting: Candidates) -> tuple[Candidates, NDArray[np.int32]]:
        """Return the candidates, with the pairs that companions bring, and the group term of each, in units. ``meeting``: those
        by which groups meet (``Screen.split``)."""
        known = np.zeros(len(found.left), dtype=np.int32)
        both = self._both(meeting)
        if self._matcher.group is None or not both.any():
            return found, known
        least = to_units(self._matcher.group.least)
        heavy = self._finder.reaching(meeting.left[both], meeting.right[both], least)
        pairs = pairs_of(heavy.left, heavy.right, self._children, self._inquiries)
        units = terms(self._matcher, pairs, self._finder.all(pairs.left, pairs.right))
        raised = units > 0
        left, right, units = pairs.left[raised], pairs.right[raised], units[raised]
        size = len(self._children.number)
        there = np.flatnonzero(self._both(found))
        packed = found.right[there] * size + found.left[there]
        there, packed = there[np.argsort(packed)], np.sort(packed)
        wanted = right * size + left
        new = ~np.isin(wanted, packed)
        known[there[np.searchsorted(packed, wanted[~new])]] = units[~new]
        return Candidates(
            np.concatenate((found.left, left[new])),
            np.concatenate((found.right, right[new])),
            np.concatenate((found.rules, np.zeros(np.count_nonzero(new), dtype=np.uint64))),
            np.concatenate((found.strength, np.zeros(np.count_nonzero(new), dtype=np.int32))),
        ), np.concatenate((known, units[new]))

    def _both(self, found: Candidates) -> NDArray[np.bool_]:
        grouped: NDArray[np.bool_] = (self._children.number[found.left] >= 0) & (
            self._inquiries.number[found.right] >= 0
        )
        return grouped
