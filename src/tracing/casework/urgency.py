"""In which order a queue shows its pairs, in parts that sum (brief I3; CRC 3, GC 6 §80: tracing as soon as possible).

Points are whole numbers. All parts are bounded but one: the age of the pair, a point every ``HOURS_A_POINT`` hours
without end. So an old pair passes every new one in the end, whatever that one's probability and urgency: none starves.

The order of two pairs doesn't change while their records don't, except on the days on which somebody comes nearer 18 or
an inquiry has waited longer; ``order`` is a number that a database can sort by.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from tracing.casework.majority import birthdays
from tracing.casework.wording import Sentence

__all__ = ["HOURS_A_POINT", "MOST_BOUNDED", "PARTS", "Part", "Priority", "Urgency", "order", "priority"]

HOURS_A_POINT: Final = 12
"""How many hours a pair waits for one more point."""

_SECONDS_A_POINT: Final = HOURS_A_POINT * 3600

_PROBABILITY = 100
_YOUNG = ((6, 30), (12, 20), (15, 10))
_NEAR_18_DAYS = ((30, 40), (90, 30), (180, 20), (365, 10))
_MEDICAL = 40
_DAYS_A_WAITING_POINT = 15
_WAITING = 30

MOST_BOUNDED: Final = _PROBABILITY + _YOUNG[0][1] + _NEAR_18_DAYS[0][1] + _MEDICAL + _WAITING
"""No pair has more points than this beside those of its age."""

PARTS: Final[tuple[Sentence, ...]] = (
    Sentence(
        "probability", "Probabilidad de que sea la misma persona", "Probability of being the same person"
    ),
    Sentence("young", "Corta edad", "Young age"),
    Sentence("near_18", "Cerca de cumplir 18 años", "Near 18"),
    Sentence("medical", "Necesidad médica", "Medical need"),
    Sentence("waiting", "La familia espera desde hace tiempo", "The family has waited long"),
    Sentence("age", "La pareja espera revisión desde hace tiempo", "The pair has waited for review"),
)


@dataclass(frozen=True, slots=True)
class Urgency:
    """What the order of a pair depends on. Moments have a time zone.

    ``probability``: of the link, 0 to 1. ``earliest``, ``latest``: the child's birth interval. ``medical``: somebody
    noted a medical need. ``asked_at``: when the inquiry came in. ``paired_at``: when the pair came up.
    """

    probability: float
    asked_at: datetime
    paired_at: datetime
    earliest: date | None = None
    latest: date | None = None
    medical: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a priority: its sentence and its points."""

    what: Sentence
    points: int


@dataclass(frozen=True, slots=True)
class Priority:
    """What a pair's place in a queue is made of. ``parts`` sum to ``total``; those of no points are left out."""

    parts: tuple[Part, ...]
    total: int


# A child has dozens of pairs, all of which ask the same.
@lru_cache(maxsize=1 << 12)
def _young(latest: date | None, today: date) -> int:
    """Points for young age, by the youngest that the child may be (doubt benefits the child)."""
    if latest is None:
        return 0
    return next((p for years, p in _YOUNG if today < birthdays(latest, latest, years)[1]), 0)


@lru_cache(maxsize=1 << 12)
def _near_18(earliest: date | None, latest: date | None, today: date) -> int:
    """Points for the days that are left until the child may turn 18, and until it surely has."""
    if earliest is None or latest is None:
        return 0
    may, must = birthdays(earliest, latest)
    if today >= must:
        return 0
    return next((points for days, points in _NEAR_18_DAYS if may - today <= timedelta(days=days)), 0)


def priority(urgency: Urgency, now: datetime) -> Priority:
    """Return a pair's priority at a moment."""
    age = max(0, int((now - urgency.paired_at).total_seconds()) // _SECONDS_A_POINT)
    points = (*_bounded(urgency, now), age)
    parts = tuple(Part(part, n) for part, n in zip(PARTS, points, strict=True) if n)
    return Priority(parts, sum(points))


def order(urgency: Urgency, now: datetime) -> int:
    """Return a pair's place in a queue, higher first: it sorts as the exact total of its priority does (which counts the
    seconds), and holds no present time."""
    return sum(_bounded(urgency, now)) * _SECONDS_A_POINT - int(urgency.paired_at.timestamp())


def _bounded(urgency: Urgency, now: datetime) -> tuple[int, int, int, int, int]:
    """Return the points of all parts but the pair's own age, in the order of ``PARTS``."""
    today = now.date()
    waited = max(0, (now - urgency.asked_at).days)
    return (
        int(_PROBABILITY * min(1.0, max(0.0, urgency.probability))),
        _young(urgency.latest, today),
        _near_18(urgency.earliest, urgency.latest, today),
        _MEDICAL if urgency.medical else 0,
        min(_WAITING, waited // _DAYS_A_WAITING_POINT),
    )
