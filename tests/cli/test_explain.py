"""`tracing explain`: its bits sum to the weight that `match` wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.conftest import Run


def _pair(files: Path) -> list[str]:
    return [
        "C1",
        "I1",
        "--children",
        f"{files / 'children.csv'}",
        "--inquiries",
        f"{files / 'inquiries.csv'}",
    ]


def test_it_works(files: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("explain", *_pair(files)) == 0
    shown = capsys.readouterr().out
    for word in ("Danlí", "Birth date", "weight", "probability"):
        assert word in shown


def test_in_spanish(files: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("explain", *_pair(files), "--language", "es") == 0
    assert "nacimiento" in capsys.readouterr().out


def test_bits_sum_to_the_weight_of_match(files: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("match", files / "children.csv", files / "inquiries.csv", "--out", files / "links.csv") == 0
    capsys.readouterr()
    assert run("explain", *_pair(files), "--json") == 0
    said = json.loads(capsys.readouterr().out)
    links = pd.read_csv(files / "links.csv").set_index(["child_id", "inquiry_id"])
    weight = links.loc[("C1", "I1"), "weight"]
    assert sum(part["bits"] for part in said["parts"]) == said["weight"] == weight


def test_unknown_record_is_named(files: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["C9", *_pair(files)[1:]]
    assert run("explain", *arguments) == 2
    assert "'C9'" in capsys.readouterr().err
