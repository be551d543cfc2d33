"""A simulation from the first record to the last day, and what came of it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tracing.linkage.agreement import kappa
from tracing.service import promotion, retention, upkeep
from tracing.service.context import Service
from tracing.service.matching import match_pending
from tracing.service.sets import suggesting
from tracing.simulation.callers import Api
from tracing.simulation.cast import Cast, first_administrator
from tracing.simulation.invariants import broken
from tracing.simulation.ledger import Ledger
from tracing.simulation.officiating import Officiating
from tracing.simulation.plan import Clock, Plan
from tracing.simulation.records import submissions
from tracing.simulation.reviewing import Reviewing
from tracing.simulation.site import answering
from tracing.simulation.submitting import Submitting

__all__ = ["Outcome", "people_at_work", "simulate"]

Progress = Callable[[str, int, int], None]

_OFFICERS_EACH = 3
"""Days from one look at open cases to the next; agencies answer on the day after."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. ``asked``: (method, resource, status) → requests; ``refused``: problem code → how often; ``lacked``: what
    steps of cases lacked; ``judged``: (was it the child, was it called possible) → judgements; ``ended``: how cases ended;
    ``broken``: what doesn't hold, in sentences."""

    submitted: int
    withdrawn: int
    asked: Counter[tuple[str, str, int]] = field(repr=False)
    refused: Counter[str]
    lacked: Counter[str]
    judged: Counter[tuple[bool, bool]]
    ended: Counter[str]
    broken: list[str]

    @property
    def kappa(self) -> float:
        """Cohen's kappa of the reviewers' judgements against the truth; 1 where all were rightly of one kind, 0 without any."""
        ratings = [(str(same), str(said)) for same, said in self.judged.elements()]
        found = kappa(ratings)
        return float(bool(ratings)) if found is None else found


def simulate(service: Service, plan: Plan, progress: Progress | None = None) -> Outcome:
    """Run a simulation on a new, empty service, and hold what it left against the invariants.

    Raises ``Fault`` where the service itself fails, or isn't new.
    """
    clock = Clock()
    service = replace(service, now=clock)
    rng = random.Random(plan.seed)
    promotion.ensure_matcher(service)
    coming, truth = submissions(plan)
    with answering(service) as address:
        api = Api(address, clock, clock.move)
        try:
            codes = sorted({one.agency for one in coming})
            cast = Cast(api, first_administrator(service, api), codes, plan.reviewers)
            agencies = Submitting(cast, plan.rates, rng, clock)
            ledger = Ledger(service, truth)
            reviewers = Reviewing(ledger, plan.rates, rng)
            officers = Officiating(cast.officers, ledger, plan.rates, rng, clock)
            sent = 0
            for day in range(plan.days):
                while sent < len(coming) and coming[sent].day <= day:
                    agencies.send(coming[sent])
                    sent += 1
                agencies.change_minds()
                _work(service)
                people_at_work(day, cast, plan, agencies, reviewers, officers)
                _night(service, clock)
                if progress is not None:
                    progress("days", day + 1, plan.days)
            _work(service)
        finally:
            api.close()
    return Outcome(
        len(agencies.live) + len(agencies.withdrawn), len(agencies.withdrawn), api.asked, api.refused, officers.lacked,
        reviewers.judged, officers.reached, broken(service),
    )  # fmt: skip


def people_at_work(
    day: int, cast: Cast, plan: Plan, agencies: Submitting, reviewers: Reviewing, officers: Officiating
) -> None:
    """One day of all who sign in: reviewers each day, officers and agencies' workers every few days."""
    for reviewer in cast.reviewers:
        reviewers.day(reviewer, plan.a_day)
    if day % _OFFICERS_EACH == 0:
        officers.day()
    if day % _OFFICERS_EACH == 1:
        agencies.answer_questions(officers.asked, plan.rates.failing)
        officers.asked.clear()


def _work(service: Service) -> None:
    """What the worker does as records come in."""
    match_pending(service)
    upkeep.keep_up(service)
    suggesting.suggest_new(service)


def _night(service: Service, clock: Clock) -> None:
    """What the worker does by the clock, on the next morning."""
    clock.now = clock.now.replace(hour=8, minute=0, second=0)
    clock.move(days=1)
    upkeep.daily(service)
    retention.keep_clocks(service)
