"""What changed from one matcher to another, in bits where bits are what counts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from tracing.linkage.matcher.model import BlockingRule, Comparison, Level, MatcherFile
from tracing.linkage.matcher.read import GENERIC

__all__ = ["Change", "LevelChange", "MatcherDiff", "diff_matchers", "level_bits"]

What = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise: ``part`` (``thresholds``, ``blocking`` …), what it is called, before and after as texts;
    an empty one is one that isn't there."""

    part: str
    name: str
    what: What
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class LevelChange:
    """A level of which m, u, the sibling's share or the frequency is otherwise. ``bits``: what the level weighs before rarity, the
    comparison's discount included; ``sibling_bits``: what it says for the person against a full sibling; None where the level
    isn't there."""

    comparison: str
    level: str
    before: Level | None
    after: Level | None
    bits_before: float | None
    bits_after: float | None
    sibling_bits_before: float | None
    sibling_bits_after: float | None


@dataclass(frozen=True, slots=True)
class MatcherDiff:
    """All that changed; values held to be generic are counted, never shown."""

    before: str
    after: str
    changes: tuple[Change, ...]
    levels: tuple[LevelChange, ...]

    @property
    def same(self) -> bool:
        """Whether the two matchers weigh every pair alike and are called alike."""
        return not self.changes and not self.levels

    def to_dict(self) -> dict[str, Any]:
        """Return the differences as JSON-ready values."""
        return asdict(self)


def level_bits(comparison: Comparison, level: Level) -> tuple[float, float]:
    """Return what a level weighs for values of its reference rarity, in bits, against an unrelated person and against a full
    sibling."""
    return (
        comparison.discount * math.log2(level.m / level.u),
        comparison.discount * math.log2(level.m / level.sibling),
    )


def diff_matchers(before: MatcherFile, after: MatcherFile) -> MatcherDiff:
    """Return what changed from ``before`` to ``after``, in the order of a matcher's file."""
    changes = (
        *_told("", _head(before), _head(after)),
        *_told("thresholds", _thresholds(before), _thresholds(after)),
        *_told("calibration", _calibration(before), _calibration(after)),
        *_told("kinship", _kinship(before), _kinship(after)),
        *_told("group", _group(before), _group(after)),
        *_told("frequencies", _numbers(before.frequencies), _numbers(after.frequencies)),
        *_generic(before, after),
        *_told("comparison", _heads(before), _heads(after)),
        *_told("blocking", _rules(before), _rules(after)),
    )
    return MatcherDiff(
        f"{before.name} {before.version}",
        f"{after.name} {after.version}",
        changes,
        tuple(_levels(before, after)),
    )


def _text(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"


def _numbers(values: Mapping[str, float]) -> dict[str, str]:
    return {name: _text(value) for name, value in values.items()}


def _head(matcher: MatcherFile) -> dict[str, str]:
    return {
        "name": matcher.name,
        "version": matcher.version,
        "description": matcher.description,
        "schema": matcher.schema,
        "prior": _text(matcher.prior),
    }


def _thresholds(matcher: MatcherFile) -> dict[str, str]:
    names = ("strong", "beyond_names", "possible", "output", "duplicate", "candidate", "candidate_from")
    return {name: _text(getattr(matcher, name)) for name in (*names, "candidate_per_doubling")}


def _calibration(matcher: MatcherFile) -> dict[str, str]:
    calibration = matcher.calibration
    if calibration.points:
        return {"points": ", ".join(f"{bits:g}: {p:.4g}" for bits, p in calibration.points)}
    return {"slope": _text(calibration.slope), "offset": _text(calibration.offset)}


def _kinship(matcher: MatcherFile) -> dict[str, str]:
    return {} if matcher.kinship is None else {"sigma": _text(matcher.kinship.sigma)}


def _group(matcher: MatcherFile) -> dict[str, str]:
    return {} if matcher.group is None else _numbers(asdict(matcher.group))


def _heads(matcher: MatcherFile) -> dict[str, str]:
    """What stands of a comparison besides its levels."""

    def head(one: Comparison) -> str:
        options = [f"{key} {value}" for key, value in one.options.items() if key != "at_least"]
        return ", ".join([one.kind, f"discount {one.discount:g}", *options])

    return {one.name: head(one) for one in matcher.comparisons}


def _rules(matcher: MatcherFile) -> dict[str, str]:
    def told(rule: BlockingRule) -> str:
        least = f", at least {rule.at_least:g} bits" if rule.at_least else ""
        return f"{' + '.join(rule.parts)}{least}"

    return {rule.name: told(rule) for rule in matcher.blocking}


def _generic(before: MatcherFile, after: MatcherFile) -> Iterator[Change]:
    for name in GENERIC:
        old, new = before.generic.get(name, frozenset()), after.generic.get(name, frozenset())
        if old != new:
            yield Change(
                "generic", name, "changed", f"{len(old):,}", f"{len(new):,} ({len(new - old):,} new)"
            )


def _told(part: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name, ""), after.get(name, "")
        if old != new:
            yield Change(part, name, "added" if not old else "removed" if not new else "changed", old, new)


def _levels(before: MatcherFile, after: MatcherFile) -> Iterator[LevelChange]:
    old, new = ({one.name: one for one in matcher.comparisons} for matcher in (before, after))
    for name in dict.fromkeys((*old, *new)):
        was, now = old.get(name), new.get(name)
        if was is None or now is None:
            continue
        named = [{level.name: level for level in one.levels} for one in (was, now)]
        for level in dict.fromkeys((*named[0], *named[1])):
            a, b = named[0].get(level), named[1].get(level)
            bits = (None, None) if a is None else level_bits(was, a)
            bits_now = (None, None) if b is None else level_bits(now, b)
            if a != b or bits != bits_now:
                yield LevelChange(name, level, a, b, bits[0], bits_now[0], bits[1], bits_now[1])
