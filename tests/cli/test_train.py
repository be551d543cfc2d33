"""``tracing train`` and ``tracing thresholds``: what they write, say and refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tracing.linkage.matcher import load_matcher
from tracing.records import read_truth
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
    assert "converged 3 of 3, expected pairs from" in said.out
    assert "disagree" not in said.err
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


def test_starts_that_disagree_and_the_calibration_error_are_told(
    samples: Path,
    tmp_path: Path,
    run: Run,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tracing.linkage.training.learn._AGREE", 0.0)
    decisions = tmp_path / "decisions.csv"
    truth = read_truth(samples / "truth.csv")
    truth.assign(decision="possible").to_csv(decisions, index=False)
    sides = (samples / "children.csv", samples / "inquiries.csv")
    assert run("train", *sides, "--out", tmp_path / "own.toml", "--decisions", decisions) == 0
    said = capfd.readouterr()
    assert "the starts of the iteration disagree" in said.err
    assert "calibration error, held out" in said.out


LINKS = "\n".join(f"C{i},I{i},{20 - i / 10}" for i in range(40))
"""Forty links, each of a child and a family of its own, the best first."""


def test_thresholds_by_families(tmp_path: Path, run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    links, truth, inquiries = (tmp_path / f"{name}.csv" for name in ("links", "truth", "inquiries"))
    links.write_text(f"child_id,inquiry_id,weight\n{LINKS}\n", encoding="utf-8")
    true = [i for i in range(40) if i < 20 or i % 4]
    truth.write_text("child_id,inquiry_id\n" + "".join(f"C{i},I{i}\n" for i in true), encoding="utf-8")
    rows = "".join(f"I{i},HN-SENAF,Ana{i},Caal,BUS\n" for i in range(40))
    inquiries.write_text(f"record_id,agency,given_names,first_surname,group_id\n{rows}", encoding="utf-8")

    def interval(*more: object) -> tuple[float, float]:
        assert run("thresholds", links, "--truth", truth, "--json", *more) == 0
        low, high = json.loads(capfd.readouterr().out)["interval"]
        return low, high

    low, high = interval()
    assert low < high
    # One family asks for all of them: whatever is drawn, they are drawn together.
    low, high = interval("--inquiries", inquiries)
    assert low == high


def test_thresholds_say_what_they_know_of_families(
    tmp_path: Path, run: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    links, inquiries = tmp_path / "links.csv", tmp_path / "inquiries.csv"
    links.write_text(f"child_id,inquiry_id,weight\n{LINKS}\n", encoding="utf-8")
    inquiries.write_text("record_id,agency,given_names\nI1,HN-SENAF,Ana\n", encoding="utf-8")
    truth = tmp_path / "truth.csv"
    truth.write_text("child_id,inquiry_id\nC1,I1\n", encoding="utf-8")
    said = "brothers and sisters sought apart count as independent"
    assert run("thresholds", links, "--truth", truth) == 0
    assert said in capfd.readouterr().err
    assert run("thresholds", links, "--truth", truth, "--inquiries", inquiries) == 0
    assert said not in capfd.readouterr().err
    inquiries.write_text("record_id,agency,given_names\nX1,HN-SENAF,Ana\n", encoding="utf-8")
    assert run("thresholds", links, "--truth", truth, "--inquiries", inquiries) == 2
    assert "holds none of the inquiries of" in capfd.readouterr().err


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
