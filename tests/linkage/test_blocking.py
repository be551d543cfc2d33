"""Blocking: which keys there are, which pairs they bring, and which of those are spoken against."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.linkage.build import CHILD, DEFAULT, MAKER
from tracing.linkage.blocking import candidates_of, index_keys, join_few, join_keys, keys_by_rule
from tracing.linkage.columns import Columns, columns_of
from tracing.linkage.encode import Blocked
from tracing.linkage.fixed import to_units
from tracing.linkage.form_table import form_table
from tracing.linkage.key_columns import key_columns
from tracing.linkage.matcher import BlockingRule
from tracing.linkage.score import Scorer
from tracing.linkage.screen import Screen
from tracing.standardise.record import profile

Row = dict[str, str | None]

RARE: Row = {"given_names": "Eulalia", "first_surname": "Ixcoy", "second_surname": "Tzunún", "sex": "F"}


def _columns(*rows: Row) -> Columns:
    return columns_of(form_table([profile({**CHILD, **row}) for row in rows], MAKER), MAKER.words)


def _pairs(rule: BlockingRule, children: Columns, inquiries: Columns) -> set[tuple[int, int]]:
    index, queries = join_keys(
        key_columns(children, rule.parts, "children"), key_columns(inquiries, rule.parts, "inquiries"), [rule]
    )
    found = candidates_of(index, queries, 0, inquiries.size, children.size)
    return set(zip(found.left.tolist(), found.right.tolist(), strict=True))


def test_a_common_name_is_no_key_where_more_is_asked_than_it_says() -> None:
    children, inquiries = (
        _columns({"given_names": "Juan", "first_surname": "Hernández"}, RARE),
        _columns({"given_names": "Juan", "first_surname": "Hernández", "second_surname": None}, RARE),
    )
    every = BlockingRule("given name + surname", ("given", "surname"))
    assert _pairs(every, children, inquiries) == {(0, 0), (1, 1)}
    # Juan and Hernández say about nine bits together, Eulalia and Ixcoy the cap of each.
    assert _pairs(replace(every, at_least=16.0), children, inquiries) == {(1, 1)}


def test_keys_that_nobody_shares_are_left_out_and_nothing_else() -> None:
    children = _columns({}, RARE, {"first_surname": "Caal"})
    inquiries = _columns(RARE, {"first_surname": "Choc"})
    for rule in DEFAULT.blocking:
        held = key_columns(children, rule.parts, "children")
        asked = key_columns(inquiries, rule.parts, "inquiries")
        whole = candidates_of(index_keys(held, [rule]), list(keys_by_rule(asked, [rule])), 0, 2, 3)
        index, queries = join_keys(held, asked, [rule])
        joined = candidates_of(index, queries, 0, 2, 3)
        assert whole.left.tolist() == joined.left.tolist(), rule.name
        assert whole.right.tolist() == joined.right.tolist(), rule.name
        assert whole.strength.tolist() == joined.strength.tolist(), rule.name


def test_a_pair_comes_once_with_all_its_rules_and_the_strongest_key() -> None:
    rules = (BlockingRule("day", ("birth_day",)), BlockingRule("both", ("surname_pair",)))
    side = _columns({})
    parts = ("birth_day", "surname_pair")
    index, queries = join_keys(
        key_columns(side, parts, "children"), key_columns(side, parts, "inquiries"), rules
    )
    found = candidates_of(index, queries, 0, 1, 1)
    assert (found.left.tolist(), found.right.tolist(), found.rules.tolist()) == ([0], [0], [3])
    pair = key_columns(side, ("surname_pair",), "children")["surname_pair"]
    assert found.strength.tolist() == [max(int(pair.units.max()), to_units(12.6))]


def test_a_few_records_meet_by_one_table_as_by_one_for_each_rule() -> None:
    children = _columns({}, RARE, {"first_surname": "Caal"}, {"given_names": "Juan", "birth_date": None})
    inquiries = _columns(RARE, {"first_surname": "Choc"}, {})
    parts = [part for rule in DEFAULT.blocking for part in rule.parts]
    held, asked = (
        key_columns(side, parts, name) for side, name in ((children, "children"), (inquiries, "inquiries"))
    )
    many, few = (
        candidates_of(*join(held, asked, DEFAULT.blocking), 0, 3, 4) for join in (join_keys, join_few)
    )
    assert len(few.left) > 3
    for name in ("left", "right", "strength"):
        assert getattr(few, name).tolist() == getattr(many, name).tolist(), name
    # Which rule it was isn't told.
    assert set(few.rules.tolist()) == {1}


def test_what_sex_birth_and_origin_speak_against_is_no_candidate() -> None:
    children = _columns(
        {"sex": "F", "birth_date": "2001-03-02", "origin_admin1": None, "origin_admin2": None}, {}
    )
    inquiries = _columns({})
    rule = BlockingRule("given name + both surnames", ("given", "surname_pair"))
    index, queries = join_keys(
        key_columns(children, rule.parts, "children"), key_columns(inquiries, rule.parts, "inquiries"), [rule]
    )
    found = candidates_of(index, queries, 0, 1, 2)
    assert found.left.tolist() == [0, 1]
    strict = replace(DEFAULT, candidate=float(found.strength.max()) / 256 + 1)
    kept = Screen(Scorer(strict), Blocked(children, inquiries), 2).keep(found)
    assert kept.left.tolist() == [1]
    everything = Screen(Scorer(replace(DEFAULT, candidate=None)), Blocked(children, inquiries), 2).keep(found)
    assert np.array_equal(everything.left, found.left)


@pytest.mark.parametrize(
    ("children", "bits"),
    [
        (0, 12.0),
        (10_000, 12.0),
        # Twice as many children: a chance pair must say twice as much against chance, which is a bit.
        (20_000, 13.0),
        (80_000, 15.0),
        (1_280_000, 19.0),
    ],
)
def test_a_larger_register_asks_more_of_a_candidate(children: int, bits: float) -> None:
    matcher = replace(DEFAULT, candidate=12.0, candidate_from=10_000, candidate_per_doubling=1.0)
    assert matcher.candidate_among(children) == pytest.approx(bits)
    assert replace(matcher, candidate=None).candidate_among(children) is None
    assert replace(matcher, candidate_from=0).candidate_among(children) == 12.0


def test_the_screen_asks_by_the_children_held_not_by_those_at_hand() -> None:
    children, inquiries = _columns({}), _columns({})
    rule = BlockingRule("given name + both surnames", ("given", "surname_pair"))
    index, queries = join_keys(
        key_columns(children, rule.parts, "children"), key_columns(inquiries, rule.parts, "inquiries"), [rule]
    )
    found = candidates_of(index, queries, 0, 1, 1)
    matcher = replace(DEFAULT, candidate=10.0, candidate_from=1, candidate_per_doubling=5.0)
    blocked = Blocked(children, inquiries)
    assert len(Screen(Scorer(matcher), blocked, 1).keep(found).left) == 1
    assert len(Screen(Scorer(matcher), blocked, 2**20).keep(found).left) == 0
