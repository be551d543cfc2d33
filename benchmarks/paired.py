"""Runs that alternate (A B A B ...), and what is said of them: median, smallest, largest, ratios pair by pair.

A machine's speed drifts; two runs next to each other see the same drift, so their ratio says more than the ratio of two
medians.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from process import Failure

__all__ = ["Figure", "Figures", "alternate", "differences", "figure", "ratios"]

Figures = dict[str, float]
"""What one run gave, by name."""


@dataclass(frozen=True)
class Figure:
    """A figure measured once or several times; ``failure`` says why there is none."""

    values: tuple[float, ...]
    failure: str = ""

    @property
    def median(self) -> float | None:
        return statistics.median(self.values) if self.values else None


def figure(values: float | Sequence[float | None] | None) -> Figure:
    """Make a figure of one value or of several; those that are None are left out."""
    if values is None:
        return Figure((), "not measured")
    several = [values] if isinstance(values, int | float) else values
    known = tuple(float(value) for value in several if value is not None)
    return Figure(known, "" if known else "not measured")


def ratios(ours: Figure, theirs: Figure, better: str) -> Figure:
    """Return, pair by pair, how many times better ours is: above 1 is ours, whether ``higher`` or ``lower`` is better."""
    above, below = (ours, theirs) if better == "higher" else (theirs, ours)
    pairs = zip(above.values, below.values, strict=False)
    return figure([a / b for a, b in pairs if b] or None)


def differences(ours: Figure, theirs: Figure, better: str) -> Figure:
    """Return, pair by pair, by how much ours is better: above 0 is ours, whether ``higher`` or ``lower`` is better."""
    above, below = (ours, theirs) if better == "higher" else (theirs, ours)
    return figure([a - b for a, b in zip(above.values, below.values, strict=False)] or None)


def alternate(
    programs: Mapping[str, Callable[[], Figures]],
    repeats: int,
    say: Callable[[str], None],
) -> dict[str, list[Figures] | str]:
    """Run the programs one after another, ``repeats`` rounds of it.

    Returns each one's figures round by round, or, where one failed, why; a failed one isn't run again.
    """
    results: dict[str, list[Figures] | str] = {name: [] for name in programs}
    for number in range(1, repeats + 1):
        for name, program in programs.items():
            done = results[name]
            if isinstance(done, str):
                continue
            say(f"round {number} of {repeats}: {name}")
            try:
                done.append(program())
            except Failure as failure:
                results[name] = str(failure)
    return results
