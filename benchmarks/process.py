"""Run one command as a child process and say what it took: wall, user and system seconds, and memory.

Two figures of memory, since they answer different questions: ``peak_mib`` is the largest resident set of any one
process (the kernel's own count), ``tree_mib`` the most that the command and its children held together, looked at
five times a second (shared pages count once for each process, so it is rather too high).
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Failure", "Run", "available_mib", "run"]

PAUSE = 0.2
"""Seconds between two looks at memory and time."""

PAGE_MIB = os.sysconf("SC_PAGE_SIZE") / 2**20

SHOWN = 2000
"""Characters of a failed command's last words that are kept."""


@dataclass(frozen=True)
class Run:
    """What one command took. Seconds, MiB; ``output`` is what it printed."""

    wall: float
    user: float
    system: float
    peak_mib: float
    tree_mib: float
    output: str


class Failure(Exception):  # noqa: N818 - a result to report, not a fault of this program
    """A command that did not finish; the message says why, in words fit for the report."""


def _without_places(said: str) -> str:
    """Leave out where on this machine the project lies: reports are for others."""
    return said.replace(f"{Path(__file__).resolve().parents[1]}/", "")


def available_mib() -> float:
    """Memory that a new process could have, in MiB (Linux)."""
    for line in Path("/proc/meminfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) / 1024
    raise OSError("/proc/meminfo doesn't name MemAvailable")


def _resident_mib(pid: int) -> float:
    """What a process and its descendants hold; those that have just ended count nothing."""
    try:
        own = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * PAGE_MIB
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return 0.0
    for task in tasks:
        try:
            below = (task / "children").read_text(encoding="ascii").split()
        except OSError:
            continue
        own += sum(_resident_mib(int(child)) for child in below)
    return own


class _Watch(threading.Thread):
    """Looks at a process until told to stop; ends it where it passes a limit."""

    def __init__(self, pid: int, memory_mib: float | None, seconds: float | None) -> None:
        super().__init__(daemon=True)
        self.pid, self.memory_mib, self.seconds = pid, memory_mib, seconds
        self.most = 0.0
        self.ended_for: str | None = None
        self._over = threading.Event()

    def run(self) -> None:
        start = time.monotonic()
        while not self._over.wait(PAUSE):
            self.most = max(self.most, _resident_mib(self.pid))
            if self.memory_mib is not None and self.most > self.memory_mib:
                self._end(f"stopped at the limit of {self.memory_mib / 1024:.1f} GiB of memory")
            elif self.seconds is not None and time.monotonic() - start > self.seconds:
                self._end(f"stopped at the limit of {self.seconds / 60:.0f} minutes")

    def _end(self, reason: str) -> None:
        if self.ended_for is None:
            self.ended_for = reason
            os.killpg(self.pid, signal.SIGKILL)

    def stop(self) -> None:
        self._over.set()
        self.join()


def run(
    command: Sequence[str | Path],
    *,
    memory_mib: float | None = None,
    seconds: float | None = None,
    may_end_with: Sequence[int] = (0,),
) -> Run:
    """Run ``command`` to its end; Failure where it ends otherwise than ``may_end_with`` or passes a limit."""
    # A terminal's width would break the lines that are read back.
    surroundings = {**os.environ, "COLUMNS": "200", "PYTHONWARNINGS": "ignore"}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as problems:
        start = time.perf_counter()
        child = subprocess.Popen(  # noqa: S603 - our own commands
            [str(part) for part in command],
            stdout=out,
            stderr=problems,
            stdin=subprocess.DEVNULL,
            env=surroundings,
            start_new_session=True,
        )
        watch = _Watch(child.pid, memory_mib, seconds)
        watch.start()
        try:
            _, status, usage = os.wait4(child.pid, 0)
        except BaseException:
            os.killpg(child.pid, signal.SIGKILL)
            raise
        wall = time.perf_counter() - start
        watch.stop()
        child.returncode = os.waitstatus_to_exitcode(status)
        for stream in (out, problems):
            stream.seek(0)
        printed, said = (stream.read().decode("utf-8", "replace") for stream in (out, problems))
    if watch.ended_for:
        raise Failure(watch.ended_for)
    if child.returncode == -signal.SIGKILL:
        raise Failure("ended by the system, probably for want of memory")
    if child.returncode not in may_end_with:
        raise Failure(f"ended with status {child.returncode}:\n{_without_places(said.strip())[-SHOWN:]}")
    peak = usage.ru_maxrss / 1024
    return Run(wall, usage.ru_utime, usage.ru_stime, peak, max(watch.most, peak), printed)
