"""How fast the service is: matching one inquiry, a steady stream of submissions, loading in bulk.

    python benchmarks/service.py                     a million children; an hour or two the first time
    python benchmarks/service.py --children 20000    the same, small

The loaded database stays in ``benchmarks/.data`` and is used again. Writes benchmarks/SERVICE.md.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path
from typing import Any

import service_pages
import service_steps as steps
from data import DATA, HERE, Sample, make
from machine import machine

from tracing.service import promotion
from tracing.service.context import Service
from tracing.service.keyring import Keyring
from tracing.store.embedded import EmbeddedServer
from tracing.store.schema import upgrade

SEED = 105
_SETTINGS = {"max_wal_size": "8GB"}
"""Room between checkpoints: keys come in no order, and each page is written whole once after each."""

_ASKING = 5
"""One record in so many of the stream is an inquiry."""


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--children", type=int, default=1_000_000, help="children that are stored")
    parser.add_argument("--inquiries", type=int, default=20_000, help="inquiries that are stored")
    parser.add_argument("--single", type=int, default=1000, help="inquiries that are matched one at a time")
    parser.add_argument("--pages", type=int, default=2000, help="pages of the queue that are read over HTTP")
    parser.add_argument("--seconds", type=float, default=300.0, help="how long the stream of submissions is")
    parser.add_argument("--rate", type=float, default=120.0, help="submissions a second that are tried")
    parser.add_argument("--clients", type=int, default=2, help="processes that submit")
    parser.add_argument("--workers", type=int, default=2, help="workers that match what was loaded")
    parser.add_argument("--out", type=Path, default=HERE / "SERVICE.md")
    return parser.parse_args()


def _say(what: str, begun: float = time.monotonic()) -> None:
    print(f"{(time.monotonic() - begun) / 60:6.1f} min  {what}", flush=True)  # noqa: T201


def main() -> None:
    """Measure and write the report."""
    asked = _asked()
    more = max(20_000, asked.children // 5)
    sample = Sample("own", asked.children + more, asked.inquiries + more, SEED)
    make(sample)
    folder = DATA / f"service-{asked.children}x{asked.inquiries}"
    folder.mkdir(parents=True, exist_ok=True)
    keyring, known = folder / "keyring", folder / "figures.json"
    if not keyring.exists():
        Keyring.new().write(keyring)
    figures: dict[str, Any] = json.loads(known.read_text(encoding="utf-8")) if known.exists() else {}
    with EmbeddedServer(folder / "server", extra=_SETTINGS) as server:
        upgrade(server.url)
        site = steps.Site(server.url, keyring)
        with site.service() as service:
            promotion.ensure_matcher(service)
            for side, count in (("child", asked.children), ("inquiry", asked.inquiries)):
                if f"load_{side}" not in figures:
                    figures[f"load_{side}"] = steps.load(service, sample, side, count)
                    _say(f"loaded {count:,} of {side}: {figures[f'load_{side}']:,.0f} a second")
                    known.write_text(json.dumps(figures), encoding="utf-8")
                if f"match_{side}" not in figures:
                    figures[f"match_{side}"] = steps.match_all(site, service, asked.workers)
                    _say(f"matched them: {figures[f'match_{side}']:,.0f} a second")
                    known.write_text(json.dumps(figures), encoding="utf-8")
            steps.tidy(site)
            _say("vacuumed")
            figures |= _pages(asked, site, service)
            done = figures.setdefault("taken", [0, 0])
            figures |= _single(asked, service, sample, done[1])
            done[1] += asked.single
            figures |= _stream(asked, site, service, sample, done)
            known.write_text(json.dumps(figures), encoding="utf-8")
    asked.out.write_text(_report(asked, figures), encoding="utf-8")
    _say(f"written to {asked.out}")


def _pages(asked: argparse.Namespace, site: steps.Site, service: Service) -> dict[str, Any]:
    read = service_pages.queue_pages(site, service, asked.pages)
    _say(f"pages of the queue: {steps.percentiles(read.took_ms)}")
    _say(f"pages of pairs: {steps.percentiles(read.pair_ms)}")
    pages = {"page_ms": steps.percentiles(read.took_ms), "pair_ms": steps.percentiles(read.pair_ms)}
    return {**pages, "api_mib": [round(m) for m in read.memory_mib]}


def _single(asked: argparse.Namespace, service: Service, sample: Sample, taken: int) -> dict[str, Any]:
    times = steps.singles(service, sample, asked.inquiries + taken, asked.single)
    for name, values in times.items():
        _say(f"{name}: {steps.percentiles(values)}")
    return {name: steps.percentiles(values) for name, values in times.items()}


def _ready(children: int) -> float:
    """Return the seconds in which a worker loads compiled comparisons and takes forms to hand."""
    return 15.0 + children / 10_000


def _stream(
    asked: argparse.Namespace, site: steps.Site, service: Service, sample: Sample, taken: list[int]
) -> dict[str, Any]:
    count = int(asked.rate * asked.seconds)
    wanted = {"child": count - count // _ASKING, "inquiry": count // _ASKING}
    given = []
    for place, (side, stored) in enumerate((("child", asked.children), ("inquiry", asked.inquiries))):
        first = stored + taken[place]
        given += [(side, *one) for one in steps.rows_of(sample, side, first, first + wanted[side])]
        taken[place] += wanted[side]
    random.Random(SEED).shuffle(given)
    rates = steps.stream(
        site, service, given, asked.clients, asked.seconds, asked.rate, _ready(asked.children)
    )
    _say(f"stream: {rates.per_second:.1f} a second")
    return {
        "per_second": rates.per_second,
        "submit_ms": steps.percentiles(rates.submit_ms),
        "behind_s": steps.percentiles(rates.behind_s),
        "memory_mib": [round(m) for m in rates.memory_mib[:: max(1, len(rates.memory_mib) // 12)]],
    }


def _report(asked: argparse.Namespace, figures: dict[str, Any]) -> str:
    where = machine()
    ranking, behind = figures["ranking"], figures["behind_s"]
    lines = [
        ("candidates and ranking of a new inquiry, median", f"{ranking['p50']:.1f} ms", "30 ms"),
        ("the same, 99th percentile", f"{ranking['p99']:.1f} ms", "150 ms"),
        ("submissions with matching, sustained", f"{figures['per_second']:.0f} a second", "100 a second"),
        ("the oldest record waiting meanwhile, median", f"{behind['p50']:.2f} s", "1 s"),
        ("the same, 95th percentile", f"{behind['p95']:.2f} s", ""),
        (
            "a submission (use case with its commit), 95th percentile",
            f"{figures['submit_ms']['p95']:.1f} ms",
            "",
        ),
        (
            "a page of the queue over HTTP, at the reader, 95th percentile",
            f"{figures['page_ms']['p95']:.1f} ms",
            "40 ms",
        ),
        (
            "the page of a pair (HTML), at the reader, 95th percentile",
            f"{figures['pair_ms']['p95']:.1f} ms",
            "60 ms",
        ),
        ("storing children in bulk", f"{figures['load_child']:,.0f} a second", "5,000 a second"),
        ("matching what was stored in bulk, children", f"{figures['match_child']:,.0f} a second", ""),
        ("the same, inquiries", f"{figures['match_inquiry']:,.0f} a second", ""),
        ("links of a new inquiry, median", f"{figures['links']['p50']:.0f}", ""),
    ]
    table = "\n".join(f"| {name} | {value} | {aim} |" for name, value, aim in lines)
    return _TEXT.format(
        children=asked.children, inquiries=asked.inquiries, seconds=asked.seconds, table=table,
        memory=", ".join(map(str, figures["memory_mib"])), api=", ".join(map(str, figures["api_mib"])), pages=asked.pages, asking=_ASKING, clients=asked.clients, **where,
    )  # fmt: skip


_TEXT = """# How fast the service is

`make bench-service` writes this file. {children:,} children and {inquiries:,} inquiries are stored, from the package's own
sample maker; the embedded server, one worker, {clients} processes that submit by the use case itself (no HTTP), one in
{asking} an inquiry, for {seconds:.0f} seconds.

| what | measured | to reach |
|---|---|---|
{table}

Memory of the worker over the stream, MiB: {memory}. Of the HTTP server before {pages:,} pages and after: {api}.

What was loaded in bulk isn't screened for holds here; what the stream submits is, by the same worker.

{processor}, {cores} cores, {memory_gib:.0f} GiB, {system}, Python {python}; load before {load:.1f}; commit {commit}.
"""

if __name__ == "__main__":
    main()
