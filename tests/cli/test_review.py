"""``tracing review``: pairs judged in a terminal. What was decided stands, whatever happens to the program."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tracing.linkage.training import read_decisions

pty = pytest.importorskip("pty", reason="needs pseudo-terminals")


@pytest.fixture
def sides(files: Path, run: Run, capfd: pytest.CaptureFixture[str]) -> tuple[object, ...]:
    """The arguments of a review of two small files' links, each child with each inquiry."""
    links = files / "links.csv"
    rows = [
        f"I{i},C{c},{rank},{weight},{p},{band}"
        for i, c, rank, weight, p, band in (
            (1, 1, 1, 25.5, 0.99, "strong"),
            (1, 3, 2, 0.5, 0.01, "weak"),
            (2, 2, 1, 21.0, 0.97, "strong"),
            (2, 3, 2, 10.5, 0.5, "possible"),
        )
    ]
    links.write_text(
        "\n".join(("inquiry_id,child_id,rank,weight,probability,band", *rows)) + "\n", encoding="utf-8"
    )
    capfd.readouterr()
    sided = ("--children", files / "children.csv", "--inquiries", files / "inquiries.csv")
    return ("review", links, *sided, "--decisions", files / "d.csv", "--officer", "ana")


def _typed(monkeypatch: pytest.MonkeyPatch, keys: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{key}\n" for key in keys)))


def _decided(path: Path) -> list[tuple[str, str, str]]:
    found = read_decisions(path)
    return sorted(zip(found["child_id"], found["inquiry_id"], found["decision"], strict=True))


def test_pairs_are_judged_one_after_another(
    files: Path,
    sides: tuple[object, ...],
    run: Run,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _typed(monkeypatch, "epxsnm")
    assert run(*sides, "--language", "en") == 0
    said = capfd.readouterr().out
    assert "Pair 1 of 4" in said
    assert "Rosa Mejia" in said
    assert "given names" in said.lower()
    assert "Score" in said  # e explains
    assert "? shows the keys" in said  # x is no key
    assert "4 decisions of ana stand in d.csv; 0 of the 4 pairs are open." in said
    assert _decided(files / "d.csv") == [
        ("C1", "I1", "possible"),
        ("C2", "I2", "sibling"),
        ("C3", "I1", "need_more"),
        ("C3", "I2", "not_this_child"),
    ]


def test_in_spanish_and_to_be_continued(
    files: Path,
    sides: tuple[object, ...],
    run: Run,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _typed(monkeypatch, "phq")
    assert run(*sides) == 0
    said = capfd.readouterr().out
    assert "Par 1 de 4" in said
    assert "Primer apellido" in said
    assert "quedan 2 de los 4 pares" in said
    _typed(monkeypatch, "f")  # and then there is nothing more to read: it ends as if q was pressed
    assert run(*sides) == 0
    said = capfd.readouterr().out
    assert "d.csv tiene 2 decisiones de ana" in said
    assert "Par 3 de 4" in said
    assert _decided(files / "d.csv")[-1] == ("C3", "I2", "need_more")


def test_taking_back_is_another_line_and_shows_the_pair_again(
    files: Path,
    sides: tuple[object, ...],
    run: Run,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _typed(monkeypatch, "upunnq")
    assert run(*sides, "--language", "en") == 0
    said = capfd.readouterr().out
    assert "There is no decision of yours to take back." in said
    assert "taken back" in said
    rows = (files / "d.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert [row.split(",")[:3] for row in rows] == [
        ["C1", "I1", "possible"],
        ["C1", "I1", "taken_back"],
        ["C1", "I1", "not_this_child"],
        ["C2", "I2", "not_this_child"],
    ]


def test_blind_shows_nothing_before_the_decision(
    sides: tuple[object, ...],
    run: Run,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _typed(monkeypatch, "eq")
    assert run(*sides, "--blind", "--language", "en") == 0
    said = capfd.readouterr().out
    assert "Records" in said
    assert "The score is shown once you have decided" in said
    assert "bits" not in said
    assert "strong" not in said
    _typed(monkeypatch, "nq")
    assert run(*sides, "--blind", "--language", "en") == 0
    assert "bits" in capfd.readouterr().out


def test_a_second_opinion_on_what_somebody_decided(
    files: Path,
    sides: tuple[object, ...],
    run: Run,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _typed(monkeypatch, "lnq")  # the best pair is put off, the next one judged
    assert run(*sides, "--language", "en") == 0
    _typed(monkeypatch, "pp")
    assert run(*sides[:-1], "beto", "--only", files / "d.csv", "--language", "en") == 0
    assert "Pair 1 of 1" in capfd.readouterr().out
    rows = (files / "d.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert [row.split(",")[:4] for row in rows] == [
        ["C2", "I2", "not_this_child", "ana"],
        ["C2", "I2", "possible", "beto"],
    ]
    assert run("evaluate", "--decisions", files / "d.csv") == 0
    assert "ana" in capfd.readouterr().out


def test_samples_by_uncertainty_and_by_stratum(
    sides: tuple[object, ...],
    run: Run,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for order in ("uncertain", "strata"):
        _typed(monkeypatch, "q")
        assert run(*sides, "--order", order, "--sample", 2, "--language", "en") == 0
        said = capfd.readouterr().out
        assert "Pair 1 of 2" in said
        assert ("C3" in said) or order == "strata"


def _on_a_terminal(arguments: tuple[object, ...], keys: bytes, decisions: Path, lines: int, end: int) -> None:
    """Run the command on a terminal, press keys, wait until so many decisions stand in the file, end it by a signal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from tracing.cli.main import main; main()", *map(str, arguments)]
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env={**os.environ, "TERM": "xterm"}
    )
    os.close(theirs)
    os.set_blocking(ours, False)
    try:
        until = time.monotonic() + 300
        for number, key in enumerate(keys, start=lines - len(keys) + 1):
            pressed = False
            while not decisions.exists() or decisions.read_bytes().count(b"\n") < number:
                assert process.poll() is None
                assert time.monotonic() < until
                try:
                    shown = os.read(ours, 65536)
                except BlockingIOError:
                    shown = b""
                if b"[p]" in shown and not pressed:
                    os.write(ours, bytes([key]))
                    pressed = True
                time.sleep(0.02)
        process.send_signal(end)
        process.wait(60)
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def test_nothing_is_lost_when_the_program_is_killed(
    files: Path,
    sides: tuple[object, ...],
    run: Run,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decisions = files / "d.csv"
    # The header is a line, too.
    _on_a_terminal((*sides, "--language", "en"), b"pn", decisions, 3, signal.SIGKILL)
    assert _decided(decisions) == [("C1", "I1", "possible"), ("C2", "I2", "not_this_child")]
    _typed(monkeypatch, "mq")
    assert run(*sides, "--language", "en") == 0
    assert "d.csv holds 2 decisions of ana" in capfd.readouterr().out
    assert len(_decided(decisions)) == 3
