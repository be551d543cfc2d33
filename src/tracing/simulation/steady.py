"""The same agencies and people at work on a service that is there already, in its own time: the load of its benchmark."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tracing.service.context import Service
from tracing.simulation.callers import Api
from tracing.simulation.cast import Cast
from tracing.simulation.ledger import Ledger
from tracing.simulation.officiating import Officiating
from tracing.simulation.plan import Plan
from tracing.simulation.records import Submission, Truth
from tracing.simulation.reviewing import Reviewing
from tracing.simulation.run import people_at_work
from tracing.simulation.submitting import Submitting

__all__ = ["RealTime", "Work", "at_work"]


@dataclass(frozen=True)
class RealTime:
    """The clock on the wall; to move it is to wait."""

    def __call__(self) -> datetime:
        return datetime.now(UTC)

    def move(self, **duration: float) -> None:
        """Wait so many ``days``, ``hours``, ``seconds``."""
        time.sleep(timedelta(**duration).total_seconds())


@dataclass(frozen=True, slots=True)
class Work:
    """``coming`` are the records that agencies send, ``a_round`` of them before people do what they do in a day of a simulation
    (``plan``: how many reviewers, how many pairs each, and how often anybody errs)."""

    plan: Plan
    truth: Truth
    coming: Sequence[Submission]
    a_round: int = 10


def at_work(service: Service, api: Api, cast: Cast, work: Work, seconds: float) -> None:
    """Let everybody work for some seconds, one request after the other, or until no record is left to send; ``api`` counts.

    ``service`` only tells whose pseudonym it is; the worker and the HTTP side run elsewhere. Raises ``Fault`` where the
    service fails.
    """
    clock, rng = RealTime(), random.Random(work.plan.seed)
    agencies = Submitting(cast, work.plan.rates, rng, clock)
    ledger = Ledger(service, work.truth)
    reviewers = Reviewing(ledger, work.plan.rates, rng)
    officers = Officiating(cast.officers, ledger, work.plan.rates, rng, clock)
    until = time.monotonic() + seconds
    for number, some in enumerate(_rounds(work)):
        for one in some:
            agencies.send(one)
        agencies.change_minds()
        people_at_work(number, cast, work.plan, agencies, reviewers, officers)
        if time.monotonic() > until:
            return


def _rounds(work: Work) -> Iterator[Sequence[Submission]]:
    for first in range(0, len(work.coming), work.a_round):
        yield work.coming[first : first + work.a_round]
