"""``tracing evaluate``: figures, subgroups, lessons and blocking from files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def judged(files: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> Path:
    """The two small files with their links and a truth of which one pair can't be found."""
    (files / "truth.csv").write_text("child_id,inquiry_id\nC1,I1\nC2,I2\nC3,I2\n", encoding="utf-8")
    assert run("match", files / "children.csv", files / "inquiries.csv", "--out", files / "links.csv") == 0
    capsys.readouterr()
    return files


def _sides(folder: Path) -> tuple[object, ...]:
    return ("--children", folder / "children.csv", "--inquiries", folder / "inquiries.csv")


def test_everything_as_json(judged: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = (judged / "links.csv", "--truth", judged / "truth.csv", *_sides(judged))
    assert run("evaluate", *arguments, "--worst", 5, "--blocking", "--bootstrap", 20, "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["pair_completeness"] == pytest.approx(2 / 3)
    assert len(report["intervals"]["f1"]) == 2
    assert {group["dimension"] for group in report["subgroups"]["groups"]} >= {"country", "sex", "age"}
    assert report["lessons"]["true"][0]["child_id"] == "C3"
    assert report["lessons"]["lost_in_blocking"] == 1
    assert report["blocking"]["true"] == pytest.approx(2 / 3)


def test_tables_say_why_and_where(judged: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = (judged / "links.csv", "--truth", judged / "truth.csv", *_sides(judged))
    assert run("evaluate", *arguments, "--worst", 5, "--by", "sex, country", "--bootstrap", 0) == 0
    shown = capsys.readouterr().out
    assert "lost in blocking: the two records share no key of any rule" in shown
    assert "Brayan Josué · Zelaya · Pineda" in shown
    assert "no gap is stated" in shown
    assert "country" in shown
    assert "child_agency" not in shown


def test_blocking_needs_neither_links_nor_truth(
    judged: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("evaluate", "--blocking", *_sides(judged), "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert set(report) == {"blocking"}
    assert report["blocking"]["true"] is None


def test_the_same_seed_gives_the_same_intervals(
    judged: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = []
    for _ in range(2):
        assert (
            run("evaluate", judged / "links.csv", "--truth", judged / "truth.csv", "--seed", 4, "--json") == 0
        )
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["links.csv"],
        ["links.csv", "--truth", "truth.csv", "--worst", "3"],
        ["links.csv", "--truth", "truth.csv", "--by", "sex"],
        ["links.csv", "--truth", "truth.csv", "--children", "children.csv"],
        ["--blocking"],
        ["--blocking", "--children", "children.csv", "--inquiries", "inquiries.csv", "--worst", "3"],
        ["links.csv", "--truth", "truth.csv", "--children", "children.csv", "--inquiries", "inquiries.csv",
         "--by", "colour"],
    ],
)  # fmt: skip
def test_wrong_usage(judged: Path, run: Run, arguments: list[str]) -> None:
    assert run("evaluate", *(judged / a if a.endswith(".csv") else a for a in arguments)) == 2
