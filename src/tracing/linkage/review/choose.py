"""Which pairs somebody should look at: the best first, those a matcher is least sure of, or a fair sample of each stratum."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from tracing.linkage.training.labels import strata
from tracing.records import InputError

__all__ = ["ORDERS", "Order", "Queued", "choose"]

Order = Literal["best", "uncertain", "strata", "chance"]
"""``best``: by probability, as a queue is worked; ``uncertain``: nearest to one half first, which teaches most where a matcher
wavers; ``strata``: as many from each stratum of rank and weight, by chance, so that judged pairs can stand for the others
(``training.labels``); ``chance``: in no order at all, so that the place tells nothing of the score."""

ORDERS: tuple[Order, ...] = get_args(Order)


@dataclass(frozen=True, slots=True)
class Queued:
    """A pair to be looked at, and its stratum of rank and weight."""

    child_id: str
    inquiry_id: str
    stratum: int

    @property
    def pair(self) -> tuple[str, str]:
        """Child and inquiry."""
        return self.child_id, self.inquiry_id


def choose(
    links: pd.DataFrame,
    order: Order = "best",
    most: int | None = None,
    seed: int = 0,
    only: Collection[tuple[str, str]] | None = None,
) -> list[Queued]:
    """Return up to ``most`` pairs of ``links`` (file contract, with rank, weight, probability) in the order to be looked at.

    The same links, order, number and seed give the same pairs, whatever has been decided meanwhile: whoever goes on finds the same
    list. ``only``: of these pairs alone, as those that somebody else has judged. InputError where nothing is left.
    """
    if order not in ORDERS:
        raise InputError(f"order {order}: there is no such order; choose one of {', '.join(ORDERS)}")
    child, inquiry = links["child_id"].astype(str), links["inquiry_id"].astype(str)
    weight = links["weight"].to_numpy(dtype=float)
    stratum = strata(weight, pd.factorize(inquiry)[0].astype(np.int64))
    taken = np.arange(len(links))
    if only is not None:
        wanted = set(only)
        taken = np.array(
            [i for i, pair in enumerate(zip(child, inquiry, strict=True)) if pair in wanted], dtype=np.int64
        )
    if len(taken) == 0:
        raise InputError("no pair is left to look at: the links hold none, or none of those asked for")
    # Ties by reference, so that the order doesn't hang on the order of rows.
    names = (inquiry.to_numpy(dtype=object)[taken], child.to_numpy(dtype=object)[taken])
    random = np.random.default_rng(seed)
    probability = links["probability"].to_numpy(dtype=float)[taken]
    if order == "best":
        by = -probability
        place = np.lexsort((names[1], names[0], -weight[taken], by))
    elif order == "uncertain":
        place = np.lexsort((names[1], names[0], np.abs(probability - 0.5)))
    elif order == "chance":
        place = np.lexsort((names[1], names[0]))[random.permutation(len(taken))]
    else:
        place = _round_robin(stratum[taken], np.lexsort((names[1], names[0])), random)
    rows = taken[place[: len(place) if most is None else most]]
    return [Queued(child.iloc[i], inquiry.iloc[i], int(stratum[i])) for i in rows.tolist()]


def _round_robin(stratum: np.ndarray, order: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Return places so that each stratum comes in turn, its pairs by chance: whatever is judged of them is a fair sample."""
    shuffled = order[random.permutation(len(order))]
    turn = pd.Series(stratum[shuffled]).groupby(stratum[shuffled]).cumcount().to_numpy()
    return shuffled[np.lexsort((stratum[shuffled], turn))]
