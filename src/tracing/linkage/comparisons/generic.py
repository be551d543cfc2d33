"""Comparisons that every field of record linkage has: exact, Jaro–Winkler, Levenshtein, date, number.

The matcher file names the column and, for each level, the least similarity that reaches it (``at_least``, 0 … 1).
The last level is ``missing``; the one before it takes what reaches no other. Each has a scalar definition and a
columnar form that computes every distinct pair of values once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler, Levenshtein

from tracing.linkage.comparisons.kind import Kind, Sentence

__all__ = ["GENERIC", "SIMILARITY", "level_of", "similarities"]


def exact(a: str, b: str) -> float:
    """1 if the values are equal, else 0."""
    return 1.0 if a == b else 0.0


def jaro_winkler(a: str, b: str) -> float:
    """Jaro–Winkler similarity (Winkler 1990), 0 … 1."""
    return float(JaroWinkler.similarity(a, b))


def levenshtein(a: str, b: str) -> float:
    """1 - edits / longer length (Levenshtein 1966), 0 … 1."""
    return float(Levenshtein.normalized_similarity(a, b))


def number(a: str, b: str) -> float:
    """1 - |a - b| / max(|a|, |b|); 0 where either is no number."""
    try:
        x, y = float(a), float(b)
    except ValueError:
        return 0.0
    return 1.0 if x == y else max(0.0, 1.0 - abs(x - y) / max(abs(x), abs(y)))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text if "-" in text else f"{text[:4]}-{text[4:6]}-{text[6:8]}")
    except ValueError:
        return None


def day(a: str, b: str) -> float:
    """1 same day · 0.9 day and month swapped · 0.8 one digit differs · 0.5 same year · 0 otherwise."""
    if a == b:
        return 1.0
    x, y = a.replace("-", ""), b.replace("-", "")
    if len(x) != 8 or len(y) != 8:
        return 0.0
    if x[:4] + x[6:] + x[4:6] == y:
        return 0.9
    if sum(p != q for p, q in zip(x, y, strict=True)) == 1:
        return 0.8
    return 0.5 if x[:4] == y[:4] and (_day(a) or _day(b)) else 0.0


SIMILARITY: dict[str, Callable[[str, str], float]] = {
    "exact": exact,
    "jaro_winkler": jaro_winkler,
    "levenshtein": levenshtein,
    "date": day,
    "number": number,
}

_PAIRWISE: dict[str, Any] = {
    "jaro_winkler": JaroWinkler.similarity,
    "levenshtein": Levenshtein.normalized_similarity,
}

GENERIC = {
    name: Kind(Sentence(title.en, title.es), None)
    for name, title in {
        "exact": Sentence("Equal values", "Valores iguales"),
        "jaro_winkler": Sentence("Similar text", "Texto parecido"),
        "levenshtein": Sentence("Few edits", "Pocas diferencias"),
        "date": Sentence("Dates", "Fechas"),
        "number": Sentence("Numbers", "Números"),
    }.items()
}


def level_of(similarity: float, at_least: Sequence[float]) -> int:
    """Return the first level whose least similarity is reached; the last but one takes the rest."""
    for level, least in enumerate(at_least[:-2]):
        if similarity >= least:
            return level
    return len(at_least) - 2


def similarities(kind: str, a: Sequence[str], b: Sequence[str]) -> NDArray[np.float64]:
    """Return the similarity of each pair (a[k], b[k]); the columnar form of ``SIMILARITY[kind]``."""
    if kind in _PAIRWISE:
        scores = process.cpdist(a, b, scorer=_PAIRWISE[kind], dtype=np.float64, workers=-1)
        return np.asarray(scores, dtype=np.float64)
    scalar = SIMILARITY[kind]
    return np.array([scalar(x, y) for x, y in zip(a, b, strict=True)], dtype=np.float64)
