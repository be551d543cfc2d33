"""What a matcher file says: comparisons with their levels, blocking rules, thresholds, prior, calibration.

The file is the whole of what a score depends on besides the two records (design, principles 1 and 8).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.fixed import to_units

__all__ = [
    "NAMES",
    "BlockingRule",
    "Calibration",
    "Comparison",
    "Group",
    "Kinship",
    "Level",
    "MatcherFile",
]

NAMES = frozenset({"given_names", "surnames", "aliases"})
"""Comparisons of the child's own names."""

_MOST_BITS = 1000.0


@dataclass(frozen=True, slots=True)
class Level:
    """One outcome of a comparison.

    ``m`` and ``u`` are P(level | same child) and P(level | unrelated children); ``sibling`` is
    P(level | full siblings), equal to ``m`` where siblings look like the child itself. ``frequency`` (0 … 1) says
    how much of the agreeing value's rarity counts; ``m / u`` then holds at ``reference`` bits of rarity.
    """

    name: str
    m: float
    u: float
    sibling: float
    frequency: float = 0.0
    reference: float = 0.0

    @property
    def units(self) -> int:
        """log2(m / u) in units, before the value's rarity."""
        return to_units(math.log2(self.m / self.u))

    @property
    def default_reference(self) -> float:
        """The reference of a level that names none: as rare as unrelated children reach it."""
        return -math.log2(self.u)

    @property
    def sibling_units(self) -> int:
        """log2(m / sibling) in units: evidence for the child itself against a brother or sister."""
        return to_units(math.log2(self.m / self.sibling))


@dataclass(frozen=True, slots=True)
class Comparison:
    """A named comparison: its kind (what code compares), its levels from strongest to weakest, its options.

    ``discount`` (above 0, at most 1) is the share of its bits that counts, where other comparisons tell the rest
    already.
    """

    name: str
    kind: str
    levels: tuple[Level, ...]
    options: Mapping[str, Any]
    discount: float = 1.0

    def level(self, name: str) -> Level:
        """Return the level called ``name``; KeyError if there is none."""
        for level in self.levels:
            if level.name == name:
                return level
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class BlockingRule:
    """Pairs are compared if they share a key of any rule; a key is one value of each part, taken together.

    ``at_least`` is the rarity, in bits, that a key must have to be looked up at all.
    """

    name: str
    parts: tuple[str, ...]
    at_least: float = 0.0


@dataclass(frozen=True, slots=True)
class Kinship:
    """How likely a pair that isn't the same child is a pair of full siblings, in bits against (sigma)."""

    sigma: float


@dataclass(frozen=True, slots=True)
class Group:
    """What travelling companions that agree as well add: bits for each pair, at most ``cap`` bits, from companions
    whose own pair weighs at least ``least`` bits."""

    per_pair: float
    cap: float
    least: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """From posterior bits (match weight + prior) to the probability that was found true on decisions.

    Either ``slope`` × bits + ``offset`` as log-odds in bits, or ``points`` (bits, probability), between which
    log-odds are linear and beyond which they stay.
    """

    slope: float = 1.0
    offset: float = 0.0
    points: tuple[tuple[float, float], ...] = ()

    def probability(self, bits: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the calibrated probability for posterior bits; any shape."""
        if self.points:
            at = np.array([b for b, _ in self.points])
            odds = np.interp(bits, at, [math.log2(p / (1 - p)) for _, p in self.points])
        else:
            odds = self.slope * bits + self.offset
        return np.asarray(1.0 / (1.0 + np.exp2(np.clip(-odds, -_MOST_BITS, _MOST_BITS))))


@dataclass(frozen=True)
class MatcherFile:
    """All that a matcher file says. ``generic`` holds values too common to mean anything, as ``hash_text`` numbers."""

    name: str
    version: str
    description: str
    schema: str
    comparisons: tuple[Comparison, ...]
    blocking: tuple[BlockingRule, ...]
    prior: float
    strong: float
    possible: float
    output: float
    beyond_names: float
    calibration: Calibration
    kinship: Kinship | None
    frequencies: Mapping[str, float]
    source: str
    digest: str
    duplicate: float | None = None
    candidate: float | None = None
    candidate_from: int = 0
    candidate_per_doubling: float = 0.0
    group: Group | None = None
    generic: Mapping[str, frozenset[int]] = field(default_factory=dict)
    provenance: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def prior_bits(self) -> float:
        """Prior odds of a pair that blocking proposes, in bits."""
        return math.log2(self.prior / (1 - self.prior))

    def candidate_among(self, children: int) -> float | None:
        """Return the bits that make a pair a candidate in a register of so many children.

        Chance pairs grow with the register, true ones don't: in a larger one the same evidence says less. None: every pair
        that shares a key is one.
        """
        if self.candidate is None or not self.candidate_from or children <= self.candidate_from:
            return self.candidate
        return self.candidate + self.candidate_per_doubling * math.log2(children / self.candidate_from)

    def probabilities(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the calibrated probability of the same child for match weights in bits."""
        return self.calibration.probability(weights + self.prior_bits)

    def probability(self, weight: float) -> float:
        """Return the calibrated probability of the same child for one match weight in bits."""
        return float(self.probabilities(np.array([weight], dtype=np.float64))[0])

    def band(self, weight: float, beyond_names: float, lead: bool = False) -> str:
        """Return ``strong``, ``possible`` or ``weak`` by the matcher's own thresholds.

        ``beyond_names`` is the sum, in bits, of what agrees besides the child's own names: homonyms are too many
        for a name alone to be strong (brief H4.4). Nor is a ``lead``, a possible brother or sister whose given names
        differ: a twin needs its name to be told by (brief H4.2).
        """
        if weight >= self.strong and beyond_names >= self.beyond_names and not lead:
            return "strong"
        return "possible" if weight >= self.possible else "weak"
