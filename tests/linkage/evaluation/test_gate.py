"""Who may take whose place: for whom a report says that things get worse."""

from __future__ import annotations

import contextlib
import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracing import InputError
from tracing.linkage.evaluation.gate import FORMAT, gate


def _figure(
    name: str, before: float | None, after: float | None, low: float = -0.5, high: float = 0.5
) -> dict[str, Any]:
    change = None if before is None or after is None else after - before
    return {"figure": name, "before": before, "after": after, "change": change, "low": low, "high": high}


def _report(*groups: tuple[str, int, float, float], high: float = 0.5) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "before": {"name": "default", "version": "1", "digest": "aa"},
        "after": {"name": "own", "version": "2", "digest": "bb"},
        "true_pairs": 1000,
        "overall": [_figure("strong.f1", 0.9, 0.95), _figure("mrr", 0.9, 0.1)],
        "groups": [
            {
                "dimension": "sex",
                "value": v,
                "pairs": n,
                "figures": [_figure("recall_at_10", b, a, high=high)],
            }
            for v, n, b, a in groups
        ],
    }


@pytest.mark.parametrize(
    ("group", "high", "worse"),
    [
        (("F", 200, 0.90, 0.95), 0.5, False),
        (("F", 200, 0.90, 0.88), 0.5, False),  # just the margin
        (("F", 200, 0.90, 0.8799), 0.5, True),
        (("F", 20, 0.90, 0.80), 0.5, False),  # two pairs of twenty, and it may be none
        (("F", 20, 0.90, 0.60), -0.03, True),  # few, and worse all the same
    ],
)
def test_who_gets_worse(group: tuple[str, int, float, float], high: float, worse: bool) -> None:
    found = gate(_report(("M", 500, 0.9, 0.9), group, high=high))
    assert [one.value for one in found.worse] == (["F"] if worse else [])
    # What may be chance refuses nothing, and is told.
    assert [one.value for one in found.unsure] == (["F"] if group[1] < 30 and not worse else [])


def test_all_pairs_are_a_group_too() -> None:
    report = _report(("M", 500, 0.9, 0.9))
    report["overall"][0] = _figure("strong.f1", 0.9, 0.85)
    (worse,) = gate(report).worse
    assert worse.sentence("es").startswith("todos los pares (1,000 pares): strong.f1 baja 5.0 puntos")
    assert worse.sentence() == "all pairs (1,000 pairs): strong.f1 falls by 5.0 points, from 0.900 to 0.850"


def test_subgroups_are_named_in_the_readers_language() -> None:
    report = _report(("M", 500, 0.9, 0.8))
    report["groups"][0] |= {"dimension": "second_surname", "value": "neither side"}
    (worse,) = gate(report).worse
    assert worse.sentence("es").startswith("segundo apellido: ningún lado (500 pares): recall_at_10 baja")
    assert worse.sentence().startswith("second_surname neither side (500 pairs): recall_at_10 falls")
    # A subgroup of another version keeps its name.
    report["groups"][0] |= {"dimension": "hair"}
    assert gate(report).worse[0].sentence("es").startswith("hair: ningún lado")


def test_a_stricter_margin() -> None:
    report = _report(("M", 500, 0.9, 0.89))
    assert gate(report, 0.02).worse == ()
    assert len(gate(report, 0.005).worse) == 1


def test_nothing_to_compare_is_not_worse() -> None:
    report = _report(("M", 0, 0.9, 0.9))
    report["groups"][0]["figures"] = [_figure("f1_strong", None, None)]
    assert gate(report).worse == ()


GOOD = _report(("M", 500, 0.9, 0.9))


def _spoilt(**changed: Any) -> Any:
    return copy.deepcopy(GOOD) | changed


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        [],
        "report",
        {},
        _spoilt(format="another"),
        _spoilt(groups=[]),
        _spoilt(overall=[]),
        _spoilt(overall=[_figure("mrr", 0.9, 0.9)]),
        _spoilt(after={"name": "own"}),
        _spoilt(before=None),
        _spoilt(groups=[{"dimension": "sex"}]),
        _spoilt(overall=[_figure("strong.f1", float("nan"), 0.9)]),
        _spoilt(overall=[{"figure": "strong.f1", "before": "high", "after": 1}]),
        _spoilt(true_pairs="many"),
        _spoilt(true_pairs=float("inf")),
        _spoilt(groups=[{**GOOD["groups"][0], "value": "F\x00"}]),
        _spoilt(groups=[{**GOOD["groups"][0], "value": ["F"]}]),
        _spoilt(groups=GOOD["groups"] * 1001),
    ],
    ids=range(18),
)
def test_what_is_no_report(wrong: object) -> None:
    with pytest.raises(InputError, match="no report of `tracing compare`"):
        gate(wrong)
    assert gate(json.loads(json.dumps(GOOD))).worse == ()


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
PLACES = [
    ("format",), ("before",), ("before", "digest"), ("after",), ("after", "name"), ("true_pairs",), ("overall",), ("overall", 0),
    ("overall", 0, "figure"), ("overall", 0, "before"), ("overall", 0, "after"), ("groups",), ("groups", 0),
    ("groups", 0, "dimension"), ("groups", 0, "value"), ("groups", 0, "pairs"), ("groups", 0, "figures"),
    ("groups", 0, "figures", 0), ("groups", 0, "figures", 0, "figure"), ("groups", 0, "figures", 0, "after"),
    ("groups", 0, "figures", 0, "high"),
]  # fmt: skip


@given(path=st.sampled_from(PLACES), value=ANYTHING)
def test_whatever_is_sent_is_a_report_or_none(path: tuple[str | int, ...], value: object) -> None:
    report = copy.deepcopy(GOOD)
    # Few pairs and far worse, so that the interval is looked at, too.
    report["groups"][0] |= {"pairs": 10, "figures": [_figure("recall_at_10", 0.9, 0.1)]}
    holder: Any = report
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    with contextlib.suppress(InputError):
        assert all(one.sentence() for one in gate(report).worse)
