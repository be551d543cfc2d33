"""Agencies and officers at work over HTTP, as ``tracing simulate`` plays them, on a service with a million children stored, for
its benchmark."""

from __future__ import annotations

import csv
import random
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

import service_steps as steps
from data import Sample
from service_pages import OFFICE, answering, enter_office

from tracing.service import users
from tracing.service.context import Service
from tracing.simulation.callers import Api, Person
from tracing.simulation.cast import Cast
from tracing.simulation.plan import Plan
from tracing.simulation.records import Submission, Truth
from tracing.simulation.steady import RealTime, Work, at_work
from tracing.store.database import Reader

__all__ = ["Casework", "casework"]

_ADMINISTRATOR = Reader("administrator", purpose="benchmark")
_PLAN = Plan(reviewers=2, a_day=8)


@dataclass(frozen=True)
class Casework:
    """What came of it: requests by method, resource and status, and how long answers took (ms, at the caller), by method and
    resource; the worker's and the HTTP server's memory over time (MiB)."""

    seconds: float
    asked: Counter[tuple[str, str, int]]
    took_ms: dict[tuple[str, str], list[float]]
    worker_mib: list[float]
    api_mib: list[float]

    def figures(self) -> dict[str, Any]:
        """Return what a report shows."""
        every = [ms for took in self.took_ms.values() for ms in took]
        often = sorted(self.took_ms.items(), key=lambda one: -len(one[1]))[:12]
        return {
            "seconds": self.seconds,
            "per_second": len(every) / self.seconds,
            "refused": sum(count for (*_, status), count in self.asked.items() if status >= 400),
            "all_ms": steps.percentiles(every),
            "ms": {" ".join(what): {"count": len(took), **steps.percentiles(took)} for what, took in often},
            "worker_mib": steps.sampled(self.worker_mib),
            "api_mib": steps.sampled(self.api_mib),
        }


def casework(
    site: steps.Site,
    service: Service,
    sample: Sample,
    rows: dict[str, tuple[int, int]],
    seconds: float,
    ready: float,
) -> Casework:
    """Let everybody work for some seconds beside one worker, which begins ``ready`` seconds before; ``rows`` are the sample's
    (first, last) of each side that agencies send."""
    named = f"-{int(time.time())}"
    enter_office(service)
    made = users.add_user(
        service, _ADMINISTRATOR, OFFICE, f"administrator{named}", "Administrator", "administrator"
    )
    coming = _coming(sample, rows)
    clock = RealTime()
    with steps.running(site, steps.WORKER) as (worker,), answering(site) as (address, process):
        api = Api(address, clock, clock.move)
        administrator = Person(api, made.user.login, made.password)
        codes = sorted({one.agency for one in coming})
        cast = Cast(api, administrator, codes, _PLAN.reviewers, office=OFFICE, named=named)
        time.sleep(ready)
        api.asked.clear()
        api.took_ms.clear()
        sizes: tuple[list[float], list[float]] = ([], [])

        def watch() -> None:
            for pid, size in zip((worker.pid, process), sizes, strict=True):
                size.append(steps.memory(pid))

        with steps.each_second(watch):
            start = time.perf_counter()
            at_work(service, api, cast, Work(_PLAN, _truth(sample), coming), seconds)
            took = time.perf_counter() - start
        api.close()
    return Casework(took, api.asked, dict(api.took_ms), *sizes)


def _coming(sample: Sample, rows: dict[str, tuple[int, int]]) -> list[Submission]:
    made = [
        Submission(0, side, agency, facts["record_id"], facts)
        for side, (first, last) in rows.items()
        for agency, facts in steps.rows_of(sample, side, first, last)
    ]
    random.Random(sample.seed).shuffle(made)
    return made


def _truth(sample: Sample) -> Truth:
    with sample.file("truth.csv").open(encoding="utf-8", newline="") as file:
        return Truth(frozenset((row["inquiry_id"], row["child_id"]) for row in csv.DictReader(file)))
