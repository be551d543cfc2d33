"""What the service's benchmark writes down."""

from __future__ import annotations

import argparse
import json
from typing import Any

from data import HERE
from machine import machine

__all__ = ["report"]

_RUNS = HERE / "service_runs.json"
"""What other machines have come to, with what tells how quick they are."""


def report(asked: argparse.Namespace, figures: dict[str, Any], asking: int) -> str:
    """Return the report; one in ``asking`` records of the stream is an inquiry."""
    where = machine()
    ranking, behind = figures["ranking"], figures["behind_s"]
    lines = [
        ("ranking_p50", "candidates and ranking of a new inquiry, median", f"{ranking['p50']:.1f} ms", "30 ms"),
        ("ranking_p99", "the same, 99th percentile", f"{ranking['p99']:.1f} ms", "150 ms"),
        ("stream", "submissions with matching, sustained", f"{figures['per_second']:.0f} a second", "100 a second"),
        ("behind_p50", "the oldest record waiting meanwhile, median", f"{behind['p50']:.2f} s", "1 s"),
        ("behind_p95", "the same, 95th percentile", f"{behind['p95']:.2f} s", ""),
        ("submit_p95", "a submission (use case with its commit), 95th percentile", f"{figures['submit_ms']['p95']:.1f} ms", ""),
        ("page_p95", "a page of the queue over HTTP, at the reader, 95th percentile", f"{figures['page_ms']['p95']:.1f} ms", "40 ms"),
        ("pair_p95", "the page of a pair (HTML), at the reader, 95th percentile", f"{figures['pair_ms']['p95']:.1f} ms", "60 ms"),
        ("load", f"storing children in bulk, {asked.workers} workers", f"{figures['load_child']:,.0f} a second", "5,000 a second"),
        ("match_children", "matching what was stored in bulk, children, as many", f"{figures['match_child']:,.0f} a second", ""),
        ("match_inquiries", "the same, inquiries", f"{figures['match_inquiry']:,.0f} a second", ""),
        ("links", "links of a new inquiry, median", f"{figures['links']['p50']:.0f}", ""),
    ]  # fmt: skip
    runs: list[dict[str, Any]] = json.loads(_RUNS.read_text(encoding="utf-8"))
    columns = [f"{run['processor']}, {run['commit']}" for run in runs]
    rows = [
        (label, value, *(run["values"].get(key, "") for run in runs), aim) for key, label, value, aim in lines
    ]
    table = "\n".join(
        f"| {' | '.join(row)} |"
        for row in (("what", "measured", *columns, "to reach"), ("---",) * (3 + len(runs)), *rows)
    )
    before = " ".join(
        f"{run['processor']}: commit {run['commit']}, the additions in about {run['loop_s']} s{run['beside']}."
        for run in runs
    )
    return _TEXT.format(
        children=asked.children, inquiries=asked.inquiries, seconds=figures["seconds"], table=table, before=before,
        **figures["left"], loops=" and ".join(f"{one:.2f}" for one in figures["loop_s"]), notes=f"\n\n{asked.notes}" if asked.notes else "",
        memory=", ".join(map(str, figures["memory_mib"])), api=", ".join(map(str, figures["api_mib"])), pages=asked.pages, asking=asking, clients=asked.clients, casework=_casework(figures["casework"], figures["hour"]), **where,
    )  # fmt: skip


def _casework(short: dict[str, Any], long: dict[str, Any]) -> str:
    rows = "\n".join(
        f"| {name} | {ms['count']:,} | {ms['p50']:.0f} | {ms['p95']:.0f} | {ms['p99']:.0f} |"
        for name, ms in (
            *short["ms"].items(),
            ("all", {"count": sum(m["count"] for m in short["ms"].values()), **short["all_ms"]}),
        )
    )
    return _CASEWORK.format(
        seconds=short["seconds"], per_second=short["per_second"], refused=short["refused"], rows=rows,
        minutes=long["seconds"] / 60, long_per_second=long["per_second"], long_p95=long["all_ms"]["p95"],
        worker=", ".join(map(str, long["worker_mib"])), api=", ".join(map(str, long["api_mib"])),
    )  # fmt: skip


_CASEWORK = """Then what `tracing simulate` plays: agencies that send, correct and withdraw records, two reviewers and two protection officers
at work on cases, over HTTP, one request after the other, beside the worker, for {seconds:.0f} seconds: {per_second:.0f} requests a
second, {refused:,} of them refused as they should be (faulty records, steps out of turn). Milliseconds at the caller, for
what was asked most:

| | requests | median | 95 % | 99 % |
|---|---|---|---|---|
{rows}

The same for {minutes:.0f} minutes, for memory ({long_per_second:.0f} requests a second, 95 % of the answers within {long_p95:.0f}
ms): the worker, MiB: {worker}. The HTTP server: {api}."""


_TEXT = """# How fast the service is

`make bench-service` writes this file. {children:,} children and {inquiries:,} inquiries are stored, from the package's own
sample maker; the embedded server, one worker, {clients} processes that submit by the use case itself (no HTTP), one in
{asking} an inquiry, for {seconds:.0f} seconds.

{table}

Ten million additions in Python took this machine {loops} seconds before the stream and after. Measured before on other machines
(`service_runs.json`): {before}

Once all of the stream was matched, {placing:,} of its pairs were still to be placed in the queue, {screening:,} records to be
screened, and {likeness:,} to be laid beside others of their side: the same worker does this in what time matching leaves.

Memory of the worker over the stream, MiB: {memory}. Of the HTTP server before {pages:,} pages and after: {api}.

{casework}

The machine holds the whole database in memory, as after days of use: it is read once before each part. What was loaded in bulk
is neither screened for holds here nor laid beside others of its side; what the stream submits is, by
the same worker, the latter when nothing waits to be matched.

{processor}, {cores} cores, {memory_gib:.0f} GiB, {system}, Python {python}; load before {load:.1f}; commit {commit}.{notes}
"""
