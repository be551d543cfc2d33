"""What is like a few records of one side comes out as in a search of the whole file for duplicates."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tracing.linkage.duplicates import find_duplicates
from tracing.linkage.encode import Standardiser
from tracing.linkage.form_bytes import encode_forms
from tracing.linkage.matcher import load_matcher
from tracing.linkage.same_side import Recorded, likes
from tracing.records import read_children

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
LOW = 4.0
"""Bits: so low that brothers show as well."""

Sample = tuple[dict[frozenset[int], tuple[float, tuple[str, ...]]], dict[int, Recorded], dict[int, bytes]]


@pytest.fixture(scope="module")
def both() -> Sample:
    """The pairs of a whole search, by the places of the two records, and every record as the service keeps it."""
    matcher = replace(load_matcher("default"), duplicate=LOW)
    records = read_children(SAMPLES / "children.csv")
    # Numbers rise as references do: which record is the first is said by either.
    ids = sorted(records.frame["record_id"])
    number = {record: place for place, record in enumerate(ids)}
    frame = find_duplicates(matcher, records).to_pandas()
    pairs = {
        frozenset((number[a], number[b])): (weight, tuple(warnings))
        for a, b, weight, warnings in zip(
            frame["child_id_a"], frame["child_id_b"], frame["weight"], frame["warnings"], strict=True
        )
    }
    with Standardiser(processes=1) as standardiser:
        forms = encode_forms(standardiser.forms(records))
    groups = {"": 0} | {
        name: n for n, name in enumerate(sorted({*records.frame["group_id"].dropna()} - {""}), 1)
    }
    agencies = {name: n for n, name in enumerate(dict.fromkeys(records.frame["agency"]))}
    rows = list(records.frame.where(records.frame.notna(), "").itertuples())
    kept = {number[row.record_id]: Recorded(groups[row.group_id or ""], agencies[row.agency]) for row in rows}
    return pairs, kept, {number[row.record_id]: form for row, form in zip(rows, forms, strict=True)}


def test_the_pairs_of_a_few_records_are_those_of_a_whole_search(
    both: Sample,
) -> None:
    matcher = replace(load_matcher("default"), duplicate=LOW)
    pairs, kept, forms = both
    assert len(pairs) > 20
    asked = sorted({min(pair) for pair in pairs})[:40]
    found = {
        frozenset((one.first, one.second)): (one.weight / 256, one.warnings)
        for one in likes(matcher, kept, forms, asked)
    }
    assert found == {pair: said for pair, said in pairs.items() if pair & set(asked)}


def test_without_keys_no_pair_of_a_search_with_keys_is_missing(
    both: Sample,
) -> None:
    matcher = replace(load_matcher("default"), duplicate=LOW)
    _, kept, forms = both
    asked = sorted(kept)
    by_key, without = (likes(matcher, kept, forms, asked, keyless) for keyless in (False, True))
    assert set(by_key) < set(without)
    told = [(one.first, one.second) for one in without]
    assert len(set(told)) == len(told)
    assert all(first < second for first, second in told)
    # Whoever is asked about, a pair is the same.
    one = without[0].second
    assert likes(matcher, kept, forms, [one], keyless=True) == [
        like for like in without if one in (like.first, like.second)
    ]


def test_one_record_is_like_nobody(
    both: Sample,
) -> None:
    _, kept, forms = both
    assert likes(load_matcher("default"), {1: kept[1]}, forms, [1]) == []
