"""``tracing train`` and ``tracing thresholds``: what they write, say and refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tracing.linkage.matcher import load_matcher
from tracing.samples import generate


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("samples")
    generate(600, 400, 5, path)
    return path


def test_train_match_thresholds(
    samples: Path, tmp_path: Path, run: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    matcher, links = tmp_path / "own.toml", tmp_path / "links.parquet"
    sides = (samples / "children.csv", samples / "inquiries.csv")
    assert run("train", *sides, "--out", matcher, "--verbose") == 0
    said = capfd.readouterr()
    assert "iteration   1: child" in said.err
    assert "matcher written to" in said.out
    assert load_matcher(matcher).provenance["method"] == "unsupervised"
    assert run("match", *sides, "--out", links, "--matcher", matcher) == 0
    capfd.readouterr()
    truth = samples / "truth.csv"
    assert run("thresholds", links, "--truth", truth, "--matcher", matcher, "--json") == 0
    found = json.loads(capfd.readouterr().out)
    assert found["false"] <= 0.05 * (found["true"] + found["false"])
    assert found["interval"][0] <= found["weight"] <= found["interval"][1]
    assert run("thresholds", links, "--truth", truth, "--max-false-per-100", 1) == 0
    assert "links to look at" in capfd.readouterr().out


def test_a_matcher_is_not_overwritten_unasked(
    files: Path, run: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    out = files / "m.toml"
    out.write_text("mine", encoding="utf-8")
    assert run("train", files / "children.csv", files / "inquiries.csv", "--out", out) == 2
    assert "is there already" in capfd.readouterr().err
    assert out.read_text(encoding="utf-8") == "mine"


def test_a_failed_training_writes_nothing(files: Path, run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    out = files / "m.toml"
    assert run("train", files / "children.csv", files / "inquiries.csv", "--out", out) == 1
    said = capfd.readouterr().err
    assert "training needs at least 500" in said
    assert "No matcher was written" in said
    assert not out.exists()


@pytest.mark.parametrize("labels", [(), ("--truth", "t.csv", "--decisions", "d.csv")])
def test_thresholds_need_one_kind_of_labels(files: Path, run: Run, labels: tuple[str, ...]) -> None:
    assert run("thresholds", files / "links.csv", *labels) == 2


def test_plain_tables_are_trained_with_a_table_matcher(
    tmp_path: Path, run: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.csv").write_text("given_name,surname\nann,lee\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("record_id,given_name\n1,ann\n", encoding="utf-8")
    assert (
        run(
            "train",
            tmp_path / "a.csv",
            tmp_path / "b.csv",
            "--matcher",
            "febrl",
            "--out",
            tmp_path / "f.toml",
        )
        == 2
    )
    assert "the column record_id is missing" in capfd.readouterr().err
