"""Whom matching serves how well."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.linkage.build import CHILD
from tracing import read_children, read_inquiries
from tracing.linkage.evaluation import DIMENSIONS, by_subgroup, families_of, judge, pair_facts
from tracing.records import InputError

Row = dict[str, str | None]

FACTS: list[tuple[str, Row, Row, str, str]] = [
    ("country", {"origin_country": None, "origin_admin1": None, "origin_admin2": None}, {}, "HN", "the family says it"),
    ("country", {"origin_country": "GT", "origin_admin1": None, "origin_admin2": None}, {}, "HN", "family first"),
    (
        "country",
        {"origin_country": "SV", "origin_admin1": None, "origin_admin2": None},
        {"origin_country": None, "origin_admin1": None, "origin_admin2": None},
        "SV",
        "else the child's record",
    ),
    ("sex", {"sex": "F"}, {"sex": None}, "F", "else the child's record"),
    ("sex", {"sex": None}, {"sex": None}, "not stated", "neither says it"),
    ("language", {"languages": "kek;spa"}, {"languages": "spa"}, "indigenous", "either record knows it"),
    ("language", {"languages": "spa"}, {}, "other", "Spanish is none"),
    ("language", {}, {}, "not stated", "neither says it"),
    ("second_surname", {}, {}, "both sides", "both write both"),
    ("second_surname", {"second_surname": None}, {}, "one side", "lost at the border"),
    ("second_surname", {"second_surname": None}, {"second_surname": None}, "neither side", "nobody has it"),
    ("age", {"event_date": "2024-07-02"}, {}, "6–11", "a day before the twelfth birthday"),
    ("age", {"event_date": "2024-07-05"}, {}, "12–14", "twelve"),
    ("age", {}, {"event_date": "2018-07-01"}, "0–5", "at last contact if the finding has no date"),
    ("age", {}, {}, "not stated", "no day to count to"),
    ("age", {"event_date": "2001-01-01"}, {}, "not stated", "found before birth: some date is wrong"),
    ("agency", {"agency": "MX-DIF"}, {"agency": "HN-SENAF"}, "HN-SENAF", "who asks"),
    ("child_agency", {"agency": "MX-DIF"}, {"agency": "HN-SENAF"}, "MX-DIF", "who found"),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "child", "inquiry", "expected", "because"), FACTS)
def test_fact(fact: str, child: Row, inquiry: Row, expected: str, because: str) -> None:
    children = read_children(pd.DataFrame([{**CHILD, **child}]))
    inquiries = read_inquiries(pd.DataFrame([{**CHILD, **inquiry, "record_id": "I"}]))
    assert pair_facts(["C"], ["I"], children, inquiries)[fact].tolist() == [expected], because


def test_a_record_that_is_not_there_has_no_facts() -> None:
    children = read_children(pd.DataFrame([CHILD]))
    inquiries = read_inquiries(pd.DataFrame([{**CHILD, "record_id": "I"}]))
    assert set(pair_facts(["C"], ["gone"], children, inquiries).iloc[0]) == {"not stated"}


# Four girls, each with the right child first, and four boys: two first, one second, one missed.
SEXES = ["F"] * 4 + ["M"] * 4
PLACES = [1, 1, 1, 1, 1, 1, 2, 0]


def _case() -> tuple[pd.DataFrame, pd.DataFrame, list[Row], list[Row]]:
    children, inquiries, links = [], [], []
    for n, (sex, place) in enumerate(zip(SEXES, PLACES, strict=True)):
        children.append({**CHILD, "record_id": f"C{n}", "sex": sex})
        inquiries.append({**CHILD, "record_id": f"I{n}", "sex": sex, "mother_name": None})
        if place == 2:
            links.append((f"I{n}", "C0", 1, 25.0, 0.9, "strong"))
        if place:
            links.append((f"I{n}", f"C{n}", place, 20.0, 0.9, "strong"))
    columns = ["inquiry_id", "child_id", "rank", "weight", "probability", "band"]
    truth = pd.DataFrame({"child_id": [f"C{n}" for n in range(8)], "inquiry_id": [f"I{n}" for n in range(8)]})
    return pd.DataFrame(links, columns=columns), truth, children, inquiries


def test_figures_by_sex() -> None:
    links, truth, children, inquiries = _case()
    judged = judge(links, truth)
    family = families_of(list(judged.inquiries), truth)
    sides = (read_children(pd.DataFrame(children)), read_inquiries(pd.DataFrame(inquiries)))
    found = by_subgroup(judged, family, *sides, ["sex"], resamples=100, seed=3, enough=4)
    girls, boys = found.groups
    assert (girls.value, girls.pairs, girls.recall_at_1, girls.recall_at_10, girls.f1_strong) == (
        "F",
        4,
        1,
        1,
        1,
    )
    assert (boys.value, boys.pairs, boys.recall_at_1, boys.recall_at_10) == ("M", 4, 2 / 4, 3 / 4)
    # Of boys' inquiries four pairs are strong, three of them true, out of four.
    assert boys.f1_strong == pytest.approx(2 * 3 / (4 + 4))
    assert girls.intervals["recall_at_10"] == (1.0, 1.0)
    assert boys.intervals["recall_at_10"].low < 3 / 4 < boys.intervals["recall_at_10"].high
    assert found.gap is not None
    assert (found.gap.better, found.gap.worse, found.gap.gap) == ("F", "M", 1 / 4)
    assert found.gap.interval is not None
    assert found.gap.interval.low < 1 / 4 < found.gap.interval.high


def test_small_subgroups_make_no_gap() -> None:
    links, truth, children, inquiries = _case()
    judged = judge(links, truth)
    sides = (read_children(pd.DataFrame(children)), read_inquiries(pd.DataFrame(inquiries)))
    found = by_subgroup(judged, families_of(list(judged.inquiries), truth), *sides)
    assert found.gap is None
    assert {group.dimension for group in found.groups} == set(DIMENSIONS)
    assert all(group.intervals == {} for group in found.groups)


def test_a_dimension_that_is_none() -> None:
    links, truth, children, inquiries = _case()
    judged = judge(links, truth)
    sides = (read_children(pd.DataFrame(children)), read_inquiries(pd.DataFrame(inquiries)))
    with pytest.raises(InputError, match="no subgroups by 'colour'; known are country"):
        by_subgroup(judged, families_of(list(judged.inquiries), truth), *sides, ["colour"])
