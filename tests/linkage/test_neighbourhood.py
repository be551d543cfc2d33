"""What changes is matched beside its neighbours alone, and its links are those of a batch of everything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracing.linkage.blocking import KeyIndex
from tracing.linkage.encode import Blocked, Standardiser, encode_table
from tracing.linkage.form_bytes import decode_forms, encode_forms
from tracing.linkage.groups import LARGEST
from tracing.linkage.local import rank_pairs
from tracing.linkage.matcher import load_matcher
from tracing.linkage.neighbourhood import FoundLinks, Members, Neighbourhood
from tracing.linkage.rank import order_of
from tracing.records import Side, read_children, read_inquiries, read_truth

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
MATCHER = replace(load_matcher("default"), output=-40.0, candidate_from=4)
"""So low that pairs show which only companions propose, and so that nearly every world is a large register."""

Pair = tuple[int, int]


@dataclass(frozen=True)
class Everybody:
    """All forms of the samples with the keys of each, and the true pairs as places on both sides."""

    forms: dict[str, list[bytes]]
    keys: dict[str, list[frozenset[int]]]
    pairs: list[Pair]


@cache
def everybody() -> Everybody:
    sides = {
        "children": read_children(SAMPLES / "children.csv"),
        "inquiries": read_inquiries(SAMPLES / "inquiries.csv"),
    }
    with Standardiser(processes=1) as standardiser:
        forms = {side: encode_forms(standardiser.forms(records)) for side, records in sides.items()}
    near = Neighbourhood(MATCHER)
    keys = {
        side: [frozenset(keys.tolist()) for keys in near.keys(forms[side], side)]
        for side in ("children", "inquiries")
    }
    place = {
        side: {r: n for n, r in enumerate(records.frame["record_id"])} for side, records in sides.items()
    }
    truth = read_truth(SAMPLES / "truth.csv")
    pairs = [
        (place["children"][child], place["inquiries"][inquiry])
        for child, inquiry in zip(truth["child_id"], truth["inquiry_id"], strict=True)
    ]
    return Everybody(forms, keys, pairs)


@dataclass
class World:
    """Some of the records, each with its group (0: none): what a service holds."""

    children: dict[int, int]
    inquiries: dict[int, int]

    def side(self, side: Side) -> dict[int, int]:
        return self.children if side == "children" else self.inquiries

    def batch(self) -> dict[Pair, tuple[object, ...]]:
        """Link everything in one batch."""
        sides = []
        for side in ("children", "inquiries"):
            held = self.side(side)
            columns = encode_table(MATCHER, decode_forms([everybody().forms[side][r] for r in held]))
            sides.append(replace(columns, group=np.array(list(held.values()), dtype=np.int64)))
        ids = [np.array(list(self.side(side)), dtype=np.int64) for side in ("children", "inquiries")]
        ranked = rank_pairs(
            MATCHER,
            Blocked(*sides),
            order_of(ids[0]),
            10**6,
            threads=1,
            tie_asked=order_of(ids[1]),
            register=0,
        )
        assert ranked.group is not None
        return {
            (int(ids[0][c]), int(ids[1][i])): (total, group, levels, weights)
            for c, i, total, group, levels, weights in zip(
                ranked.left, ranked.right, ranked.total.tolist(), ranked.group.tolist(), ranked.levels.T.tolist(),
                ranked.weights.T.tolist(), strict=True,
            )
        }  # fmt: skip

    def group(self, side: Side, record: int) -> int:
        """Return a record's group, 0 if that is too large to be one."""
        held = self.side(side)
        return held[record] if list(held.values()).count(held[record]) <= LARGEST else 0

    def family(self, side: Side, records: Iterable[int]) -> list[int]:
        """Return the records with the other members of their groups."""
        wanted = set(records)
        groups = {self.group(side, r) for r in wanted} - {0}
        return [r for r, group in self.side(side).items() if r in wanted or group in groups]

    def members(self, side: Side, records: Sequence[int]) -> Members:
        groups = [self.group(side, r) for r in records]
        return Members(np.array(records, dtype=np.int64), np.array(groups, dtype=np.int64))

    def neighbours(self, side: Side, records: Sequence[int]) -> list[int]:
        """Return the records of the other side that share a key with one of the records, with their groups."""
        other: Side = "inquiries" if side == "children" else "children"
        asked = frozenset().union(*(everybody().keys[side][r] for r in records))
        found = [r for r in self.side(other) if not asked.isdisjoint(everybody().keys[other][r])]
        return self.family(other, found)


