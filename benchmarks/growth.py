"""Lines of growth: what ten times the records take, in pairs, time and memory."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import programs
from data import Sample
from paired import Figure, Figures, figure
from process import Failure, available_mib
from quality import Quality
from rows import Results, Row
from speed import linked_figures, splink_figures

__all__ = ["Step", "growth", "rows", "step_of"]

MEMORY_SHARE = 0.9
"""Share of the memory that is free now beyond which a program is stopped: the machine must stay up to report it."""

LONGEST = 3 * 3600.0
"""Seconds after which a peer is stopped."""

Programs = dict[str, Figures | str]


@dataclass(frozen=True)
class Step:
    """One size: the figures of each program (``tracing``, ``splink merged``), or why it has none."""

    sample: Sample
    found: Programs = field(default_factory=dict)


def step_of(sample: Sample, found: Results, quality: Quality) -> Step:
    """The step of a sample that ``speed`` has measured already: the median run's figures, one by one."""
    middle: Programs = {}
    for name in ("tracing", "splink merged"):
        runs = found.get(name, "not run")
        if isinstance(runs, str):
            middle[name] = runs
        else:
            medians = {key: figure([run[key] for run in runs]).median for key in runs[0]}
            middle[name] = {key: value for key, value in medians.items() if value is not None}
    return _with_completeness(Step(sample, middle), quality)


def _with_completeness(step: Step, quality: Quality) -> Step:
    for name, figures in step.found.items():
        known = quality.completeness.get(step.sample.name, {}).get(name)
        if known is not None and not isinstance(figures, str):
            figures["pair_completeness"] = known
    return step


def growth(sample: Sample, work: Path, model: Path, quality: Quality, say: Callable[[str], None]) -> Step:
    """Measure one size; Splink with a model that was trained on another, since training isn't asked for here."""
    limit = MEMORY_SHARE * available_mib()
    known = sample.name in quality.completeness

    def tracing() -> Figures:
        done = programs.match(sample, work, memory_mib=limit)
        figures = linked_figures(done) | _best(sample, done)
        if not known:
            found = programs.engine("blocking", sample.folder)
            figures["pair_completeness"] = found["true_pairs"] / found["truths"]
        return figures

    def splink() -> Figures:
        done = programs.splink(sample, work, "merged", model=model, memory_mib=limit, seconds=LONGEST)
        return splink_figures(done) | _best(sample, done)

    found: Programs = {}
    for name, program in (("tracing", tracing), ("splink merged", splink)):
        say(f"{sample.name}: {name}")
        try:
            found[name] = program()
        except Failure as failure:
            found[name] = f"did not finish: {failure}"
    return _with_completeness(Step(sample, found), quality)


def _best(sample: Sample, done: programs.Linked) -> Figures:
    return {"f1_best": programs.score(sample, done.links)["best"]["f1"]}


def _figure(step: Step, program: str, name: str) -> Figure:
    figures = step.found.get(program, "not run")
    return Figure((), figures) if isinstance(figures, str) else figure(figures.get(name))


def _exponent(small: Step, large: Step, program: str, name: str) -> Figure:
    a, b = (_figure(step, program, name) for step in (small, large))
    if not a.median or not b.median:
        return Figure((), b.failure or a.failure)
    return figure(math.log(b.median / a.median) / math.log(large.sample.records / small.sample.records))


def _per_record(small: Step, large: Step, program: str) -> Figure:
    """KiB that each further record takes."""
    a, b = (_figure(step, program, "tree_mib") for step in (small, large))
    if a.median is None or b.median is None:
        return Figure((), b.failure or a.failure)
    return figure(1024 * (b.median - a.median) / (large.sample.records - small.sample.records))


SIZES = (
    ("pairs", "compared pairs", "count", "lower", "each by its own blocking rules"),
    ("pair_completeness", "pair completeness of blocking", "share", "higher", "true pairs among these"),
    ("f1_best", "F1, best threshold", "share", "higher", "as under Quality"),
    ("block_to_rank", "block to rank", "seconds", "lower", "as under Speed"),
    ("peak_mib", "memory, largest process", "MiB", "lower", "kernel's peak resident set"),
    ("tree_mib", "memory, all processes together", "MiB", "lower", "summed five times a second"),
)


def rows(steps: Sequence[Step]) -> list[Row]:
    """The lines of each size, then those between one size and the next."""
    section, lines = "Growth, own maker", []
    for step in steps:
        for name, line, unit, better, how in SIZES:
            if not any(name in figures for figures in step.found.values()):
                continue
            peers = {"Splink merged": _figure(step, "splink merged", name)}
            title = f"{step.sample.size}: {line}"
            key = f"growth.{step.sample.records}.{name}"
            lines.append(Row(section, key, title, _figure(step, "tracing", name), unit, better, how, peers))
    for small, large in pairwise(steps):
        between = f"{small.sample.records:,} → {large.sample.records:,} records"
        for name, line, how in (
            ("pairs", "exponent of compared pairs", "1: as the records; 2: as their square"),
            ("block_to_rank", "exponent of block to rank", "the same of its seconds"),
        ):
            key = f"growth.{large.sample.records}.{name}_exponent"
            peers = {"Splink merged": _exponent(small, large, "splink merged", name)}
            ours = _exponent(small, large, "tracing", name)
            lines.append(Row(section, key, f"{between}: {line}", ours, "number", "lower", how, peers))
        peers = {"Splink merged": _per_record(small, large, "splink merged")}
        lines.append(Row(
            section, f"growth.{large.sample.records}.kib_per_record", f"{between}: memory per further record",
            _per_record(small, large, "tracing"), "KiB", "lower", "difference of memory / difference of records", peers,
        ))  # fmt: skip
    return lines
