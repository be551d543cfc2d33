"""Which records of one side may be of the same child as a few given ones, among those that share a key with them.

The live counterpart of ``duplicates``: the same comparisons on the few records that can matter. Suggestions for a person,
never a set by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.columns import Columns
from tracing.linkage.fixed import to_units
from tracing.linkage.frequencies import load_frequencies
from tracing.linkage.kept_forms import KeptForms
from tracing.linkage.like_pairs import Asked, like_pairs, threshold, warnings_of, within_one_side
from tracing.linkage.matcher import MatcherFile
from tracing.linkage.rank import order_of

__all__ = ["Laid", "Like", "Recorded", "lay", "like", "likes"]

_MOST_WORDS = 100_000


@dataclass(frozen=True, slots=True)
class Recorded:
    """What names a record's group and its agency; no group is 0."""

    group: int
    agency: int


@dataclass(frozen=True, slots=True)
class Laid:
    """Records of one side, laid side by side in the order of their numbers, and those of which it is asked what is like them."""

    ids: NDArray[np.int64]
    records: Sequence[Recorded]
    columns: Columns
    asked: Asked


@dataclass(frozen=True, slots=True)
class Like:
    """Two records that may be of one child, the lower number first. ``weight`` in units (1/256 bit), the lighter of both
    directions; ``warnings`` are names of ``like_pairs.WARNINGS``."""

    first: int
    second: int
    weight: int
    probability: float
    warnings: tuple[str, ...]


def lay(kept: KeptForms, records: Mapping[int, Recorded], of: Sequence[int]) -> Laid:
    """Lay records (by number, all of one side) whose forms are kept side by side; ``of``: which of them are asked about."""
    ids = sorted(records)
    rows = np.flatnonzero(np.isin(ids, np.array(of, dtype=np.int64)))
    asked = Asked(rows, kept.columns([ids[row] for row in rows.tolist()]))
    return Laid(np.array(ids, dtype=np.int64), [records[one] for one in ids], kept.columns(ids), asked)


def like(matcher: MatcherFile, laid: Laid, keyless: bool = False) -> list[Like]:
    """Return the pairs with a record that is asked about that weigh the matcher's threshold for duplicates, strongest first.
    ``keyless``: also those that share no blocking key."""
    within, ids = within_one_side(matcher), laid.ids
    if len(ids) < 2 or not len(laid.asked.rows):
        return []
    least = to_units(threshold(matcher))
    pairs, _ = like_pairs(within, laid.columns, least, order_of(ids), None, 1, laid.asked, keyless)
    group = np.array([one.group or "" for one in laid.records], dtype=object)
    agency = np.array([one.agency for one in laid.records], dtype=object)
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
    ]


def likes(
    matcher: MatcherFile,
    records: Mapping[int, Recorded],
    forms: Mapping[int, bytes],
    of: Sequence[int],
    keyless: bool = False,
) -> list[Like]:
    """Return the same of records (by number, all of one side) whose forms (``form_bytes``) aren't kept; ``of``: which of them are
    asked about."""
    frequencies = load_frequencies(matcher.frequencies["cap"])
    kept = KeptForms(frequencies, matcher.generic, len(forms) << 20, _MOST_WORDS)
    kept.keep(forms)
    return like(matcher, lay(kept, records, of), keyless)
