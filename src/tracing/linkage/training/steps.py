"""How far the iteration is, for whoever waits: EM doesn't know how many steps it will take, but it nears its end steadily."""

from __future__ import annotations

import math

from tracing.linkage.encode import Progress
from tracing.linkage.training.em import ENOUGH, Step

__all__ = ["told"]


def told(progress: Progress | None, step: Step | None, start: int, starts: int) -> Step | None:
    """Return what to call after each iteration of one of several starts: ``step``, and ``progress`` in per cent.

    The change falls by about the same factor with each step, so its logarithm tells how much of the way is done.
    """
    if progress is None:
        return step
    first, done = math.nan, 0

    def tell(number: int, sizes: dict[str, float], change: float) -> None:
        nonlocal first, done
        first = max(change, ENOUGH) if number == 1 else first
        if change <= ENOUGH:
            done = 100
        elif first > ENOUGH:
            done = max(done, round(99 * (1 - math.log(change / ENOUGH) / math.log(first / ENOUGH))))
        progress(f"learn, start {start} of {starts}", done, 100)
        if step is not None:
            step(number, sizes, change)

    return tell
