"""Decisions: read strictly, the last one holds, and judged pairs stand for their strata."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.linkage.training.made import evidence, table_matcher
from tracing import InputError
from tracing.linkage.evaluation import families_of
from tracing.linkage.training.em import Labels, fit
from tracing.linkage.training.labels import (
    decision_labels,
    family_pairs,
    read_decisions,
    read_judgements,
    strata,
    truth_labels,
)
from tracing.linkage.training.model import CHILD, shipped_model

IDS = (np.array(["C1", "C2", "C3"], dtype=object), np.array(["I1", "I2"], dtype=object))
CHILDREN, INQUIRIES = np.array([0, 1, 2, 0]), np.array([0, 0, 1, 1])


def _write(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "decisions.csv"
    path.write_text("\n".join(("child_id,inquiry_id,decision,officer,when", *rows)) + "\n", encoding="utf-8")
    return path


def test_the_last_decision_of_a_pair_holds(tmp_path: Path) -> None:
    path = _write(
        tmp_path, "C1,I1,not_this_child,b,2026-03-02", "C1,I1,possible,a,2026-03-01", "C2,I1,Sibling,a,"
    )
    frame = read_decisions(path).set_index("child_id")
    assert frame["decision"].to_dict() == {"C1": "not_this_child", "C2": "sibling"}


def test_what_was_taken_back_is_as_if_never_said(tmp_path: Path) -> None:
    path = _write(
        tmp_path,
        "C1,I1,possible,a,2026-03-01",
        "C1,I1,not_this_child,b,2026-03-02",
        "C1,I1,taken_back,b,2026-03-03",  # a's decision stands
        "C2,I1,possible,a,2026-03-01",
        "C2,I1,taken_back,a,2026-03-02",
        "C3,I1,taken_back,a,2026-03-01",
        "C3,I1,sibling,a,2026-03-02",
    )
    frame = read_decisions(path).set_index("child_id")
    assert frame["decision"].to_dict() == {"C1": "possible", "C3": "sibling"}


def test_several_files_are_one(tmp_path: Path) -> None:
    first = _write(tmp_path, "C1,I1,possible,a,2026-03-02T10:00:00-06:00", "C2,I1,possible,a,").rename(
        tmp_path / "a.csv"
    )
    # 15:30 of London is before 10:00 of Guatemala.
    second = _write(tmp_path, "C1,I1,not_this_child,b,2026-03-02T15:30:00+00:00")
    assert read_decisions(first, second).set_index("child_id")["decision"].to_dict() == {
        "C1": "possible",
        "C2": "possible",
    }
    assert len(read_judgements(first, second)) == 3


def test_wrong_decisions_teach_little(tmp_path: Path) -> None:
    """One judgement in ten is wrong; of the weak pairs few were judged, so each wrong one would stand for many."""
    rng = np.random.default_rng(11)
    size, same = 40_000, 6_000
    is_same = np.arange(size) < same
    levels = np.where(
        is_same, rng.choice(3, (4, size), p=(0.7, 0.1, 0.2)), rng.choice(3, (4, size), p=(0.03, 0.07, 0.9))
    ).astype(np.uint8)
    pairs = evidence(levels)
    bits = (levels == 0).sum(axis=0) * 6.0 - (levels == 2).sum(axis=0) * 3.0
    judged = rng.random(size) < np.where(bits >= 8, 0.9, np.where(bits >= 0, 0.3, 0.04))
    said = is_same ^ (rng.random(size) < 0.1)
    ids = (np.arange(size).astype(str).astype(object), np.arange(size).astype(str).astype(object))
    decisions = pd.DataFrame(
        {
            "child_id": ids[0][judged],
            "inquiry_id": ids[1][judged],
            "decision": np.where(said[judged], "possible", "not_this_child"),
        }
    )
    labels = decision_labels(pairs.child, pairs.inquiry, ids, decisions, bits)
    matcher = table_matcher(tmp_path, 4)
    prior = shipped_model(matcher, 0.1)
    found = fit(pairs, prior, prior, matcher, labels)
    assert found.error == pytest.approx(0.1, abs=0.02)
    assert found.model.shares[CHILD] == pytest.approx(same / size, rel=0.1)
    assert found.model.levels[CHILD, :, 2] == pytest.approx(np.full(4, 0.2), abs=0.04)
    # Taken word for word, wrong decisions about weak pairs make strangers of the same child.
    literal = fit(pairs, prior, prior, matcher, replace(labels, error=0.0))
    assert literal.model.shares[CHILD] > 1.3 * same / size
    assert literal.model.levels[CHILD, :, 2].min() > 0.3


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("C1,I1,perhaps,a,", "line 2, column decision: expected one of possible, not_this_child"),
        (",I1,possible,a,", "line 2, column child_id: the id is missing"),
    ],
)
def test_wrong_decisions_are_refused(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        read_decisions(_write(tmp_path, row))
    assert said in str(error.value)


def test_a_file_without_decisions_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "truth.csv"
    path.write_text("child_id,inquiry_id\nC1,I1\n", encoding="utf-8")
    with pytest.raises(InputError, match="the column decision is missing"):
        read_decisions(path)


def test_truth_knows_every_pair() -> None:
    labels = truth_labels(CHILDREN, INQUIRIES, IDS, pd.DataFrame({"child_id": ["C2"], "inquiry_id": ["I1"]}))
    assert labels.same.tolist() == [0, 1, 0, 0]


def test_who_judged_nothing_said_nothing() -> None:
    decisions = pd.DataFrame(
        {
            "child_id": ["C1", "C2", "C3", "C9"],
            "inquiry_id": ["I1", "I1", "I2", "I1"],
            "decision": ["duplicate", "sibling", "need_more", "possible"],
        }
    )
    labels = decision_labels(CHILDREN, INQUIRIES, IDS, decisions, np.array([20.0, 8, 9, 3]))
    np.testing.assert_array_equal(labels.same, [1, 0, np.nan, np.nan])
    assert labels.sibling.tolist() == [False, True, False, False]
    assert labels.weight.tolist() == [1, 1, 1, 1]  # no stratum has enough judged pairs to stand for the rest


def test_a_sibling_and_the_child_itself_are_one_family() -> None:
    decisions = pd.DataFrame(
        [
            ("C1", "I1", "possible"),
            ("C1", "I2", "sibling"),  # she asks for the brother of C1
            ("C1", "I3", "not_this_child"),
            ("C1", "I4", "need_more"),
            ("C2", "I5", "duplicate"),
        ],
        columns=["child_id", "inquiry_id", "decision"],
    )
    assert families_of(["I1", "I2", "I3", "I4", "I5"], family_pairs(decisions)).tolist() == [0, 0, 1, 2, 3]


def test_strata_go_by_rank_and_weight() -> None:
    found = strata(np.array([20.0, 8, 21, 8]), np.array([0, 0, 1, 1]))
    assert found[0] == found[2] != found[1] == found[3]


def test_judged_pairs_stand_for_their_stratum(tmp_path: Path) -> None:
    """Officers look at strong pairs nearly always and at weak ones seldom; m must come out as if all were judged."""
    rng = np.random.default_rng(7)
    size, same = 40_000, 12_000
    is_same = np.arange(size) < same
    levels = np.where(
        is_same, rng.choice(3, (3, size), p=(0.6, 0.1, 0.3)), rng.choice(3, (3, size), p=(0.05, 0.15, 0.8))
    ).astype(np.uint8)
    pairs = evidence(levels)
    bits = (levels == 0).sum(axis=0) * 6.0 - (levels == 2).sum(axis=0) * 3.0
    judged = rng.random(size) < np.where(bits >= 8, 0.9, np.where(bits >= 0, 0.3, 0.04))
    ids = (np.arange(size).astype(str).astype(object), np.arange(size).astype(str).astype(object))
    decisions = pd.DataFrame(
        {
            "child_id": ids[0][judged],
            "inquiry_id": ids[1][judged],
            "decision": np.where(is_same[judged], "possible", "not_this_child"),
        }
    )
    labels = decision_labels(pairs.child, pairs.inquiry, ids, decisions, bits)
    matcher = table_matcher(tmp_path, 3)
    prior = shipped_model(matcher, 0.1)
    model = fit(pairs, prior, prior, matcher, labels).model
    assert model.shares[CHILD] == pytest.approx(same / size, rel=0.05)
    assert model.levels[CHILD, :, 2] == pytest.approx(np.full(3, 0.3), abs=0.03)
    # Taking the judged pairs as they come, m of the strong level would be far too high.
    naive = Labels(labels.same, labels.sibling, (~np.isnan(labels.same)).astype(float))
    assert fit(pairs, prior, prior, matcher, naive).model.levels[CHILD, :, 2].max() < 0.25
    # Nor are the unjudged negatives: there would be too few pairs of the same child.
    negative = Labels(np.nan_to_num(labels.same), labels.sibling, np.ones(size))
    assert fit(pairs, prior, prior, matcher, negative).model.shares[CHILD] < 0.8 * same / size