def _alone(near: Neighbourhood, world: World, side: Side, changed: list[int]) -> tuple[set[int], FoundLinks]:
    """Match the changed records beside their neighbours; return those matched anew and their links."""
    own = world.family(side, changed)
    there = world.neighbours(side, own)
    other: Side = "inquiries" if side == "children" else "children"
    # The two sides' records have numbers of their own here; forms are kept by one number for both.
    near.forms.clear()
    for one, records in ((side, own), (other, there)):
        near.forms.keep({r if one == "children" else 10_000 + r: everybody().forms[one][r] for r in records})
    sides = {side: world.members(side, own), other: world.members(other, there)}
    asked = sides["inquiries"]
    found = near.links(sides["children"], Members(asked.ids + 10_000, asked.group))
    return set(own), replace(found, inquiry=found.inquiry - 10_000)


def _as_dict(found: FoundLinks) -> dict[Pair, tuple[object, ...]]:
    columns = (found.weight, found.group, found.levels, found.weights)
    values = zip(*(column.tolist() for column in columns), strict=True)
    return dict(zip(zip(found.child.tolist(), found.inquiry.tolist(), strict=True), values, strict=True))


def test_what_was_found_from_both_sides_is_one_link() -> None:
    def found(*pairs: Pair) -> FoundLinks:
        inquiry, child = (np.array(ends, dtype=np.int64) for ends in zip(*pairs, strict=True))
        weight = (1000 * inquiry + child).astype(np.int32)
        table = np.repeat(weight[:, None], 2, axis=1)
        group, band = np.zeros(len(pairs), dtype=np.int32), np.zeros(len(pairs), dtype=np.int8)
        levels = table.astype(np.uint8)
        return FoundLinks(child, inquiry, weight, group, weight / 1e6, band, levels, table)

    joined = FoundLinks.together([found((2, 7), (1, 9)), found((1, 3), (2, 7), (10, 1))])

    assert joined.inquiry.tolist() == [1, 1, 2, 10]
    assert joined.child.tolist() == [3, 9, 7, 1]
    assert joined.weight.tolist() == [1003, 1009, 2007, 10001]
    assert joined.weights.tolist() == [[w, w] for w in (1003, 1009, 2007, 10001)]


def test_of_nothing_found_there_are_no_links() -> None:
    assert len(FoundLinks.together([])) == 0
    assert FoundLinks.together([]).names() == []


@st.composite
def _worlds(draw: st.DrawFn) -> World:
    pairs = everybody().pairs
    known = draw(st.lists(st.sampled_from(pairs), min_size=4, max_size=40, unique=True))
    group = st.integers(0, draw(st.integers(1, 9)))
    children = draw(st.dictionaries(st.integers(0, 299), group, max_size=30))
    inquiries = draw(st.dictionaries(st.integers(0, 149), group, max_size=30))
    for child, inquiry in known:
        children[child] = draw(group)
        # Most of those found together are sought together, some are not.
        inquiries[inquiry] = draw(st.just(children[child]) | group)
    return World(children, inquiries)


@pytest.fixture(scope="module")
def near() -> Neighbourhood:
    return Neighbourhood(MATCHER)


@pytest.mark.parametrize("side", ["children", "inquiries"])
@given(world=_worlds(), data=st.data())
@settings(max_examples=40, deadline=None)
def test_links_of_changed_records_are_those_of_a_batch(
    near: Neighbourhood, side: Side, world: World, data: st.DataObject
) -> None:
    changed = data.draw(
        st.lists(st.sampled_from(list(world.side(side))), min_size=1, max_size=5, unique=True)
    )
    own, found = _alone(near, world, side, changed)
    place = 0 if side == "children" else 1
    expected = {pair: link for pair, link in world.batch().items() if pair[place] in own}
    assert _as_dict(found) == {pair: tuple(link) for pair, link in expected.items()}
    if side == "inquiries":
        assert set(changed) <= own


