"""How far those who decide agree with each other and, where it is known, with the truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from tracing.linkage.agreement import Agreement, agreements
from tracing.linkage.evaluation.ready import ready

__all__ = ["Agreements", "agreement_of"]

_UNDECIDED = "need_more"


@dataclass(frozen=True, slots=True)
class Agreements:
    """Every two raters with a pair in common; ``judged``: how many pairs each has judged, ``undecided``: those of them that somebody
    couldn't decide, which count in no agreement."""

    judged: dict[str, int]
    undecided: int
    pairs: tuple[Agreement, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the agreements as JSON-ready values."""
        found = {
            "judged": self.judged,
            "undecided": self.undecided,
            "pairs": [one.to_dict() for one in self.pairs],
        }
        return dict(ready(found))


def agreement_of(judgements: pd.DataFrame, truth: pd.DataFrame | None = None) -> Agreements:
    """Return how far officers agree on the pairs that two of them have judged (``read_judgements``).

    The truth knows the same child and others, no relatives: beside it, ``duplicate`` is the same child and ``sibling`` another.
    """
    asked = judgements.assign(officer=judgements["officer"].replace("", "?"))
    known = asked[asked["decision"] != _UNDECIDED]
    rows = [
        ((str(child), str(inquiry)), str(officer), str(decision))
        for child, inquiry, officer, decision in zip(
            known["child_id"], known["inquiry_id"], known["officer"], known["decision"], strict=True
        )
    ]
    found = agreements(rows)
    if truth is not None:
        true = set(zip(truth["child_id"].astype(str), truth["inquiry_id"].astype(str), strict=True))
        two = {"possible": "same", "duplicate": "same"}
        plain = [(pair, officer, two.get(decision, "another")) for pair, officer, decision in rows]
        right = {pair: "same" if pair in true else "another" for pair, _, _ in rows}
        found += [one for one in agreements(plain, right) if one.other == "truth"]
    counts = asked["officer"].value_counts().sort_index()
    return Agreements({str(k): int(v) for k, v in counts.items()}, len(asked) - len(known), tuple(found))
