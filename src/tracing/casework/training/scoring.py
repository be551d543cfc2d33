"""What a decision on a pair is worth where the truth is known, and how well somebody's decisions agree with it.

Points are whole tenths. To ask for information is never wrong, but where the records decide it's a child that waits; that a relative was
called another child is half right, since the lead was missed. Agreement beyond chance is Cohen's kappa (Cohen 1960): somebody who
calls everything possible is right as often as there are true pairs, and has a kappa of zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tracing.casework.decisions import VERDICTS, DecisionKind
from tracing.casework.wording import Sentence, worded
from tracing.linkage.agreement import kappa

__all__ = ["BEST", "FULL", "TRUTHS", "Score", "Truth", "points", "score"]


class Truth(StrEnum):
    """What two records are to each other, as whoever invented them knows."""

    SAME = "same"
    TWIN = "twin"
    SIBLING = "sibling"
    COUSIN = "cousin"
    OTHER = "other"
    OPEN = "open"


TRUTHS: Final[Mapping[Truth, Sentence]] = worded(
    {
        Truth.SAME: ("Es la niña o el niño que se busca", "This is the child sought"),
        Truth.TWIN: ("Es su gemela o gemelo", "This is the twin"),
        Truth.SIBLING: ("Es su hermana o hermano", "This is a sibling"),
        Truth.COUSIN: ("Es su prima o primo", "This is a cousin"),
        Truth.OTHER: ("Es otra niña u otro niño, sin parentesco", "This is another child, no relative"),
        Truth.OPEN: (
            "Con lo que dicen los registros nadie puede saberlo",
            "Nobody can know by what the records say",
        ),
    }
)

BEST: Final[Mapping[Truth, DecisionKind]] = {
    Truth.SAME: DecisionKind.POSSIBLE,
    Truth.TWIN: DecisionKind.RELATIVE_LEAD,
    Truth.SIBLING: DecisionKind.RELATIVE_LEAD,
    Truth.COUSIN: DecisionKind.RELATIVE_LEAD,
    Truth.OTHER: DecisionKind.NOT_THIS_CHILD,
    Truth.OPEN: DecisionKind.NEED_INFORMATION,
}
"""Truth → the decision that serves the child best."""

FULL: Final = 10
"""Tenths: the points of a decision that is wholly right."""

_HALF: Final = frozenset(
    {
        *((truth, DecisionKind.NEED_INFORMATION) for truth in Truth if truth is not Truth.OPEN),
        (Truth.TWIN, DecisionKind.NOT_THIS_CHILD),
        (Truth.SIBLING, DecisionKind.NOT_THIS_CHILD),
        (Truth.COUSIN, DecisionKind.NOT_THIS_CHILD),
    }
)


def points(truth: Truth, decision: DecisionKind) -> int:
    """Return what a decision is worth: ``FULL``, half of it or nothing. ValueError for what decides nothing."""
    if decision not in VERDICTS:
        raise ValueError(f"{decision}: decides nothing of a pair")
    if decision is BEST[truth]:
        return FULL
    return FULL // 2 if (truth, decision) in _HALF else 0


@dataclass(frozen=True, slots=True)
class Score:
    """How somebody decided: on how many pairs, the share of points, kappa (None where truth and decisions are all of one kind)."""

    decided: int
    share: float
    kappa: float | None


def score(made: Sequence[tuple[Truth, DecisionKind]]) -> Score:
    """Return how decisions agree with the truth."""
    if not made:
        return Score(0, 0.0, None)
    reached = sum(points(truth, decision) for truth, decision in made)
    return Score(
        len(made),
        reached / (FULL * len(made)),
        kappa([(BEST[truth].value, decision.value) for truth, decision in made]),
    )
