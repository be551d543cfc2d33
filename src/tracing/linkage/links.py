"""Links: what matching returns. A table of ranked pairs, and the way back to why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracing.linkage.comparisons.name_levels import G_DIFFERENT
from tracing.linkage.explain import Explanation
from tracing.linkage.fixed import UNIT
from tracing.linkage.groups import GROUP_LEVELS
from tracing.linkage.local import Ranked, RuleCost
from tracing.linkage.matcher import NAMES, MatcherFile
from tracing.linkage.score import KINSHIP_LEVELS
from tracing.records import InputError, Refusal

if TYPE_CHECKING:
    from tracing.linkage.plot.accessors import LinksPlot

__all__ = ["BANDS", "Links", "bands_of", "links_frame", "links_of"]

BANDS = ("strong", "possible", "weak")


@dataclass(frozen=True, slots=True)
class Links:
    """Ranked pairs of one run.

    ``explain(child_id, inquiry_id)`` takes the score of a pair apart, whether or not it was ranked; it raises
    KeyError where a record isn't there. ``compared`` counts the pairs looked at, ``finished`` those of them that took
    every comparison, ``seconds`` the time by stage; ``faults`` are rows and
    words that the program failed at.
    """

    frame: pd.DataFrame
    matcher: MatcherFile
    explain: Callable[[str, str], Explanation]
    compared: int
    rules: Sequence[RuleCost]
    seconds: Mapping[str, float] = field(default_factory=dict)
    finished: int = 0
    faults: tuple[Refusal, ...] = ()

    def __len__(self) -> int:
        return len(self.frame)

    def to_pandas(self) -> pd.DataFrame:
        """Return the links as the file contract has them, one row per pair, best first in each inquiry."""
        return self.frame.copy()

    def top(self, inquiry_id: str, k: int = 10) -> pd.DataFrame:
        """Return the best ``k`` children for one inquiry."""
        return self.frame[self.frame["inquiry_id"] == inquiry_id].head(k).reset_index(drop=True)

    @property
    def plot(self) -> LinksPlot:
        """Charts of these links (extra ``analysis``): ``links.plot.waterfall("C-1", "INQ-1")`` and others."""
        from tracing.linkage.plot.accessors import LinksPlot

        return LinksPlot(self)


def _categories(codes: NDArray[np.int8], names: list[str]) -> pd.Categorical[Any]:
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(names))


def links_of(
    matcher: MatcherFile,
    child_ids: NDArray[np.object_],
    inquiry_ids: NDArray[np.object_],
    ranked: Ranked,
    explain: Callable[[str, str], Explanation],
    faults: tuple[Refusal, ...] = (),
) -> Links:
    """Return ranked pairs with the way back to why; the ids are those of the rows of each side."""
    frame = links_frame(matcher, child_ids, inquiry_ids, ranked)
    return Links(
        frame,
        matcher,
        explain,
        ranked.compared,
        tuple(ranked.rules),
        dict(ranked.seconds),
        ranked.finished,
        faults,
    )


def bands_of(matcher: MatcherFile, ranked: Ranked) -> NDArray[np.int8]:
    """Return the band of each ranked pair, as its place in ``BANDS``."""
    bits = ranked.total.astype(np.float64) / UNIT
    others = [row for row, c in enumerate(matcher.comparisons) if c.kind not in NAMES]
    beyond = np.maximum(ranked.weights[others], 0).sum(axis=0) / UNIT
    strong = (bits >= matcher.strong) & (beyond >= matcher.beyond_names)
    if matcher.kinship is not None:
        kinds = [c.kind for c in matcher.comparisons]
        sibling = ranked.levels[len(kinds)] == KINSHIP_LEVELS.index("possible_sibling")
        strong &= ~(sibling & (ranked.levels[kinds.index("given_names")] == G_DIFFERENT))
    return np.where(strong, 0, np.where(bits >= matcher.possible, 1, 2)).astype(np.int8)


def links_frame(
    matcher: MatcherFile,
    child_ids: NDArray[np.object_],
    inquiry_ids: NDArray[np.object_],
    ranked: Ranked,
) -> pd.DataFrame:
    """Write the ranked pairs as the table of the file contract."""
    bits = ranked.total.astype(np.float64) / UNIT
    columns: dict[str, object] = {
        "inquiry_id": inquiry_ids[ranked.right],
        "child_id": child_ids[ranked.left],
        "rank": ranked.rank,
        "weight": bits,
        "probability": matcher.probabilities(bits),
        "band": _categories(bands_of(matcher, ranked), list(BANDS)),
    }
    parts = [(c.name, [level.name for level in c.levels]) for c in matcher.comparisons]
    if matcher.kinship is not None:
        parts.append(("kinship", list(KINSHIP_LEVELS)))
    for row, (name, levels) in enumerate(parts):
        if name in columns or f"{name}_weight" in columns:
            raise InputError(
                f"{matcher.source}: comparison.{name}: the name is taken by a column of the links"
            )
        columns[name] = _categories(ranked.levels[row].astype(np.int8), levels)
        columns[f"{name}_weight"] = ranked.weights[row].astype(np.float64) / UNIT
    if ranked.group is not None:
        if "group" in columns or "group_weight" in columns:
            raise InputError(
                f"{matcher.source}: comparison.group: the name is taken by a column of the links"
            )
        columns["group"] = _categories((ranked.group == 0).astype(np.int8), list(GROUP_LEVELS))
        columns["group_weight"] = ranked.group.astype(np.float64) / UNIT
    return pd.DataFrame(columns)
