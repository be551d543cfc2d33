"""Links beside the truth, as arrays: what every figure of an evaluation is counted from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracing.records import InputError

__all__ = ["NOT_RANKED", "Judged", "judge"]

NOT_RANKED = np.iinfo(np.int64).max
"""Rank of a true pair that isn't among the links."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Links with their verdict, and the true pairs with their place in the links.

    ``inquiries`` numbers the inquiries of both; ``link_inquiry`` and ``truth_inquiry`` point into it. One entry per
    link: ``weight`` (bits), ``probability``, ``rank``, ``true``, ``strong`` (None where the links have no bands). One
    entry per true pair: ``truth_link``, its row in the links or -1, and ``truth_rank``.
    """

    inquiries: pd.Index[str]
    link_child: NDArray[np.object_]
    link_inquiry: NDArray[np.int64]
    weight: NDArray[np.float64]
    probability: NDArray[np.float64]
    rank: NDArray[np.int64]
    true: NDArray[np.bool_]
    strong: NDArray[np.bool_] | None
    truth: pd.DataFrame
    truth_inquiry: NDArray[np.int64]
    truth_link: NDArray[np.int64]
    truth_rank: NDArray[np.int64]


def _text(cells: pd.Series) -> NDArray[np.object_]:
    return cells.astype(str).to_numpy(dtype=object)


def _numbers(links: pd.DataFrame, name: str) -> NDArray[np.float64]:
    if name not in links:
        raise InputError(f"the links have no column {name!r}; `tracing match` writes it")
    values = links[name].to_numpy(dtype=float)
    if np.isnan(values).any():
        row = int(np.flatnonzero(np.isnan(values))[0]) + 1
        raise InputError(f"links, row {row}: {name} is empty; an evaluation needs it for every pair")
    return values


def _ranks(inquiry: NDArray[np.int64], weight: NDArray[np.float64]) -> NDArray[np.int64]:
    """Ranks by weight, in the file's order where weights are equal."""
    order = np.lexsort((-weight, inquiry))
    owner = inquiry[order]
    begin = np.flatnonzero(np.append(True, owner[1:] != owner[:-1])) if len(owner) else owner
    rank = np.empty(len(owner), dtype=np.int64)
    rank[order] = np.arange(len(owner)) - np.repeat(begin, np.diff(np.append(begin, len(owner)))) + 1
    return rank


def judge(links: pd.DataFrame, truth: pd.DataFrame) -> Judged:
    """Set links (file contract) beside the true pairs (columns ``child_id``, ``inquiry_id``).

    Links without ``rank`` are ranked by weight. Raises InputError where ``weight`` or ``probability`` is missing or a
    pair stands twice among the links: it would be counted twice.
    """
    pairs = pd.DataFrame({name: _text(truth[name]) for name in ("child_id", "inquiry_id")})
    pairs = pairs.drop_duplicates(ignore_index=True)
    child, inquiry = _text(links["child_id"]), _text(links["inquiry_id"])
    inquiry_code, inquiries = pd.factorize(np.concatenate([inquiry, _text(pairs["inquiry_id"])]))
    child_code, children = pd.factorize(np.concatenate([child, _text(pairs["child_id"])]))
    key = inquiry_code.astype(np.int64) * max(1, len(children)) + child_code
    link_key, truth_key = key[: len(links)], key[len(links) :]
    places = pd.Index(link_key)
    if not places.is_unique:
        row = int(np.flatnonzero(places.duplicated())[0])
        raise InputError(f"links, row {row + 1}: the pair {child[row]}, {inquiry[row]} stands there twice")
    truth_link = places.get_indexer(pd.Index(truth_key)).astype(np.int64)
    weight, probability = _numbers(links, "weight"), _numbers(links, "probability")
    code = inquiry_code[: len(links)].astype(np.int64)
    rank = links["rank"].to_numpy(dtype=np.int64) if "rank" in links else _ranks(code, weight)
    true = np.zeros(len(links), dtype=bool)
    true[truth_link[truth_link >= 0]] = True
    truth_rank = np.full(len(pairs), NOT_RANKED, dtype=np.int64)
    truth_rank[truth_link >= 0] = rank[truth_link[truth_link >= 0]]
    return Judged(
        inquiries=pd.Index(inquiries),
        link_child=child,
        link_inquiry=code,
        weight=weight,
        probability=probability,
        rank=rank,
        true=true,
        strong=(links["band"].astype(str) == "strong").to_numpy() if "band" in links else None,
        truth=pairs,
        truth_inquiry=inquiry_code[len(links) :].astype(np.int64),
        truth_link=truth_link,
        truth_rank=truth_rank,
    )
