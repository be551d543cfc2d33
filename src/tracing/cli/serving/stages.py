"""What a long start is at, for whoever waits: a line for each stage that takes more than two seconds, and again."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tracing.cli.show import error

__all__ = ["stage", "tell"]

_PATIENCE = 2.0
_AGAIN = 10.0


def tell(line: str) -> None:
    """Print a line on the error stream."""
    error(f"tracing: {line}")


@contextmanager
def stage(doing: str) -> Iterator[None]:
    """Say what is being done as long as it lasts; nothing where it is done at once."""
    done = threading.Event()
    began = time.monotonic()

    def watch() -> None:
        pause = _PATIENCE
        while not done.wait(pause):
            waited = time.monotonic() - began
            tell(f"{doing} …" if pause == _PATIENCE else f"{doing} … ({waited:.0f} s)")
            pause = _AGAIN

    thread = threading.Thread(target=watch, name="stage", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
