"""The second half of matching: links of records whose forms or groups have changed.

Everything that a pair's score depends on is read after a stamp. Links are written under the lock of matching, and of those
pairs only of which nothing has changed since: whoever changed it has noted that it is to be done again, and brings the rest.
So the last to write a pair always wrote what it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.distinct import distinct
from tracing.linkage.neighbourhood import LARGEST, FoundLinks, Members
from tracing.service.bench import SIDES, Bench
from tracing.service.context import Service
from tracing.service.forming import broken
from tracing.store.matching import Change, InUse, LinkRow, Member, Queries, Sharing, Waits

__all__ = ["Found", "find", "find_beside", "link_due", "link_records", "link_rows"]

Pair = tuple[int, int]

_MOST_CANDIDATES = 20_000
"""Candidates that are compared at once; more records than bring so many are done in halves."""


@dataclass(frozen=True, slots=True)
class Found:
    """The links of some records: ``anew`` are the records of which all links were found, ``links`` those by inquiry and child,
    each once, ``groups`` the group of each record among them that has one."""

    anew: frozenset[int]
    links: FoundLinks
    groups: dict[int, int]


def link_due(service: Service, bench: Bench, line: InUse, most: int) -> int:
    """Make the links of up to ``most`` records that wait for it under a matcher; return how many records that were.
    Raises ``Broken`` where it can't be done."""
    with service.database.working() as connection:
        queries = Queries(connection)
        due = queries.claim_due(line.id, most)
        if due:
            with broken(due):
                link_records(queries, bench, line, due)
        return len(due)


def link_records(queries: Queries, bench: Bench, line: InUse, records: Collection[int]) -> None:
    """Make all links of some records under a matcher, whether or not they are there any more."""
    with bench.at():
        stamp = bench.fresh(queries, line)
    found = find(queries, bench, line, records)
    queries.lock()
    stale = _Stale(queries.changes(line.slot, stamp))
    there = queries.links_of(line.id, found.anew)
    changed, lost = _compared(found.links, there)
    groups = found.groups
    if stale and lost:
        # Of a stored link that wasn't found it isn't known which groups it belongs to.
        ends = np.array(sorted({record for pair in lost for record in pair}), dtype=np.int64)
        groups = {**groups, **queries.groups(line.slot, ends)}
    touched = stale.touched(groups)
    moved = _any_of(changed, touched)
    left = [*_pairs(changed.take(moved)), *(pair for pair in lost if not touched.isdisjoint(pair))]
    queries.drop_links(line.id, lost.difference(left))
    _write(queries, line, changed.take(~moved))
    # Whoever changed a record brings its links; whoever changed only a group may have found it too large to matter.
    by_group = [pair for pair in left if stale.records.isdisjoint(pair)]
    again = Waits(datetime.now(UTC), True)
    queries.mark_due(
        [line.id], {record: again for pair in by_group for record in pair if record in found.anew}
    )


class _Stale:
    """What has changed since it was read."""

    def __init__(self, changes: Iterable[Change]) -> None:
        changes = list(changes)
        self.records = frozenset(change.record_id for change in changes)
        self._groups = {group for change in changes for group in (change.left, change.companions)} - {0}

    def __bool__(self) -> bool:
        return bool(self.records)

    def touched(self, groups: Mapping[int, int]) -> frozenset[int]:
        """Return the records whose links may be others by now, ``groups`` being those of all that have one."""
        return self.records.union(record for record, group in groups.items() if group in self._groups)


def _compared(links: FoundLinks, there: Mapping[Pair, LinkRow]) -> tuple[FoundLinks, set[Pair]]:
    """Return those links that aren't there as they are, and which pairs are there that have none any more."""
    places = {pair: place for place, pair in enumerate(_pairs(links))}
    both = np.array([places[pair] for pair in there if pair in places], dtype=np.int64)
    same = [link == there[link.pair] for link in link_rows(links.take(both))]
    changed = np.ones(len(links), dtype=bool)
    changed[both[np.array(same, dtype=bool)]] = False
    return links.take(changed), there.keys() - places.keys()


def _any_of(links: FoundLinks, records: Collection[int]) -> NDArray[np.bool_]:
    """Tell of each link whether it is one of some records."""
    chosen = np.fromiter(records, dtype=np.int64, count=len(records))
    found: NDArray[np.bool_] = np.isin(links.inquiry, chosen) | np.isin(links.child, chosen)
    return found


def _pairs(links: FoundLinks) -> list[Pair]:
    return list(zip(links.inquiry.tolist(), links.child.tolist(), strict=True))


def _write(queries: Queries, line: InUse, links: FoundLinks) -> None:
    queries.write_links(
        line.id, links.inquiry, links.child, links.weight, links.group, links.probability, links.names(),
        list(map(bytes, links.levels)), links.weights,
    )  # fmt: skip


