"""The stages of a run on Spark: how long each takes, and how far Spark is with its own steps."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from tracing.linkage.encode import Progress

__all__ = ["Stages"]

_EACH = 1.0
"""Seconds from one look at Spark's steps to the next."""


class Stages:
    """Times the stages and tells them. What Spark makes of a stage, a few steps of many tasks, isn't known beforehand:
    each step is told as it comes, with the tasks that are done of it."""

    def __init__(self, progress: Progress | None) -> None:
        self.seconds: dict[str, float] = {}
        self._progress, self._stage, self._start = progress, "", 0.0
        self._steps: list[int] = []

    def begin(self, stage: str) -> None:
        """End the stage before and begin another."""
        self.end()
        self._stage, self._start, self._steps = stage, time.perf_counter(), []
        if self._progress is not None:
            self._progress(stage, 0, 1)

    def end(self) -> None:
        """End the stage."""
        if not self._stage:
            return
        self.seconds[self._stage] = time.perf_counter() - self._start
        if self._progress is not None:
            self._progress(self._stage, 1, 1)
        self._stage = ""

    @contextmanager
    def watching(self, tracker: Any) -> Iterator[None]:
        """Look every second, in a thread of its own, at what Spark is at (``SparkContext.statusTracker()``)."""
        if self._progress is None:
            yield
            return
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(_EACH):
                # What can't be told now will be in a second, or isn't worth a run.
                with suppress(Exception):
                    self.look(tracker)

        thread = threading.Thread(target=watch, daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def look(self, tracker: Any) -> None:
        """Tell how far Spark is with the earliest of its steps that are under way."""
        stage = self._stage
        for number in sorted(tracker.getActiveStageIds()):
            found = tracker.getStageInfo(number)
            # A step that has just ended is gone.
            if found is None or not stage or self._progress is None:
                continue
            if number not in self._steps:
                self._steps.append(number)
            if found.numCompletedTasks < found.numTasks:
                step = f"{stage}, step {self._steps.index(number) + 1}"
                self._progress(step, found.numCompletedTasks, found.numTasks)
                return
