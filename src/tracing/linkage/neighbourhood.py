"""A few records against a few: what matches live, by the batch engine itself (design, "live = batch").

A pair's score depends on its two records, on the records of their two groups and on the matcher. So the links of some
records come out as in a batch of everything if each stands beside

- all records of the other side with which it or a member of its group shares a blocking key, and
- all members of the group of each of these,

and if those who belong to no group that counts (it is no family: ``LARGEST``) are said to be in none. Records go by
numbers. Where weights are equal the lower number goes first: as if the numbers, written with leading zeros, were the
references of a batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.best import BestFinder
from tracing.linkage.blocking import KeyIndex, RuleKeys, candidates_of, keys_together
from tracing.linkage.columns import Columns
from tracing.linkage.distinct import distinct
from tracing.linkage.encode import Blocked
from tracing.linkage.fixed import UNIT
from tracing.linkage.frequencies import load_frequencies
from tracing.linkage.groups import LARGEST
from tracing.linkage.kept_forms import KeptForms
from tracing.linkage.key_columns import key_columns
from tracing.linkage.links import BANDS, bands_of
from tracing.linkage.local import rank_pairs
from tracing.linkage.matcher import MatcherFile
from tracing.linkage.rank import order_of
from tracing.linkage.score import Scorer
from tracing.linkage.screen import Screen
from tracing.records import Side

__all__ = ["LARGEST", "FoundLinks", "Members", "Neighbourhood"]

_ALL = np.iinfo(np.int32).max
"""A ranking that nothing drops out of."""

_ANY = 0
"""Candidates are those of a small register: how many records there are changes by the minute, and what is stored of a pair
mustn't change with it."""

MOST_BYTES = 1 << 30
"""What the forms kept at hand may take: about two million of them."""

MOST_WORDS = 300_000
"""Words kept before the vocabulary begins anew: about 250 MB."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Members:
    """Records of one side and the number of each one's group, 0 where it has none."""

    ids: Numbers
    group: Numbers

    def __len__(self) -> int:
        return len(self.ids)


_KINDS = (
    (np.int64, 1), (np.int64, 1), (np.int32, 1), (np.int32, 1), (np.float64, 1), (np.int8, 1), (np.uint8, 2), (np.int32, 2),
)  # fmt: skip
"""What the columns of ``FoundLinks`` hold, and in how many dimensions."""


@dataclass(frozen=True, slots=True)
class FoundLinks:
    """Pairs at or above the matcher's output threshold, in no particular order. ``child`` and ``inquiry`` are the
    records' numbers; ``weight`` (units, the companions' term included) and ``group`` as in ``local.Ranked``; ``band``
    is a place in ``links.BANDS``; ``levels`` and ``weights`` are of shape (pairs, comparisons + kinship)."""

    child: Numbers
    inquiry: Numbers
    weight: NDArray[np.int32]
    group: NDArray[np.int32]
    probability: NDArray[np.float64]
    band: NDArray[np.int8]
    levels: NDArray[np.uint8]
    weights: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.child)

    @classmethod
    def together(cls, parts: Sequence[FoundLinks]) -> FoundLinks:
        """Return the links that were found in one or several parts by inquiry and child, each once: what is found twice is the same
        both times."""
        if not parts:
            return cls(*(np.empty((0,) * rank, dtype=kind) for kind, rank in _KINDS))
        joined = cls(*(np.concatenate(columns) for columns in zip(*map(_columns_of, parts), strict=True)))
        order = np.lexsort((joined.child, joined.inquiry))
        inquiry, child = joined.inquiry[order], joined.child[order]
        first = np.ones(len(order), dtype=bool)
        first[1:] = (inquiry[1:] != inquiry[:-1]) | (child[1:] != child[:-1])
        return joined.take(order[first])

    def take(self, at: NDArray[np.int64] | NDArray[np.bool_]) -> FoundLinks:
        """Return some of the links."""
        return FoundLinks(*(column[at] for column in _columns_of(self)))

    def names(self) -> list[str]:
        """Return the band of each link by its name."""
        return [BANDS[place] for place in self.band.tolist()]


