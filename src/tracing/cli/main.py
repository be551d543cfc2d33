"""The command ``tracing``: runs a subcommand; every failure becomes one message and the right exit status.

Exit status (file contract): 0 done · 1 failed, nothing written · 2 wrong usage or unusable input · 3 done, but rows
were refused.
"""

from __future__ import annotations

import atexit
import gc
import io
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from tracing.cli import kept
from tracing.cli.garbage import collect_seldom

__all__ = ["main"]

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


class _Stopped(BaseException):
    """The user, or the machine on its way down, wants the command to end. No library may take it for its own."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; ends with SystemExit."""
    # A terminal that can't show a letter shows its number; that is no reason to fail.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    kept.forget()
    collect_seldom()
    try:
        with _signals():
            # Not at the top: loading everything takes a second or more, and a signal may come meanwhile.
            from tracing.cli.app import run

            # Else the interpreter looks for cycles among all there is before it ends: a second or more after a large
            # run.
            atexit.register(gc.freeze)
            status = run(arguments)
    except _Stopped as stopped:
        status = _say(str(stopped))
    sys.exit(status)


def _say(message: str) -> int:
    print(f"tracing: {message}", file=sys.stderr)  # noqa: T201
    return 1


@contextmanager
def _signals() -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        # One is enough: a second must not interrupt the tidying up.
        for name in before:
            signal.signal(name, signal.SIG_IGN)
        raise _Stopped(kept.told())

    before = {}
    try:
        for name in _SIGNALS:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, stop)
    except ValueError:  # not the main thread, where signals are somebody else's affair
        pass
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
