"""The analysts' notebooks run from top to bottom and end with a result in words of both languages."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import jupytext
import pytest
from nbmake.nb_run import NotebookRun

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("0*.py"))
SAMPLES = ROOT / "data" / "samples"

SAME_IN_BOTH = {
    "m", "u", "bits", "recall@1", "recall@10", "child_id", "inquiry_id", "clean()", "strip_accents",
}  # fmt: skip
"""Headers that are names of the field or of a file's columns."""


def _run(notebook: Path, folder: Path) -> Any:
    """Run a notebook in a kernel of its own, with no file written beside it; return it with what it gave."""
    copy = folder / f"{notebook.stem}.ipynb"
    jupytext.write(jupytext.read(notebook), copy, fmt="ipynb")
    done = NotebookRun(copy, default_timeout=300).execute()
    assert done.error is None, done.error.trace
    return done.nb


def _words(nb: Any) -> tuple[list[str], list[str]]:
    """The sentences that the last cell printed, by language."""
    printed = "".join(output["text"] for output in nb.cells[-1].outputs if output.get("name") == "stdout")
    spanish, english = re.split(r"\n\s*\n", printed.strip(), maxsplit=1)
    return spanish.splitlines(), english.strip().splitlines()


def _tables(nb: Any) -> list[list[str]]:
    """The headers of each table that is shown, the index's name among them."""
    shown = [
        output["data"]["text/html"]
        for cell in nb.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "<table" in output.get("data", {}).get("text/html", "")
    ]
    heads = [re.search(r"<thead>(.*?)</thead>", page, re.DOTALL) for page in shown]
    return [
        [html.unescape(cell) for cell in re.findall(r"<th[^>]*>([^<]+)</th>", head[1])]
        for head in heads
        if head is not None
    ]


def test_there_are_nine() -> None:
    assert [n.stem[:2] for n in NOTEBOOKS] == [f"{k:02d}" for k in range(1, 10)]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_and_ends_in_words(notebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACING_SAMPLES", str(SAMPLES))
    for folder in ("JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR"):  # not the home of whoever tests
        monkeypatch.setenv(folder, str(tmp_path / folder))
    nb = _run(notebook, tmp_path)
    spanish, english = _words(nb)
    assert len(spanish) == len(english) >= 3
    for one, other in zip(spanish, english, strict=True):
        assert one != other
        assert one.endswith(".")
        assert other.endswith(".")
        # Computed from the data, the same figures in both.
        assert re.findall(r"\d+[.,\d]*\d|\d", one) == re.findall(r"\d+[.,\d]*\d|\d", other)
        assert "nan" not in one.lower().split()
    assert sum(bool(re.search(r"\d", sentence)) for sentence in spanish) >= 2
    said = [str(output) for cell in nb.cells if cell.cell_type == "code" for output in cell.outputs]
    # Charts are pictures, and what moves brings all it needs: nothing is fetched.
    assert not any("cdn.jsdelivr.net/npm/vega@" in text or '<script src="http' in text for text in said)
    if notebook.stem != "08_recordlinkage":
        assert any("image/svg+xml" in text for text in said)
    # Tables are headed in both languages, but for what reads the same in both.
    headers = [header for table in _tables(nb) for header in table]
    assert headers
    assert [h for h in headers if " / " not in h and h not in SAME_IN_BOTH] == []


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_speaks_both_languages(notebook: Path) -> None:
    cells = [c for c in jupytext.read(notebook).cells if c.cell_type == "markdown"]
    headings = [line for cell in cells for line in cell.source.splitlines() if line.startswith("#")]
    assert len(headings) >= 3
    assert headings[-1] == "## En palabras / In words"
    assert all(" / " in heading for heading in headings)
    for cell in cells:
        # Paragraphs come in pairs, Spanish first; what is common to both, such as commands, stands in code.
        prose = [p for p in cell.source.split("\n\n") if not p.startswith(("#", "`", "```"))]
        assert len(prose) % 2 == 0, cell.source