def _columns_of(found: FoundLinks) -> tuple[NDArray[Any], ...]:
    return tuple(getattr(found, field.name) for field in fields(found))


class Neighbourhood:
    """Finds keys and links by one matcher; holds what it takes, so that a few records cost a few milliseconds. Forms
    are handed over once (``forms.keep``) and named by their numbers from then on. Not for several threads at once."""

    def __init__(self, matcher: MatcherFile, most_bytes: int = MOST_BYTES) -> None:
        self.matcher = matcher
        frequencies = load_frequencies(matcher.frequencies["cap"])
        self.forms = KeptForms(frequencies, matcher.generic, most_bytes, MOST_WORDS)
        self._scorer = Scorer(matcher)
        self._parts = tuple(dict.fromkeys(part for rule in matcher.blocking for part in rule.parts))

    def keys(self, forms: Sequence[bytes], side: Side) -> list[NDArray[np.uint64]]:
        """Return the distinct keys of forms (``form_bytes``) by which records of the other side find them."""
        if not forms:
            return []
        passing = {-1 - place: form for place, form in enumerate(forms)}
        self.forms.keep(passing)
        columns = self.forms.columns(list(passing))
        self.forms.forget(passing)
        found = self._keys(columns, side)
        return [distinct(one) for one in np.split(found.keys, found.start[1:-1])]

    def columns(self, members: Members) -> Columns:
        """Return records whose forms are kept side by side."""
        return replace(self.forms.columns(members.ids.tolist()), group=members.group)

    def asked_keys(self, inquiries: Columns) -> RuleKeys:
        """Return the keys of inquiries, those of all rules together."""
        return self._keys(inquiries, "inquiries")

    def promising(self, children: Numbers, inquiries: Columns, held: KeyIndex, asked: RuleKeys) -> Numbers:
        """Return those of the children that may have a link with one of the inquiries, of which none is in a group; the others have
        none. Of a hundred children that share a key with an inquiry, a dozen have a link.

        ``held`` are the children's keys with their places, ``asked`` what ``asked_keys`` gave, both in the form that is stored.
        Keys that are the same there without being so do no harm, since ``links`` makes whole ones of whoever is left.
        """
        blocked = Blocked(self.forms.columns(children.tolist()), inquiries)
        met = candidates_of(held, [asked], 0, inquiries.size, len(children))
        met = Screen(self._scorer, blocked, _ANY).keep(met)
        finder = BestFinder(self._scorer, blocked, np.arange(len(children)), _ALL)
        return children[distinct(finder.reaching(met.left, met.right, finder.least).left)]

    def _keys(self, columns: Columns, side: Side) -> RuleKeys:
        return keys_together(key_columns(columns, self._parts, side), self.matcher.blocking)

    def links(self, children: Members, inquiries: Members, asked: Columns | None = None) -> FoundLinks:
        """Return the links between records whose forms are kept. ``asked`` are the inquiries side by side, where they are."""
        ranked = rank_pairs(
            self.matcher,
            Blocked(self.columns(children), self.columns(inquiries) if asked is None else asked),
            order_of(children.ids),
            _ALL,
            threads=1,
            tie_asked=order_of(inquiries.ids),
            scorer=self._scorer,
            register=_ANY,
            few=True,
        )
        group = np.zeros(len(ranked.left), dtype=np.int32) if ranked.group is None else ranked.group
        return FoundLinks(
            children.ids[ranked.left],
            inquiries.ids[ranked.right],
            ranked.total,
            group,
            self.matcher.probabilities(ranked.total.astype(np.float64) / UNIT),
            bands_of(self.matcher, ranked),
            np.ascontiguousarray(ranked.levels.T),
            np.ascontiguousarray(ranked.weights.T),
        )
