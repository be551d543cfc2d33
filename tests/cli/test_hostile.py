"""Files, names and terminals as they shouldn't be: one clear message, the right exit status, nothing half-written."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pandas as pd
import pytest
from rich.console import Console

from tests.cli.conftest import CHILDREN, INQUIRIES, Run
from tracing.cli import progress, show

SAMPLES = Path(__file__).parents[2] / "data" / "samples"

HOSTILE = """record_id,full_name,birth_date
[/red]C1,Ana [/bold] Pop,2012-99-99 [/b]
C2,Ana \x1b[2J\x1b]0;title\x07 Pop,2012
"""


@pytest.mark.parametrize("name", ["children.csv", "inquiries.csv", "link.csv", "hard.csv", "./children.csv"])
def test_the_result_never_overwrites_an_input(
    files: Path, run: Run, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (files / "link.csv").symlink_to(files / "children.csv")
    (files / "hard.csv").hardlink_to(files / "inquiries.csv")
    assert run("match", files / "children.csv", files / "inquiries.csv", "--out", files / name) == 2
    assert "overwrite the input" in capsys.readouterr().err
    assert (files / "children.csv").read_text(encoding="utf-8") == CHILDREN
    assert (files / "inquiries.csv").read_text(encoding="utf-8") == INQUIRIES


def test_standardise_does_not_overwrite_its_input(files: Path, run: Run) -> None:
    assert run("standardise", files / "children.csv", "--out", files / "children.csv") == 2
    assert (files / "children.csv").read_text(encoding="utf-8") == CHILDREN


def test_one_file_for_both_sides(files: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    children = files / "children.csv"
    assert run("match", children, children, "--out", files / "links.csv") == 2
    assert "same file" in capsys.readouterr().err
    assert not (files / "links.csv").exists()


@pytest.mark.parametrize("name", ["x" * 300 + ".csv", "children.csv/links.csv", "pipe.csv", "none/links.csv"])
def test_places_where_no_file_can_be(
    files: Path, run: Run, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    os.mkfifo(files / "pipe.csv")
    before = sorted(files.iterdir())
    assert run("match", files / "children.csv", files / "inquiries.csv", "--out", files / name) == 2
    assert name[:40] in capsys.readouterr().err
    assert sorted(files.iterdir()) == before


def test_a_read_only_place_is_told_before_the_work(
    files: Path, run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_options: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("tracing.cli.targets.TemporaryFile", fail)
    assert run("match", files / "none.csv", files / "none.csv", "--out", files / "links.csv") == 2
    assert "links.csv: the file can't be written here (Read-only file system)" in capsys.readouterr().err


def test_a_full_disk_ends_with_1(
    files: Path, run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    before = sorted(files.iterdir())
    assert run("match", files / "children.csv", files / "inquiries.csv", "--out", files / "links.csv") == 1
    assert "links.csv: the file could not be written (No space left on device)" in capsys.readouterr().err
    assert sorted(files.iterdir()) == before


def test_unknown_columns_and_doubts_are_told(
    files: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = pd.read_csv(files / "children.csv", dtype=str).assign(shelter="Casa", note_2="x")
    frame.loc[0, "given_names"] = "=cmd|'/c calc'!A1"
    frame.to_csv(files / "children.csv", index=False)
    assert run("match", files / "children.csv", files / "inquiries.csv", "--out", files / "links.csv") == 0
    said = capsys.readouterr().err
    assert "children.csv: not in the file contract, kept and not used: 'shelter', 'note_2'" in said
    assert "doubtful: children.csv, line 2, given_names" in said


def test_standardise_keeps_unknown_columns_and_reads_its_own_result(files: Path, run: Run) -> None:
    frame = pd.read_csv(files / "children.csv", dtype=str).assign(shelter=["a", "b", "c"])
    frame.to_csv(files / "children.csv", index=False)
    first, again = files / "first.csv", files / "again.parquet"
    assert run("standardise", files / "children.csv", "--out", first) == 0
    assert run("standardise", first, "--out", again) == 0
    one, two = pd.read_csv(first, dtype=str), pd.read_parquet(again)
    assert one["shelter"].tolist() == two["shelter"].tolist() == ["a", "b", "c"]
    # Parquet holds the rows ready to be compared as well.
    assert [*one.columns, "forms"] == list(two.columns)


def test_standardise_of_no_records_has_all_columns(files: Path, run: Run) -> None:
    (files / "children.csv").write_text("record_id,full_name\n", encoding="utf-8")
    assert run("standardise", files / "children.csv", "--out", files / "u.csv") == 0
    assert "understood_name" in (files / "u.csv").read_text(encoding="utf-8")


def test_names_are_no_markup_and_steer_no_terminal(
    files: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "children.csv").write_text(HOSTILE, encoding="utf-8")
    (files / "inquiries.csv").write_text(
        "record_id,full_name,birth_date,inquirer_name\nI[/i]1,Ana [/u] Pop,2012,x\n", encoding="utf-8"
    )
    pair = ["--children", files / "children.csv", "--inquiries", files / "inquiries.csv"]
    assert run("check", files / "children.csv") == 3
    assert run("explain", "C2", "I[/i]1", *pair) == 0
    assert run("demo", "--data", files, "--out", files / "links.csv") == 0
    said = capsys.readouterr()
    assert "\x1b" not in said.out + said.err
    for text in ("[/b]", "Ana [/u] Pop", r"\x1b[2J", "I[/i]1 ← C2"):
        assert text in said.out


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("José Ñáñez", "José Ñáñez"),
        ("a\x1b[2Jb", r"a\x1b[2Jb"),
        ("a\u202eb", r"a\u202eb"),
        ("\udcff", r"\udcff"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert show.visible(text) == shown


def _command(*arguments: object, **environment: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", "from tracing.cli.main import main; main()", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_without_our_letters(files: Path, encoding: str) -> None:
    arguments = ["explain", "C1", "I1", "--children", files / "children.csv"]
    arguments += ["--inquiries", files / "inquiries.csv"]
    for option in ([], ["--json"]):
        process = _command(*arguments, *option, PYTHONIOENCODING=encoding)
        out, err = process.communicate()
        assert (process.returncode, err) == (0, b"")
        assert not option or json.loads(out)["child"]["origin_admin2"] == "Danlí"


def test_a_reader_that_goes_away_changes_no_exit_status(files: Path) -> None:
    process = _command("match", files / "children.csv", files / "inquiries.csv", "--out", files / "links.csv")
    assert process.stdout is not None
    process.stdout.close()
    process.communicate()
    assert process.returncode == 0
    assert (files / "links.csv").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stopped_command_leaves_nothing_half_written(tmp_path: Path, number: signal.Signals) -> None:
    out = tmp_path / "out"
    process = _command("samples", "--children", 500_000, "--inquiries", 500_000, "--out", out)
    while not (out / ".truth.csv.partial").exists():
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(number)
    _, err = process.communicate()
    assert process.returncode == 1
    assert b"tracing: stopped; no file was left half-written. Run the same command again" in err
    assert b"Traceback" not in err
    assert list(out.iterdir()) == []


STOPPED_WHILE_COMPARING = """
import os, sys, time
from pathlib import Path
from tracing.linkage import encode, local

