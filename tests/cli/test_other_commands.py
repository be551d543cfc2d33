"""`standardise`, `check`, `evaluate`, `samples`, `demo`: each does what its line in the documents says."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.conftest import Run


def test_standardise_stands_next_to_the_raw_value(files: Path, run: Run) -> None:
    assert run("standardise", files / "inquiries.csv", "--out", files / "understood.csv") == 0
    rows = pd.read_csv(files / "understood.csv", dtype=str).set_index("record_id")
    assert rows.loc["I1", "full_name"] == "Juan Carlos Hernández Mejía"
    assert rows.loc["I1", "understood_name"] == "JUAN CARLOS | HERNANDEZ + MEJIA"
    assert rows.loc["I1", "understood_birth"] == "2012-07-03"
    assert rows.loc["I1", "understood_origin"].startswith("HN-")
    assert rows.loc["I1", "understood_origin_locality"] == "EL ROSARIO"


def test_check_names_line_column_and_mending(
    files: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    with (files / "children.csv").open("a", encoding="utf-8") as handle:
        handle.write("C4,MX-DIF,Ana,Pop,,F,ayer,GT,,,\n")
    assert run("check", files / "children.csv", "--json") == 3
    found = json.loads(capsys.readouterr().out)
    refused = [f for f in found if f["severity"] == "refused"]
    assert [(f["line"], f["column"]) for f in refused] == [(5, "birth_date")]
    doubtful = {(f["line"], f["column"]) for f in found if f["severity"] == "doubtful"}
    assert (3, "birth_date") in doubtful  # 03/07/2011 reads in two orders
    assert all(f["reason"] and f["mend"] for f in found)


def test_check_of_a_clean_file_ends_with_0(files: Path, run: Run) -> None:
    assert run("check", files / "inquiries.csv") == 0


def test_evaluate_prints_json_and_draws(files: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "truth.csv").write_text("child_id,inquiry_id\nC1,I1\nC2,I2\n", encoding="utf-8")
    assert (
        run("match", files / "children.csv", files / "inquiries.csv", "--out", files / "links.parquet") == 0
    )
    capsys.readouterr()
    arguments = ["evaluate", files / "links.parquet", "--truth", files / "truth.csv"]
    assert run(*arguments, "--json") == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["f1"] == figures["recall@1"] == figures["pair_completeness"] == 1.0
    for ending in ("png", "svg"):
        assert run(*arguments, "--plot", files / f"curves.{ending}") == 0
        assert (files / f"curves.{ending}").stat().st_size > 1000
    assert run(*arguments, "--plot", files / "curves.doc") == 2


def test_samples_are_the_same_for_the_same_seed(tmp_path: Path, run: Run) -> None:
    for folder in ("a", "b"):
        assert (
            run("samples", "--children", 40, "--inquiries", 20, "--seed", 3, "--out", tmp_path / folder) == 0
        )
    for name in ("children.csv", "inquiries.csv", "truth.csv"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_demo_shows_the_queue_and_the_next_command(
    files: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("demo", "--data", files, "--out", files / "out" / "links.csv") == 0
    shown = capsys.readouterr().out
    assert "Top of the queue" in shown
    assert "tracing explain" in shown
    last = [" ".join(line.split()) for line in shown.splitlines() if line.strip()][-2:]
    assert "http://127.0.0.1:8000" in last[0]
    assert last[1] == "make serve-demo (or: .venv/bin/tracing serve --sandbox)"
