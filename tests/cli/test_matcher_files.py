"""``tracing matcher``: shown in two languages, compared, checked by line and field."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tracing.linkage.matcher import load_matcher, matcher_bytes

DEFAULT = matcher_bytes("default")[0].decode()


def test_show_in_both_languages(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    assert run("matcher", "show") == 0
    said = " ".join(capfd.readouterr().out.split())
    assert "Given names" in said
    assert "Blocking rules" in said
    assert run("matcher", "show", "--language", "es") == 0
    said = " ".join(capfd.readouterr().out.split())
    assert "Nombres" in said
    assert "Reglas de bloqueo" in said
    assert run("matcher", "show", "febrl", "--json") == 0
    told = json.loads(capfd.readouterr().out)
    assert told["comparisons"][0]["levels"][0]["bits"] == pytest.approx(6.907, abs=1e-3)  # log2(0.72 / 0.006)


def test_diff(tmp_path: Path, run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "own.toml"
    own.write_text(DEFAULT.replace("strong = 14.58", "strong = 16"), encoding="utf-8")
    assert run("matcher", "diff", "default", own) == 0
    assert "14.58" in capfd.readouterr().out
    assert run("matcher", "diff", "default", own, "--json") == 0
    (change,) = json.loads(capfd.readouterr().out)["changes"]
    assert (change["name"], change["before"], change["after"]) == ("strong", "14.58", "16")
    assert run("matcher", "diff", own, own, "--language", "es") == 0
    assert "Nada ha cambiado" in capfd.readouterr().out
    assert run("matcher", "diff", own, tmp_path / "none.toml") == 2
    assert "none.toml" in capfd.readouterr().err


def _line(part: str) -> int:
    return DEFAULT[: DEFAULT.index(part)].count("\n") + 1


WRONG = [
    ("strong = 14.58", "strng = 3", "thresholds.strng", "unknown field", "Did you mean `strong`?"),
    ('keys = ["phone"]', 'keys = ["fone"]', "blocking.phone.keys", "unknown key 'fone'", "Did you mean 'phone'?"),
    ("m = 0.4434, ", "m = 4.4, ", "comparison.surnames.level[1].m", "expected a probability", "Give a share"),
    ("[-8.335, 0.001761]", "[-8.335, 2]", "calibration.points[2].probability", "expected a probability", "Give a share"),
    ("sigma = 15.4", 'sigma = "many"', "kinship.sigma", "expected a number", "without quotes"),
    ("prior = 0.00006046", "prior = 0", "matcher.prior", "expected a probability", "Give a share"),
    ('{ name = "different", m = 0.01041,', '{ name = "unlike", m = 0.01041,', "comparison.sex", "unknown level", "Take"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "field", "problem", "mend"), WRONG, ids=[w[2] for w in WRONG])
def test_validate_names_line_field_and_mending(
    tmp_path: Path,
    run: Run,
    capfd: pytest.CaptureFixture[str],
    old: str,
    new: str,
    field: str,
    problem: str,
    mend: str,
) -> None:
    file = tmp_path / "m.toml"
    file.write_text(DEFAULT.replace(old, new, 1), encoding="utf-8")
    assert run("matcher", "validate", file, "--json") == 2
    told = json.loads(capfd.readouterr().out)
    fault = told[0]
    # Of levels that don't fit, the comparison is named, by its first line.
    line = _line('name = "sex"') if field == "comparison.sex" else _line(old)
    assert (fault["field"], fault["line"]) == (field, line)
    assert problem in fault["problem"]
    assert mend in fault["mend"]


def test_validate_tells_all_faults_in_the_order_of_lines(
    tmp_path: Path, run: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "m.toml"
    text = DEFAULT
    for old, new, *_ in WRONG:
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")
    assert run("matcher", "validate", file) == 2
    said = capfd.readouterr().err
    lines = [int(line.split(":")[1]) for line in said.splitlines() if line.startswith(str(file))]
    assert len(lines) >= len(WRONG)
    assert lines == sorted(lines)
    for _, _, field, _, _ in WRONG:
        assert field in said


@pytest.mark.parametrize(
    ("text", "line"),
    [('name = "a"\nversion = \n', 2), ('name = "a"\n[thresholds\n', 2), ("\x00", 1)],
)
def test_validate_names_the_line_of_what_is_no_toml(
    tmp_path: Path, run: Run, capfd: pytest.CaptureFixture[str], text: str, line: int
) -> None:
    file = tmp_path / "m.toml"
    file.write_text(text, encoding="utf-8")
    assert run("matcher", "validate", file) == 2
    assert f"m.toml:{line}: not a matcher file" in capfd.readouterr().err.replace("\n", "")


def test_validate_good_files(tmp_path: Path, run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "m.toml"
    file.write_text(DEFAULT, encoding="utf-8")
    assert run("matcher", "validate", file) == 0
    assert "in order" in capfd.readouterr().out
    assert run("matcher", "validate", file, "--json") == 0
    assert json.loads(capfd.readouterr().out) == []


def test_the_schema_is_printed_and_written(
    tmp_path: Path, run: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run("matcher", "schema") == 0
    printed = json.loads(capfd.readouterr().out)
    assert run("matcher", "schema", "--out", tmp_path / "m.json") == 0
    assert json.loads((tmp_path / "m.json").read_text(encoding="utf-8")) == printed
    assert run("matcher", "schema", "--out", tmp_path / "m.toml") == 2
    assert load_matcher("default").name == "default"
