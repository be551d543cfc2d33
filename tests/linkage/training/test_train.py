"""Training from files: what it gives, that it depends on nothing else, and what it says when it can't."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.benchmarks import script
from tests.linkage.build import CHILD, DEFAULT
from tests.linkage.training.made import table_matcher
from tracing import Matcher, evaluate, read_children, read_inquiries, read_truth
from tracing.linkage.matcher import MatcherFile, load_matcher, write_matcher
from tracing.linkage.training import Trained, TrainingError, train, train_tables
from tracing.linkage.training.classes import STRENGTH
from tracing.linkage.training.generic import find_generic, generic_of
from tracing.linkage.training.train import families_by_id
from tracing.records import Records
from tracing.samples import generate


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of six hundred invented children and four hundred inquiries."""
    path = tmp_path_factory.mktemp("samples")
    generate(600, 400, 5, path)
    return path


def _sides(folder: Path) -> tuple[Records, Records]:
    return read_children(folder / "children.csv"), read_inquiries(folder / "inquiries.csv")


@pytest.fixture(scope="module")
def trained(folder: Path) -> Trained:
    return train(DEFAULT, *_sides(folder))


@pytest.fixture(scope="module")
def labels(folder: Path) -> dict[str, pd.DataFrame]:
    """The truth, and what officers who are always right decided of the three best children of each inquiry."""
    truth = read_truth(folder / "truth.csv")
    links = Matcher(DEFAULT).link(*_sides(folder), top=3).to_pandas()
    true = pd.Series(list(zip(links["child_id"], links["inquiry_id"], strict=True))).isin(
        list(zip(truth["child_id"], truth["inquiry_id"], strict=True))
    )
    decisions = links[["child_id", "inquiry_id"]].assign(
        decision=np.where(true, "possible", "not_this_child"), when=""
    )
    return {"truth": truth, "decisions": decisions}


def _quality(trained: Trained) -> dict[str, float]:
    return dict(trained.matcher.provenance["estimated_quality"])


def _weights(matcher: MatcherFile) -> MatcherFile:
    return replace(matcher, provenance={}, source="", digest="")


def test_a_trained_matcher_links_well(trained: Trained, folder: Path) -> None:
    links = Matcher(trained.matcher).link(*_sides(folder))
    found = evaluate(links.to_pandas(), read_truth(folder / "truth.csv"))
    assert found.strong is not None
    assert found.strong.f1 > 0.9
    # Some two hundred children: their own share of luck is in it.
    assert found.calibration_error < 0.08


def test_it_says_where_its_numbers_come_from(trained: Trained, tmp_path: Path) -> None:
    write_matcher(trained.matcher, tmp_path / "m.toml")
    again = load_matcher(tmp_path / "m.toml")
    assert replace(again, source=trained.matcher.source, digest=trained.matcher.digest) == trained.matcher
    said = again.provenance
    assert (said["children"], said["inquiries"], said["method"]) == (600, 400, "unsupervised")
    assert {"date", "seconds", "tracing", "rules", "estimated_quality", "levels_kept_as_shipped"} <= set(said)
    assert 0.5 < said["estimated_quality"]["f1"] <= 1


def test_the_threshold_of_duplicates_keeps_its_distance(trained: Trained) -> None:
    assert DEFAULT.duplicate is not None
    assert trained.matcher.duplicate is not None
    distance = trained.matcher.duplicate - trained.matcher.strong
    assert distance == pytest.approx(DEFAULT.duplicate - DEFAULT.strong)
    assert trained.matcher.strong != DEFAULT.strong


@pytest.mark.parametrize("kind", ["unsupervised", "truth", "decisions"])
def test_rows_in_another_order_give_the_same_matcher(
    kind: str, trained: Trained, folder: Path, labels: dict[str, pd.DataFrame]
) -> None:
    sides = _sides(folder)
    # Shuffled: rows that are only turned round fall into the same three parts by other numbers.
    turned = [replace(s, frame=s.frame.sample(frac=1, random_state=4, ignore_index=True)) for s in sides]
    if kind == "unsupervised":
        plain, other = trained, train(DEFAULT, *turned)
    else:
        plain = train(DEFAULT, *sides, **{kind: labels[kind]})
        other = train(
            DEFAULT, *turned, **{kind: labels[kind].sample(frac=1, random_state=4, ignore_index=True)}
        )
    assert _weights(other.matcher) == _weights(plain.matcher)
    assert _quality(other) == _quality(plain)


def test_two_inquiries_of_one_group_are_held_out_together() -> None:
    rows = [
        {**CHILD, "record_id": f"I{i}", "given_names": f"Ana {i}", "mother_name": None} for i in (7, 3, 5, 1)
    ]
    rows[0]["group_id"] = rows[3]["group_id"] = "BUS"
    nobody = pd.DataFrame(columns=["child_id", "inquiry_id"])
    found = []
    for order in (rows, rows[::-1]):
        records = read_inquiries(pd.DataFrame(order))
        ids = records.frame["record_id"].to_numpy(dtype=object)
        found.append(dict(zip(ids, families_by_id(ids, nobody, records).tolist(), strict=True)))
    assert found[0] == found[1] == {"I1": 0, "I7": 0, "I3": 1, "I5": 2}


