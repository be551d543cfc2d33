"""From levels to a match weight: the sum of the comparisons' weights, and the rival explanation "a sibling".

Every comparison reaches a level; its weight is log2(m/u) with the value's rarity (Fellegi and Sunter 1969;
Winkler 1989 for frequencies). Brothers and sisters agree on surnames, parents, home and telephone as well as the
child itself: such agreement says "this family", not "this child". The match weight is therefore taken against
both rivals together, an unrelated child and a full sibling (brief H4.1, H4.2):

    weight = -log2(2^-(against unrelated) + 2^-(against sibling + sigma))

What this takes off the plain sum is its own visible term, ``kinship``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.columns import Columns
from tracing.linkage.comparisons.birth import birth_kernel, compare_birth
from tracing.linkage.comparisons.codes import compare_sex, compare_timing, sex_levels, timing_kernel
from tracing.linkage.comparisons.compiled import kernel
from tracing.linkage.comparisons.documents import compare_documents, documents_kernel
from tracing.linkage.comparisons.kind import Outcome, Weights, weigh
from tracing.linkage.comparisons.names import compare_names, names_kernel
from tracing.linkage.comparisons.origin import compare_origin, origin_kernel
from tracing.linkage.comparisons.relatives import RARITY, compare_relative, relative_kernel
from tracing.linkage.comparisons.sets import (
    compare_languages,
    compare_marks,
    compare_shared,
    languages_kernel,
    marks_kernel,
    shared_kernel,
)
from tracing.linkage.comparisons.siblings import compare_siblings, siblings_kernel
from tracing.linkage.features import Forms
from tracing.linkage.fixed import either, either_table, to_units
from tracing.linkage.limits import GIVEN_WORDS
from tracing.linkage.matcher import Comparison, MatcherFile

__all__ = [
    "KINSHIP_LEVELS",
    "OWN_NAMES",
    "QUICK",
    "SLOW",
    "PairScore",
    "Scorer",
    "Scores",
    "weights_of",
]

KINSHIP_LEVELS = ("possible_sibling", "sibling_considered", "none")

_FAMILY = to_units(10.0)
"""Evidence of one family, in units, from which a pair that isn't the child is called a possible sibling."""

_LEAD = to_units(2.0)
"""Below this evidence for the child against a sibling, in units, a pair of one family is a sibling lead."""

_TABLE = either_table()

_TILE = 1 << 16
"""Pairs that are compared at once."""

_BLOCK = 1024
"""Pairs whose terms are summed up at once: few enough to stay next to the processor."""

_RELATIVES = ("mother", "father", "caregiver")

QUICK = ("sex", "birth", "origin", "timing", "nationality", "languages", "documents", "phones")
"""Comparisons of a few numbers."""

OWN_NAMES = ("given_names",)
"""The child's given names, and its surnames with them."""

SLOW = (*_RELATIVES, "siblings", "aliases", "marks")
"""Comparisons that many pairs need not come to."""


def weights_of(comparison: Comparison) -> Weights:
    """Return a comparison's weights as arrays, the level's reference already taken off the base, and the discount
    of what other comparisons tell already."""
    share = comparison.discount
    counted = [round(level.frequency * 256) for level in comparison.levels]
    base = [
        round(share * (level.units - ((f * to_units(level.reference)) >> 8)))
        for level, f in zip(comparison.levels, counted, strict=True)
    ]
    frequency = [round(share * f) for f in counted]
    sibling = [round(share * level.sibling_units) for level in comparison.levels]
    return Weights(
        np.array(base, dtype=np.int32), np.array(frequency, dtype=np.int32), np.array(sibling, dtype=np.int32)
    )


