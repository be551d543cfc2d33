"""Recall of blocking without labels, on catches whose truth is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.linkage.build import CHILD, DEFAULT
from tracing import read_children, read_inquiries
from tracing.linkage.evaluation import blocking_recall
from tracing.linkage.evaluation.coverage import estimates, rule_groups
from tracing.linkage.matcher import BlockingRule


def test_two_nets_by_hand() -> None:
    # 30 only in the first, 20 only in the second, 60 in both: Chapman's (91 · 81 / 61) - 1 = 119.836 in all.
    found = estimates(np.array([[0.0, 30.0, 20.0, 60.0]]), 2)
    assert found["pooled"][0] == pytest.approx(110 / (91 * 81 / 61 - 1))
    assert np.isnan(found["log_linear"][0])


def test_pairs_of_other_rules_count_as_found() -> None:
    found = estimates(np.array([[5.0, 30.0, 20.0, 60.0]]), 2)
    assert found["pooled"][0] == pytest.approx(115 / (91 * 81 / 61 - 1))


def independent(size: float, catches: list[float]) -> np.ndarray:
    cells = [
        size * np.prod([c if pattern >> g & 1 else 1 - c for g, c in enumerate(catches)])
        for pattern in range(1 << len(catches))
    ]
    cells[0] = 0.0  # nobody sees these
    return np.array([cells])


@pytest.mark.parametrize(
    ("catches", "recall"), [([0.5, 0.4, 0.5], 0.85), ([0.9, 0.6, 0.1, 0.3], 1 - 0.1 * 0.4 * 0.9 * 0.7)]
)
def test_independent_nets_are_estimated_right(catches: list[float], recall: float) -> None:
    found = estimates(independent(10_000, catches), len(catches))
    assert found["pooled"][0] == pytest.approx(recall, abs=0.001)
    assert found["log_linear"][0] == pytest.approx(recall, abs=0.002)


def test_log_linear_allows_two_nets_to_depend_on_each_other() -> None:
    # Half the fish evade both of the first two nets; the third net is apart.
    cells = (independent(10_000, [0.9, 0.8, 0.5]) + independent(10_000, [0.3, 0.2, 0.5])) / 2
    true = 1 - (0.1 * 0.2 * 0.5 + 0.7 * 0.8 * 0.5) / 2
    found = estimates(cells, 3)
    assert found["log_linear"][0] == pytest.approx(true, abs=0.005)
    assert abs(found["pooled"][0] - true) > 0.02


def test_nets_that_share_nothing_say_nothing() -> None:
    found = estimates(np.array([[0.0, 30.0, 20.0, 0.0]]), 2)
    assert np.isnan(found["pooled"][0])


def test_an_empty_net_changes_nothing() -> None:
    without = estimates(np.array([[0.0, 30.0, 20.0, 60.0]]), 2)["pooled"]
    empty = estimates(np.array([[0.0, 30.0, 20.0, 60.0, 0.0, 0.0, 0.0, 0.0]]), 3)["pooled"]
    assert empty == pytest.approx(without)


@pytest.mark.parametrize(
    ("rules", "groups"),
    [
        ([("given", "surname"), ("surname_pair",), ("phone",)], [("name", [0, 1]), ("phone", [2])]),
        ([("given", "birth_day"), ("mother_given", "mother_surname")], [("mother", [1]), ("birth name", [0])]),
        ([("surname", "birth_day"), ("given", "surname"), ("birth_day", "department")],
         [("name", [1]), ("birth place", [2])]),
        ([("something_new",), ("phone",)], [("something_new", [0]), ("phone", [1])]),
    ],
)  # fmt: skip
def test_groups_share_no_field(rules: list[tuple[str, ...]], groups: list[tuple[str, list[int]]]) -> None:
    found = rule_groups([BlockingRule("+".join(parts), parts) for parts in rules])
    assert [(" ".join(sorted(fields)), numbers) for fields, numbers in found] == groups


def test_shipped_rules_give_at_least_three_nets() -> None:
    assert len(rule_groups(DEFAULT.blocking)) >= 3


def test_records_end_to_end() -> None:
    girl = {
        "given_names": "Petrona", "first_surname": "Ixcoy", "second_surname": "Tzunún", "sex": "F",
        "birth_date": "2009-11-30", "origin_country": "GT", "origin_admin1": "Totonicapán", "origin_admin2": None,
        "mother_name": None,
    }  # fmt: skip
    children = read_children(pd.DataFrame([CHILD, {**CHILD, **girl, "record_id": "G"}]))
    inquiries = read_inquiries(pd.DataFrame([{**CHILD, "record_id": "I"}]))
    truth = pd.DataFrame([("C", "I"), ("G", "I")], columns=["child_id", "inquiry_id"])
    found = blocking_recall(DEFAULT, children, inquiries, truth, resamples=5)
    assert (found.compared, found.reduction_ratio, found.true) == (1, 0.5, 0.5)
    assert found.likely == pytest.approx(1.0, abs=0.05)
    assert {"name", "birth"} <= {
        field for group in found.groups if group.pairs > 0.5 for field in group.fields
    }
    assert set(found.to_dict()["intervals"]) == {"pooled", "log_linear", "true"}
    assert blocking_recall(DEFAULT, children, inquiries).true is None
