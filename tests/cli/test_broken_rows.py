"""A row that breaks the program: every command names it, goes on with the others and ends with status 3."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.conftest import Run
from tests.cli.test_duplicates import TWICE
from tracing.linkage.matcher import load_matcher
from tracing.samples import generate
from tracing.standardise import guarded
from tracing.standardise.profile import Profile

Breaks = Callable[[str], None]


@pytest.fixture
def breaks(monkeypatch: pytest.MonkeyPatch) -> Breaks:
    """Make the program fail at the record of a reference, with an error that quotes its name."""
    honest = guarded.profile

    def set_up(record_id: str) -> None:
        def fails(row: dict[str, str | None]) -> Profile:
            if row["record_id"] == record_id:
                raise IndexError(row["given_names"])
            return honest(row)

        monkeypatch.setattr(guarded, "profile", fails)

    return set_up


def said_once(captured: str, place: str) -> None:
    """Check that a broken row is told with its place, once, and without its values."""
    assert captured.count("could not be standardised (IndexError in ") == 1
    assert f"refused: {place}: the row could not be standardised" in captured
    assert "María Elena" not in captured


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_row_that_breaks_standardise(
    files: Path, run: Run, breaks: Breaks, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    breaks("C2")
    out = files / f"understood.{ending}"
    assert run("standardise", files / "children.csv", "--out", out) == 3
    captured = capsys.readouterr()
    said_once(captured.err, "children.csv, line 3")
    assert "3 records written" in captured.out
    assert "1 refused" in captured.out
    frame = pd.read_csv(out, dtype=str) if ending == "csv" else pd.read_parquet(out)
    assert frame["understood_name"].notna().tolist() == [True, False, True]
    assert frame["given_names"].tolist() == ["Juan", "María Elena", "Brayan Josué"]


def test_a_row_that_breaks_check(
    files: Path, run: Run, breaks: Breaks, capsys: pytest.CaptureFixture[str]
) -> None:
    breaks("C2")
    assert run("check", files / "children.csv") == 3
    shown = capsys.readouterr().out
    assert "IndexError" in shown
    assert "María Elena" not in shown


def test_a_row_that_breaks_duplicates(
    tmp_path: Path, run: Run, breaks: Breaks, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "children.csv", tmp_path / "sets.csv"
    file.write_text(TWICE, encoding="utf-8")
    breaks("C3")
    assert run("duplicates", file, "--out", out, "--least", 15) == 3
    said_once(capsys.readouterr().err, "children.csv, line 4")
    assert pd.read_csv(out)[["child_id_a", "child_id_b"]].to_numpy().tolist() == [["C1", "C2"]]


def test_a_row_that_breaks_explain(
    files: Path, run: Run, breaks: Breaks, capsys: pytest.CaptureFixture[str]
) -> None:
    breaks("C2")
    pair = ["--children", files / "children.csv", "--inquiries", files / "inquiries.csv"]
    assert run("explain", "C2", "I2", *pair) == 0
    said_once(capsys.readouterr().err, "children.csv, line 3")


def test_a_row_that_breaks_evaluate(
    files: Path, run: Run, breaks: Breaks, capsys: pytest.CaptureFixture[str]
) -> None:
    links, truth = files / "links.csv", files / "truth.csv"
    truth.write_text("child_id,inquiry_id\nC1,I1\nC2,I2\n", encoding="utf-8")
    sides = (files / "children.csv", files / "inquiries.csv")
    assert run("match", *sides, "--out", links) == 0
    breaks("C2")
    capsys.readouterr()
    more = ("--children", sides[0], "--inquiries", sides[1], "--worst", 5, "--blocking", "--bootstrap", 0)
    assert run("evaluate", links, "--truth", truth, *more) == 3
    said_once(capsys.readouterr().err, "children.csv, line 3")


def test_a_row_that_breaks_train(
    tmp_path: Path, run: Run, breaks: Breaks, capfd: pytest.CaptureFixture[str]
) -> None:
    generate(600, 400, 5, tmp_path)
    frame = pd.read_csv(tmp_path / "children.csv", dtype=str)
    # Its telephone is a shelter's, so that what is generic is looked for on this row as well.
    frame.loc[:5, "phones"] = "+50422223333"
    frame.to_csv(tmp_path / "children.csv", index=False)
    breaks(str(frame.loc[3, "record_id"]))
    out = tmp_path / "own.toml"
    assert run("train", tmp_path / "children.csv", tmp_path / "inquiries.csv", "--out", out) == 3
    said_once(capfd.readouterr().err, "children.csv, line 5")
    assert load_matcher(out).provenance["method"] == "unsupervised"
