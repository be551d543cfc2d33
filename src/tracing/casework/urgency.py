"""In which order a queue shows its pairs, in parts that sum (brief I3; CRC 3, GC 6 §80: tracing as soon as possible).

Points are whole numbers. All parts are bounded but one: the age of the pair, a point every ``HOURS_A_POINT`` hours
without end. So an old pair passes every new one in the end, whatever that one's probability and urgency: none starves.

The order of two pairs doesn't change while their records don't, except on the days on which somebody comes nearer 18 or
an inquiry has waited longer; ``Priority.order`` is a number that a database can sort by.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from tracing.casework.majority import birthdays
from tracing.casework.wording import Sentence

__all__ = ["HOURS_A_POINT", "MOST_BOUNDED", "PARTS", "Part", "Priority", "Urgency", "priority"]

HOURS_A_POINT: Final = 12
"""How many hours a pair waits for one more point."""

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
_SENTENCES = {part.code: part for part in PARTS}


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
    """A pair's place in a queue: higher first. ``parts`` sum to ``total``; those of no points are left out.

    ``order``: sorts as the exact total does (which counts the seconds), and holds no present time.
    """

    parts: tuple[Part, ...]
    total: int
    order: int


def _young(latest: date | None, today: date) -> int:
    """Points for young age, by the youngest that the child may be (doubt benefits the child)."""
    if latest is None:
        return 0
    return next((p for years, p in _YOUNG if today < birthdays(latest, latest, years)[1]), 0)


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
    today = now.date()
    waited = max(0, (now - urgency.asked_at).days)
    bounded = {
        "probability": int(_PROBABILITY * min(1.0, max(0.0, urgency.probability))),
        "young": _young(urgency.latest, today),
        "near_18": _near_18(urgency.earliest, urgency.latest, today),
        "medical": _MEDICAL if urgency.medical else 0,
        "waiting": min(_WAITING, waited // _DAYS_A_WAITING_POINT),
    }
    seconds = HOURS_A_POINT * 3600
    age = max(0, int((now - urgency.paired_at).total_seconds()) // seconds)
    parts = tuple(Part(_SENTENCES[code], p) for code, p in {**bounded, "age": age}.items() if p)
    return Priority(
        parts=parts,
        total=sum(part.points for part in parts),
        order=sum(bounded.values()) * seconds - int(urgency.paired_at.timestamp()),
    )
