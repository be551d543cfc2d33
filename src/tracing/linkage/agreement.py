"""How far people agree on pairs beyond what chance alone would make them agree on (Cohen 1960).

Imports no more than it needs: rules of casework read it too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

__all__ = ["Agreement", "agreements", "kappa"]


def kappa(ratings: Sequence[tuple[str, str]]) -> float | None:
    """Return Cohen's kappa of two raters, from -1 to 1; None where chance alone would make them agree on all."""
    total = len(ratings)
    if total == 0:
        return None
    agreed = sum(one == other for one, other in ratings) / total
    first, second = Counter(one for one, _ in ratings), Counter(other for _, other in ratings)
    chance = sum(first[name] * second[name] for name in first) / total**2
    return None if chance == 1 else (agreed - chance) / (1 - chance)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two raters on the pairs that both have judged: how many, the share they agree on, kappa (None where both said one thing
    of all), and how often each two decisions met. The truth, where it is known, stands as a rater."""

    one: str
    other: str
    pairs: int
    agreed: float
    kappa: float | None
    met: tuple[tuple[str, str, int], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the agreement as JSON-ready values."""
        return asdict(self)


def agreements(
    judged: Iterable[tuple[tuple[str, str], str, str]], truth: Mapping[tuple[str, str], str] | None = None
) -> list[Agreement]:
    """Return how each two raters agree who have judged a pair in common, in the order of their names.

    ``judged``: (child, inquiry), rater, decision, each rater once a pair. ``truth`` gives the decision that is right of a pair;
    it stands last, as ``truth``.
    """
    by_rater: dict[str, dict[tuple[str, str], str]] = {}
    for pair, rater, decision in judged:
        by_rater.setdefault(rater, {})[pair] = decision
    raters = sorted(by_rater.items())
    if truth is not None:
        everything = {pair for _, said in raters for pair in said}
        raters.append(("truth", {pair: truth[pair] for pair in everything if pair in truth}))
    found = []
    for (one, said), (other, too) in combinations(raters, 2):
        ratings = [(said[pair], too[pair]) for pair in sorted(said.keys() & too.keys())]
        if not ratings:
            continue
        met = tuple((a, b, n) for (a, b), n in sorted(Counter(ratings).items()))
        agreed = sum(a == b for a, b in ratings) / len(ratings)
        found.append(Agreement(one, other, len(ratings), agreed, kappa(ratings), met))
    return found
