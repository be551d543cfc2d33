"""What a reviewer presses: one key at a time on a terminal, the first letter of a line elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Protocol

__all__ = ["Keys", "keys"]


class Keys(Protocol):
    """Gives keys; an empty text at the end of what there is to read."""

    def read(self) -> str:
        """Return the next key, in small letters."""
        ...


class _Lines:
    """The first letter of each line: for scripts, and where a terminal can't give single keys."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def read(self) -> str:
        line = self._stream.readline()
        return line.strip()[:1].lower() or ("\n" if line else "")


class _Terminal:
    """Single keys of a terminal (POSIX)."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def read(self) -> str:
        # What a key sends (an arrow sends three bytes) is taken whole, and a letter beyond ASCII isn't torn.
        return os.read(self._descriptor, 16).decode("utf-8", errors="ignore")[:1].lower()


@contextmanager
def keys() -> Iterator[Keys]:
    """Give the keys of whoever sits there; the terminal is as it was afterwards, however it ends."""
    try:
        import termios
        import tty

        descriptor = sys.stdin.fileno()
        before = termios.tcgetattr(descriptor)
    except (ImportError, ValueError, OSError, termios.error):
        yield _Lines(sys.stdin)
        return
    try:
        tty.setcbreak(descriptor)
        yield _Terminal(descriptor)
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
