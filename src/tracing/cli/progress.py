"""What goes on, for whoever waits: bars on a terminal, elsewhere a line a minute, and one if nothing is heard for long."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TaskID, TextColumn
from rich.progress import TimeElapsedColumn as Elapsed
from rich.progress import TimeRemainingColumn as Remaining
from rich.text import Text

from tracing.cli import kept
from tracing.cli.show import error, errors

__all__ = ["Steps", "Told", "bar"]

Clock = Callable[[], float]
"""Seconds that only grow."""

PATIENCE = 3.0
"""Seconds without news after which the reason is given."""

MINUTE = 60.0
"""Seconds from one line to the next where there is no terminal."""

NOTE = "the first run on a machine compiles the comparisons, once, for up to a minute"


class Steps:
    """The steps of one command: called with what is done and what there is to do; ``begin`` where that isn't known."""

    def __init__(self, progress: Progress | None, clock: Clock = time.monotonic) -> None:
        self._progress = progress
        self._task: TaskID | None = None
        self._stage = ""
        self._done = 0
        self._total: int | None = None
        self._clock = clock
        self._heard = self._begun = clock()

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
        return self._clock() - self._heard

    def where(self) -> str:
        """Return the stage and, where it is known, how many per cent of it are done."""
        return f"{self._stage}, {100 * self._done // self._total} %" if self._total else self._stage

    def told(self) -> str:
        """Return the stage, how much of it is done, and how long it will still take if it goes on like that."""
        spent = self._clock() - self._begun
        if not self._total:
            return f"{self.where()}, for {_span(spent)} so far"
        left = (
            f"about {_span(spent * (self._total - self._done) / self._done)} left"
            if self._done
            else "just begun"
        )
        return f"{self.where()}, {left}"

    def _show(self, stage: str, done: int, total: int | None) -> None:
        self._heard = self._clock()
        new = stage != self._stage or done < self._done
        if new:
            self._begun = self._heard
        self._stage, self._done, self._total = stage, done, total
        if self._progress is None:
            return
        if self._task is None or new:
            if self._task is not None and self._progress.tasks[-1].total is None:
                self._progress.remove_task(self._task)
            self._task = self._progress.add_task(stage, total=total)
        self._progress.update(self._task, completed=done, total=total)


def _span(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return f"{round(seconds)} s"
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"


class Told:
    """What is said where nobody watches a bar: once why nothing is heard, and each minute where the work is."""

    def __init__(self, steps: Steps, clock: Clock = time.monotonic) -> None:
        self._steps, self._clock = steps, clock
        self._explained = False
        self._next = clock() + MINUTE

    def due(self) -> list[str]:
        """Return the lines to write now."""
        lines = []
        if not self._explained and self._steps.silence() > PATIENCE:
            self._explained = True
            lines.append(f"tracing: still working ({NOTE})")
        now = self._clock()
        if now >= self._next:
            # After a machine has slept, one line is enough.
            self._next = now + MINUTE
            lines.append(f"tracing: {self._steps.told()}")
        return lines


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
        steps = Steps(None)
        with _told(steps):
            yield steps
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
        kept.where(watched[0].where)
        try:
            yield watched[0]
        finally:
            kept.where(None)


@contextmanager
def _told(steps: Steps) -> Iterator[None]:
    ended = threading.Event()
    told = Told(steps)

    def watch() -> None:
        while not ended.wait(0.5):
            for line in told.due():
                error(line)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    kept.where(steps.where)
    try:
        yield
    finally:
        kept.where(None)
        ended.set()
        thread.join()
