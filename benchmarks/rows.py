"""One line of the report: what is measured, tracing's figure, the peers' figures, and how it was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from paired import Figure, Figures, differences, figure, ratios

__all__ = ["Results", "Row", "column"]

Results = Mapping[str, list[Figures] | str]
"""Figures of each program, run by run, or why it has none."""


@dataclass(frozen=True)
class Row:
    """``unit`` says how figures are written (see ``report``); ``better`` is ``higher`` or ``lower``, or ``""`` where
    neither is: such a row is shown and not judged."""

    section: str
    key: str
    line: str
    tracing: Figure
    unit: str
    better: str
    how: str
    peers: dict[str, Figure] = field(default_factory=dict)

    def against(self) -> dict[str, Figure]:
        """How many times better tracing is than each peer that has a figure, pair by pair."""
        if not self.better:
            return {}
        found = {name: ratios(self.tracing, theirs, self.better) for name, theirs in self.peers.items()}
        return {name: ratio for name, ratio in found.items() if ratio.values}

    def ahead(self) -> tuple[str, float] | None:
        """The peer that tracing is least ahead of, and by how much (median, pair by pair); below 0 it is behind."""
        if not self.better:
            return None
        found = {
            name: differences(self.tracing, theirs, self.better).median for name, theirs in self.peers.items()
        }
        known = {name: median for name, median in found.items() if median is not None}
        return min(known.items(), key=lambda pair: pair[1]) if known else None

    def closest(self) -> tuple[str, Figure] | None:
        """The peer that does best against tracing."""
        found = self.against()
        if not found:
            return None
        name = min(found, key=lambda peer: found[peer].median or 0.0)
        return name, found[name]


def column(results: Results, program: str, names: str | Sequence[str]) -> Figure:
    """One figure of one program over its runs; of several names the first that a run has."""
    if program not in results:
        return Figure((), "not run")
    runs = results[program]
    if isinstance(runs, str):
        return Figure((), runs)
    wanted = [names] if isinstance(names, str) else names
    values = [next((run[name] for name in wanted if name in run), None) for run in runs]
    # Runs are set side by side one by one: a gap would pair the wrong ones.
    return (
        figure(values)
        if None not in values
        else Figure((), "not measured" if not any(values) else "not in every run")
    )
