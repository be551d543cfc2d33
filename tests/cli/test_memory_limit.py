"""``--memory`` under a limit that the system enforces: the run keeps within it, and writes what it writes without one."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tracing.linkage.matcher import load_matcher, write_matcher
from tracing.linkage.memory import LEAST
from tracing.samples import generate

LIMITED = """
import os, resource, sys
from pathlib import Path
from tracing.linkage import memory

os.cpu_count = lambda: 2  # each thread has a stack
limit, told = int(sys.argv.pop()), Path(sys.argv.pop())
if limit:
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
taken = memory._taken

def noted():
    status = Path("/proc/self/status").read_text()
    told.write_text(status.split("VmData:")[1].split()[0])
    return taken()

memory._taken = noted
from tracing.cli.main import main
main(sys.argv[1:])
"""
"""Runs the command with at most so many bytes of data, and notes the data (KiB) it has when it looks what is left."""

SLACK = 96 << 20
"""Stacks of threads, allocators' spare room and what a pair takes beyond what it is reckoned with."""

Limited = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some thousand records, and a matcher whose rules bring far too many keys: born in nearly the same year, again and
    again."""
    folder = tmp_path_factory.mktemp("limited")
    generate(3000, 512, 5, folder)
    shipped = load_matcher("default")
    born = replace(shipped.blocking[0], parts=("birth_year_near",), at_least=0.0)
    loose = tuple(replace(born, name=f"birth year {number}") for number in range(24))
    write_matcher(replace(shipped, blocking=loose, candidate=None), folder / "loose.toml")
    return folder


@pytest.fixture
def limited(files: Path) -> Limited:
    """Match the files with more arguments under a hard limit of bytes, 0 for none; return the status and what was said."""

    def run(out: str, *more: str, limit: int = 0) -> tuple[int, str]:
        done = subprocess.run(
            [
                sys.executable, "-c", LIMITED, "match", files / "children.csv", files / "inquiries.csv",
                "--out", files / out, "--matcher", files / "loose.toml", *more, files / "data", str(limit),
            ],
            capture_output=True,
            text=True,
        )  # fmt: skip
        return done.returncode, done.stderr

    return run


@pytest.mark.skipif(sys.platform != "linux", reason="other systems don't limit data, or don't tell it")
def test_a_run_keeps_within_its_memory_under_a_hard_limit(files: Path, limited: Limited) -> None:
    status, said = limited("free.csv")
    assert status == 0, said
    status, said = limited("none.csv", "--memory", "64MiB")
    assert status == 2
    least = re.search(r"at least ([0-9.]+) GiB", said)
    assert least is not None
    data = int((files / "data").read_text(encoding="ascii")) << 10
    limit = data + LEAST + SLACK
    memory = f"{1.02 * float(least[1]):.3f}GiB"
    status, said = limited("tight.csv", "--memory", memory, limit=limit)
    assert status == 0, said
    assert (files / "tight.csv").read_bytes() == (files / "free.csv").read_bytes()
    # The limit is a hard one: a run that doesn't know of it comes to nothing, and says so.
    status, said = limited("blind.csv", limit=limit)
    assert status == 1
    assert "out of memory; no file was left half-written" in said
    assert sorted(path.name for path in files.glob("*.csv*") if "blind" in path.name) == []
