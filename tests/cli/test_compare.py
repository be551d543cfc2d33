"""``tracing compare`` and ``tracing matcher promote``: what changes for whom, and who signs for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tracing.linkage.matcher import load_matcher, matcher_bytes
from tracing.samples import generate

DEFAULT = matcher_bytes("default")[0].decode()


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    generate(400, 250, 6, folder)
    return folder


@pytest.fixture
def sides(samples: Path) -> tuple[object, ...]:
    return (
        "--children", samples / "children.csv", "--inquiries", samples / "inquiries.csv", "--truth", samples / "truth.csv",
        "--bootstrap", 20,
    )  # fmt: skip


@pytest.fixture
def used(tmp_path: Path) -> Path:
    path = tmp_path / "used.toml"
    path.write_text(DEFAULT, encoding="utf-8")
    return path


@pytest.fixture
def worse(tmp_path: Path) -> Path:
    """A matcher whose band strong hardly anybody reaches."""
    path = tmp_path / "worse.toml"
    path.write_text(
        DEFAULT.replace("strong = 14.58", "strong = 40").replace('name = "default"', 'name = "worse"', 1),
        encoding="utf-8",
    )
    return path


def test_what_moved_and_why(
    used: Path, tmp_path: Path, sides: tuple[object, ...], run: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.toml"
    other.write_text(DEFAULT.replace("discount = 0.69", "discount = 0.2"), encoding="utf-8")
    report = tmp_path / "r.json"
    assert run("compare", used, other, *sides, "--report", report) == 0
    said = capfd.readouterr().out
    assert "True pairs that stand lower" in said
    assert "Given names" in said
    assert "recall@1" in said
    written = json.loads(report.read_text(encoding="utf-8"))
    assert written["before"]["name"] == "default"
    assert {group["dimension"] for group in written["groups"]} >= {"sex", "country", "second_surname"}
    # The report goes where records may not.
    for line in (tmp_path / "r.json").read_text(encoding="utf-8").splitlines():
        assert "INQ" not in line
    assert run("compare", used, other, *sides, "--language", "es", "--by", "second_surname") == 0
    said = capfd.readouterr().out
    assert "Pares verdaderos que bajan" in said
    # Bands, levels and subgroups in words, no codes.
    assert "segundo apellido" in said
    assert "ningún lado" in said
    for code in ("strong →", "→ possible", "exact)", "phonetic", "neither side"):
        assert code not in said
    assert run("compare", used, other, *sides, "--json", "--show", 1) == 0
    told = json.loads(capfd.readouterr().out)
    assert told["moved"]["pairs"][0]["parts"][0]["name"] == "given_names"
    assert run("compare", "febrl", other, *sides) == 2


def test_promotion_is_refused_where_somebody_gets_worse_unless_signed(
    used: Path,
    worse: Path,
    tmp_path: Path,
    sides: tuple[object, ...],
    run: Run,
    capfd: pytest.CaptureFixture[str],
) -> None:
    report, history = tmp_path / "r.json", tmp_path / "used.promotions.jsonl"
    assert run("compare", used, worse, *sides, "--report", report) == 0
    assert "a promotion must be signed with a reason" in capfd.readouterr().out
    told = ("matcher", "promote", worse, used, "--report", report, "--signed-by", "ana")
    assert run(*told) == 1
    assert "strong.f1 falls by" in capfd.readouterr().err
    assert load_matcher(used).name == "default"
    assert not history.exists()
    assert run(*told, "--reason", "only sure pairs while two are ill") == 0
    assert load_matcher(used).name == "worse"
    (noted,) = [json.loads(line) for line in history.read_text(encoding="utf-8").splitlines()]
    assert (noted["who"], noted["reason"]) == ("ana", "only sure pairs while two are ill")
    assert noted["report"] == json.loads(report.read_text(encoding="utf-8"))
    assert noted["worse"]
    capfd.readouterr()
    # The file in use is another now: the report is no longer about it.
    assert run(*told, "--reason", "again") == 2
    assert "compares other files" in capfd.readouterr().err


def test_promotion_of_what_is_no_worse(
    used: Path, tmp_path: Path, sides: tuple[object, ...], run: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    new, report = tmp_path / "new.toml", tmp_path / "r.json"
    new.write_text(DEFAULT + "\n# looked at again\n", encoding="utf-8")
    assert run("compare", used, new, *sides, "--report", report) == 0
    assert "No subgroup gets worse" in capfd.readouterr().out
    assert run("matcher", "promote", new, used, "--report", report, "--signed-by", "ana") == 0
    assert used.read_bytes() == new.read_bytes()
    report.write_text("{}", encoding="utf-8")
    assert run("matcher", "promote", new, used, "--report", report, "--signed-by", "ana") == 2
    assert "r.json: this is no report" in capfd.readouterr().err