def find(queries: Queries, bench: Bench, line: InUse, records: Collection[int]) -> Found:
    """Find the links of some records and of the other members of their groups."""
    members = queries.members(line.slot, records)
    families = _families(queries, line, {member.companions for member in members} - {0})
    more = {record for family in families.values() for record in family} - {member.id for member in members}
    members += queries.members(line.slot, more) if more else []
    anew = frozenset(records) | {member.id for member in members}
    links: list[FoundLinks] = []
    groups = {member.id: member.companions for member in members if member.companions}
    for side in SIDES:
        own = [member for member in members if member.side == side]
        # Whoever has no family is done by themselves: most children that they share a key with needn't be looked at then.
        kinds = [[m for m in own if (m.companions in families) is grouped] for grouped in (False, True)]
        for some, sharing in chain.from_iterable(_in_parts(queries, side, kind) for kind in kinds):
            found, groups_there = find_beside(queries, bench, line, side, some, sharing, families)
            links.append(found)
            groups |= groups_there
    return Found(anew, FoundLinks.together(links), groups)


def find_beside(
    queries: Queries,
    bench: Bench,
    line: InUse,
    side: str,
    own: Sequence[Member],
    sharing: Sharing,
    families: dict[int, list[int]],
) -> tuple[FoundLinks, dict[int, int]]:
    """Find the links of ``own`` records of a side among those of the other that share a key with them, and the groups of those.
    ``families`` are the groups of ``own`` that are some."""
    ours = _members(
        [member.id for member in own], {m.id: m.companions for m in own if m.companions in families}
    )
    groups: dict[int, int] = {}
    theirs: dict[int, int] = {}
    there = distinct(sharing.records)
    grouped = bool(ours.group.any())
    if grouped:
        # Companions speak only for a pair of two groups.
        groups = queries.groups(line.slot, there)
        for number, family in _families(queries, line, set(groups.values())).items():
            theirs |= dict.fromkeys(family, number)
        groups |= theirs
        there = distinct(there, np.array(list(theirs), dtype=np.int64))
    # Not before: while the server looks for keys, others use the bench. Forms there are never older than the stamp that was read.
    with bench.at():
        # Withdrawn since they were read: whoever did it has noted it.
        there = _without(there, bench.fetch(queries, line, there.tolist()))
        absent = bench.fetch(queries, line, ours.ids.tolist())
        if absent:
            kept = ~np.isin(ours.ids, list(absent))
            ours = Members(ours.ids[kept], ours.group[kept])
        near, asked = bench.near(queries, line), None
        if side == "inquiry" and not grouped and len(there) and len(ours):
            # An inquiry meets very many children, a child few inquiries.
            asked = near.columns(ours)
            there = bench.promising(queries, line, there, asked, sharing)
        beside = _members(there.tolist(), theirs)
        return (near.links(ours, beside) if side == "child" else near.links(beside, ours, asked)), groups


def _without(records: NDArray[np.int64], some: Collection[int]) -> NDArray[np.int64]:
    return records[~np.isin(records, list(some))] if some else records


def _members(ids: Sequence[int], groups: dict[int, int]) -> Members:
    numbers = np.array(ids, dtype=np.int64)
    if not groups:
        return Members(numbers, np.zeros(len(numbers), dtype=np.int64))
    return Members(numbers, np.array([groups.get(record, 0) for record in ids], dtype=np.int64))


def _families(queries: Queries, line: InUse, groups: Collection[int]) -> dict[int, list[int]]:
    """Return the members of those groups that may be a family's."""
    if not groups:
        return {}
    found = queries.members_of(line.slot, groups, LARGEST)
    return {number: members for number, members in found.items() if 2 <= len(members) <= LARGEST}


def _in_parts(
    queries: Queries, side: str, own: Sequence[Member]
) -> Iterator[tuple[Sequence[Member], Sharing]]:
    """Find who shares keys with records, in parts if those are many; members of one group stay together."""
    if own:
        ordered = sorted(own, key=lambda member: (member.companions, member.id))
        sharing = queries.with_keys("inquiry" if side == "child" else "child", _keys(ordered))
        yield from _halves(ordered, sharing)


def _halves(own: Sequence[Member], sharing: Sharing) -> Iterator[tuple[Sequence[Member], Sharing]]:
    cuts = [n for n in range(1, len(own)) if _apart(own[n - 1], own[n])]
    if not cuts or len(distinct(sharing.records)) <= _MOST_CANDIDATES:
        yield own, sharing
        return
    cut = min(cuts, key=lambda n: abs(2 * n - len(own)))
    for half in (own[:cut], own[cut:]):
        yield from _halves(half, sharing.of(_keys(half)))


def _keys(own: Sequence[Member]) -> NDArray[np.int64]:
    return distinct(*(member.keys for member in own))


def _apart(one: Member, other: Member) -> bool:
    return one.companions != other.companions or one.companions == 0


def link_rows(found: FoundLinks) -> list[LinkRow]:
    """Return found links one by one as they are stored."""
    columns = (
        found.inquiry.tolist(), found.child.tolist(), found.weight.tolist(), found.group.tolist(),
        found.probability.tolist(), found.names(), map(bytes, found.levels), map(tuple, found.weights.tolist()),
    )  # fmt: skip
    return [LinkRow(*row) for row in zip(*columns, strict=True)]
