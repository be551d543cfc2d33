"""How many true pairs blocking finds, judged without labels: capture–recapture over blocking rules.

Rules that read different fields catch the same pairs independently, near enough, as two nets do the same fish: of
the pairs that one net holds, the share that the other holds too is the other's catch of all. Rules are grouped by
the fields they read; groups that share no field are the nets. Two estimates of the number of true pairs:

- pooled Lincoln–Petersen: each group against the union of the others (Chapman 1951, with Seber's variance, 1970),
  pooled by inverse variance;
- log-linear with all interactions of two groups (Fienberg 1972), which allows groups to depend on each other pairwise
  and pays for it with a wider interval.

No one says which caught pairs are true; each counts by its posterior probability where that is one half or more.
Below, a great many wrong pairs with a little probability each would outweigh the few right ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracing.linkage.encode import Progress, encode
from tracing.linkage.evaluation import bootstrap
from tracing.linkage.evaluation.bootstrap import Interval, Sums, by_family
from tracing.linkage.evaluation.families import families_of
from tracing.linkage.evaluation.ready import ready
from tracing.linkage.fixed import UNIT
from tracing.linkage.local import block_pairs
from tracing.linkage.matcher import BlockingRule, MatcherFile
from tracing.linkage.score import Scorer
from tracing.records import Records, Refusal

__all__ = ["BlockingRecall", "RuleGroup", "blocking_recall", "estimates", "rule_groups"]

LIKELY = 0.5

_FIELDS = (
    ("mother", "mother"),
    ("father", "father"),
    ("caregiver", "caregiver"),
    ("birth", "birth"),
    ("age", "birth"),
    ("given", "name"),
    ("surname", "name"),
    ("name", "name"),
    ("alias", "name"),
    ("department", "place"),
    ("municipality", "place"),
    ("locality", "place"),
    ("origin", "place"),
)
"""What the first of these words in a key part's name says about the field it reads; else the part is its own field."""

_MOST_GROUPS = 8


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Rules that read the same ``fields``. ``pairs`` it caught, ``both`` of them caught by the other groups too
    (sums of probabilities); ``recall``: blocking recall by this group against the others."""

    fields: tuple[str, ...]
    rules: tuple[str, ...]
    pairs: float
    both: float
    recall: float


@dataclass(frozen=True, slots=True)
class BlockingRecall:
    """What blocking costs and finds.

    ``compared`` pairs out of all, the ``reduction_ratio`` being the share not compared. ``likely``: expected true
    pairs among them. ``pooled`` and ``log_linear``: estimated share of all true pairs that is among them (NaN with
    fewer than two, three groups), ``true`` the real share where truth was given. ``intervals``: 95 %, by family.
    ``faults``: rows and words that the program failed at.
    """

    compared: int
    reduction_ratio: float
    likely: float
    groups: tuple[RuleGroup, ...]
    pooled: float
    log_linear: float
    true: float | None
    intervals: dict[str, Interval]
    faults: tuple[Refusal, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as JSON-ready values; what can't be estimated is null."""
        return ready({k: v for k, v in asdict(self).items() if k != "faults"})  # type: ignore[no-any-return]


def _field(part: str) -> str:
    return next((field for word, field in _FIELDS if word in part.split("_")), part)


def rule_groups(rules: Sequence[BlockingRule]) -> list[tuple[frozenset[str], list[int]]]:
    """Return groups of rules that share no field with one another: (fields, numbers of the rules).

    Rules that read the same fields are one group. Groups of few fields are taken first, then those of many rules; a
    group that shares a field with one already taken is left out, as are its pairs from the estimate of the
    unseen (not from what was found).
    """
    by_fields: dict[frozenset[str], list[int]] = {}
    for number, rule in enumerate(rules):
        by_fields.setdefault(frozenset(map(_field, rule.parts)), []).append(number)
    taken: list[tuple[frozenset[str], list[int]]] = []
    for fields, numbers in sorted(by_fields.items(), key=lambda g: (len(g[0]), -len(g[1]), min(g[1]))):
        if not any(fields & other for other, _ in taken) and len(taken) < _MOST_GROUPS:
            taken.append((fields, numbers))
    return taken


