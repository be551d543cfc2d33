"""The worked example of docs/matchers.md: adults of another country, found by a matcher file and no code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

ADULTS = Path(__file__).parents[2] / "data" / "adults"
MATCHER = ADULTS / "colombia.toml"


@pytest.fixture(scope="module")
def adults(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("adults")
    subprocess.run([sys.executable, ADULTS / "make.py", "--out", folder], check=True)
    return folder


def _figures(adults: Path, run: Run, capfd: pytest.CaptureFixture[str], matcher: object) -> dict[str, float]:
    links = adults / "links.csv"
    sides = (adults / "found.csv", adults / "sought.csv")
    assert run("match", *sides, "--out", links, "--matcher", matcher) == 0
    capfd.readouterr()
    assert run("evaluate", links, "--truth", adults / "truth.csv", "--bootstrap", 0, "--json") == 0
    found: dict[str, float] = json.loads(capfd.readouterr().out)
    return found


def test_the_example_finds_whom_the_shipped_matcher_misses(
    adults: Path, run: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run("matcher", "validate", MATCHER) == 0
    own = _figures(adults, run, capfd, MATCHER)
    shipped = _figures(adults, run, capfd, "default")
    assert own["recall@1"] >= 0.98
    assert own["f1"] >= 0.94
    # Half of the shipped blocking rules ask for a department, which nobody knows of Colombia.
    assert own["pair_completeness"] > shipped["pair_completeness"]


def test_the_example_names_its_schema() -> None:
    first = MATCHER.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("#:schema ")
    assert (MATCHER.parent / first.removeprefix("#:schema ")).resolve().is_file()
