"""Lines of single records: one inquiry against all children in memory, one pair scored and explained."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import programs
from data import Sample
from paired import Figures, alternate
from plan import Plan
from rows import Results, Row, column

__all__ = ["explained", "only_tracing", "rows", "single", "splink_figures", "tracing_figures"]

SHARES = ("recall_at_1", "recall_at_10")


def tracing_figures(report: dict[str, Any]) -> Figures:
    """Of `engine.py single`."""
    shares = {name: report[name] for name in SHARES if name in report}
    return {"p50_ms": report["single"]["p50_ms"], "p99_ms": report["single"]["p99_ms"],
            "ready_seconds": report["ready_seconds"], **shares}  # fmt: skip


def explained(report: dict[str, Any]) -> Figures:
    """Of `engine.py explain`, in microseconds."""
    medians = {f"{name}_us": 1000 * report[name]["p50_ms"] for name in ("score", "explain", "explain_again")}
    return {**medians, "explain_p99_us": 1000 * report["explain"]["p99_ms"]}


def splink_figures(report: dict[str, Any]) -> Figures:
    """Of Splink's report: the faster of its two ways of a single query, both of its ways of a pair."""
    figures: Figures = {}
    if "single" in report:
        best = min(report["single"].values(), key=lambda way: way["p50_ms"])
        figures |= {"p50_ms": best["p50_ms"], "p99_ms": best["p99_ms"]}
    if "score_one" in report:
        ways = report["score_one"]
        best = min((ways[name] for name in ("compare_records", "score_pair")), key=lambda way: way["p50_ms"])
        figures |= {"pair_us": 1000 * best["p50_ms"], "pair_p99_us": 1000 * best["p99_ms"]}
    return figures


def _dedupe_figures(report: dict[str, Any]) -> Figures:
    shares = {name: report[name] for name in SHARES}
    return {"p50_ms": report["single"]["p50_ms"], "p99_ms": report["single"]["p99_ms"],
            "ready_seconds": report["seconds"]["training"] + report["seconds"]["index"], **shares}  # fmt: skip


def single(plan: Plan, sample: Sample, work: Path, say: Callable[[str], None]) -> Results:
    """On a small sample, tracing, Splink and dedupe in turn; Splink's model must be in ``work``."""
    extra = ["--single", str(plan.peer_queries), "--score-one", str(plan.peer_pairs)]
    chosen: dict[str, Callable[[], Figures]] = {
        "tracing single": lambda: tracing_figures(programs.engine("single", sample.folder, "--queries", str(plan.queries))),
        "splink merged": lambda: splink_figures(programs.splink(sample, work, "merged", *extra).report),
        "tracing explain": lambda: explained(programs.engine("explain", sample.folder, "--pairs", str(plan.pairs))),
        "dedupe": lambda: _dedupe_figures(programs.dedupe(sample, work, 100, plan.labels)),
    }  # fmt: skip
    return alternate(chosen, plan.repeats, say)


def only_tracing(plan: Plan, sample: Sample, say: Callable[[str], None]) -> Results:
    """On the largest sample, where no peer has a way of answering within reason."""
    words = ("single", sample.folder, "--queries", str(plan.queries))
    return alternate({"tracing single": lambda: tracing_figures(programs.engine(*words))}, 1, say)


def rows(plan: Plan, sample: Sample, found: Results) -> list[Row]:
    """The lines of one size."""
    section = f"Single records, {sample.children:,} children"
    key = f"single.{sample.children}"
    names = {"splink merged": "Splink merged", "splink nine": "Splink nine", "dedupe": "dedupe"}

    def row(
        name: str, line: str, ours: str, unit: str, better: str, how: str, theirs: str | None = None
    ) -> Row:
        peers = {title: column(found, peer, theirs or name) for peer, title in names.items() if peer in found}
        peers = {title: f for title, f in peers.items() if f.values or f.failure != "not measured"}
        return Row(section, f"{key}.{name}", line, column(found, ours, name), unit, better, how, peers)

    asked = f"{plan.queries} inquiries; Splink {plan.peer_queries} by the faster of two ways, dedupe 100"
    lines = [
        row("p50_ms", "one inquiry, median", "tracing single", "ms", "lower", asked),
        row("p99_ms", "one inquiry, 99th percentile", "tracing single", "ms", "lower", asked),
        row("recall_at_1", "recall@1 of these", "tracing single", "share", "higher", "queries that have a child"),
        row("recall_at_10", "recall@10 of these", "tracing single", "share", "higher", "queries that have a child"),
        row("ready_seconds", "seconds until ready", "tracing single", "seconds", "lower",
            "tracing: read, standardise, index; dedupe: train and index, reading left out"),
    ]  # fmt: skip
    if "tracing explain" in found:
        pair = f"{plan.pairs} pairs; Splink: {plan.peer_pairs}, the faster of compare_records and score_pair, which explain nothing"
        lines += [
            row("score_us", "one pair scored", "tracing explain", "µs", "lower",
                f"from prepared forms, scalar definition; {pair}", "pair_us"),
            row("explain_us", "one pair standardised, scored and explained, median", "tracing explain", "µs", "lower",
                f"by id of files in memory, records not met before; {pair}", "pair_us"),
            row("explain_p99_us", "the same, 99th percentile", "tracing explain", "µs", "lower", pair, "pair_p99_us"),
            row("explain_again_us", "one pair scored and explained, records met before", "tracing explain", "µs", "lower",
                pair, "pair_us"),
        ]  # fmt: skip
    return lines
