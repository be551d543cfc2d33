"""Companions speak for each other: children found together who are sought together (brief H2, H4.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.linkage.build import CHILD, DEFAULT
from tracing import Matcher, read_children, read_inquiries
from tracing.linkage.encode import encode
from tracing.linkage.groups import GroupPairs, companions, group_units, terms
from tracing.linkage.links import Links
from tracing.linkage.local import rank_pairs
from tracing.linkage.matcher import Group
from tracing.linkage.score import Scores

Row = Mapping[str, str | None]

GROUPED = replace(DEFAULT, group=Group(per_pair=3.0, cap=8.0, least=12.0), output=-200.0)
"""The default matcher with companions, writing even the lightest pairs."""

JUAN: Row = {}
LUIS: Row = {"given_names": "José Luis", "birth_date": "2010-02-11"}
ANA: Row = {"given_names": "Ana Yamileth", "birth_date": "2015-09-30", "sex": "F"}
COUSIN: Row = {
    "given_names": "Wilmer",
    "second_surname": "Pineda",
    "birth_date": "2011-05-20",
    "mother_name": "Dilcia Pineda Cruz",
}
STRANGER: Row = {
    "given_names": "Kevin",
    "first_surname": "Ixcoy",
    "second_surname": "Tzunún",
    "birth_date": "2009-12-01",
    "mother_name": "Petrona Tzunún",
    "origin_country": "GT",
    "origin_admin1": "Totonicapán",
    "origin_admin2": "Momostenango",
}


def _side(rows: Sequence[Row], mark: str, group: str | None) -> list[Row]:
    return [{**CHILD, "record_id": f"{mark}{n}", "group_id": group, **row} for n, row in enumerate(rows, 1)]


def _links(found: Sequence[Row], sought: Sequence[Row], top: int = 50, threads: int = 2) -> Links:
    return Matcher(GROUPED).link(
        read_children(pd.DataFrame(found)), read_inquiries(pd.DataFrame(sought)), top=top, threads=threads
    )


def _terms(found: Sequence[Row], sought: Sequence[Row]) -> dict[str, float]:
    """Return the bits that companions add, by pair, where they add any."""
    frame = _links(found, sought).to_pandas()
    raised = frame[frame["group_weight"] != 0]
    pairs = raised["child_id"] + "-" + raised["inquiry_id"]
    return dict(zip(pairs, raised["group_weight"], strict=True))


def test_two_brothers_found_and_sought_together_rise_and_the_crossed_pairs_do_not() -> None:
    found, sought = _side([JUAN, LUIS], "C", "G"), _side([JUAN, LUIS], "I", "B")
    assert _terms(found, sought) == {"C1-I1": 3.0, "C2-I2": 3.0}
    frame = _links(found, sought).to_pandas()
    assert frame[frame["rank"] == 1]["child_id"].tolist() == ["C1", "C2"]


def test_each_companion_adds_up_to_the_cap() -> None:
    four = [JUAN, LUIS, ANA, {"given_names": "Melvin", "birth_date": "2008-04-01"}]
    three = _terms(_side(four[:3], "C", "G"), _side(four[:3], "I", "B"))
    assert three == {"C1-I1": 6.0, "C2-I2": 6.0, "C3-I3": 6.0}
    assert set(_terms(_side(four, "C", "G"), _side(four, "I", "B")).values()) == {8.0}


def test_a_brother_with_poor_data_rises_by_the_other() -> None:
    blurred = {
        "given_names": "Luis", "first_surname": "Ernández", "second_surname": None, "birth_date": None,
        "mother_name": None, "origin_admin2": None, "origin_admin1": None,
    }  # fmt: skip
    terms = _terms(_side([JUAN, blurred], "C", "G"), _side([JUAN, LUIS], "I", "B"))
    assert terms == {"C2-I2": 3.0}


def test_a_pair_that_blocking_misses_comes_by_its_companion() -> None:
    # Nothing but the companion leads from this child to the boy who is sought: no name, no date, no place.
    nameless: Row = dict.fromkeys(
        (
            "given_names", "first_surname", "second_surname", "birth_date", "mother_name", "origin_country",
            "origin_admin1", "origin_admin2",
        )
    ) | {"aliases": "Chele"}  # fmt: skip
    alone = _links(_side([nameless], "C", "G"), _side([JUAN], "I", "B"))
    assert len(alone) == 0
    together = _links(_side([nameless, LUIS], "C", "G"), _side([JUAN, LUIS], "I", "B")).to_pandas()
    first = together[together["inquiry_id"] == "I1"]
    assert ("C1", 3.0) in set(zip(first["child_id"], first["group_weight"], strict=True))


@pytest.mark.parametrize(
    ("because", "found", "sought"),
    [
        ("found apart: a split group is no evidence", [("G", JUAN), ("H", LUIS)], [("B", JUAN), ("B", LUIS)]),
        ("sought apart", [("G", JUAN), ("G", LUIS)], [("B", JUAN), (None, LUIS)]),
        ("found with a stranger", [("G", JUAN), ("G", STRANGER)], [("B", JUAN), ("B", LUIS)]),
        ("no groups at all", [(None, JUAN), (None, LUIS)], [(None, JUAN), (None, LUIS)]),
    ],
)
def test_where_no_companion_fits_only_nothing_is_added(
    because: str, found: list[tuple[str | None, Row]], sought: list[tuple[str | None, Row]]
) -> None:
    a = [{**row, "group_id": g} for g, row in found]
    b = [{**row, "group_id": g} for g, row in sought]
    terms = _terms(_side(a, "C", None), _side(b, "I", None))
    assert not {"C1-I1", "C2-I1", "C1-I2"} & set(terms), because


def test_a_cousin_travelling_along_is_found_as_himself() -> None:
    terms = _terms(_side([JUAN, COUSIN], "C", "G"), _side([JUAN, COUSIN], "I", "B"))
    assert terms == {"C1-I1": 3.0, "C2-I2": 3.0}


def test_twins_who_cannot_be_told_apart_rise_alike() -> None:
    # Both records say the same: which twin is which stays open, whatever the references.
    twin = {"given_names": None, "second_surname": "Mejía"}
    terms = _terms(_side([twin, twin], "C", "G"), _side([twin, twin], "I", "B"))
    assert terms == dict.fromkeys(("C1-I1", "C1-I2", "C2-I1", "C2-I2"), 3.0)


def test_a_bus_of_forty_is_no_family() -> None:
    strangers = [{**STRANGER, "birth_date": f"2009-12-{day:02d}"} for day in range(1, 31)]
    bus = [JUAN, LUIS, *strangers, *strangers[:8]]
    assert _terms(_side(bus, "C", "G"), _side([JUAN, LUIS], "I", "B")) == {}


def test_two_agencies_may_both_have_a_group_1() -> None:
    found = _side([JUAN, {**LUIS, "agency": "GT-PGN"}], "C", "1")
    assert _terms(found, _side([JUAN, LUIS], "I", "B")) == {}


def test_a_sister_who_is_not_sought_stays_a_lead() -> None:
    phone = {"phones": "+504 9871-2345", "father_name": "Marvin Hernández López"}
    found = _side([{**LUIS, **phone}, {**ANA, **phone}], "C", "G")
    sought = _side([{**LUIS, **phone}, {**JUAN, **phone}], "I", "B")
    frame = _links(found, sought).to_pandas().set_index(["child_id", "inquiry_id"])
    pair = frame.loc[("C2", "I2")]
    assert pair["kinship"] == "possible_sibling"
    assert pair["band"] != "strong"


FAMILY = [JUAN, LUIS, ANA, COUSIN]


@pytest.mark.parametrize("threads", [1, 3])
def test_row_order_and_threads_do_not_matter(threads: int) -> None:
    found = _side([*FAMILY, STRANGER], "C", "G")
    sought = [*_side(FAMILY, "I", "B"), *_side([JUAN, STRANGER], "J", "D")]
    straight = _links(found, sought).to_pandas()
    turned = _links(found[::-1], sought[::-1], threads=threads).to_pandas()
    order = ["inquiry_id", "child_id"]
    pd.testing.assert_frame_equal(
        straight.sort_values(order).reset_index(drop=True), turned.sort_values(order).reset_index(drop=True)
    )


def test_groups_across_chunks_and_records_of_others_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    found, sought = _side(FAMILY, "C", "G"), _side(FAMILY, "I", "B")
    others = [{**CHILD, **STRANGER, "record_id": f"X{n}", "group_id": None} for n in range(5)]
    spread = [row for pair in zip(sought, others, strict=False) for row in pair]
    alone = _links(found, sought).to_pandas()
    assert (alone["group_weight"] > 0).any()
    monkeypatch.setattr("tracing.linkage.local.CHUNK", 2)
    among = _links([*others, *found], spread).to_pandas()
    assert among["inquiry_id"].drop_duplicates().tolist() == [row["record_id"] for row in spread]
    own = among["inquiry_id"].str.startswith("I") & among["child_id"].str.startswith("C")
    pd.testing.assert_frame_equal(
        among[own].drop(columns="rank").reset_index(drop=True), alone.drop(columns="rank")
    )


@pytest.mark.parametrize("per_doubling", [1.0, 4.0])
def test_what_companions_add_is_the_same_in_any_register(per_doubling: float) -> None:
    """A larger register asks more of a candidate, and so proposes fewer pairs; those that are left weigh what they weighed."""
    # A brother of whom little is known: in a large register he is no candidate by himself.
    brother = {**LUIS, "birth_date": None, "sex": None, "origin_admin1": None, "origin_admin2": None}
    rows_of = [JUAN, brother, COUSIN]
    sides = (
        read_children(pd.DataFrame(_side(rows_of, "C", "F-1"))),
        read_inquiries(pd.DataFrame(_side(rows_of, "I", "S-1"))),
    )
    larger = replace(GROUPED, candidate_from=1, candidate_per_doubling=per_doubling)
    small = encode(GROUPED, *sides)
    rows = {}
    for register in (1, 2**20):
        ranked = rank_pairs(larger, small, np.arange(3), 50, register=register)
        assert ranked.group is not None
        rows[register] = {
            pair: (total, term)
            for *pair_, total, term in zip(ranked.left, ranked.right, ranked.total, ranked.group, strict=True)
            for pair in [tuple(map(int, pair_))]
        }
    assert rows[2**20].items() <= rows[1].items()
    assert any(term for _, term in rows[2**20].values())


def test_the_explanation_shows_the_companions_and_sums_up() -> None:
    links = _links(_side([*FAMILY, STRANGER], "C", "G"), _side(FAMILY, "I", "B"))
    seen = set()
    for row in links.to_pandas().to_dict("records"):
        explanation = links.explain(row["child_id"], row["inquiry_id"])
        assert explanation.weight == row["weight"] == sum(p.bits for p in explanation.parts)
        assert (explanation.probability, explanation.band) == (row["probability"], row["band"])
        part = explanation.parts[-1]
        assert (part.name, part.level, part.bits) == ("group", row["group"], row["group_weight"])
        seen.add(part.level)
    assert seen == {"companions_agree", "none"}
    explained = links.explain("C1", "I1")
    assert any("others found with this child" in s for s in explained.sentences("en", most=20))
    assert any("otros encontrados" in s for s in explained.sentences("es", most=20))


def test_the_ranking_is_the_same_when_it_stops_early() -> None:
    found = [*_side(FAMILY, "C", "G"), *_side([JUAN, {"given_names": "Juana"}, LUIS], "D", None)]
    sought = _side(FAMILY, "I", "B")
    every = _links(found, sought, top=100).to_pandas()
    few = _links(found, sought, top=2).to_pandas()
    best = every[every["rank"] <= 2].reset_index(drop=True)
    pd.testing.assert_frame_equal(few, best)


WEIGHTS = st.integers(-2, 8).map(lambda w: w * 1024)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.integers(2, 5), st.integers(2, 5), st.sampled_from([0, 4096]))
def test_columnar_equals_scalar(data: st.DataObject, height: int, width: int, least: int) -> None:
    matcher = replace(GROUPED, group=Group(3.0, 8.0, least / 256))
    tables = [
        data.draw(
            st.lists(st.lists(WEIGHTS, min_size=width, max_size=width), min_size=height, max_size=height)
        )
        for _ in range(2)
    ]
    kin = data.draw(st.lists(st.integers(0, 2), min_size=2 * height * width, max_size=2 * height * width))
    x, y = (np.tile(a.ravel(), 2) for a in np.mgrid[:height, :width])
    pairs = GroupPairs(x, y, x, y, np.repeat([0, 1], height * width))
    total = np.array(tables, dtype=np.int32).ravel()
    levels = np.array([kin], dtype=np.uint8)
    units = terms(
        matcher, pairs, Scores(levels, total[None, :], total, np.empty((len(x), 2), dtype=np.int32))
    )
    for k in range(len(x)):
        table = tables[pairs.meeting[k]]
        found = companions(table, int(x[k]), int(y[k]), least)
        assert units[k] == group_units(matcher, found, kin[k], table[x[k]][y[k]])


@pytest.mark.parametrize(
    ("because", "weights", "pair", "expected"),
    [
        ("the brothers fit each other", [[30, 5], [5, 30]], (0, 0), 1),
        ("the crossed pair: each is needed elsewhere", [[30, 5], [5, 30]], (0, 1), 0),
        ("the companion is too light to speak", [[30, 5], [5, 11]], (0, 0), 0),
        ("a light pair is lifted by a heavy one", [[30, 5], [5, 11]], (1, 1), 1),
        ("one companion for two inquiries counts once", [[30, 0, 0], [0, 20, 20]], (0, 0), 1),
        ("who prefers another that is taken already may stay", [[25, 19], [30, 20], [0, 0]], (0, 1), 1),
        ("of equal rivals neither is held back", [[20, 20], [20, 20]], (0, 1), 1),
    ],
)
def test_companions(because: str, weights: list[list[int]], pair: tuple[int, int], expected: int) -> None:
    assert companions(weights, *pair, least=12) == expected, because
