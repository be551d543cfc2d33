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
from collections.abc import Callable
from pathlib import Path
from typing import Any

import service_casework
import service_pages
import service_steps as steps
from data import DATA, HERE, Sample, make
from machine import loop
from service_report import report

from tracing.service import promotion
from tracing.service.context import Service
from tracing.service.keyring import Keyring
from tracing.store.embedded import EmbeddedServer
from tracing.store.schema import upgrade

SEED = 105

_ASKING = 5
"""One record in so many of the stream is an inquiry."""


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--children", type=int, default=1_000_000, help="children that are stored")
    parser.add_argument("--inquiries", type=int, default=10_000, help="inquiries that are stored")
    parser.add_argument("--single", type=int, default=1000, help="inquiries that are matched one at a time")
    parser.add_argument("--pages", type=int, default=2000, help="pages of the queue that are read over HTTP")
    parser.add_argument("--seconds", type=float, default=300.0, help="how long the stream of submissions is")
    parser.add_argument("--rate", type=float, default=120.0, help="submissions a second that are tried")
    parser.add_argument("--casework", type=float, default=300.0, help="how long agencies and officers work")
    parser.add_argument(
        "--hour", type=float, default=3600.0, help="how long they work while memory is watched"
    )
    parser.add_argument(
        "--parts", default="pages,single,stream,casework,hour", help="what is measured; the rest is as it was"
    )
    parser.add_argument("--clients", type=int, default=2, help="processes that submit")
    parser.add_argument(
        "--workers", type=int, default=2, help="processes that store and match what is loaded"
    )
    parser.add_argument("--notes", default="", help="what else is to be said of the runs, for the report")
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
    with EmbeddedServer(folder / "server") as server:
        upgrade(server.url)
        site = steps.Site(server.url, keyring)
        with site.service() as service:
            promotion.ensure_matcher(service)
            for side, count in (("child", asked.children), ("inquiry", asked.inquiries)):
                if f"load_{side}" not in figures:
                    figures[f"load_{side}"] = steps.load(
                        site, service, sample, side, (0, count), asked.workers
                    )
                    _say(f"loaded {count:,} of {side}: {figures[f'load_{side}']:,.0f} a second")
                    known.write_text(json.dumps(figures), encoding="utf-8")
                if f"match_{side}" not in figures:
                    figures[f"match_{side}"] = steps.match_all(site, service, asked.workers)
                    _say(f"matched them: {figures[f'match_{side}']:,.0f} a second")
                    known.write_text(json.dumps(figures), encoding="utf-8")
            steps.tidy(site)
            _say("vacuumed")
            rows = _Rows(asked, figures.setdefault("taken", {"child": 0, "inquiry": 0}))
            parts: dict[str, Callable[[], dict[str, Any]]] = {
                "pages": lambda: _pages(asked, site, service),
                "single": lambda: _single(asked, service, sample, rows),
                "stream": lambda: _stream(asked, site, service, sample, rows),
                "casework": lambda: {
                    "casework": _casework(asked, site, service, sample, rows, asked.casework)
                },
                "hour": lambda: {"hour": _casework(asked, site, service, sample, rows, asked.hour)},
            }
            for name in asked.parts.split(","):
                steps.settle(site, service)
                steps.read_all(folder)
                figures |= parts[name]()
                known.write_text(json.dumps(figures), encoding="utf-8")
    asked.out.write_text(report(asked, figures, _ASKING), encoding="utf-8")
    _say(f"written to {asked.out}")


def _pages(asked: argparse.Namespace, site: steps.Site, service: Service) -> dict[str, Any]:
    read = service_pages.queue_pages(site, service, asked.pages)
    _say(f"pages of the queue: {steps.percentiles(read.took_ms)}")
    _say(f"pages of pairs: {steps.percentiles(read.pair_ms)}")
    pages = {"page_ms": steps.percentiles(read.took_ms), "pair_ms": steps.percentiles(read.pair_ms)}
    return {**pages, "api_mib": [round(m) for m in read.memory_mib]}


class _Rows:
    """Which rows of the sample haven't been used yet, from one run to the next."""

    def __init__(self, asked: argparse.Namespace, taken: dict[str, int]) -> None:
        self._stored, self._taken = {"child": asked.children, "inquiry": asked.inquiries}, taken

    def take(self, side: str, count: int) -> tuple[int, int]:
        """Return the first of ``count`` rows of a side that nobody used, and where they end."""
        first = self._stored[side] + self._taken[side]
        self._taken[side] += count
        return first, first + count


def _single(asked: argparse.Namespace, service: Service, sample: Sample, rows: _Rows) -> dict[str, Any]:
    times = steps.singles(service, sample, *rows.take("inquiry", asked.single))
    for name, values in times.items():
        _say(f"{name}: {steps.percentiles(values)}")
    return {name: steps.percentiles(values) for name, values in times.items()}


def _ready(children: int) -> float:
    """Return the seconds in which a worker loads compiled comparisons and takes forms to hand."""
    return 15.0 + children / 10_000


def _stream(
    asked: argparse.Namespace, site: steps.Site, service: Service, sample: Sample, rows: _Rows
) -> dict[str, Any]:
    count = int(asked.rate * asked.seconds)
    wanted = {"child": count - count // _ASKING, "inquiry": count // _ASKING}
    given = [
        (side, *one) for side in wanted for one in steps.rows_of(sample, side, *rows.take(side, wanted[side]))
    ]
    random.Random(SEED).shuffle(given)
    before = loop()
    rates = steps.stream(
        site, service, given, asked.clients, asked.seconds, asked.rate, _ready(asked.children)
    )
    loops = [before, loop()]
    _say(
        f"stream: {rates.per_second:.1f} a second, waiting {steps.percentiles(rates.behind_s)}, left {rates.left},"
        f" loops {loops}"
    )
    return {
        "per_second": rates.per_second,
        "submit_ms": steps.percentiles(rates.submit_ms),
        "behind_s": steps.percentiles(rates.behind_s),
        "memory_mib": steps.sampled(rates.memory_mib),
        "left": rates.left,
        "seconds": asked.seconds,
        "loop_s": loops,
    }


_A_SECOND = 5
"""Records that agencies send over HTTP in a second, at most, beside all else that is asked."""


def _casework(
    asked: argparse.Namespace, site: steps.Site, service: Service, sample: Sample, rows: _Rows, seconds: float
) -> dict[str, Any]:
    count = int(_A_SECOND * seconds)
    wanted = {"child": count - count // _ASKING, "inquiry": count // _ASKING}
    given = {side: rows.take(side, number) for side, number in wanted.items()}
    found = service_casework.casework(site, service, sample, given, seconds, _ready(asked.children)).figures()
    _say(f"casework: {found}")
    return found


if __name__ == "__main__":
    main()
