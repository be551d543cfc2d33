"""Where the given names end: every likely split of a name's units, with weights (brief A7.4 to A7.6)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from tracing.standardise.names.chunks import Chunks
from tracing.standardise.names.lexicon import BOTH, leaning, letters
from tracing.standardise.names.model import Reading, Unit
from tracing.standardise.names.surnames import full_surnames
from tracing.standardise.names.units import listed, mended, units

__all__ = ["best_of", "scaled", "splits"]

_PRIORS: dict[int, dict[int, float]] = {
    1: {1: 1.0},
    2: {1: 0.85, 2: 0.05},
    3: {1: 0.60, 2: 0.40, 3: 0.02},
    4: {1: 0.04, 2: 0.90, 3: 0.06},
    5: {2: 0.30, 3: 0.70},
}
"""P(given names | number of units), engineering guesses of brief A7.5."""

_BY_SURNAMES = {0: 0.02, 1: 0.08, 2: 0.65, 3: 0.25}
"""The same by number of surnames, for longer names."""

_MOST_READINGS = 4
_LEAST_WEIGHT = 0.02
_LEAST_TURNED = 0.15
_TURNED = 0.08
"""Prior of surnames written first, as in rosters (brief B)."""

_LOG_TURNED = math.log(_TURNED)

_MOST_SURNAMES = 3
_BELIEF = 0.5
"""How far the lexicon moves the priors: its counts are of another population."""

_LEAN_OF_BOTH = 2.5
_LEAN_OF_INITIAL = 1.5


@lru_cache(maxsize=1 << 10)
def _log_prior(size: int, given: int) -> float:
    if size in _PRIORS:
        return math.log(_PRIORS[size].get(given, 0.02))
    return math.log(_BY_SURNAMES.get(size - given, 0.01))


@lru_cache(maxsize=1 << 16)
def _leaning(written: str, last: bool) -> float:
    """Return how one unit leans: as its letters do, but for abbreviations and initials."""
    text = letters(mended(written))
    as_given, as_surname = listed(written, text, "given"), listed(written, text, "surname")
    if (as_given is None) != (as_surname is None):
        return 2.0 if as_given is not None else -3.0
    if len(text) == 1 and text != "O":
        # An initial stands for a second given name, or at the end for the second surname (brief B).
        return -_LEAN_OF_INITIAL if last else _LEAN_OF_INITIAL
    lean = leaning(text)
    return -3.0 if lean == 0.0 and full_surnames(text) != (text,) else lean


def _leanings(texts: Sequence[str]) -> list[float]:
    """Return how each unit leans. A name that is both given name and surname says little, and nothing in company.

    Where such a name also stands last, names of saints serve as surnames, and only the priors are left.
    """
    folded = [letters(mended(t)) for t in texts]
    end = folded[-1]
    leans = [_leaning(written, text == end) for text, written in zip(folded, texts, strict=True)]
    # Reyes or Cruz at the end are plain surnames.
    among_saints = len(folded) > 2 and end in BOTH and leans[-1] > -0.3
    for i, text in enumerate(folded):
        if text in BOTH and leans[i] > 0:
            leans[i] = 0.0 if among_saints else min(leans[i], _LEAN_OF_BOTH)
    return leans


def _merged(readings: Sequence[Reading]) -> Sequence[Reading]:
    """Return the readings, each once; the weights of equal ones are added."""
    if len({(len(r.given), r.given[0].text if r.given else "") for r in readings}) == len(readings):
        # No two begin alike: comparing all their units would find the same, slowly.
        return readings
    merged: dict[tuple[tuple[Unit, ...], tuple[Unit, ...], Unit | None], Reading] = {}
    for r in readings:
        key = (r.given, r.surnames, r.married)
        known = merged.get(key)
        merged[key] = r if known is None else Reading(*key, r.weight + known.weight, known.kind)
    return list(merged.values())


def _weighing(reading: Reading, weight: float) -> Reading:
    if reading.weight == weight:
        return reading
    return Reading(reading.given, reading.surnames, reading.married, weight, reading.kind)


def best_of(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """Return the likeliest readings, each once, best first, with weights that sum to 1."""
    if len(readings) == 1:
        return (_weighing(readings[0], 1.0),)
    ranked = sorted(_merged(readings), key=lambda r: -r.weight)[:_MOST_READINGS]
    total = sum([r.weight for r in ranked])
    ranked = [r for r in ranked if r.weight >= _LEAST_WEIGHT * total]
    total = sum([r.weight for r in ranked])
    return tuple([_weighing(r, r.weight / total) for r in ranked])


def scaled(readings: tuple[Reading, ...], factor: float) -> list[Reading]:
    """Return the readings with their weights times ``factor``."""
    if factor == 1.0:
        return list(readings)
    return [Reading(r.given, r.surnames, r.married, r.weight * factor, r.kind) for r in readings]


def splits(chunks: Chunks, married: Unit | None = None) -> tuple[Reading, ...]:
    """Return the likely readings of units without a comma, best first; none for no units."""
    texts = chunks.texts
    size = len(texts)
    if not size:
        return ()
    leans = _leanings(texts)
    if size == 1 and leans[0] < -1.0:
        # What is left of "Menor Hernández".
        return (Reading((), units(texts, "surname"), married, 1.0, "split"),)
    # Sums of slices, not running sums, so that rounding is the same whichever split they serve.
    before = [sum(leans[:at]) for at in range(size + 1)]
    after = [sum(leans[at:]) for at in range(size + 1)]
    scored: list[tuple[float, int, str]] = []
    for given in range(1, size + 1):
        if size - given > _MOST_SURNAMES or (chunks.most_given is not None and given > chunks.most_given):
            continue
        prior = _log_prior(size, given)
        scored.append((prior + _BELIEF * (before[given] - after[given]), given, "split"))
        if given < size:
            turned = _BELIEF * (after[size - given] - before[size - given])
            scored.append((prior + _LOG_TURNED + turned, given, "surname_first"))
    if not scored:
        scored = [(0.0, max(1, min(size, chunks.most_given or size - 2)), "split")]
    top = max([score for score, _, _ in scored])
    weighed = [(math.exp(score - top), given, kind) for score, given, kind in scored]
    total = sum([weight for weight, _, _ in weighed])
    readings = []
    for weight, given, kind in weighed:
        if weight / total < (_LEAST_WEIGHT if kind == "split" else _LEAST_TURNED):
            continue
        at = given if kind == "split" else size - given
        names, surnames = (texts[:at], texts[at:]) if kind == "split" else (texts[at:], texts[:at])
        readings.append(
            Reading(units(names, "given"), units(surnames, "surname"), married, weight / total, kind)
        )
    return best_of(readings)
