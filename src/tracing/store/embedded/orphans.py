"""Servers and their processes that an earlier supervisor left behind when it was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from tracing.store.embedded.errors import EmbeddedError

__all__ = ["clear", "processes_in"]

_PROC = Path("/proc")
_FAST, _IMMEDIATE = 60.0, 10.0


def processes_in(cluster: Path) -> list[int]:
    """Return the numbers of all processes of a server on these data: each of them works in the data's folder."""
    if not _PROC.is_dir():
        return _postmaster_by_ps(cluster)
    found = []
    wanted = os.path.realpath(cluster)
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                if str((entry / "cwd").readlink()) == wanted:
                    found.append(int(entry.name))
    return found


def clear(cluster: Path, socket: Path | None = None) -> None:
    """Stop what still runs on these data, cleanly if it can be, and remove the marks that it ran.

    The caller holds the lock, so nobody else's server can be meant.
    """
    mark = cluster / "postmaster.pid"
    postmaster = _marked(mark)
    running = processes_in(cluster)
    if postmaster in running:
        _send([postmaster], signal.SIGINT)
        running = _wait(cluster, _FAST)
    elif running:
        # Their postmaster is dead; they notice that and end, unless they are in the middle of something long.
        running = _wait(cluster, 2.0)
    for last_resort in (signal.SIGQUIT, signal.SIGKILL):
        if running:
            _send(running, last_resort)
            running = _wait(cluster, _IMMEDIATE)
    if running:
        raise EmbeddedError(f"processes {running} still work on {cluster} and can't be ended")
    if _PROC.is_dir():
        # By now the number in it may be another program's, which PostgreSQL would take for a server.
        for left in (mark, *(socket.glob(".s.PGSQL.*") if socket is not None else ())):
            left.unlink(missing_ok=True)


def _marked(mark: Path) -> int:
    try:
        return int(mark.read_text(encoding="ascii", errors="replace").splitlines()[0])
    except (OSError, ValueError, IndexError):
        return 0


def _send(processes: list[int], number: int) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, number)


def _wait(cluster: Path, seconds: float) -> list[int]:
    until = time.monotonic() + seconds
    while (running := processes_in(cluster)) and time.monotonic() < until:
        time.sleep(0.05)
    return running


def _postmaster_by_ps(cluster: Path) -> list[int]:
    """Where there is no /proc (macOS), ask ``ps`` whether the marked process is a server on these data."""
    number = _marked(cluster / "postmaster.pid")
    if number <= 0:
        return []
    told = subprocess.run(  # noqa: S603
        ["/bin/ps", "-ww", "-o", "command=", "-p", str(number)], capture_output=True, text=True, check=False
    )
    return [number] if str(cluster) in told.stdout else []
