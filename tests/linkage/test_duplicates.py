"""One child recorded twice is found as a set to confirm; brothers, twins and cousins are not (brief H4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd
import pytest

from tests.linkage.build import CHILD, DEFAULT, score
from tracing import Duplicates, InputError, Matcher, read_children, read_inquiries
from tracing.linkage.duplicates import cliques
from tracing.linkage.like_pairs import threshold

Row = Mapping[str, str | None]

APPREHENDED: Row = {
    "agency": "US-CBP",
    "father_name": "Marvin Hernández López",
    "marks": "cicatriz en la frente",
}
SHELTER: Row = {**APPREHENDED, "agency": "US-ORR", "given_names": "Juan", "second_surname": None}
HOSPITAL: Row = {**APPREHENDED, "agency": "MX-DIF", "birth_date": "2012-07", "first_surname": "Ernandes"}

BROTHER: Row = {**APPREHENDED, "agency": "US-ORR", "given_names": "José Luis", "birth_date": "2010-02-11"}
TWIN: Row = {**APPREHENDED, "agency": "US-ORR", "given_names": "Melvin Josué", "marks": None}
COUSIN: Row = {
    "agency": "US-ORR",
    "given_names": "Juan Antonio",
    "second_surname": "Pineda",
    "birth_date": "2011-05-20",
    "mother_name": "Dilcia Pineda Cruz",
    "father_name": "Óscar Hernández",
}


def _find(rows: Sequence[Row], least: float | None = 15.0, threads: int = 2, **more: str) -> Duplicates:
    children = pd.DataFrame([{**CHILD, "record_id": f"C{n}", **row} for n, row in enumerate(rows, 1)])
    return Matcher.load().duplicates(read_children(children), least=least, threads=threads, **more)  # type: ignore[arg-type]


def test_three_records_of_one_boy_are_one_set_of_three_pairs() -> None:
    found = _find([APPREHENDED, SHELTER, HOSPITAL, BROTHER, COUSIN])
    assert found.sets == (("C1", "C2", "C3"),)
    pairs = found.to_pandas()
    inside = pairs[pairs["state"] == "set"]
    assert sorted(zip(inside["child_id_a"], inside["child_id_b"], strict=True)) == [
        ("C1", "C2"), ("C1", "C3"), ("C2", "C3"),
    ]  # fmt: skip
    assert inside["set_id"].tolist() == ["D1"] * 3


@pytest.mark.parametrize(
    ("who", "row", "least"),
    [("elder brother", BROTHER, 0.0), ("twin brother", TWIN, 0.0), ("cousin", COUSIN, 15.0)],
)
def test_relatives_are_never_in_a_set(who: str, row: Row, least: float) -> None:
    found = _find([APPREHENDED, row], least=least)
    assert found.sets == (), who


def test_a_brother_is_a_lead_with_a_warning_in_words() -> None:
    pairs = _find([APPREHENDED, BROTHER], least=-50.0).to_pandas()
    assert pairs["state"].tolist() == ["lead"]
    assert pairs["set_id"].isna().all()
    assert pairs["warnings"].tolist() == [["possible_sibling"]]
    assert "possible sibling" in pairs["why"].iloc[0]


def test_a_twin_is_called_one() -> None:
    pairs = _find([APPREHENDED, TWIN], least=-50.0, language="es").to_pandas()
    assert pairs["warnings"].tolist() == [["possible_sibling", "possible_twin"]]
    assert "posible gemela o gemelo" in pairs["why"].iloc[0]


def test_two_records_of_one_group_are_a_lead_since_an_officer_saw_two_children() -> None:
    group: Row = {**APPREHENDED, "group_id": "G7"}
    pairs = _find([group, {**group, "given_names": "Juan"}]).to_pandas()
    assert pairs[["state", "warnings"]].to_numpy().tolist() == [["lead", ["recorded_together"]]]
    other = _find([group, {**SHELTER, "group_id": "G7"}])
    assert other.sets == (("C1", "C2"),)


def test_being_found_on_another_day_says_nothing_within_one_side() -> None:
    late = _find([{**APPREHENDED, "event_date": "2026-03-01"}, {**SHELTER, "event_date": "2020-03-01"}])
    none = _find([APPREHENDED, SHELTER])
    assert late.to_pandas()["weight"].tolist() == none.to_pandas()["weight"].tolist()


ROWS = [APPREHENDED, SHELTER, HOSPITAL, BROTHER, TWIN, COUSIN, {**SHELTER, "given_names": "Carlos Juancito"}]


def _named(rows: Sequence[Row], ids: Sequence[str]) -> list[Row]:
    return [{**row, "record_id": i} for row, i in zip(rows, ids, strict=True)]


@pytest.mark.parametrize("threads", [1, 3])
def test_row_order_and_threads_do_not_matter(threads: int) -> None:
    rows = _named(ROWS, [f"R{n}" for n in range(len(ROWS))])
    straight, turned = _find(rows, least=0.0), _find(rows[::-1], least=0.0, threads=threads)
    pd.testing.assert_frame_equal(straight.to_pandas(), turned.to_pandas())
    assert straight.sets == turned.sets


def test_the_weight_is_the_same_in_both_directions() -> None:
    # Other references turn every pair around; the weights must not notice.
    rising = [f"R{n}" for n in range(len(ROWS))]
    there = _find(_named(ROWS, rising), least=-50.0).to_pandas()
    back = _find(_named(ROWS, rising[::-1]), least=-50.0).to_pandas()
    name = dict(zip(rising[::-1], rising, strict=True))
    weights = {
        frozenset((a, b)): w
        for a, b, w in zip(there["child_id_a"], there["child_id_b"], there["weight"], strict=True)
    }
    mirrored = {
        frozenset((name[a], name[b])): w
        for a, b, w in zip(back["child_id_a"], back["child_id_b"], back["weight"], strict=True)
    }
    assert weights == mirrored
    assert len(weights) > 10


def test_a_pair_that_weighs_more_one_way_counts_the_lighter() -> None:
    # The mother's Mantoya resembles her own Montoya, which the child's surname has counted, not the other's Montolla.
    unknown: Row = dict.fromkeys(("origin_admin1", "origin_admin2", "origin_country", "birth_date"))
    one = {**unknown, "second_surname": "Montoya", "mother_name": "Rosa Montoya"}
    other = {**unknown, "second_surname": "Montolla", "mother_name": "Rosa Mantoya"}
    ways = score(one, other).weight, score(other, one).weight
    assert ways[0] != ways[1]
    for rows in ([one, other], [other, one]):
        assert _find(rows, least=0.0).to_pandas()["weight"].tolist() == [min(ways) / 256]


def test_the_explanation_sums_to_the_written_weight() -> None:
    found = _find(ROWS, least=-50.0)
    for row in found.to_pandas().to_dict("records"):
        for pair in ((row["child_id_a"], row["child_id_b"]), (row["child_id_b"], row["child_id_a"])):
            explanation = found.explain(*pair)
            assert explanation.weight == row["weight"] == sum(p.bits for p in explanation.parts)
            assert explanation.probability == row["probability"]
    with pytest.raises(KeyError):
        found.explain("C1", "C99")


def test_inquiries_of_mother_and_grandmother_for_one_boy() -> None:
    asked = pd.DataFrame(
        [
            {**CHILD, "record_id": "I1", "inquirer_relation": "mother"},
            {**CHILD, "record_id": "I2", "given_names": "Juancito", "inquirer_relation": "grandmother"},
        ]
    )
    found = Matcher.load().duplicates(read_inquiries(asked), least=12.0)
    assert found.sets == (("I1", "I2"),)
    assert {"inquiry_id_a", "inquiry_id_b"} <= set(found.to_pandas().columns)


def test_the_threshold_is_the_matchers_own() -> None:
    assert threshold(replace(DEFAULT, duplicate=None)) == DEFAULT.strong
    assert threshold(replace(DEFAULT, duplicate=31.0)) == 31.0
    assert Matcher(replace(DEFAULT, duplicate=1000.0)).duplicates(pd.DataFrame([CHILD])).least == 1000.0


def test_no_records_and_one_record_have_no_duplicates() -> None:
    empty = pd.DataFrame([CHILD]).iloc[:0]
    for frame in (empty, pd.DataFrame([CHILD])):
        found = Matcher.load().duplicates(frame)
        assert (len(found), len(found.to_pandas())) == (0, 0)


def test_a_matcher_of_plain_tables_is_refused() -> None:
    with pytest.raises(InputError, match="plain tables"):
        Matcher.load("febrl").duplicates(pd.DataFrame([CHILD]))


def test_a_threshold_must_be_a_number() -> None:
    with pytest.raises(InputError, match="least"):
        _find([APPREHENDED], least=float("nan"))


@pytest.mark.parametrize(
    ("because", "pairs", "sets"),
    [
        ("a pair", [(1, 2)], [[1, 2]]),
        ("all three match each other", [(1, 2), (1, 3), (2, 3)], [[1, 2, 3]]),
        ("2 is 1's brother's look-alike: 3 stays out of 1's set", [(1, 2), (2, 3)], [[1, 2]]),
        ("the strongest pair comes first", [(2, 3), (1, 2)], [[2, 3]]),
        ("two pairs that share one match stay two", [(1, 2), (3, 4), (2, 3)], [[1, 2], [3, 4]]),
        ("who is left out of one set may found another", [(1, 2), (2, 3), (3, 4)], [[1, 2], [3, 4]]),
        (
            "a fourth that misses one of three stays out",
            [(1, 2), (1, 3), (2, 3), (1, 4), (2, 4)],
            [[1, 2, 3]],
        ),
        ("nothing", [], []),
    ],
)
def test_cliques(because: str, pairs: list[tuple[int, int]], sets: list[list[int]]) -> None:
    assert cliques(pairs) == sets, because
