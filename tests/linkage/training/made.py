"""Evidence made for tests: pairs of known classes with levels drawn from known probabilities."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.matcher import MatcherFile, load_matcher
from tracing.linkage.training.evidence import Evidence

LEVELS = ("exact", "close", "different")


def table_matcher(
    folder: Path, comparisons: int, m: float = 0.7, u: float = 0.05, extra: str = ""
) -> MatcherFile:
    """Write and load a table matcher of comparisons with three levels and missing, all alike."""
    rest, other = round((1 - m) / 2, 6), round((1 - u) / 2, 6)
    levels = (
        f'{{ name = "exact", at_least = 1.0, m = {m}, u = {u}{extra} }}, '
        f'{{ name = "close", at_least = 0.8, m = {rest}, u = {other} }}, '
        f'{{ name = "different", at_least = 0.0, m = {rest}, u = {other} }}, '
        '{ name = "missing", m = 0.1, u = 0.1 }'
    )
    text = 'name = "made"\nversion = "1"\nschema = "table"\nprior = 0.001\n'
    text += "[thresholds]\nstrong = 8\npossible = 4\noutput = -50\n"
    for i in range(comparisons):
        text += f'[[comparison]]\nname = "c{i}"\nkind = "jaro_winkler"\ncolumn = "c{i}"\nlevel = [{levels}]\n'
    text += '[[blocking]]\nname = "all"\nkeys = ["c0"]\n'
    path = folder / "made.toml"
    path.write_text(text, encoding="utf-8")
    return load_matcher(path)


def evidence(levels: NDArray[np.uint8], inquiry: NDArray[np.int64] | None = None, width: int = 4) -> Evidence:
    """Return the evidence of pairs with these levels, all of them candidates, each its own inquiry unless told."""
    n = levels.shape[1]
    return Evidence(
        levels,
        np.zeros(levels.shape, dtype=np.float32),
        np.arange(n, dtype=np.int64),
        np.arange(n, dtype=np.int64) if inquiry is None else inquiry,
        np.zeros((levels.shape[0], width)),
        float(n),
        0,
    )


def drawn(
    rng: np.random.Generator, size: int, comparisons: int, shares: tuple[float, float, float]
) -> NDArray[np.uint8]:
    """Draw levels of ``comparisons`` independent comparisons by the same shares."""
    return rng.choice(3, size=(comparisons, size), p=shares).astype(np.uint8)
