"""One run of the server: from its start to its end."""

from __future__ import annotations

import functools
import shutil
import signal
import subprocess
import time
from collections.abc import Callable

from tracing.store.embedded import log
from tracing.store.embedded.errors import EmbeddedError
from tracing.store.embedded.folders import Folders
from tracing.store.embedded.programs import Programs

__all__ = ["Postmaster"]

_FAST, _IMMEDIATE = 120.0, 20.0
_READY_LINE = 7


class Postmaster:
    """A server process. Made by the thread that waits for its end: where the system can (Linux), the server is told to
    stop when that thread ends, so that it doesn't outlive a supervisor that was killed."""

    def __init__(self, folders: Folders, programs: Programs) -> None:
        self._folders = folders
        log.rotate(folders.log)
        folders.log.touch(mode=0o600)
        folders.log.chmod(0o600)
        self._told_before = folders.log.stat().st_size
        command = [str(programs.path("postgres")), "-D", str(folders.cluster)]
        command = [*_ends_with_us(), *command]
        lent = {} if folders.account is None else folders.account.lend()
        # Nothing of our environment: it holds secrets, and PostgreSQL would take PG* variables for its own.
        with folders.log.open("ab") as said:
            self._process = subprocess.Popen(  # noqa: S603
                command,
                cwd="/",
                env={"LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
                umask=0o077,
                **lent,
            )

    @property
    def number(self) -> int:
        """The process's number."""
        return self._process.pid

    def wait_ready(self, seconds: float, given_up: Callable[[], bool]) -> None:
        """Wait until connections are taken; ``EmbeddedError`` says why they aren't."""
        until = time.monotonic() + seconds
        while not self._ready():
            if self._process.poll() is not None:
                raise EmbeddedError(f"the database server didn't start: {self.why()}")
            if given_up():
                raise EmbeddedError("the database server was stopped while it started")
            if time.monotonic() > until:
                raise EmbeddedError(f"the database server isn't ready after {seconds:.0f} s: {self.why()}")
            time.sleep(0.02)

    def wait(self) -> int:
        """Wait for the end and return the status."""
        return self._process.wait()

    def stop(self) -> None:
        """End the server: connections are cut, what was confirmed is on disk."""
        for number, seconds in ((signal.SIGINT, _FAST), (signal.SIGQUIT, _IMMEDIATE), (signal.SIGKILL, None)):
            if self._process.poll() is None:
                self._process.send_signal(number)
                try:
                    self._process.wait(seconds)
                except subprocess.TimeoutExpired:
                    continue

    def why(self) -> str:
        """Return what the server said of its end."""
        with self._folders.log.open("rb") as file:
            file.seek(self._told_before)
            return log.reason(
                file.read().decode("utf-8", errors="replace"), self._folders.root, self._folders.log
            )

    def _ready(self) -> bool:
        try:
            lines = (
                (self._folders.cluster / "postmaster.pid")
                .read_text(encoding="ascii", errors="replace")
                .splitlines()
            )
        except OSError:
            return False
        return (
            len(lines) > _READY_LINE
            and lines[0].strip() == str(self.number)
            and lines[_READY_LINE].strip() == "ready"
        )


@functools.cache
def _ends_with_us() -> tuple[str, ...]:
    """Return the words before a command that have it told to stop when its parent ends; none where that can't be."""
    guard = shutil.which("setpriv")
    if guard is None:
        return ()
    words = (guard, "--pdeathsig", "INT", "--")
    tried = subprocess.run(  # noqa: S603
        [*words, guard, "--version"], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return words if tried.returncode == 0 else ()