def _union(cells: NDArray[np.float64], chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
    return np.asarray(cells[:, chosen].sum(axis=1), dtype=np.float64)


def _catches(
    cells: NDArray[np.float64], group: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Pairs that ``group`` caught, that the others caught, that both did."""
    pattern = np.arange(cells.shape[1])
    own, others = (pattern >> group & 1) == 1, (pattern & ~(1 << group)) != 0
    return _union(cells, own), _union(cells, others), _union(cells, own & others)


def _chapman(
    own: NDArray[np.float64], others: NDArray[np.float64], both: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Number of all, and its variance (at least that of one pair, so that a perfect overlap stays finite)."""
    size = (own + 1) * (others + 1) / (both + 1) - 1
    variance = (own + 1) * (others + 1) * (own - both) * (others - both) / ((both + 1) ** 2 * (both + 2))
    return size, np.maximum(variance, 1.0)


def _pooled(cells: NDArray[np.float64], groups: int) -> NDArray[np.float64]:
    above, below = np.zeros(len(cells)), np.zeros(len(cells))
    for group in range(groups):
        own, others, both = _catches(cells, group)
        size, variance = _chapman(own, others, both)
        # A group that caught nothing, or shares nothing with the others, says nothing.
        weight = np.where(both > 0, 1.0 / variance, 0.0)
        above, below = above + weight * size, below + weight
    return np.asarray(
        np.divide(above, below, out=np.full(len(cells), np.nan), where=below > 0), dtype=np.float64
    )


def _log_linear(cells: NDArray[np.float64], groups: int) -> NDArray[np.float64]:
    """Pairs in no group, by a Poisson regression of the patterns' counts on groups and pairs of groups."""
    caught = [g for g in range(groups) if _catches(cells, g)[2].max(initial=0.0) > 0]
    if len(caught) < 3:
        return np.full(len(cells), np.nan)
    patterns = np.arange(1, 1 << len(caught))
    has = [(patterns >> i & 1).astype(float) for i in range(len(caught))]
    design = np.stack([np.ones(len(patterns)), *has, *(a * b for a, b in combinations(has, 2))], axis=1)
    pattern = np.arange(cells.shape[1])
    folded = sum(((pattern >> g & 1) << i for i, g in enumerate(caught)), start=np.zeros_like(pattern))
    counts = np.stack([_union(cells, folded == p) for p in patterns], axis=1)
    # Half a pair in each cell keeps empty cells from sending a coefficient to minus infinity.
    return np.array([np.exp(_poisson(design, row + 0.5)[0]) for row in counts])


def _poisson(design: NDArray[np.float64], counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Coefficients of a log-linear Poisson model (iteratively reweighted least squares)."""
    eta = np.log(counts)
    coefficients = np.zeros(design.shape[1])
    for _ in range(50):
        mean = np.exp(np.clip(eta, -30, 30))
        working = eta + (counts - mean) / mean
        weighted = design * mean[:, None]
        new = np.linalg.lstsq(design.T @ weighted, weighted.T @ working, rcond=None)[0]
        eta = design @ new
        if np.abs(new - coefficients).max() < 1e-9:
            return np.asarray(new)
        coefficients = new
    return coefficients


def estimates(cells: NDArray[np.float64], groups: int) -> dict[str, NDArray[np.float64]]:
    """Return the recall by each estimate for catches ``cells`` of shape (n, 2 ** groups).

    ``cells[:, p]`` is the number of likely pairs of pattern ``p``: bit g is set if group g caught the pair; pattern 0
    holds those caught by rules outside the groups only. Recall is at most 1.
    """
    found = cells.sum(axis=1)
    in_groups = cells[:, 1:].sum(axis=1)
    pooled = _pooled(cells, groups)
    log_linear = in_groups + _log_linear(cells, groups)
    return {
        "pooled": np.minimum(
            1.0, np.divide(found, pooled, out=np.full(len(found), np.nan), where=pooled > 0)
        ),
        "log_linear": np.minimum(
            1.0, np.divide(found, log_linear, out=np.full(len(found), np.nan), where=log_linear > 0)
        ),
    }


@dataclass(slots=True)
class _Catch:
    """Likely pairs as they come: inquiry, probability, pattern; and how many true pairs were compared."""

    inquiry: list[NDArray[np.int64]]
    probability: list[NDArray[np.float64]]
    pattern: list[NDArray[np.int64]]
    true: list[NDArray[np.int64]]
    compared: int = 0
    faults: tuple[Refusal, ...] = ()


def _truth_keys(truth: pd.DataFrame, children: Records, inquiries: Records) -> NDArray[np.int64]:
    """The true pairs as inquiry row × number of children + child row, -1 where a record isn't there."""
    left = pd.Index(children.frame["record_id"]).get_indexer(pd.Index(truth["child_id"].astype(str)))
    right = pd.Index(inquiries.frame["record_id"]).get_indexer(pd.Index(truth["inquiry_id"].astype(str)))
    known = (left >= 0) & (right >= 0)
    return np.where(known, right.astype(np.int64) * len(children.frame) + left, -1)


def _catch(
    matcher: MatcherFile,
    children: Records,
    inquiries: Records,
    groups: Iterable[Sequence[int]],
    truth: NDArray[np.int64],
    progress: Progress | None,
) -> _Catch:
    sizes = (len(children.frame), len(inquiries.frame))
    blocked = encode(matcher, children, inquiries, progress)
    scorer = Scorer(matcher)
    masks = [np.uint64(sum(1 << n for n in numbers)) for numbers in groups]
    catch = _Catch([], [], [], [], faults=blocked.faults)
    for found in block_pairs(matcher, blocked):
        scores = scorer.columns(found.left, found.right, blocked.children, blocked.inquiries)
        probability = matcher.probabilities(scores.total.astype(np.float64) / UNIT)
        likely = probability >= LIKELY
        rules = found.rules[likely]
        pattern = np.zeros(len(rules), dtype=np.int64)
        for group, mask in enumerate(masks):
            pattern |= ((rules & mask) != 0).astype(np.int64) << group
        catch.inquiry.append(found.right[likely].astype(np.int64))
        catch.probability.append(probability[likely])
        catch.pattern.append(pattern)
        key = found.right.astype(np.int64) * sizes[0] + found.left
        catch.true.append(np.flatnonzero(np.isin(truth, key)))
        catch.compared += len(found.left)
        if progress is not None and len(found.right):
            progress("compare", int(found.right[-1]) + 1, sizes[1])
    return catch


def blocking_recall(
    matcher: MatcherFile,
    children: Records,
    inquiries: Records,
    truth: pd.DataFrame | None = None,
    *,
    resamples: int = 0,
    seed: int = 0,
    progress: Progress | None = None,
) -> BlockingRecall:
    """Block and score anew, and estimate the share of true pairs that blocking finds; next to the real share if
    ``truth`` (columns ``child_id``, ``inquiry_id``) is given.

    The estimate holds as far as fields go wrong independently and probabilities are calibrated. Where a record that
    is poor in one field is poor in all, unseen pairs are more than estimated.
    """
    groups = rule_groups(matcher.blocking)
    pairs = pd.DataFrame(columns=["child_id", "inquiry_id"]) if truth is None else truth.drop_duplicates()
    keys = _truth_keys(pairs, children, inquiries)
    catch = _catch(matcher, children, inquiries, [numbers for _, numbers in groups], keys, progress)
    inquiry_ids = inquiries.frame["record_id"].tolist()
    # Families tell which pairs go together; truth isn't asked, so that intervals are the same without it.
    family = families_of(inquiry_ids, pairs.iloc[:0], inquiries)
    count = int(family.max()) + 1 if len(family) else 0

    def joined(parts: Sequence[NDArray[Any]], kind: type) -> NDArray[Any]:
        return np.concatenate([np.empty(0, dtype=kind), *parts])

    inquiry = joined(catch.inquiry, np.int64)
    width = 1 << len(groups)
    sums: dict[str, NDArray[np.float64]] = {
        "cells": by_family(
            family[inquiry],
            count,
            joined(catch.probability, np.float64),
            joined(catch.pattern, np.int64),
            width,
        )
    }
    if truth is not None:
        asked = np.maximum(keys // max(1, len(children.frame)), 0)
        hit = np.zeros(len(keys), dtype=bool)
        hit[joined(catch.true, np.int64)] = True
        sums["truths"] = by_family(family[asked], count)
        sums["hits"] = by_family(family[asked[hit]], count)

    def figures(of: Sums) -> dict[str, NDArray[np.float64]]:
        values = estimates(of["cells"], len(groups))
        if "truths" in of:
            truths = of["truths"][:, 0]
            values["true"] = np.divide(of["hits"][:, 0], truths, out=np.zeros_like(truths), where=truths > 0)
        return values

    exact = figures(bootstrap.total(sums))
    cells = sums["cells"].sum(axis=0, keepdims=True)
    possible = len(children.frame) * len(inquiries.frame)
    return BlockingRecall(
        compared=catch.compared,
        reduction_ratio=1.0 - catch.compared / possible if possible else 0.0,
        likely=float(cells.sum()),
        groups=tuple(_described(matcher, groups, cells)),
        pooled=float(exact["pooled"][0]),
        log_linear=float(exact["log_linear"][0]),
        true=float(exact["true"][0]) if "true" in exact else None,
        intervals=bootstrap.intervals(sums, figures, resamples, seed),
        faults=catch.faults,
    )


def _described(
    matcher: MatcherFile, groups: Sequence[tuple[frozenset[str], Sequence[int]]], cells: NDArray[np.float64]
) -> Iterable[RuleGroup]:
    found = float(cells.sum())
    for number, (fields, rules) in enumerate(groups):
        own, others, both = _catches(cells, number)
        size = float(_chapman(own, others, both)[0][0])
        yield RuleGroup(
            fields=tuple(sorted(fields)),
            rules=tuple(matcher.blocking[n].name for n in rules),
            pairs=float(own[0]),
            both=float(both[0]),
            recall=min(1.0, found / size) if both[0] > 0 else float("nan"),
        )
