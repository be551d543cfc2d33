"""`tracing forms`: forms and vocabulary written into files."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.cli.conftest import Run
from tracing.casework.forms.all_forms import FORMS
from tracing.casework.vocabulary.edition import in_force, versions


def test_what_forms_there_are(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("forms", "list") == 0
    said = capsys.readouterr().out
    assert all(f"{form.code}: {form.es} / {form.en}" in said for form in FORMS.values())
    assert in_force().name in said


def test_a_sheet_to_print(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "entrega.pdf"
    assert run("forms", "sheet", "placement", "--out", out, "--paper", "A4", "--country", "gt") == 0
    pages = PdfReader(out).pages
    assert round(pages[0].mediabox.height) == 842
    said = " ".join(page.extract_text() for page in pages)
    assert "hogar de protección" in " ".join(said.split())


def test_a_schema_and_the_vocabulary(run: Run, tmp_path: Path) -> None:
    assert run("forms", "schema", "inquiry", "--out", tmp_path / "i.json", "--language", "en") == 0
    assert json.loads((tmp_path / "i.json").read_text())["title"] == FORMS["inquiry"].en
    assert run("forms", "vocabulary", "--out", tmp_path / "v.csv") == 0
    with (tmp_path / "v.csv").open(encoding="utf-8-sig", newline="") as handle:
        assert [tuple(row) for row in csv.reader(handle)] == in_force().as_rows()
    assert run("forms", "vocabulary", "--out", tmp_path / "v.json", "--version", 1) == 0
    assert json.loads((tmp_path / "v.json").read_text())["digest"] == versions()[1].digest


def test_what_there_isnt(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, said in (
        (("sheet", "x", "--out", tmp_path / "x"), "there is no form 'x'"),
        (("schema", "x", "--out", tmp_path / "x"), "there is no form 'x'"),
        (("sheet", "inquiry", "--out", tmp_path / "x", "--country", "FR"), "no words of 'FR'"),
        (("vocabulary", "--out", tmp_path / "x.csv", "--version", 99), "there is no version 99"),
        (("vocabulary", "--out", tmp_path / "x"), "ends in .json or .csv"),
    ):
        assert run("forms", *arguments) == 2
        assert said in " ".join(capsys.readouterr().err.split())
    assert list(tmp_path.iterdir()) == []
