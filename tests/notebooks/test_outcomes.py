"""The notebook runs, on the invented tables and on those of a service, and ends with a result in words of both languages."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "outcomes.py"


@pytest.fixture(autouse=True)
def without_a_screen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    monkeypatch.delenv("TRACING_STATISTICS", raising=False)
    yield
    import matplotlib.pyplot as plt

    plt.close("all")


def test_it_runs_on_the_invented_tables(capsys: pytest.CaptureFixture[str]) -> None:
    result = runpy.run_path(str(NOTEBOOK))["result"]
    assert len(result["es"]) == len(result["en"]) >= 4
    assert "Alta Verapaz" in result["es"][0]
    assert any("reunifications took up to" in sentence for sentence in result["en"])
    # Grounds in words, each in its language.
    assert any("«Solución duradera»" in sentence for sentence in result["es"])
    assert any("“Durable solution”" in sentence for sentence in result["en"])
    printed = capsys.readouterr().out
    assert all(sentence in printed for sentences in result.values() for sentence in sentences)


def test_where_all_is_hidden_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    samples = NOTEBOOK.parents[1] / "data" / "samples" / "statistics"
    for file in sorted((samples / "2026-01").glob("*.csv")):
        heading, *lines = file.read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if line.endswith("hidden")]
        (tmp_path / "2026-01").mkdir(exist_ok=True)
        (tmp_path / "2026-01" / file.name).write_text("\n".join([heading, *kept, ""]), encoding="utf-8")
    monkeypatch.setenv("TRACING_STATISTICS", str(tmp_path))
    assert runpy.run_path(str(NOTEBOOK))["result"]["en"] == ["All is hidden: there are too few."]


def test_a_folder_without_tables_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACING_STATISTICS", str(tmp_path))
    with pytest.raises(SystemExit, match=r"no \*/origin.csv"):
        runpy.run_path(str(NOTEBOOK))


def test_every_text_stands_in_both_languages() -> None:
    cells = NOTEBOOK.read_text(encoding="utf-8").split("# %%")
    headings = [line for cell in cells for line in cell.splitlines() if line.startswith(("# # ", "# ## "))]
    assert headings
    assert all(" / " in heading for heading in headings)
