"""Pairs that went wrong: which, why, and where they were lost."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from tests.linkage.build import CHILD, DEFAULT
from tracing import Matcher, read_children, read_inquiries
from tracing.linkage.evaluation import Lessons, judge, lessons_of
from tracing.linkage.matcher import MatcherFile
from tracing.records import Records

BROTHER = {"record_id": "B", "given_names": "José Luis", "birth_date": "2010-02-11"}
STRANGER = {
    "record_id": "S", "given_names": "Petrona", "first_surname": "Ixcoy", "second_surname": "Tzunún", "sex": "F",
    "birth_date": "2009-11-30", "origin_country": "GT", "origin_admin1": "Totonicapán", "origin_admin2": None,
    "mother_name": None,
}  # fmt: skip
FAINT = {
    "record_id": "F", "second_surname": None, "birth_date": "2013", "origin_admin1": None, "origin_admin2": None,
    "mother_name": None,
}  # fmt: skip
CHILDREN = read_children(pd.DataFrame([CHILD, *({**CHILD, **c} for c in (BROTHER, STRANGER, FAINT))]))
INQUIRIES = read_inquiries(pd.DataFrame([{**CHILD, "record_id": "I"}]))


NAMESAKE = {
    "record_id": "N", "birth_date": "2001-02-11", "origin_country": "GT", "origin_admin1": "Totonicapán",
    "origin_admin2": None, "mother_name": None,
}  # fmt: skip
"""Named as the child sought, which is a key, and eleven years older, from another country."""

STRICT = replace(DEFAULT, candidate_from=1, candidate_per_doubling=30.0)
"""Asks next to nothing of a candidate in a register of one child, and more than any pair has among four."""


def lessons(
    truth: list[str],
    top: int = 20,
    worst: int = 20,
    matcher: MatcherFile = DEFAULT,
    children: Records = CHILDREN,
) -> Lessons:
    links = Matcher(matcher).link(children, INQUIRIES, top=top).to_pandas()
    pairs = pd.DataFrame({"child_id": truth, "inquiry_id": "I"})
    return lessons_of(judge(links, pairs), matcher, children, INQUIRIES, worst)


def test_false_pairs_come_by_weight_and_say_what_stands_before_them() -> None:
    found = lessons(["C"])
    weights = [lesson.explanation.weight for lesson in found.false]
    assert weights == sorted(weights, reverse=True)
    assert {lesson.explanation.child_id for lesson in found.false} == {"B", "F"}
    assert {lesson.reason for lesson in found.false} == {"ranks after the child sought, C (rank 1)"}
    assert {lesson.said.es for lesson in found.false} == {
        "va después de la niña o el niño que se busca, C (puesto 1)"
    }


def test_a_false_pair_before_the_true_one() -> None:
    best = lessons(["F"]).false[0]
    assert (best.explanation.child_id, best.rank) == ("C", 1)
    assert best.reason.startswith("ranks before the child sought, F (rank ")


def test_a_false_pair_of_an_inquiry_without_child() -> None:
    assert {lesson.reason for lesson in lessons([]).false} == {"the child sought is not among the found"}


def test_a_pair_without_a_common_key_was_lost_in_blocking() -> None:
    found = lessons(["C", "S"])
    missed = found.true[0]
    assert (missed.kind, missed.rank, missed.rules) == ("missed", None, ())
    assert missed.reason == "lost in blocking: the two records share no key of any rule"
    assert (found.lost_in_blocking, found.lost_in_ranking) == (1, 0)


def test_a_pair_with_a_key_that_birth_and_origin_contradict_was_lost_in_blocking_all_the_same() -> None:
    found = lessons(["N"], children=read_children(pd.DataFrame([CHILD, {**CHILD, **NAMESAKE}])))
    (missed,) = found.true
    assert missed.reason == "lost in blocking: they share a key, but sex, birth or origin speak against"
    assert "given name + both surnames" in missed.rules
    assert (found.lost_in_blocking, found.lost_in_ranking) == (1, 0)


def test_what_a_register_of_all_children_asks_is_asked_of_a_single_missed_pair() -> None:
    (missed,) = lessons(["C"], matcher=STRICT).true
    assert missed.reason == "lost in blocking: they share a key, but sex, birth or origin speak against"


def test_of_many_missed_pairs_the_weightiest_are_shown_whatever_their_order() -> None:
    for truth in (["F", "S", "C"], ["C", "F", "S"]):
        found = lessons(truth, worst=1, matcher=STRICT)
        assert [lesson.explanation.child_id for lesson in found.true] == ["C"]
        assert found.lost_in_blocking == 3


def test_a_pair_with_a_key_was_lost_by_rank() -> None:
    found = lessons(["F"], top=1)
    missed = found.true[0]
    assert missed.reason == "lost by rank: not among the 1 children kept for this inquiry"
    assert "given name + surname + birth year" in missed.rules
    assert (found.lost_in_blocking, found.lost_in_ranking) == (0, 1)


def test_low_pairs_fill_up_what_is_not_missed() -> None:
    found = lessons(["C", "F", "S"], worst=2)
    assert [(lesson.kind, lesson.explanation.child_id) for lesson in found.true] == [
        ("missed", "S"),
        ("low", "F"),
    ]
    assert len(found.false) == 1  # there is no other


def test_a_record_that_is_not_in_the_files_is_counted() -> None:
    assert lessons(["gone"]).unknown == 1


def test_a_lesson_as_json_has_both_records_and_the_evidence() -> None:
    shown = lessons(["C"]).to_dict()["false"][0]
    assert shown["child"]["record_id"] == shown["child_id"]
    assert shown["inquiry"]["given_names"] == "Juan Carlos"
    assert shown["weight"] == sum(part["bits"] for part in shown["parts"])
    assert any("Given names" in sentence for sentence in shown["evidence"])
