"""Figures by subgroup, and the widest gap between two of them: does matching serve all children alike?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracing.linkage.evaluation import bootstrap
from tracing.linkage.evaluation.bootstrap import Interval, Sums, by_family
from tracing.linkage.evaluation.facts import DIMENSIONS, NOT_STATED, PairFacts
from tracing.linkage.evaluation.judged import Judged
from tracing.linkage.evaluation.ready import ready
from tracing.records import InputError, Records, Refusal

__all__ = ["Dimension", "Gap", "Subgroup", "Subgroups", "by_subgroup", "facts_of"]

ENOUGH = 200
"""True pairs from which a subgroup's recall is compared with another's."""


@dataclass(frozen=True, slots=True)
class Subgroup:
    """Figures of the pairs that share a fact.

    ``recall_at_1`` and ``recall_at_10``: share of the subgroup's ``pairs`` true pairs that rank first, among the
    first ten. ``f1_strong``: F1 of its pairs in the band strong, None where the links have no bands. Intervals
    (95 %, by family) by the figures' names.
    """

    dimension: str
    value: str
    pairs: int
    recall_at_1: float
    recall_at_10: float
    f1_strong: float | None
    intervals: dict[str, Interval]


@dataclass(frozen=True, slots=True)
class Gap:
    """The widest difference in recall@10 between two subgroups of one dimension."""

    dimension: str
    better: str
    worse: str
    gap: float
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Subgroups:
    """All subgroups, the widest gap among those of at least ``enough`` true pairs, None if no two are so large, and the
    rows that the program failed at."""

    groups: tuple[Subgroup, ...]
    gap: Gap | None
    enough: int = ENOUGH
    faults: tuple[Refusal, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the subgroups as JSON-ready values."""
        gap = None if self.gap is None else asdict(self.gap)
        return dict(ready({"groups": [asdict(g) for g in self.groups], "gap": gap}))


def _ratio(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    """Not a number where a resample holds none of the subgroup: nothing can be said there."""
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)


def _in_order(value: str) -> tuple[bool, int, str]:
    """Ages by their first year, the rest by name, what isn't stated last."""
    first = value.partition("–")[0].partition(" ")[0]
    return value == NOT_STATED, int(first) if first.isdigit() else 0, value


class Dimension:
    """The sums of one dimension's subgroups by family, and its figures from them."""

    def __init__(
        self,
        name: str,
        judged: Judged,
        family: NDArray[np.int64],
        truths: pd.Series,
        strong: pd.Series,
        families: int | None = None,
    ) -> None:
        self.name = name
        self.values = sorted(truths.unique(), key=_in_order)
        number = {value: i for i, value in enumerate(self.values)}
        width = len(self.values)
        count = families if families is not None else int(family.max()) + 1 if len(family) else 0
        column = truths.map(number).to_numpy(dtype=np.int64)
        of_truth = family[judged.truth_inquiry]

        def sums(chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
            return by_family(of_truth[chosen], count, None, column[chosen], width)

        self.sums: Sums = {
            "truths": sums(np.ones(len(column), dtype=bool)),
            "recall_at_1": sums(judged.truth_rank <= 1),
            "recall_at_10": sums(judged.truth_rank <= 10),
        }
        if judged.strong is not None:
            rows = np.flatnonzero(judged.strong)
            # A subgroup without a true pair has no recall; its false pairs stand in no row of the table.
            known = strong.isin(number).to_numpy()
            at = strong[known].map(number).to_numpy(dtype=np.int64)
            rows = rows[known]
            of_link, true = family[judged.link_inquiry[rows]], judged.true[rows]
            self.sums = {
                **self.sums,
                "strong_pairs": by_family(of_link, count, None, at, width),
                "strong_hits": by_family(of_link[true], count, None, at[true], width),
            }

    def figures(self, sums: Sums) -> dict[str, NDArray[np.float64]]:
        """Tables of shape (resamples, subgroups)."""
        truths = sums["truths"]
        figures = {name: _ratio(sums[name], truths) for name in ("recall_at_1", "recall_at_10")}
        if "strong_pairs" in sums:
            both = np.where(truths > 0, sums["strong_pairs"] + truths, 0.0)
            figures["f1_strong"] = _ratio(2 * sums["strong_hits"], both)
        return figures


def _dimension_gap(
    dimension: Dimension,
    recall: NDArray[np.float64],
    drawn: NDArray[np.float64] | None,
    pairs: NDArray[np.float64],
    enough: int,
) -> Gap | None:
    large = [i for i, v in enumerate(dimension.values) if pairs[i] >= enough and v != NOT_STATED]
    if len(large) < 2:
        return None
    best, worst = max(large, key=lambda i: recall[i]), min(large, key=lambda i: recall[i])
    bounds = None if drawn is None else bootstrap.interval(drawn[:, best] - drawn[:, worst])
    gap = float(recall[best] - recall[worst])
    return Gap(dimension.name, dimension.values[best], dimension.values[worst], gap, bounds)


def facts_of(judged: Judged, facts: PairFacts) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the facts of the true pairs and of those in the band strong."""
    of_truth = facts.of(judged.truth["child_id"].tolist(), judged.truth["inquiry_id"].tolist())
    rows = np.flatnonzero(judged.strong) if judged.strong is not None else np.empty(0, dtype=np.int64)
    asked = judged.inquiries.to_numpy(dtype=object)[judged.link_inquiry[rows]]
    return of_truth, facts.of(judged.link_child[rows].tolist(), asked.tolist())


def by_subgroup(
    judged: Judged,
    family: NDArray[np.int64],
    children: Records,
    inquiries: Records,
    by: Sequence[str] = DIMENSIONS,
    *,
    resamples: int = 0,
    seed: int = 0,
    enough: int = ENOUGH,
) -> Subgroups:
    """Split the figures by facts of the two records (``DIMENSIONS``); InputError for one that isn't known.

    Both subgroups of a gap are resampled together, since a family may have pairs in each. Of many gaps the widest is
    picked, so its interval is somewhat too favourable to it being real: read it beside the subgroups' own.
    """
    for name in by:
        if name not in DIMENSIONS:
            raise InputError(f"no subgroups by {name!r}; known are {', '.join(DIMENSIONS)}")
    facts = PairFacts(children, inquiries)
    of_truth, of_strong = facts_of(judged, facts)
    groups: list[Subgroup] = []
    gaps: list[Gap] = []
    for name in by:
        dimension = Dimension(name, judged, family, of_truth[name], of_strong[name])
        exact = {k: v[0] for k, v in dimension.figures(bootstrap.total(dimension.sums)).items()}
        pairs = dimension.sums["truths"].sum(axis=0)
        drawn: dict[str, NDArray[np.float64]] = {}
        if resamples and len(family):
            drawn = dimension.figures(bootstrap.resample(dimension.sums, resamples, seed))
        for i, value in enumerate(dimension.values):
            groups.append(
                Subgroup(
                    dimension=name,
                    value=value,
                    pairs=int(pairs[i]),
                    recall_at_1=float(exact["recall_at_1"][i]),
                    recall_at_10=float(exact["recall_at_10"][i]),
                    f1_strong=float(exact["f1_strong"][i]) if "f1_strong" in exact else None,
                    intervals={k: bootstrap.interval(v[:, i]) for k, v in drawn.items()},
                )
            )
        gap = _dimension_gap(dimension, exact["recall_at_10"], drawn.get("recall_at_10"), pairs, enough)
        if gap is not None:
            gaps.append(gap)
    return Subgroups(tuple(groups), max(gaps, key=lambda g: g.gap, default=None), enough, tuple(facts.faults))
