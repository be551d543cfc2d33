"""The worker's process under a service: started again when it dies, and gone when the service is."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from typing import IO

from tracing.api.logs import logger
from tracing.store.database import Addresses

__all__ = ["WorkerProcess"]

_SHORTEST, _LONGEST = 0.5, 30.0
_STEADY = 60.0
"""Seconds; a worker that has run so long has started well, and the next pause is short again."""
_GRACE = 8.0
"""Seconds that jobs under way have to be finished or handed back."""


class WorkerProcess:
    """A child of this process that works jobs off. It reads where the database is from a pipe, so that no password
    stands in its environment, and ends when the pipe does: also when this process was killed."""

    def __init__(self, address: Addresses, keyring: str, connections: int) -> None:
        self._given = (
            json.dumps({"address": asdict(address), "keyring": keyring, "connections": connections}).encode()
            + b"\n"
        )
        self._stopping = threading.Event()
        self._guard = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name="worker-process", daemon=True)
        self.starts = 0
        """How often it was started."""

    def start(self) -> None:
        """Start it, and keep it running until ``stop``."""
        self._start()
        self._thread.start()

    def stop(self) -> None:
        """Have it finish or hand back its jobs, and end it."""
        self._stopping.set()
        with self._guard:
            process = self._process
        if process is not None:
            _close(process.stdin)
            try:
                process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                process.kill()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        pause = _SHORTEST
        while True:
            process, began = self._process, time.monotonic()
            assert process is not None
            status = process.wait()
            _close(process.stdin)
            if self._stopping.is_set():
                return
            pause = _SHORTEST if time.monotonic() - began > _STEADY else pause
            logger().error("worker_died", status=status, attempt=self.starts)
            if self._stopping.wait(pause):
                return
            pause = min(2 * pause, _LONGEST)
            self._start()

    def _start(self) -> None:
        with self._guard:
            if self._stopping.is_set():
                return
            # In a session of its own: Ctrl-C on the terminal is the service's affair, which ends it in good order. -P:
            # what lies in the folder that the service was started in is none of its modules.
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "tracing.cli.serving.worker_child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
            self.starts += 1
            pipe = self._process.stdin
            assert pipe is not None
            try:
                pipe.write(self._given)
                pipe.flush()
            except BrokenPipeError:
                pass  # it has died already, which is noticed in a moment


def _close(pipe: IO[bytes] | None) -> None:
    try:
        if pipe is not None:
            pipe.close()
    except BrokenPipeError:
        pass