def test_companions_count_in_the_worlds_that_are_tried() -> None:
    pairs = everybody().pairs[:12]
    world = World({c: 1 for c, _ in pairs}, {i: 2 for _, i in pairs})
    assert any(link[1] for link in world.batch().values())
    world = World({c: 1 for c, _ in everybody().pairs[:14]}, {i: 2 for _, i in pairs})
    assert not any(link[1] for link in world.batch().values())


def test_forms_that_were_dropped_for_room_can_be_kept_again() -> None:
    forms = everybody().forms["children"]
    near = Neighbourhood(MATCHER, most_bytes=20_000)
    ids = list(range(100))
    near.forms.keep({n: forms[n] for n in ids})
    near.forms.columns([3, 4])
    near.forms.trim()
    left = [n for n in ids if n not in near.forms.missing(ids)]
    assert 10 < len(left) < 60
    assert {3, 4} <= set(left)
    near.forms.keep({n: forms[n] for n in near.forms.missing(ids)})
    whole = Neighbourhood(MATCHER)
    whole.forms.keep(dict(enumerate(forms)))
    none = np.zeros(100, dtype=np.int64)
    children = Members(np.arange(100), none)
    inquiries = everybody().forms["inquiries"]
    for one in (near, whole):
        one.forms.keep({1000 + n: inquiries[n] for n in range(100)})
    asked = Members(np.arange(1000, 1100), none)
    found = _as_dict(near.links(children, asked))
    assert len(found) > 10
    assert found == _as_dict(whole.links(children, asked))


@pytest.mark.parametrize("bits", [64, 12, 6])
def test_stored_keys_lose_no_link_however_many_of_them_are_the_same(bits: int) -> None:
    near = Neighbourhood(replace(MATCHER, output=5.0))
    ids = {"children": np.arange(300), "inquiries": np.arange(1000, 1150)}
    for side, numbers in ids.items():
        near.forms.keep(dict(zip(numbers.tolist(), everybody().forms[side], strict=True)))
    mask = np.uint64(2**bits - 1)
    held = everybody().keys["children"]
    keys = np.array([key for one in held for key in one], dtype=np.uint64) & mask
    place = np.repeat(np.arange(300, dtype=np.int32), [len(one) for one in held])
    order = np.argsort(keys, kind="stable")
    children, inquiries = (Members(one, np.zeros(len(one), dtype=np.int64)) for one in ids.values())
    columns = near.columns(inquiries)
    asked = near.asked_keys(columns)
    asked = replace(asked, keys=asked.keys & mask)
    found = near.promising(children.ids, columns, KeyIndex((keys[order],), (place[order],)), asked)
    linked = set(near.links(children, inquiries).child.tolist())
    assert linked <= set(found.tolist())
    assert len(linked) > 50
    # With whole keys nobody else is left.
    assert bits < 64 or linked == set(found.tolist())
    assert len(found) < 300


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_forms_that_come_and_go_leave_the_others_as_they_were(data: st.DataObject) -> None:
    forms = everybody().forms["children"]
    inquiries = everybody().forms["inquiries"]
    near, whole = Neighbourhood(MATCHER, most_bytes=60_000), Neighbourhood(MATCHER)
    # So little that the rows move up several times.
    near.forms.most_gaps = 200
    for _ in range(data.draw(st.integers(1, 6))):
        some = st.lists(st.integers(0, 60), max_size=40)
        near.forms.keep({n: forms[n] for n in data.draw(some)})
        near.forms.forget(data.draw(some))
        here = [n for n in range(61) if n not in near.forms.missing(range(61))]
        near.forms.columns([n for n in data.draw(some) if n in here])
        near.forms.trim()
    here = [n for n in range(61) if n not in near.forms.missing(range(61))]
    for one in (near, whole):
        one.forms.keep({1000 + n: inquiries[n] for n in range(30)})
    whole.forms.keep({n: forms[n] for n in here})
    children, asked = (
        Members(np.array(ids), np.zeros(len(ids), dtype=np.int64)) for ids in (here, range(1000, 1030))
    )
    assert _as_dict(near.links(children, asked)) == _as_dict(whole.links(children, asked))


def test_nothing_beside_nothing_has_no_links(near: Neighbourhood) -> None:
    nobody = Members(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))
    assert len(near.links(nobody, nobody)) == 0
    assert near.keys([], "children") == []