# Small files as if they were large: standardised by processes of their own, and compared for a long time.
os.cpu_count = lambda: 2
encode.FEW, encode.PIECE, local.CHUNK = 0, 100, 20
compares, add, done = Path(sys.argv.pop()), local.Costs.add, []

def slowly(costs, found):
    add(costs, found)
    done.append(len(found.left))
    if len(done) == 3:
        compares.touch()
        time.sleep(600)

local.Costs.add = slowly
from tracing.cli.main import main
main(sys.argv[1:])
"""


def _started_by(process: int) -> set[int]:
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text(encoding="utf-8").rpartition(")")[2].split()[1]) == process:
                found.add(int(stat.parent.name))
    return found


def _lives(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in ("Z", "X")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to see the processes")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_match_that_is_stopped_while_it_compares_leaves_no_half_file_and_no_process(
    tmp_path: Path, number: signal.Signals
) -> None:
    sides = [SAMPLES / "children.csv", SAMPLES / "inquiries.csv"]
    out, compares = tmp_path / "links.csv", tmp_path / "compares"
    out.write_text("from before", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", STOPPED_WHILE_COMPARING, "match", *sides, "--out", out, compares],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    while not compares.exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    workers = _started_by(process.pid)
    assert len(workers) >= 2
    # From a terminal Ctrl-C comes to all of them at once.
    if number == signal.SIGINT:
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)
    _, err = process.communicate()
    assert process.returncode == 1
    assert b"tracing: stopped; no file was left half-written. Run the same command again" in err
    assert b"It was at: compare, " in err
    assert b"links.csv was not written, and the one from before stands as it was" in err
    assert b"Traceback" not in err
    assert {path.name for path in tmp_path.iterdir()} == {"links.csv", "compares"}
    assert out.read_text(encoding="utf-8") == "from before"
    assert [worker for worker in workers if _lives(worker)] == []


def test_version(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--version") == 0
    assert capsys.readouterr().out.startswith("tracing ")


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("match", "CHILDREN INQUIRIES"),
        ("check", "FILE"),
        ("standardise", "FILE"),
        ("explain", "CHILD_ID INQUIRY_ID"),
    ],
)
def test_help_names_its_arguments_and_what_the_exit_status_means(
    run: Run, capsys: pytest.CaptureFixture[str], command: str, arguments: str
) -> None:
    assert run(command, "--help") == 0
    said = capsys.readouterr().out.replace("{", "").replace("}", "")  # as some versions of typer write
    assert f"tracing {command} [OPTIONS] {arguments}" in said
    assert "Exit status" in said


def test_explain_says_that_rows_were_refused(
    files: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    with (files / "children.csv").open("a", encoding="utf-8") as handle:
        handle.write("C9,MX-DIF,Ana,Pop,,F,2012-13-45,GT,,,\n")
    pair = ["--children", files / "children.csv", "--inquiries", files / "inquiries.csv"]
    assert run("explain", "C9", "I1", *pair) == 2
    assert "1 rows were refused" in capsys.readouterr().err


@contextmanager
def _terminal(monkeypatch: pytest.MonkeyPatch, watched: bool) -> Iterator[io.StringIO]:
    screen = io.StringIO()
    monkeypatch.setattr(show, "errors", Console(file=screen, force_terminal=watched, width=200))
    monkeypatch.setattr(progress, "errors", show.errors)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    yield screen


@pytest.mark.parametrize("watched", [True, False])
def test_whoever_waits_is_told_why(monkeypatch: pytest.MonkeyPatch, watched: bool) -> None:
    with _terminal(monkeypatch, watched) as screen, progress.bar() as steps:
        steps.begin("read children.csv")
        steps("standardise", 3, 3)
        end = time.monotonic() + 20
        while "compiles the comparisons" not in screen.getvalue() and time.monotonic() < end:
            threading.Event().wait(0.05)
    assert "compiles the comparisons" in screen.getvalue()
    assert ("standardise" in screen.getvalue()) is watched


@pytest.mark.parametrize(
    ("plot", "status", "said"),
    [
        ("links.csv", 2, "unknown ending"),
        ("none/curves.png", 2, "does not exist"),
        ("truth.png", 2, "overwrite the input"),
        ("curves.PNG", 0, ""),
    ],
)
def test_curves_are_drawn_whole_or_not_at_all(
    files: Path, run: Run, capsys: pytest.CaptureFixture[str], plot: str, status: int, said: str
) -> None:
    (files / "truth.png").write_text("child_id,inquiry_id\nC1,I1\n", encoding="utf-8")
    links = files / "links.csv"
    assert run("match", files / "children.csv", files / "inquiries.csv", "--out", links) == 0
    before = {p.name for p in files.iterdir()}
    assert run("evaluate", links, "--truth", files / "truth.png", "--plot", files / plot) == status
    assert said in capsys.readouterr().err
    assert {p.name for p in files.iterdir()} - before == ({"curves.PNG"} if status == 0 else set())


def test_a_truth_without_pairs_measures_nothing(
    files: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "truth.csv").write_text("child_id,inquiry_id\n", encoding="utf-8")
    links = files / "links.csv"
    assert run("match", files / "children.csv", files / "inquiries.csv", "--out", links) == 0
    assert run("evaluate", links, "--truth", files / "truth.csv") == 2
    assert "names no pair" in capsys.readouterr().err