def _scratch() -> NDArray[np.int64]:
    return np.empty((GIVEN_WORDS, GIVEN_WORDS), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class PairScore:
    """One pair's outcome by comparison, the kinship term and the match weight, all in units."""

    outcomes: Mapping[str, Outcome]
    kinship: Outcome
    weight: int


@dataclass(frozen=True, slots=True)
class Scores:
    """Many pairs: arrays of shape (comparisons + kinship, pairs) and the match weight, in units; ``agreed`` holds the
    left record's surnames (word ids) that found a partner."""

    levels: NDArray[np.uint8]
    weights: NDArray[np.int32]
    total: NDArray[np.int32]
    agreed: NDArray[np.int32]

    def take(self, at: NDArray[np.int64] | NDArray[np.bool_]) -> Scores:
        """Return the scores of some of the pairs."""
        return Scores(
            np.ascontiguousarray(self.levels[:, at]),
            np.ascontiguousarray(self.weights[:, at]),
            self.total[at],
            self.agreed[at],
        )


@kernel
def _combine(levels, weights, sibling, sigma, table, family, lead, has_kinship, total):  # type: ignore[no-untyped-def]
    last = levels.shape[0] - 1
    plain, kin = total, weights[last]
    # Comparison by comparison over a few pairs at a time: neighbours in memory are added together.
    for first in range(0, levels.shape[1], _BLOCK):
        end = min(first + _BLOCK, levels.shape[1])
        for k in range(first, end):
            plain[k], kin[k] = 0, sigma
        for c in range(last):
            for k in range(first, end):
                plain[k] += weights[c, k]
                kin[k] += sibling[c, levels[c, k]]
        for k in range(first, end):
            term, level = 0, 2
            if has_kinship:
                gap = abs(plain[k] - kin[k])
                weight = min(plain[k], kin[k]) - (table[gap] if gap < table.shape[0] else 0)
                term = weight - plain[k]
                if kin[k] - sigma < lead and plain[k] - (kin[k] - sigma) >= family:
                    level = 0
                elif term < 0:
                    level = 1
            levels[last, k], weights[last, k] = level, term
            total[k] = plain[k] + term


@kernel
def _put(at, scores, out):  # type: ignore[no-untyped-def]
    """Write the values of each row of ``scores`` to the places ``at`` of the same row of ``out``."""
    for row in range(scores.shape[0]):
        for k in range(at.shape[0]):
            out[row, at[k]] = scores[row, k]


class Scorer:
    """Scores pairs by one matcher: ``pair`` is the definition, ``columns`` its columnar form."""

    def __init__(self, matcher: MatcherFile) -> None:
        self.matcher = matcher
        self.names = tuple(c.name for c in matcher.comparisons)
        self.row = {c.kind: i for i, c in enumerate(matcher.comparisons)}
        self.weights = {c.kind: weights_of(c) for c in matcher.comparisons}
        self.second = round(matcher.frequencies["second"] * 256)
        self._sigma = to_units(matcher.kinship.sigma) if matcher.kinship else 0
        width = max(len(c.levels) for c in matcher.comparisons)
        self._sibling = np.zeros((len(self.names), width), dtype=np.int32)
        for i, comparison in enumerate(matcher.comparisons):
            self._sibling[i, : len(comparison.levels)] = self.weights[comparison.kind].sibling

    def _fixed(self, kind: str, level: int) -> Outcome:
        return Outcome(level, int(weigh(self.weights[kind], level, 0)))

    def pair(self, a: Forms, b: Forms) -> PairScore:
        """Score one pair: ``a`` the found child, ``b`` the child sought."""
        weights, second = self.weights, self.second
        names = compare_names(a.name, b.name, weights["given_names"], weights["surnames"], second)
        outcomes = {"given_names": names.given, "surnames": names.surnames}
        for who in _RELATIVES:
            if who in weights:
                outcomes[who] = compare_relative(
                    getattr(a, who), getattr(b, who), names.agreed, weights[who], second
                )
        levels: dict[str, Callable[[], int]] = {
            "birth": lambda: compare_birth(a.birth, b.birth),
            "origin": lambda: compare_origin(a.origin, b.origin),
            "sex": lambda: compare_sex(a.sex, b.sex),
            "timing": lambda: compare_timing(a.event, b.event),
            "nationality": lambda: compare_shared(a.nationality, b.nationality),
            "phones": lambda: compare_shared(a.phones, b.phones),
            "aliases": lambda: compare_shared(a.aliases, b.aliases),
            "languages": lambda: compare_languages(a.languages, a.any_language, b.languages, b.any_language),
            "marks": lambda: compare_marks(a.marks_at, a.marks, b.marks_at, b.marks),
            "siblings": lambda: compare_siblings(a.own, a.siblings, b.own, b.siblings),
            "documents": lambda: compare_documents(a.documents, b.documents),
        }
        for kind, level in levels.items():
            if kind in weights:
                outcomes[kind] = self._fixed(kind, level())
        plain = sum(o.weight for o in outcomes.values())
        kin = self._sigma + sum(int(weights[kind].sibling[o.level]) for kind, o in outcomes.items())
        kinship = Outcome(2, 0)
        if self.matcher.kinship is not None:
            term = either(plain, kin) - plain
            sibling = kin - self._sigma < _LEAD and plain - (kin - self._sigma) >= _FAMILY
            kinship = Outcome(0 if sibling else 1 if term < 0 else 2, term)
        by_name = {c.name: outcomes[c.kind] for c in self.matcher.comparisons}
        return PairScore(by_name, kinship, plain + kinship.weight)

    def columns(
        self,
        left: NDArray[np.int64],
        right: NDArray[np.int64],
        a: Columns,
        b: Columns,
    ) -> Scores:
        """Score the pairs (``left[k]``, ``right[k]``) of encoded sides.

        Quickest where ``right`` is in order: then few right records stand against many left ones at a time.
        """
        done = self.empty(len(left))
        for first in range(0, len(left), _TILE):
            lefts, rights = left[first : first + _TILE], right[first : first + _TILE]
            # By left record: what the many have is read from memory once and in order, the few right records stay near.
            order = np.argsort(lefts, kind="stable")
            lefts, rights = lefts[order], rights[order]
            scores = self.empty(len(lefts))
            for kinds in (QUICK, OWN_NAMES, SLOW):
                self.fill(kinds, lefts, rights, a, b, scores)
            self.total(scores)
            order += first
            _put(order, scores.levels, done.levels)
            _put(order, scores.weights, done.weights)
            done.total[order], done.agreed[order] = scores.total, scores.agreed
        return done

    def empty(self, pairs: int) -> Scores:
        """Return room for the scores of ``pairs`` pairs."""
        rows = len(self.names) + 1
        return Scores(
            np.zeros((rows, pairs), dtype=np.uint8),
            np.zeros((rows, pairs), dtype=np.int32),
            np.zeros(pairs, dtype=np.int32),
            np.full((pairs, 2), -1, dtype=np.int32),
        )

    def fill(
        self,
        kinds: Sequence[str],
        left: NDArray[np.int64],
        right: NDArray[np.int64],
        a: Columns,
        b: Columns,
        scores: Scores,
    ) -> None:
        """Compare by those of ``kinds`` that the matcher has; relatives need the child's own names done before."""
        for kind in kinds:
            if kind not in self.row:
                continue
            row = self.row[kind]
            if kind == "given_names":
                self._own_names(left, right, a, b, scores)
            elif kind in _RELATIVES:
                relative_kernel(
                    left, right, a.lexicons, b.lexicons, a.names[kind], b.names[kind], scores.agreed,
                    self.weights[kind], RARITY, self.second, scores.levels[row], scores.weights[row], _scratch(),
                )  # fmt: skip
            else:
                self._level_column(kind, left, right, a, b, scores.levels[row])
                scores.weights[row] = self.weights[kind].base[scores.levels[row]]

    def total(self, scores: Scores) -> None:
        """Add the kinship term and sum up."""
        has_kinship = self.matcher.kinship is not None
        _combine(
            scores.levels, scores.weights, self._sibling, self._sigma, _TABLE, _FAMILY, _LEAD, has_kinship,
            scores.total,
        )  # fmt: skip

    def _own_names(
        self,
        left: NDArray[np.int64],
        right: NDArray[np.int64],
        a: Columns,
        b: Columns,
        scores: Scores,
    ) -> None:
        given, surname = self.row["given_names"], self.row["surnames"]
        names_kernel(
            left, right, a.lexicons, b.lexicons, a.names["child"], b.names["child"],
            self.weights["given_names"], self.weights["surnames"], self.second,
            scores.levels[given], scores.weights[given], scores.levels[surname], scores.weights[surname],
            scores.agreed, _scratch(),
        )  # fmt: skip

    def _level_column(
        self,
        kind: str,
        left: NDArray[np.int64],
        right: NDArray[np.int64],
        a: Columns,
        b: Columns,
        level: NDArray[np.uint8],
    ) -> None:
        match kind:
            case "birth":
                birth_kernel(left, right, a.birth, b.birth, level)
            case "origin":
                origin_kernel(left, right, a.origin, b.origin, level)
            case "sex":
                level[:] = sex_levels(a.sex[left], b.sex[right])
            case "timing":
                timing_kernel(left, right, a.event, b.event, level)
            case "nationality" | "phones" | "aliases":
                shared_kernel(left, right, a.sets[kind], b.sets[kind], level)
            case "languages":
                languages_kernel(
                    left, right, a.sets[kind], a.any_language, b.sets[kind], b.any_language, level
                )
            case "marks":
                marks_kernel(
                    left, right, a.sets["marks_at"], a.sets[kind], b.sets["marks_at"], b.sets[kind], level
                )
            case "siblings":
                siblings_kernel(
                    left,
                    right,
                    a.lexicons.given,
                    a.sets["own"],
                    a.sets[kind],
                    b.lexicons.given,
                    b.sets["own"],
                    b.sets[kind],
                    level,
                )
            case "documents":
                documents_kernel(left, right, a.documents, b.documents, level)
            case _:
                raise KeyError(kind)
