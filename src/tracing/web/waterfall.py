"""The waterfall chart of a pair's score: from what a pair taken at random weighs, comparison by comparison, to the whole. Its parts
are those of the explanation, and sum to the number at its end."""

from __future__ import annotations

from dataclasses import dataclass

from tracing.casework.wording import Language
from tracing.service.explaining import Explained
from tracing.web.rounding import rounded_parts

__all__ = ["Bar", "Waterfall", "waterfall"]

WIDTH = 360.0
_LEAST = 0.005


@dataclass(frozen=True, slots=True)
class Bar:
    """A step: from where to where it goes (pixels), its bits as they are told, and what it is."""

    title: str
    x: float
    width: float
    bits: float
    up: bool
    end: float


@dataclass(frozen=True, slots=True)
class Waterfall:
    """``prior`` bits, the ``bars`` in the order of their size, and the ``total``: prior and weight. ``zero``: where even odds
    are (pixels)."""

    prior: float
    bars: tuple[Bar, ...]
    total: float
    zero: float
    start: float


def waterfall(explained: Explained, language: Language) -> Waterfall:
    """Return the chart; comparisons that weigh nothing are left out."""
    steps = [step for step in explained.steps if abs(step.bits) >= _LEAST]
    steps.sort(key=lambda step: -abs(step.bits))
    told = rounded_parts([explained.prior_bits, *(step.bits for step in steps)])
    places = [0.0, told[0]]
    for bits in told[1:]:
        places.append(places[-1] + bits)
    low, high = min(places), max(places)
    pixels = WIDTH / ((high - low) or 1.0)

    def at(bits: float) -> float:
        return round((bits - low) * pixels, 1)

    bars = tuple(
        Bar(
            step.title_es if language == "es" else step.title_en,
            at(min(before, after)),
            round(abs(after - before) * pixels, 1),
            bits,
            bits > 0,
            at(after),
        )
        for step, bits, before, after in zip(steps, told[1:], places[1:], places[2:], strict=False)
    )
    return Waterfall(told[0], bars, round(places[-1], 2), at(0.0), at(told[0]))
