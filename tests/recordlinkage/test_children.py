"""The domain's comparisons and blocking within the toolkit: the same pairs, levels and bits as without it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.linkage.build import CHILD, DEFAULT
from tracing import InputError, Matcher, read_children, read_inquiries
from tracing.linkage.encode import encode
from tracing.linkage.local import block_pairs
from tracing.recordlinkage import (
    BirthInterval,
    DomainIndex,
    IdentityDocuments,
    PlaceOfOrigin,
    SpanishName,
    SurnamePair,
    Telephones,
    compare,
)
from tracing.recordlinkage.toolkit import Compare
from tracing.records import Records

SAMPLES = Path(__file__).parents[2] / "data" / "samples"

FEATURES = {
    SpanishName: "given_names",
    SurnamePair: "surnames",
    BirthInterval: "birth",
    PlaceOfOrigin: "origin",
    Telephones: "phones",
    IdentityDocuments: "documents",
}


@pytest.fixture(scope="module")
def sides() -> tuple[Records, Records]:
    return read_children(SAMPLES / "children.csv"), read_inquiries(SAMPLES / "inquiries.csv")


@pytest.fixture(scope="module")
def frames(sides: tuple[Records, Records]) -> tuple[pd.DataFrame, pd.DataFrame]:
    return sides[0].frame.set_index("record_id"), sides[1].frame.set_index("record_id")


@pytest.fixture(scope="module")
def pairs(frames: tuple[pd.DataFrame, pd.DataFrame]) -> pd.MultiIndex:
    return DomainIndex().index(*frames)


def _level(feature: type, one: dict[str, str | None], other: dict[str, str | None], **options: object) -> str:
    """The level that one pair reaches, by name."""
    a, b = (pd.DataFrame([row], index=[name]) for name, row in (("C", one), ("I", other)))
    made = feature(value="level", **options)
    number = Compare([made]).compute(pd.MultiIndex.from_tuples([("C", "I")]), a, b).iloc[0, 0]
    comparison = next(c for c in DEFAULT.comparisons if c.kind == made.kinds[0])
    return comparison.levels[int(number)].name


def test_two_lines_give_the_candidates_and_their_weights(
    sides: tuple[Records, Records], frames: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    pairs = DomainIndex().index(*frames)
    features = compare().compute(pairs, *frames)

    links = Matcher(DEFAULT).link(*sides).to_pandas().set_index(["child_id", "inquiry_id"])
    alone = links[links["group_weight"] == 0]
    assert len(alone) > 100
    met = alone.index.intersection(pairs)
    assert len(met) >= 0.98 * len(alone)  # companions bring a few more
    # To the last bit: the same kernels, the same fixed point.
    assert features.sum(axis=1)[met].tolist() == alone.loc[met, "weight"].tolist()
    for name in features:
        assert features.loc[met, name].tolist() == alone.loc[met, f"{name}_weight"].tolist()


def test_the_index_is_the_blocking(
    sides: tuple[Records, Records], frames: tuple[pd.DataFrame, pd.DataFrame], pairs: pd.MultiIndex
) -> None:
    found = {
        (frames[0].index[a], frames[1].index[b])
        for chunk in block_pairs(DEFAULT, encode(DEFAULT, *sides))
        for a, b in zip(chunk.left, chunk.right, strict=True)
    }
    assert set(pairs) == found
    assert len(pairs) == len(found)
    # Its rules can be taken one by one, and the toolkit's union of indexes is theirs.
    names = [rule.name for rule in DEFAULT.blocking]
    few = DomainIndex(rules=names[:2]).index(*frames)
    assert set(few) < found
    one_by_one = [set(DomainIndex(rules=[name]).index(*frames)) for name in names[:2]]
    assert one_by_one[0] <= set(few)
    assert one_by_one[1] <= set(few)
    with pytest.raises(InputError, match="no blocking rule 'none such'"):
        DomainIndex(rules=["none such"])


def test_duplicates_are_found_within_one_side() -> None:
    rows = [{**CHILD, "record_id": f"C{k}", "birth_date": f"20{k:02d}-02-11"} for k in range(5, 9)]
    twice = [{**CHILD, "record_id": "C-a"}, {**CHILD, "record_id": "C-b", "given_names": "Juancito"}]
    frame = read_children(pd.DataFrame(rows + twice)).frame.set_index("record_id")
    pairs = DomainIndex().index(frame)
    assert ("C-b", "C-a") in set(pairs)
    assert ("C-a", "C-b") not in set(pairs)
    assert len(set(map(frozenset, pairs))) == len(pairs)
    assert all(len(set(pair)) == 2 for pair in pairs)


@pytest.mark.parametrize(("feature", "name"), FEATURES.items())
def test_each_feature_is_the_comparison(
    feature: type, name: str, frames: tuple[pd.DataFrame, pd.DataFrame], pairs: pd.MultiIndex
) -> None:
    some = pairs[::7]
    whole = compare().compute(some, *frames)
    assert feature(label="x").label == "x"
    alone = Compare([feature()]).compute(some, *frames)
    assert list(alone.columns) == [name]
    assert alone[name].tolist() == whole[name].tolist()
    levels = compare(value="level").compute(some, *frames)
    assert Compare([feature(value="level")]).compute(some, *frames)[name].tolist() == levels[name].tolist()


@pytest.mark.parametrize(
    ("feature", "left", "right", "level"),
    [
        (SpanishName, {"full_name": "María Guadalupe Ixcoy"}, {"full_name": "Lupita Ixcoy"}, "nickname"),
        (SpanishName, {"full_name": "Jhonatan López"}, {"full_name": "Yonatan López"}, "phonetic"),
        (SurnamePair, {"full_name": "Ana Mejía López"}, {"full_name": "Ana López Mejía"}, "swapped"),
        (SurnamePair, {"full_name": "Ana Muñoz"}, {"full_name": "Ana Muñoz Paz"}, "second_missing"),
        (BirthInterval, {"birth_date": "03/07/2012"}, {"birth_date": "2012-03-07"}, "alternative"),
        (BirthInterval, {"birth_date": "2012-07-03"}, {"birth_date": "2012"}, "overlap"),
        (PlaceOfOrigin, {"origin_text": "Danlí, El Paraíso"}, {"origin_text": "Danli"}, "same_municipality"),
        (Telephones, {"phones": "9987-1234"}, {"phones": "+504 9987 1234"}, "same"),
        (IdentityDocuments, {"documents": "HN-DNI:0801-2012-12345"}, {"documents": "HN-DNI:0801201212345"}, "same"),
    ],
)  # fmt: skip
def test_columns_of_other_names(
    feature: type, left: dict[str, str], right: dict[str, str], level: str
) -> None:
    own = {name: f"mi {name}" for name in left}
    mine = {own[name]: value for name, value in left.items()}
    assert _level(feature, mine, right, left=own, right={name: name for name in right}) == level
    # One mapping stands for both sides.
    theirs = {own[name]: value for name, value in right.items()}
    assert _level(feature, mine, theirs, left=own) == level


def test_nothing_known_is_missing_not_different() -> None:
    nothing = dict.fromkeys(SpanishName.columns)
    assert (
        _level(SpanishName, {**nothing, "given_names": "Ana"}, {**nothing, "given_names": "FNU"}) == "missing"
    )


def test_a_cell_that_cannot_be_read_says_nothing() -> None:
    left, right = {"full_name": "Ana\0 López"}, {"full_name": "Ana López"}
    assert _level(SpanishName, left, right, left={"full_name": "full_name"}) == "missing"


def test_lists_and_dates_are_read_as_text() -> None:
    frame = pd.DataFrame({"birth_date": [pd.Timestamp(2012, 7, 3)]}, index=["C"])
    feature = BirthInterval({"birth_date": "birth_date"}, value="level")
    pair = pd.MultiIndex.from_tuples([("C", "C")])
    assert Compare([feature]).compute(pair, frame, frame).iloc[0, 0] == 0


def test_no_pairs_no_features(frames: tuple[pd.DataFrame, pd.DataFrame], pairs: pd.MultiIndex) -> None:
    none = compare().compute(pairs[:0], *frames)
    assert none.shape == (0, len(DEFAULT.comparisons) + 1)


def test_what_is_asked_for_wrongly_is_named() -> None:
    with pytest.raises(InputError, match="expected one of bits, level"):
        SpanishName(value="similarity")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="no comparison of kind given_names"):
        SpanishName(matcher="febrl")


def test_a_missing_column_is_named(frames: tuple[pd.DataFrame, pd.DataFrame], pairs: pd.MultiIndex) -> None:
    lacking = frames[0].drop(columns=["phones", "marks"])
    with pytest.raises(InputError, match="the left frame has no column phones, marks"):
        compare().compute(pairs[:3], lacking, frames[1])
    with pytest.raises(InputError, match="the right frame has no column inquirer_name"):
        compare().compute(pairs[:3], frames[0], frames[1].drop(columns="inquirer_name"))


def test_the_toolkits_clean_would_lose_what_is_read_here() -> None:
    """Why nothing is cleaned beforehand: Muñoz and Peña would become muoz and pea."""
    from recordlinkage.preprocessing import clean

    assert clean(pd.Series(["Muñoz", "Peña"])).tolist() == ["muoz", "pea"]
    left, right = {"full_name": "Ana Muñoz"}, {"full_name": "Ana Munoz"}
    own = {"full_name": "full_name"}
    assert _level(SurnamePair, left, right, left=own) == "single"
    assert _level(SurnamePair, {"full_name": "ana muoz"}, right, left=own) != "single"


def test_the_order_of_pairs_changes_nothing(
    frames: tuple[pd.DataFrame, pd.DataFrame], pairs: pd.MultiIndex
) -> None:
    some = pairs[:200]
    order = np.random.default_rng(3).permutation(len(some))
    straight, mixed = (compare().compute(index, *frames) for index in (some, some[order]))
    assert mixed.to_numpy().tolist() == straight.iloc[order].to_numpy().tolist()
