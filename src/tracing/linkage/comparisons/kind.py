"""What a kind of comparison is: its levels, and a sentence for each that an officer understands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.comparisons.compiled import small

__all__ = ["Kind", "Language", "Outcome", "Sentence", "Weights", "weigh"]


Language = Literal["en", "es"]


class Sentence(NamedTuple):
    """One meaning in the two languages of the house."""

    en: str
    es: str

    def told(self, language: Language) -> str:
        """Return it in a language."""
        return self.es if language == "es" else self.en


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of comparison. ``levels`` runs from strongest to weakest and ends with ``missing``; None means
    that the matcher file names the levels itself (generic comparisons). ``needs`` names other comparisons
    whose outcome this one reads."""

    title: Sentence
    texts: Mapping[str, Sentence] | None
    needs: tuple[str, ...] = field(default=())

    @property
    def levels(self) -> tuple[str, ...] | None:
        return None if self.texts is None else tuple(self.texts)


class Weights(NamedTuple):
    """The weights of one comparison's levels, in units: base, and how much of the rarity counts (of 256).

    A level's weight is ``base + frequency × rarity / 256``; base already holds the level's reference.
    """

    base: NDArray[np.int32]
    frequency: NDArray[np.int32]
    sibling: NDArray[np.int32]


class Outcome(NamedTuple):
    """The level reached (its number) and its weight in units."""

    level: int
    weight: int


@small
def weigh(weights: Weights, level: int, rarity: int) -> int:
    """Return the weight of ``level`` for a value of the given rarity, in units."""
    return int(weights.base[level]) + ((int(weights.frequency[level]) * rarity) >> 8)
