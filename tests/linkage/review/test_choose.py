"""Which pairs are looked at: best first, the most uncertain first, or a fair share of each stratum."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tracing import InputError
from tracing.linkage.review import choose

LINKS = pd.DataFrame(
    [
        ("I1", "A", 1, 20.0, 0.99),
        ("I1", "B", 2, 9.0, 0.45),
        ("I2", "C", 1, 11.0, 0.60),
        ("I2", "D", 2, 2.0, 0.01),
        ("I3", "E", 1, 1.0, 0.005),
    ],
    columns=["inquiry_id", "child_id", "rank", "weight", "probability"],
)


def _children(**chosen: object) -> str:
    return "".join(one.child_id for one in choose(LINKS, **chosen))  # type: ignore[arg-type]


def test_orders_by_hand() -> None:
    assert _children(order="best") == "ACBDE"
    assert _children(order="uncertain") == "BCADE"
    assert _children(order="uncertain", most=2) == "BC"


def test_rows_in_another_order_change_nothing() -> None:
    turned = LINKS.iloc[::-1].reset_index(drop=True)
    for order in ("best", "uncertain", "strata", "chance"):
        assert [q.pair for q in choose(LINKS, order, seed=3)] == [
            q.pair for q in choose(turned, order, seed=3)
        ]  # type: ignore[arg-type]


def test_only_some_pairs() -> None:
    assert _children(only={("A", "I1"), ("E", "I3")}) == "AE"
    with pytest.raises(InputError, match="no pair is left"):
        choose(LINKS, only={("A", "I9")})


def test_an_order_that_is_none() -> None:
    with pytest.raises(InputError, match="uncertain"):
        choose(LINKS, "worst")  # type: ignore[arg-type]


def test_each_stratum_gets_its_share_by_chance() -> None:
    random = np.random.default_rng(1)
    count = 3000
    links = pd.DataFrame(
        {
            "inquiry_id": [f"I{i // 3}" for i in range(count)],
            "child_id": [f"C{i}" for i in range(count)],
            "weight": random.choice([18.0, 9.0, 1.0], size=count, p=[0.02, 0.08, 0.9]),
            "probability": 0.5,
        }
    )
    chosen = choose(links, "strata", 60, seed=4)
    per_stratum = pd.Series([one.stratum for one in chosen]).value_counts()
    # Weak pairs are nine in ten; here they come no oftener than the others.
    assert per_stratum.max() - per_stratum.min() <= 1
    assert {one.pair for one in chosen} != {one.pair for one in choose(links, "strata", 60, seed=5)}
