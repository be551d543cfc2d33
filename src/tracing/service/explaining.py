"""Why a pair weighs what it weighs, from what is stored with its link: the calculation that ranked it, taken apart."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from tracing.linkage.comparisons.kind import Outcome
from tracing.linkage.explain import parts_of
from tracing.linkage.fixed import to_bits
from tracing.linkage.matcher import MatcherFile, parse_matcher
from tracing.store.review import Link

__all__ = ["Explained", "Step", "explain_link", "is_sibling_lead", "matcher_of"]


@dataclass(frozen=True, slots=True)
class Step:
    """One comparison of a pair: the level it reached, in words, and its bits; ``rarity_bits`` of these come from how rare
    the value is (term frequency)."""

    name: str
    level: str
    title_en: str
    title_es: str
    text_en: str
    text_es: str
    bits: float
    rarity_bits: float


@dataclass(frozen=True, slots=True)
class Explained:
    """A pair's score taken apart: ``weight`` is exactly the sum of the steps' bits; with ``prior_bits`` it makes the odds
    from which the calibrated ``probability`` follows."""

    steps: tuple[Step, ...]
    weight: float
    prior_bits: float
    probability: float
    band: str
    matcher: str


@lru_cache(maxsize=4)
def matcher_of(text: str) -> MatcherFile:
    """Return a matcher from its file's text as it is stored."""
    return parse_matcher(text.encode(), "matcher")


def explain_link(matcher: MatcherFile, link: Link) -> Explained:
    """Take a stored link apart. ValueError where it isn't one of this matcher's."""
    outcomes = {
        comparison.name: Outcome(level, weight)
        for comparison, level, weight in zip(matcher.comparisons, link.levels, link.weights, strict=False)
    }
    if len(link.levels) < len(matcher.comparisons) or len(link.levels) != len(link.weights):
        raise ValueError("the link was made by another matcher")
    count = len(matcher.comparisons)
    kinship = Outcome(link.levels[count], link.weights[count]) if len(link.levels) > count else Outcome(0, 0)
    group = None if matcher.group is None else link.group_term
    parts = parts_of(matcher, outcomes, kinship, group)
    rarity = {c.name: _rarity(matcher, c.name, outcomes[c.name]) for c in matcher.comparisons}
    steps = tuple(
        Step(
            part.name, part.level, part.title.en, part.title.es, part.sentence.en, part.sentence.es, part.bits,
            to_bits(rarity.get(part.name, 0)),
        )
        for part in parts
    )  # fmt: skip
    return Explained(
        steps, to_bits(link.weight), matcher.prior_bits, link.probability, link.band,
        f"{matcher.name} {matcher.version}",
    )  # fmt: skip


def is_sibling_lead(explained: Explained) -> bool:
    """Say whether the family agrees while the child doesn't."""
    return any(step.name == "kinship" and step.level == "possible_sibling" for step in explained.steps)


def _rarity(matcher: MatcherFile, name: str, outcome: Outcome) -> int:
    """Return which part of an outcome's weight (units) is its value's rarity: what is beyond the level's own weight."""
    comparison = next(c for c in matcher.comparisons if c.name == name)
    level = comparison.levels[outcome.level]
    return outcome.weight - round(comparison.discount * level.units) if level.frequency else 0
