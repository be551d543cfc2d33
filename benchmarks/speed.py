"""Lines of speed on the large sample: tracing and Splink, run after run in turn."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import programs
import single
from data import Sample
from paired import Figures, alternate
from plan import Plan
from rows import Results, Row, column

__all__ = ["linked_figures", "rows", "speed", "splink_figures"]


def linked_figures(done: programs.Linked) -> Figures:
    """Stages, whole run, memory and pairs of one `tracing match`."""
    report, run = done.report, done.run
    return {
        "block_to_rank": report["seconds, block"] + report["seconds, compare"],
        "whole": run.wall,
        "processor": run.user + run.system,
        "peak_mib": run.peak_mib,
        "tree_mib": run.tree_mib,
        "pairs": report["pairs compared"],
    }


def splink_figures(done: programs.Linked) -> Figures:
    """The same of one Splink run whose model was loaded; `whole` and memory are up to the written links."""
    report = done.report
    figures: Figures = {
        "block_to_rank": report["seconds"]["setup"] + report["seconds"]["predict"],
        "whole": report["seconds"]["whole"],
        "peak_mib": report["peak_rss_mib"],
        "tree_mib": report["peak_rss_mib"],
        "pairs": float(report["pairs_compared"]),
    }
    if "score_blocked" in report:
        scored = report["score_blocked"]
        figures["pairs_per_second"] = scored["pairs"] / min(scored["seconds"])
    return figures | single.splink_figures(report)


def speed(plan: Plan, sample: Sample, work: Path, say: Callable[[str], None]) -> Results:
    """Run all of it on one sample, in turn."""
    say(f"{sample.name}: standardising to Parquet")
    prepared = programs.standardise(sample, work)
    given = work / "pairs.parquet"
    singles = ["--single", str(plan.peer_queries), "--score-one", str(plan.peer_pairs)]

    def splink(form: str) -> Figures:
        # The candidates of the first set-up are the pairs that everybody scores.
        blocked = given if form == plan.speed_forms[0] else work / f"pairs-{form}.parquet"
        model = work / f"splink-{form}-model.json"
        done = programs.splink(sample, work, form, "--blocked", blocked, *singles, model=model)
        return splink_figures(done)

    def pairs() -> Figures:
        found = programs.engine("pairs", sample.folder, given)
        return {
            "pairs_per_second": found["pairs"] / min(found["seconds"]),
            "scored_pairs": float(found["pairs"]),
        }

    chosen: dict[str, Callable[[], Figures]] = {
        "tracing": lambda: linked_figures(programs.match(sample, work)),
        f"splink {plan.speed_forms[0]}": lambda: splink(plan.speed_forms[0]),
        "tracing standardised": lambda: linked_figures(programs.match(sample, work, standardised=True)),
        "tracing pairs": pairs,
        **{f"splink {form}": partial(splink, form) for form in plan.speed_forms[1:]},
        "tracing single": lambda: single.tracing_figures(programs.engine("single", sample.folder, "--queries", str(plan.queries))),
        "tracing explain": lambda: single.explained(programs.engine("explain", sample.folder, "--pairs", str(plan.pairs))),
    }  # fmt: skip
    return {**alternate(chosen, plan.repeats, say), "tracing standardise": [{"whole": prepared}]}


def rows(plan: Plan, sample: Sample, found: Results) -> list[Row]:
    """The lines of the report, single inquiries apart (``single.rows``)."""
    section = f"Speed, {sample.size}"
    names = {f"splink {form}": f"Splink {form}" for form in plan.speed_forms}

    def row(key: str, line: str, ours: str, figure_name: str, unit: str, better: str, how: str) -> Row:
        peers = {title: column(found, name, figure_name) for name, title in names.items()}
        return Row(section, f"speed.{key}", line, column(found, ours, figure_name), unit, better, how, peers)

    whole = "process start to written links; Splink: its model trained and saved beforehand, clock stopped at its links"
    return [
        row("block_to_rank", "block, compare, score, rank", "tracing", "block_to_rank", "seconds", "lower",
            "tracing: stages `block` + `compare`; Splink: `setup` + `predict`, training left out"),
        row("whole", "whole run from CSV", "tracing", "whole", "seconds", "lower", whole),
        row("second", "whole run from standardised Parquet", "tracing standardised", "whole", "seconds", "lower",
            f"{whole}; Splink knows no such files and starts from CSV"),
        Row(section, "speed.standardise", "standardising both files to Parquet, once",
            column(found, "tracing standardise", "whole"), "seconds", "", "`tracing standardise`, both files"),
        row("pairs", "pairs compared by every comparison, per second", "tracing pairs", "pairs_per_second", "count",
            "higher", "Splink's own candidates for both, all cores, blocking left out, nothing stopped early; tracing from encoded records, Splink from registered tables"),
        row("peak", "memory, largest process", "tracing", "peak_mib", "MiB", "lower", "kernel's peak resident set"),
        row("tree", "memory, all processes together", "tracing", "tree_mib", "MiB", "lower",
            "summed five times a second; Splink is one process"),
        row("peak_second", "memory, largest process, from Parquet", "tracing standardised", "peak_mib", "MiB", "lower",
            "kernel's peak resident set"),
        Row(section, "speed.candidates", "pairs that blocking brought", column(found, "tracing", "pairs"), "count", "",
            "each by its own rules", {title: column(found, name, "pairs") for name, title in names.items()}),
        Row(section, "speed.processor", "processor seconds of the whole run", column(found, "tracing", "processor"),
            "seconds", "", "user + system of all processes; states what the wall seconds cost"),
    ]  # fmt: skip
