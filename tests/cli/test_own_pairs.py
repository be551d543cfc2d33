"""Decisions, truth and links that are empty or of other files: said at once, with the file and how to mend it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.cli.conftest import Run

HEADER = "child_id,inquiry_id,decision,officer,when\n"
LINKS = """inquiry_id,child_id,rank,weight,probability,band
I1,C1,1,25.5,0.99,strong
I2,C2,1,21.0,0.97,strong
"""


@pytest.fixture
def folder(files: Path) -> Path:
    """The two small files, links of theirs, and labels that are none of theirs."""
    written = {
        "links.csv": LINKS,
        "foreign_links.csv": LINKS.replace("I1,C1", "X1,Y1").replace("I2,C2,1,21.0,0.97,strong\n", ""),
        "truth.csv": "child_id,inquiry_id\nC1,I1\n",
        "foreign_truth.csv": "child_id,inquiry_id\nY1,X1\n",
        "none.csv": HEADER,
        "back.csv": f"{HEADER}C1,I1,possible,ana,2026-03-01\nC1,I1,taken_back,ana,2026-03-02\n",
        "foreign.csv": f"{HEADER}Y1,X1,possible,ana,2026-03-01\n",
        "partly.csv": f"{HEADER}C1,I1,possible,ana,2026-03-01\nC2,X9,possible,ana,2026-03-02\n",
    }
    for name, text in written.items():
        (files / name).write_text(text, encoding="utf-8")
    return files


def _sides(folder: Path) -> tuple[object, ...]:
    return ("--children", folder / "children.csv", "--inquiries", folder / "inquiries.csv")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("evaluate --decisions none.csv", "none.csv: no decision stands there, there is no line under the header"),
        ("evaluate --decisions back.csv", "back.csv: no decision stands there, every decision was taken back"),
        ("evaluate links.csv --truth foreign_truth.csv", "none of its inquiries is among the links of links.csv"),
        ("evaluate --decisions foreign.csv SIDES", "foreign.csv: none of its 1 pairs is of these files; 'Y1', for one"),
        ("evaluate foreign_links.csv --truth truth.csv SIDES", "none of its inquiries is among the links"),
        ("train children.csv inquiries.csv --out o.toml --decisions none.csv", "no decision stands there"),
        ("train children.csv inquiries.csv --out o.toml --decisions foreign.csv", "record_ids of children.csv and inquiries.csv"),
        ("train children.csv inquiries.csv --out o.toml --truth foreign_truth.csv", "Name the file that was made from them"),
        ("compare default default SIDES --truth foreign_truth.csv", "foreign_truth.csv: none of its 1 pairs"),
        ("review links.csv SIDES --decisions d.csv --officer ana --only foreign.csv", "none of its 1 pairs is among the links of links.csv"),
        ("review links.csv SIDES --decisions d.csv --officer ana --only none.csv", "no decision stands there"),
        ("review foreign_links.csv SIDES --decisions d.csv --officer ana", "foreign_links.csv: none of its 1 pairs"),
    ],
)  # fmt: skip
def test_it_is_refused_with_a_word_on_how_to_mend_it(
    folder: Path, run: Run, capfd: pytest.CaptureFixture[str], command: str, said: str
) -> None:
    arguments: list[object] = []
    for word in command.split():
        known = folder / word
        arguments += (
            _sides(folder) if word == "SIDES" else [known if word.endswith((".csv", ".toml")) else word]
        )
    assert run(*arguments) == 2
    assert said in capfd.readouterr().err
    assert not (folder / "o.toml").exists()
    assert not (folder / "d.csv").exists()


def test_pairs_that_are_partly_of_these_files_count_as_far_as_they_are(
    folder: Path, run: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run("evaluate", "--decisions", folder / "partly.csv", *_sides(folder)) == 0
    said = capfd.readouterr()
    assert "1 of 2 pairs name a record that isn't in children.csv and inquiries.csv, such as 'X9'" in said.err
    assert "ana 2" in said.out


def test_a_review_counts_the_decisions_on_what_it_shows(
    folder: Path, run: Run, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    decisions = folder / "foreign.csv"
    for language, place, said in (
        (
            "en",
            "Pair 1 of 2: 0 decided",
            "1 of the decisions in foreign.csv are on pairs that aren't shown here",
        ),
        (
            "es",
            "Par 1 de 2: 0 decididos",
            "1 de las decisiones en foreign.csv son de pares que aquí no se muestran",
        ),
    ):
        monkeypatch.setattr("sys.stdin", io.StringIO("q\n"))
        arguments = (folder / "links.csv", *_sides(folder), "--decisions", decisions, "--officer", "ana")
        assert run("review", *arguments, "--language", language) == 0
        shown = capfd.readouterr()
        assert place in shown.out
        assert said in shown.err


def test_spanish_is_spanish_throughout(
    folder: Path, run: Run, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("eq\n"))
    assert (
        run(
            "review",
            folder / "links.csv",
            *_sides(folder),
            "--decisions",
            folder / "d.csv",
            "--officer",
            "ana",
        )
        == 0
    )
    shown = capfd.readouterr().out
    assert "Institución" in shown
    assert "fuerte" in shown
    assert "strong" not in shown
    assert "agency" not in shown
