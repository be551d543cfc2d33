"""Whether a matcher may take the place of another: the report of a comparison, and for whom it says that things get worse."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tracing.linkage.evaluation.compare import ALL, Compared
from tracing.linkage.evaluation.facts import dimension_in, value_in
from tracing.linkage.explain import Language
from tracing.records import InputError

__all__ = ["FEW", "FORMAT", "MARGIN", "Gate", "Named", "Worse", "gate", "report_of"]

FORMAT = "tracing-comparison-1"
MARGIN = 0.02
"""How much a figure of a subgroup may fall: two pairs of a hundred."""

FEW = 30
"""True pairs below which one pair more or less is more than the margin: such a subgroup is held to be worse only where its whole
interval is."""

_HELD = frozenset({"strong.f1", "recall@1", "recall@10", "f1_strong", "recall_at_1", "recall_at_10"})
_MOST_GROUPS = 1_000
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Named:
    """A matcher as a report names it; ``digest``: SHA-256 of its file."""

    name: str
    version: str
    digest: str


@dataclass(frozen=True, slots=True)
class Worse:
    """A figure of a subgroup that falls by more than the margin; ``dimension`` is ``all`` for all pairs."""

    dimension: str
    value: str
    figure: str
    pairs: int
    before: float
    after: float

    def sentence(self, language: Language = "en") -> str:
        """Say it in words."""
        fallen = 100 * (self.before - self.after)
        if language == "es":
            named = f"{dimension_in(self.dimension, language)}: {value_in(self.value, language)}"
            group = "todos los pares" if self.dimension == ALL else named
            return f"{group} ({self.pairs:,} pares): {self.figure} baja {fallen:.1f} puntos, de {self.before:.3f} a {self.after:.3f}"
        group = "all pairs" if self.dimension == ALL else f"{self.dimension} {self.value}"
        return f"{group} ({self.pairs:,} pairs): {self.figure} falls by {fallen:.1f} points, from {self.before:.3f} to {self.after:.3f}"


@dataclass(frozen=True, slots=True)
class Gate:
    """What a report says: which matcher it is for, against which, and what gets worse by more than ``margin``. ``unsure``: what
    falls as far in a subgroup of fewer than ``FEW`` true pairs and may be chance; it refuses nothing, and is to be looked at."""

    before: Named
    after: Named
    margin: float
    worse: tuple[Worse, ...]
    unsure: tuple[Worse, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready values."""
        return asdict(self)


def report_of(
    before: Named, after: Named, compared: Compared, sizes: tuple[int, int], resamples: int, seed: int
) -> dict[str, Any]:
    """Return the report of a comparison as JSON-ready values. It names no record, so it may go where records may not."""
    return {
        "format": FORMAT,
        "before": asdict(before),
        "after": asdict(after),
        "children": sizes[0],
        "inquiries": sizes[1],
        "resamples": resamples,
        "seed": seed,
        **compared.to_dict(),
    }


def gate(report: object, margin: float = MARGIN) -> Gate:
    """Read a report, whoever wrote it, and say what gets worse by more than ``margin`` (0 to 1). InputError where it is none."""
    try:
        return _gate(report, margin)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise InputError(
            f"this is no report of `tracing compare` ({error}). Make it with `tracing compare … --report FILE.json`."
        ) from None


def _gate(report: object, margin: float) -> Gate:
    if not isinstance(report, Mapping) or report.get("format") != FORMAT:
        raise ValueError(f"expected the format {FORMAT}")
    before, after = (
        Named(**{key: str(value) for key, value in report[name].items()}) for name in ("before", "after")
    )
    overall, groups = report["overall"], report["groups"]
    if not overall or not groups or len(groups) > _MOST_GROUPS:
        raise ValueError("expected figures of all pairs and of subgroups")
    fallen = [*_fallen(ALL, "", int(report["true_pairs"]), overall, margin)]
    for group in groups:
        named = _name(group["dimension"]), _name(group["value"])
        fallen += _fallen(*named, int(group["pairs"]), group["figures"], margin)
    worse, unsure = (tuple(one for one, sure in fallen if sure is wanted) for wanted in (True, False))
    return Gate(before, after, margin, worse, unsure)


def _name(value: object) -> str:
    """What a report calls a subgroup goes into audits and onto terminals: a line of text."""
    if not isinstance(value, str) or not value.isprintable() or len(value) > _LONGEST_NAME:
        raise ValueError("a subgroup has no name")
    return value


def _fallen(
    dimension: str, value: str, pairs: int, figures: Any, margin: float
) -> Iterator[tuple[Worse, bool]]:
    """Give each figure that falls by more than the margin, and whether that is sure enough to refuse for."""
    held = [one for one in figures if one["figure"] in _HELD]
    if not held:
        raise ValueError(f"no figure of {dimension} {value}")
    for one in held:
        before, after = one["before"], one["after"]
        if before is None or after is None:
            continue
        before, after = float(before), float(after)
        if not (math.isfinite(before) and math.isfinite(after)):
            raise ValueError("a figure is no number")
        # Sums of hundredths aren't exact: a fall of just the margin is allowed.
        if before - after <= margin + 1e-9:
            continue
        high = one.get("high")
        sure = pairs >= FEW or (high is not None and float(high) < -margin)
        yield Worse(dimension, value, str(one["figure"]), pairs, before, after), sure
