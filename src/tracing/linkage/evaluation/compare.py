"""Two matchers on the same records and the same truth: how each figure changes, and for whom.

Differences are paired: both matchers' figures of a resample are of the same families, so what is hard for both cancels, and a
difference far smaller than either figure's own interval can be told (Efron 1979; by family as in ``families``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracing.linkage.evaluation import bootstrap
from tracing.linkage.evaluation.bootstrap import Interval
from tracing.linkage.evaluation.curve import best_of, curve_of
from tracing.linkage.evaluation.facts import DIMENSIONS, PairFacts
from tracing.linkage.evaluation.families import families_of
from tracing.linkage.evaluation.judged import Judged, judge
from tracing.linkage.evaluation.measure import figures_of, sums_of
from tracing.linkage.evaluation.ready import ready
from tracing.linkage.evaluation.subgroups import Dimension, facts_of
from tracing.records import InputError, Records, Refusal

__all__ = ["ALL", "COMPARED", "Compared", "Difference", "GroupDifference", "compare_links"]

COMPARED = (
    "f1",
    "strong.f1",
    "strong.precision",
    "strong.recall",
    "recall@1",
    "recall@3",
    "recall@10",
    "mrr",
)
"""Figures of all pairs that are compared; ``f1`` is each matcher's own best."""

ALL = "all"
_RANKS = (1, 3, 10)
_NONE: NDArray[np.float64] = np.empty(0)


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure before and after, the change, and its 95 % interval, None without resamples."""

    figure: str
    before: float
    after: float
    change: float
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class GroupDifference:
    """How a subgroup's figures change; ``pairs``: its true pairs."""

    dimension: str
    value: str
    pairs: int
    figures: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """How the figures of all pairs change, and of each subgroup; ``families``: the units that were resampled. ``faults``: rows that the
    program failed at."""

    true_pairs: int
    inquiries_with_child: int
    families: int
    overall: tuple[Difference, ...]
    groups: tuple[GroupDifference, ...]
    faults: tuple[Refusal, ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """Return the differences as JSON-ready values; no record is named."""
        told = asdict(self)
        del told["faults"]
        for one in (*told["overall"], *(d for group in told["groups"] for d in group["figures"])):
            low, high = one.pop("interval") or (None, None)
            one |= {"low": low, "high": high}
        return dict(ready(told))


def compare_links(
    before: pd.DataFrame,
    after: pd.DataFrame,
    truth: pd.DataFrame,
    children: Records,
    inquiries: Records,
    by: Sequence[str] = DIMENSIONS,
    *,
    resamples: int = 200,
    seed: int = 0,
) -> Compared:
    """Compare the links of two matchers on the same records with the truth. InputError where a dimension isn't known."""
    for name in by:
        if name not in DIMENSIONS:
            raise InputError(f"no subgroups by {name!r}; known are {', '.join(DIMENSIONS)}")
    judged = judge(before, truth), judge(after, truth)
    asked = pd.Index(sorted({str(i) for one in judged for i in one.inquiries}))
    family = families_of(list(asked), judged[0].truth, inquiries)
    count = int(family.max()) + 1 if len(family) else 0
    own = tuple(family[asked.get_indexer(one.inquiries)] for one in judged)
    overall = _overall(judged, own, count, resamples, seed)
    facts = PairFacts(children, inquiries)
    told = [facts_of(one, facts) for one in judged]
    groups: list[GroupDifference] = []
    for name in by:
        split = [
            Dimension(name, one, numbers, true[name], strong[name], count)
            for one, numbers, (true, strong) in zip(judged, own, told, strict=True)
        ]
        groups += _groups(split[0], split[1], resamples, seed)
    return Compared(
        len(judged[0].truth),
        int(judged[0].truth["inquiry_id"].nunique()),
        count,
        overall,
        tuple(groups),
        tuple(facts.faults),
    )


def _overall(
    judged: tuple[Judged, Judged], family: Sequence[NDArray[np.int64]], count: int, resamples: int, seed: int
) -> tuple[Difference, ...]:
    tables = []
    for one, numbers in zip(judged, family, strict=True):
        best = best_of(curve_of(one.weight, one.true, len(one.truth)), len(one.truth))
        tables.append(sums_of(one, numbers, _RANKS, best.weight, _NONE, count))
    exact = [figures_of(bootstrap.total(sums), _RANKS, _NONE) for sums in tables]
    drawn: list[dict[str, NDArray[np.float64]]] = []
    if resamples and count:
        # The same seed and the same families: both are drawn alike.
        drawn = [figures_of(bootstrap.resample(sums, resamples, seed), _RANKS, _NONE) for sums in tables]
    shared = [name for name in COMPARED if all(name in one for one in exact)]
    return tuple(_difference(name, exact, drawn, 0) for name in shared)


def _difference(
    name: str,
    exact: Sequence[Mapping[str, NDArray[np.float64]]],
    drawn: Sequence[Mapping[str, NDArray[np.float64]]],
    column: int,
) -> Difference:
    def at(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return values if values.ndim == 1 else values[:, column]

    before, after = (float(at(one[name])[0]) for one in exact)
    bounds = bootstrap.interval(at(drawn[1][name]) - at(drawn[0][name])) if drawn else None
    return Difference(name, before, after, after - before, bounds)


def _groups(before: Dimension, after: Dimension, resamples: int, seed: int) -> list[GroupDifference]:
    # Both are split by facts of the same true pairs, so their values are the same.
    pair = (before, after)
    exact = [one.figures(bootstrap.total(one.sums)) for one in pair]
    drawn: list[dict[str, NDArray[np.float64]]] = []
    if resamples and len(before.sums["truths"]):
        drawn = [one.figures(bootstrap.resample(one.sums, resamples, seed)) for one in pair]
    pairs = before.sums["truths"].sum(axis=0)
    names = [name for name in exact[0] if name in exact[1]]
    return [
        GroupDifference(
            before.name,
            value,
            int(pairs[i]),
            tuple(_difference(name, exact, drawn, i) for name in names),
        )
        for i, value in enumerate(before.values)
    ]