def test_labels_say_how_far_probabilities_are_off(
    trained: Trained, folder: Path, labels: dict[str, pd.DataFrame]
) -> None:
    for kind, said in labels.items():
        assert 0 < _quality(train(DEFAULT, *_sides(folder), **{kind: said}))["calibration_error"] < 0.12
    # Without labels there is nothing to measure it by.
    assert "calibration_error" not in _quality(trained)


def test_missing_weighs_nothing_and_orders_hold(trained: Trained) -> None:
    for comparison in trained.matcher.comparisons:
        assert comparison.level("missing").units == 0
        kept = {u.level for u in trained.learnt.unseen if u.comparison == comparison.name}
        levels = [comparison.level(n) for n in STRENGTH[comparison.kind] if n not in kept]
        weights = [level.m / level.u for level in levels]
        assert weights == sorted(weights, reverse=True) or _nearly(weights), comparison.name


def _nearly(weights: list[float]) -> bool:
    """Whether weights fall but for the four digits that a file keeps."""
    return all(b <= a * 1.01 for a, b in pairwise(weights))


def test_a_sibling_lead_is_never_strong(trained: Trained, folder: Path) -> None:
    links = Matcher(trained.matcher).link(*_sides(folder)).to_pandas()
    leads = links[links["kinship"].astype(str) == "possible_sibling"]
    assert len(leads) > 0
    assert (leads["weight"] < trained.matcher.strong).all()


def test_truth_and_decisions_train_as_well(folder: Path, labels: dict[str, pd.DataFrame]) -> None:
    children, inquiries = _sides(folder)
    for kind, said in labels.items():
        found = train(DEFAULT, children, inquiries, **{kind: said})
        quality = evaluate(Matcher(found.matcher).link(children, inquiries).to_pandas(), labels["truth"])
        assert quality.strong is not None
        assert quality.strong.f1 > 0.9


def test_too_few_pairs_say_how_many_are_needed(folder: Path) -> None:
    children, inquiries = _sides(folder)
    with pytest.raises(TrainingError, match="training needs at least 500"):
        train(DEFAULT, replace(children, frame=children.frame.head(20)), inquiries)


def test_an_empty_side_is_named(folder: Path) -> None:
    children, inquiries = _sides(folder)
    with pytest.raises(TrainingError, match=r"inquiries\.csv has no usable records"):
        train(DEFAULT, children, replace(inquiries, frame=inquiries.frame.head(0)))


def test_truth_of_other_files_is_refused(folder: Path) -> None:
    with pytest.raises(TrainingError, match="none of the true pairs is among the candidate pairs"):
        train(DEFAULT, *_sides(folder), truth=pd.DataFrame({"child_id": ["X"], "inquiry_id": ["Y"]}))


def test_a_main_comparison_that_never_occurs_fails(folder: Path) -> None:
    children, inquiries = _sides(folder)
    bare = replace(children, frame=children.frame.assign(mother_name=None))
    with pytest.raises(TrainingError, match="more than half of the levels of mother never occur"):
        train(DEFAULT, bare, inquiries)


def test_files_without_a_common_child_come_to_nothing(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    left, right = (
        pd.DataFrame({"record_id": [f"{s}{i}" for i in range(300)], "c0": rng.choice(["a", "b"], 300), "c1": [f"{s}{i}" for i in range(300)]})
        for s in "xy"
    )  # fmt: skip
    with pytest.raises(TrainingError, match=r"pairs of the same child|did not come to rest"):
        train_tables(table_matcher(tmp_path, 2), left, right)


# --- values that mean nothing -------------------------------------------------------------------------------


def test_a_telephone_of_many_families_is_generic() -> None:
    surnames = ("Hernández", "López", "Caal", "Zelaya", "Ixcoy")
    shelter, home = "+52 962 555 0100", "+504 9871-2345"
    rows = [
        {**CHILD, "record_id": f"C{i}", "first_surname": s, "phones": shelter} for i, s in enumerate(surnames)
    ]
    # Brothers, and a clerk who spells the name in his own way, are one family.
    rows += [
        {**CHILD, "record_id": f"D{i}", "first_surname": s, "phones": home}
        for i, s in enumerate(("Mejía", "Mejia", "Megía", "Mejía", "Mejía"))
    ]
    found = find_generic(read_children(pd.DataFrame(rows)))
    assert set(found) == {"phones"}
    assert len(found["phones"]) == 1
    assert find_generic(read_children(pd.DataFrame(rows[5:]))) == {}


def test_generic_begins_at_four_surnames() -> None:
    assert generic_of({"a": {"x", "y", "z"}, "b": {"x", "y", "z", "w"}}) == {"b"}
    assert generic_of({"a": {"x"}}) == set()


# --- plain tables -------------------------------------------------------------------------------------------


def test_febrl_from_weak_weights_without_labels() -> None:
    febrl = script("febrl")
    told = {(c.levels[0].m, c.levels[0].u) for c in febrl.weak(load_matcher("febrl")).comparisons}
    assert len(told) == 1
    found = febrl.febrl()
    assert found["precision"] >= 0.998
    assert found["recall"] >= 0.99
