"""Which records of one side may be of the same child as a few given ones, among those that share a key with them.

The live counterpart of ``duplicates``: the same comparisons on the few records that can matter. Suggestions for a person,
never a set by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.fixed import to_units
from tracing.linkage.frequencies import load_frequencies
from tracing.linkage.kept_forms import KeptForms
from tracing.linkage.like_pairs import like_pairs, threshold, warnings_of, within_one_side
from tracing.linkage.matcher import MatcherFile
from tracing.linkage.rank import order_of

__all__ = ["Like", "Recorded", "likes"]

_MOST_WORDS = 100_000


@dataclass(frozen=True, slots=True)
class Recorded:
    """A record's form (``form_bytes``), and what names its group and its agency; no group is 0."""

    form: bytes
    group: int
    agency: int


@dataclass(frozen=True, slots=True)
class Like:
    """Two records that may be of one child, the lower number first. ``weight`` in units (1/256 bit), the lighter of both
    directions; ``warnings`` are names of ``like_pairs.WARNINGS``."""

    first: int
    second: int
    weight: int
    probability: float
    warnings: tuple[str, ...]


def likes(
    matcher: MatcherFile, records: Mapping[int, Recorded], of: Sequence[int], keyless: bool = False
) -> list[Like]:
    """Return the pairs among ``records`` (by number, all of one side) that weigh the matcher's threshold for duplicates and
    of which one at least is among ``of``, strongest first. ``keyless``: also those that share no blocking key."""
    within = within_one_side(matcher)
    ids = np.array(sorted(records), dtype=np.int64)
    if len(ids) < 2:
        return []
    kept = KeptForms(
        load_frequencies(matcher.frequencies["cap"]), matcher.generic, len(ids) << 20, _MOST_WORDS
    )
    kept.keep({number: records[number].form for number in ids.tolist()})
    columns = kept.columns(ids.tolist())
    asked = np.isin(ids, np.array(of, dtype=np.int64))
    least, order = to_units(threshold(matcher)), order_of(ids)
    pairs, _ = like_pairs(within, columns, least, order, None, 1, np.flatnonzero(asked) if keyless else None)
    group = _column(ids, {number: one.group or "" for number, one in records.items()})
    agency = _column(ids, {number: one.agency for number, one in records.items()})
    warnings = warnings_of(within, pairs, group, agency)
    probabilities = within.probabilities(pairs.scores.total.astype(np.float64) / 256.0)
    return [
        Like(int(ids[a]), int(ids[b]), int(weight), float(probability), tuple(found))
        for a, b, weight, probability, found in zip(
            pairs.a.tolist(),
            pairs.b.tolist(),
            pairs.scores.total.tolist(),
            probabilities,
            warnings,
            strict=True,
        )
        if asked[a] or asked[b]
    ]


def _column(ids: NDArray[np.int64], values: Mapping[int, int | str]) -> NDArray[np.object_]:
    return np.array([values[number] for number in ids.tolist()], dtype=object)
