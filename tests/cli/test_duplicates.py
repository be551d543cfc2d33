"""``tracing duplicates``: sets for a person to confirm, exit statuses of the contract."""

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.conftest import Run

TWICE = """record_id,agency,given_names,first_surname,second_surname,sex,birth_date,origin_country,origin_admin1,origin_admin2,mother_name,event_date
C1,US-CBP,Juan Carlos,Hernández,Mejía,M,2012-07-03,HN,El Paraíso,Danlí,Rosa Mejía Pineda,2026-03-01
C2,US-ORR,Juan,Hernandez,Mejia,M,2012-07-03,HN,El Paraíso,Danlí,Rosa Mejia,2026-03-04
C3,US-ORR,Brayan Josué,Zelaya,Pineda,M,2014,SV,San Salvador,Soyapango,,2026-03-04
"""


@pytest.fixture
def twice(tmp_path: Path) -> Path:
    file = tmp_path / "children.csv"
    file.write_text(TWICE, encoding="utf-8")
    return file


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_writes_the_pairs_of_the_sets(twice: Path, run: Run, ending: str) -> None:
    out = twice.with_name(f"sets.{ending}")
    assert run("duplicates", twice, "--out", out, "--least", 15) == 0
    read = {"csv": pd.read_csv, "parquet": pd.read_parquet}
    frame = (
        read[ending](out)
        if ending in read
        else pd.DataFrame([json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()])
    )
    assert frame[["set_id", "state", "child_id_a", "child_id_b"]].to_numpy().tolist() == [
        ["D1", "set", "C1", "C2"]
    ]


def test_says_why_on_the_terminal_without_a_file(
    twice: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("duplicates", twice, "--least", 15, "--language", "es") == 0
    shown = capsys.readouterr().out
    assert "D1" in shown
    assert "Fecha de" in shown
    assert sorted(p.name for p in twice.parent.iterdir()) == ["children.csv"]


def test_refused_rows_are_status_3(twice: Path, run: Run) -> None:
    twice.write_text(TWICE + ",US-ORR,Nadie,,,,,,,,,\n", encoding="utf-8")
    out = twice.with_name("sets.csv")
    assert run("duplicates", twice, "--out", out) == 3
    assert out.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--out", "sets.txt"),
        ("--out", "children.csv"),
        ("--least", "nan"),
        ("--least", "many"),
        ("--matcher", "none"),
    ],
)
def test_wrong_usage_is_status_2_and_leaves_the_file(
    twice: Path, run: Run, arguments: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(twice.parent)
    assert run("duplicates", "children.csv", *arguments) == 2
    assert twice.read_text(encoding="utf-8") == TWICE


def test_inquiries_are_read_as_such(files: Path, run: Run) -> None:
    assert run("duplicates", files / "inquiries.csv", "--side", "inquiries") == 0
