"""The thread that keeps the server running."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tracing.store.embedded import log, orphans
from tracing.store.embedded.errors import EmbeddedError
from tracing.store.embedded.folders import Folders
from tracing.store.embedded.postmaster import Postmaster
from tracing.store.embedded.programs import Programs

__all__ = ["Supervisor"]

_log = logging.getLogger(__name__)

_LONGEST_PAUSE = 30.0
_STEADY = 60.0
"""A server that has run so long has started well; the next pause is short again."""
_PATIENCE = 900.0
"""Recovery after a crash reads the write-ahead log; on a slow disk that takes minutes."""


class Supervisor:
    """Starts the server, starts it again whenever it ends, until ``stop``."""

    def __init__(
        self, folders: Folders, programs: Programs, socket: Path, configure: Callable[[], None]
    ) -> None:
        self._folders, self._programs, self._socket, self._configure = folders, programs, socket, configure
        self._stopping, self._started = threading.Event(), threading.Event()
        self._first_failure: EmbeddedError | None = None
        self._postmaster: Postmaster | None = None
        self._guard = threading.Lock()
        self.fault: str | None = None
        """Why the server doesn't run just now."""
        # A daemon, so that an interpreter that ends doesn't wait for it before `atexit` stops the server.
        self._thread = threading.Thread(target=self._run, name="embedded-postgres", daemon=True)

    def start(self) -> None:
        """Return when the server takes connections; ``EmbeddedError`` says why it doesn't."""
        self._thread.start()
        self._started.wait()
        if self._first_failure is not None:
            self._thread.join()
            raise self._first_failure

    def stop(self) -> None:
        """End the server and the thread."""
        self._stopping.set()
        with self._guard:
            if self._postmaster is not None:
                self._postmaster.stop()
        self._thread.join()

    def _run(self) -> None:
        pause = 0.0
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                self._once()
            except (EmbeddedError, OSError) as error:
                self.fault = (
                    log.explain(error, self._folders.root) if isinstance(error, OSError) else str(error)
                )
                if not self._started.is_set():
                    self._first_failure = EmbeddedError(self.fault)
                    self._started.set()
                    return
                if not self._stopping.is_set():
                    _log.error("%s; it is started again", self.fault)
            pause = 0.0 if time.monotonic() - began > _STEADY else min(max(2 * pause, 0.1), _LONGEST_PAUSE)
            self._stopping.wait(pause)

    def _once(self) -> None:
        """Run the server from its start to its end, which is a fault unless it was asked for."""
        orphans.clear(self._folders.cluster, self._socket)
        self._configure()
        with self._guard:
            if self._stopping.is_set():
                return
            self._postmaster = Postmaster(self._folders, self._programs)
        try:
            self._postmaster.wait_ready(_PATIENCE, self._stopping.is_set)
            if self.fault is not None:
                _log.warning("the database server runs again")
            self.fault = None
            self._started.set()
            status = self._postmaster.wait()
            if not self._stopping.is_set():
                raise EmbeddedError(
                    f"the database server ended with status {status}: {self._postmaster.why()}"
                )
        finally:
            with self._guard:
                self._postmaster.stop()
                self._postmaster = None
