"""What is simulated: how much, how long, and how often people err, refuse and change their minds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

__all__ = ["Clock", "Now", "Plan", "Rates"]

Now = Callable[[], datetime]
"""What tells the time: the simulation's clock or the one on the wall."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares (0 to 1) of records, judgements and cases to which something happens. Judgement, not measured anywhere."""

    faulty: float = 0.04
    """Submissions with a fault, mended and sent again."""
    repeated: float = 0.03
    """Submissions sent twice with one key, since the answer was lost."""
    corrected: float = 0.05
    withdrawn: float = 0.04
    no_consent: float = 0.06
    asylum: float = 0.04
    wrong: float = 0.06
    """Judgements that are wrong."""
    concern: float = 0.04
    """Pairs on which a reviewer raises a hold."""
    refusing: float = 0.08
    """Children who don't want contact."""
    failing: float = 0.05
    """Verifications that refute."""
    taken_back: float = 0.03
    """Judgements taken back by who made them."""


@dataclass(frozen=True, slots=True)
class Plan:
    """``cases`` inquiries (of which some have their child among the found ones, as samples do) over ``months`` of 30 days;
    ``seed`` makes it the same again."""

    cases: int = 500
    months: int = 6
    seed: int = 1
    reviewers: int = 3
    a_day: int = 40
    """Pairs that a reviewer judges a day, at most."""
    rates: Rates = Rates()

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return 30 * self.months

    @property
    def children(self) -> int:
        """How many children are found."""
        return 2 * self.cases


@dataclass
class Clock:
    """The simulation's clock: it stands still within a step and moves when it is told to."""

    now: datetime = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **time: float) -> None:
        """Move on by so many ``days``, ``hours``, ``seconds``."""
        self.now += timedelta(**time)
