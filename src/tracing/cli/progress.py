"""A progress bar on a terminal; silence elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from tracing.cli.show import errors
from tracing.linkage.local import Progress as Report

__all__ = ["bar"]


@contextmanager
def bar() -> Iterator[Report | None]:
    """Yield what a long step reports to, or None where nobody watches."""
    if not errors.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description:>12}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    with Progress(*columns, TimeRemainingColumn(), console=errors, transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage, total=total)
            progress.update(tasks[stage], completed=done, total=total)

        yield report
