"""What goes on, for whoever waits: bars on a terminal, one line elsewhere if nothing was heard for long."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TaskID, TextColumn
from rich.progress import TimeElapsedColumn as Elapsed
from rich.progress import TimeRemainingColumn as Remaining
from rich.text import Text

from tracing.cli.show import error, errors

__all__ = ["Steps", "bar"]

PATIENCE = 3.0
"""Seconds without news after which the reason is given."""

NOTE = "the first run on a machine compiles the comparisons, once, for up to a minute"


class Steps:
    """The steps of one command: called with what is done and what there is to do; ``begin`` where that isn't known."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._task: TaskID | None = None
        self._stage = ""
        self._done = 0
        self._heard = time.monotonic()

    def begin(self, stage: str) -> None:
        """Say that a step begins whose length is not known."""
        self._show(stage, 0, None)

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Say how far a step is; after its last part, that something follows."""
        self._show(stage, done, total)
        if done >= total:
            self._show("working", 0, None)

    def silence(self) -> float:
        """Return the seconds since something was last heard."""
        return time.monotonic() - self._heard

    def _show(self, stage: str, done: int, total: int | None) -> None:
        self._heard = time.monotonic()
        if self._progress is None:
            return
        if self._task is None or stage != self._stage or done < self._done:
            if self._task is not None and self._progress.tasks[-1].total is None:
                self._progress.remove_task(self._task)
            self._task = self._progress.add_task(stage, total=total)
        self._stage, self._done = stage, done
        self._progress.update(self._task, completed=done, total=total)


class _Note(ProgressColumn):
    """Gives the likely reason beside a step that is silent for long."""

    def __init__(self, watched: list[Steps]) -> None:
        super().__init__()
        self._watched = watched

    def render(self, task: Task) -> Text:
        silent = task.total is None and any(s.silence() > PATIENCE for s in self._watched)
        return Text(NOTE if silent and task.description == "working" else "", style="dim")


@contextmanager
def bar() -> Iterator[Steps]:
    """Yield what the steps of a command report to."""
    if not errors.is_terminal:
        with _told_once() as quiet:
            yield quiet
        return
    watched: list[Steps] = []
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description:>12}"),
        BarColumn(20),
        TextColumn("{task.percentage:>3.0f} %"),
        Elapsed(),
        Remaining(compact=True),
        _Note(watched),
    )
    with Progress(*columns, console=errors, transient=True) as progress:
        watched.append(Steps(progress))
        yield watched[0]


@contextmanager
def _told_once() -> Iterator[Steps]:
    quiet = Steps(None)
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.5):
            if quiet.silence() > PATIENCE:
                error(f"tracing: still working ({NOTE})")
                return

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield quiet
    finally:
        ended.set()
        thread.join()
