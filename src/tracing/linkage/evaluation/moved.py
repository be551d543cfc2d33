"""Which pairs one matcher puts higher or lower than another, and by which comparisons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from tracing.linkage.comparisons.kind import Sentence
from tracing.linkage.evaluation.judged import NOT_RANKED, Judged, judge
from tracing.linkage.evaluation.ready import ready
from tracing.linkage.explainer import Explainer
from tracing.linkage.matcher import MatcherFile
from tracing.records import Records

__all__ = ["Moved", "MovedPairs", "PartChange", "moved_pairs"]

_NOT_MADE = Sentence("not compared", "no se compara")

Why = Literal["true_up", "true_down", "false_up", "false_down"]


@dataclass(frozen=True, slots=True)
class PartChange:
    """What a comparison brings before and after, in bits; 0 and no level where the matcher doesn't make it. ``said_before`` and
    ``said_after``: the levels in words."""

    name: str
    title: Sentence
    level_before: str
    level_after: str
    bits_before: float
    bits_after: float
    said_before: Sentence
    said_after: Sentence

    @property
    def change(self) -> float:
        """Bits more."""
        return self.bits_after - self.bits_before


@dataclass(frozen=True, slots=True)
class Moved:
    """A pair that stands elsewhere. Ranks are None where it isn't among the links; weights are those of the explanation. ``parts``: the
    comparisons that changed, the largest change first."""

    why: Why
    child_id: str
    inquiry_id: str
    rank_before: int | None
    rank_after: int | None
    band_before: str
    band_after: str
    weight_before: float
    weight_after: float
    parts: tuple[PartChange, ...]


@dataclass(frozen=True, slots=True)
class MovedPairs:
    """True pairs that stand higher or lower (in rank, else in the band strong) and false ones that came into the band strong or left it: how many there are, and the most
    telling of each."""

    counts: dict[str, int]
    pairs: tuple[Moved, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the pairs as JSON-ready values."""
        return dict(ready({"counts": self.counts, "pairs": [asdict(one) for one in self.pairs]}))


class _Places:
    """Where pairs stand among the links of one matcher."""

    def __init__(self, judged: Judged) -> None:
        asked = judged.inquiries.to_numpy(dtype=object)[judged.link_inquiry]
        self.pairs = list(zip(judged.link_child.tolist(), asked.tolist(), strict=True))
        self.rank = dict(zip(self.pairs, judged.rank.tolist(), strict=True))
        strong = np.zeros(len(self.pairs), dtype=bool) if judged.strong is None else judged.strong
        self.strong = {pair for pair, is_strong in zip(self.pairs, strong.tolist(), strict=True) if is_strong}
        self.weight = dict(zip(self.pairs, judged.weight.tolist(), strict=True))


def moved_pairs(
    matchers: tuple[MatcherFile, MatcherFile],
    links: tuple[pd.DataFrame, pd.DataFrame],
    truth: pd.DataFrame,
    children: Records,
    inquiries: Records,
    most: int = 5,
) -> MovedPairs:
    """Return what moved from the first matcher's links to the second's; ``most`` of each kind are explained.

    True pairs: those that gained or lost most of 1 / rank, then those that came into the band strong or left it. Pairs of which a record
    isn't in the files are counted and not explained.
    """
    judged = judge(links[0], truth), judge(links[1], truth)
    before, after = _Places(judged[0]), _Places(judged[1])
    true = list(
        dict.fromkeys(
            (str(c), str(i))
            for c, i in judged[0].truth[["child_id", "inquiry_id"]].itertuples(index=False, name=None)
        )
    )

    def share(places: _Places, pair: tuple[str, str]) -> float:
        return 1.0 / float(places.rank.get(pair, NOT_RANKED))

    def gain(pair: tuple[str, str]) -> tuple[float, int]:
        return share(after, pair) - share(before, pair), (pair in after.strong) - (pair in before.strong)

    up = [p for p in true if gain(p) > (0.0, 0)]
    down = [p for p in true if gain(p) < (0.0, 0)]
    known = set(true)
    came = sorted((after.strong - before.strong) - known, key=lambda p: (-after.weight[p], p))
    left = sorted((before.strong - after.strong) - known, key=lambda p: (-before.weight[p], p))
    lists: dict[Why, list[tuple[str, str]]] = {
        "true_up": sorted(up, key=lambda p: (-gain(p)[0], -gain(p)[1], p)),
        "true_down": sorted(down, key=lambda p: (*gain(p), p)),
        "false_up": came,
        "false_down": left,
    }
    explainers = tuple(Explainer(matcher, children, inquiries) for matcher in matchers)
    ids = set(children.frame["record_id"]), set(inquiries.frame["record_id"])
    found: list[Moved] = []
    for why, pairs in lists.items():
        shown = [p for p in pairs if p[0] in ids[0] and p[1] in ids[1]][:most]
        found += [_explained(why, p, (before, after), (explainers[0], explainers[1])) for p in shown]
    return MovedPairs({why: len(pairs) for why, pairs in lists.items()}, tuple(found))


def _explained(
    why: Why, pair: tuple[str, str], places: tuple[_Places, _Places], explainers: tuple[Explainer, Explainer]
) -> Moved:
    one, other = (explainer.explain(*pair) for explainer in explainers)
    first, second = ({part.name: part for part in found.parts} for found in (one, other))
    parts: Iterable[PartChange] = (
        PartChange(
            name,
            (first.get(name) or second[name]).title,
            first[name].level if name in first else "",
            second[name].level if name in second else "",
            first[name].bits if name in first else 0.0,
            second[name].bits if name in second else 0.0,
            first[name].sentence if name in first else _NOT_MADE,
            second[name].sentence if name in second else _NOT_MADE,
        )
        for name in dict.fromkeys((*first, *second))
    )
    changed = sorted((p for p in parts if p.change), key=lambda p: (-abs(p.change), p.name))
    return Moved(
        why,
        *pair,
        places[0].rank.get(pair),
        places[1].rank.get(pair),
        one.band,
        other.band,
        one.weight,
        other.weight,
        tuple(changed),
    )
