"""The pairs an analyst learns most from: the highest-scored false ones, and true ones that were missed or score low."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from tracing.linkage.comparisons.kind import Sentence
from tracing.linkage.encode import encode
from tracing.linkage.evaluation.judged import Judged
from tracing.linkage.explain import Explanation
from tracing.linkage.explainer import Explainer
from tracing.linkage.local import block_pairs
from tracing.linkage.matcher import MatcherFile
from tracing.linkage.score import Scorer
from tracing.linkage.screen import Screen
from tracing.records import Records, Refusal

__all__ = ["Lesson", "Lessons", "lessons_of"]

Kind = Literal["false", "missed", "low"]


@dataclass(frozen=True, slots=True)
class Lesson:
    """One pair that went wrong, explained. ``rank`` is None where it isn't among the links; ``said`` tells where
    the pair was lost or what stood before it, ``rules`` which blocking rules bring it (missed pairs only)."""

    kind: Kind
    explanation: Explanation
    rank: int | None
    said: Sentence
    rules: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """``said`` in English."""
        return self.said.en

    def to_dict(self) -> dict[str, Any]:
        """Return the lesson as JSON-ready values."""
        return {
            "kind": self.kind,
            "rank": self.rank,
            "reason": self.reason,
            "rules": list(self.rules),
            **self.explanation.to_dict(),
            "evidence": self.explanation.sentences(),
        }


@dataclass(frozen=True, slots=True)
class Lessons:
    """False pairs, highest weight first; true pairs, missed ones first. ``lost_in_blocking`` and ``lost_in_ranking``
    count all missed true pairs, shown or not; ``unknown`` those of which a record isn't in the files. ``faults``: rows and
    words that the program failed at."""

    false: tuple[Lesson, ...]
    true: tuple[Lesson, ...]
    lost_in_blocking: int
    lost_in_ranking: int
    unknown: int
    faults: tuple[Refusal, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the lessons as JSON-ready values."""
        return {
            "lost_in_blocking": self.lost_in_blocking,
            "lost_in_ranking": self.lost_in_ranking,
            "unknown": self.unknown,
            "false": [lesson.to_dict() for lesson in self.false],
            "true": [lesson.to_dict() for lesson in self.true],
        }


def _subset(records: Records, ids: Sequence[str]) -> Records:
    return records.refuse((), ~records.frame["record_id"].isin(set(ids)).to_numpy())


@dataclass(frozen=True, slots=True)
class _Missed:
    """What blocking makes of one missed pair: the rules whose keys both records have, whether the screen keeps it, and
    the weight that matching would find, without companions, in units."""

    rules: tuple[str, ...]
    kept: bool
    units: int


def _blocked(
    matcher: MatcherFile, children: Records, inquiries: Records, pairs: Sequence[tuple[str, str]]
) -> tuple[dict[tuple[str, str], _Missed], tuple[Refusal, ...]]:
    """Block and weigh some pairs as a run over all records would. A key depends on its record alone, so their records
    suffice; the screen needs to be told how many children there are in all."""
    left = _subset(children, [child for child, _ in pairs])
    right = _subset(inquiries, [inquiry for _, inquiry in pairs])
    blocked = encode(matcher, left, right)
    child_rows, inquiry_rows = (
        {record_id: row for row, record_id in enumerate(side.frame["record_id"])} for side in (left, right)
    )
    a = np.array([child_rows[child] for child, _ in pairs], dtype=np.int64)
    b = np.array([inquiry_rows[inquiry] for _, inquiry in pairs], dtype=np.int64)
    scorer = Scorer(matcher)
    units = scorer.columns(a, b, blocked.children, blocked.inquiries).total.tolist()
    screen = Screen(scorer, blocked, len(children.frame))
    size = blocked.children.size
    wanted = b * size + a
    rules: dict[int, int] = {}
    kept: set[int] = set()
    for chunk in block_pairs(replace(matcher, candidate=None), blocked):
        some = chunk.take(np.isin(chunk.right * size + chunk.left, wanted))
        rules |= zip((some.right * size + some.left).tolist(), some.rules.tolist(), strict=True)
        screened = screen.keep(some)
        kept |= set((screened.right * size + screened.left).tolist())
    names = [rule.name for rule in matcher.blocking]
    return {
        pair: _Missed(
            tuple(name for n, name in enumerate(names) if rules.get(place, 0) >> n & 1), place in kept, weight
        )
        for pair, place, weight in zip(pairs, wanted.tolist(), units, strict=True)
    }, blocked.faults


class _Finder:
    """Finds why pairs went wrong."""

    def __init__(self, judged: Judged, matcher: MatcherFile, children: Records, inquiries: Records) -> None:
        self.judged, self.matcher = judged, matcher
        self.children, self.inquiries = children, inquiries
        self.explainer = Explainer(matcher, children, inquiries)
        self.asked = judged.inquiries.to_numpy(dtype=object)
        self.known = (set(children.frame["record_id"]), set(inquiries.frame["record_id"]))
        self.truths = pd.Series(judged.truth["child_id"].tolist()).groupby(judged.truth_inquiry).agg(list)
        self.lost_in_blocking = self.lost_in_ranking = self.unknown = 0
        self.faults: tuple[Refusal, ...] = ()
        self.best_true = pd.Series(judged.truth_rank).groupby(judged.truth_inquiry).min()

    def explain(self, child: str, inquiry: str) -> Explanation:
        return self.explainer.explain(child, inquiry)

    def has(self, child: str, inquiry: str) -> bool:
        return child in self.known[0] and inquiry in self.known[1]

    def false(self, worst: int) -> list[Lesson]:
        judged = self.judged
        rows = np.flatnonzero(~judged.true)
        rows = rows[np.argsort(-judged.weight[rows], kind="stable")]
        lessons: list[Lesson] = []
        for row in rows.tolist():
            if len(lessons) == worst:
                break
            child, inquiry = str(judged.link_child[row]), str(self.asked[judged.link_inquiry[row]])
            if self.has(child, inquiry):
                reason = self._why_false(judged.link_inquiry[row], int(judged.rank[row]))
                explanation = self.explain(child, inquiry)
                lessons.append(Lesson("false", explanation, int(judged.rank[row]), reason))
        return lessons

    def _why_false(self, inquiry: int, rank: int) -> Sentence:
        if inquiry not in self.truths.index:
            return Sentence(
                "the child sought is not among the found",
                "la niña o el niño que se busca no está entre los encontrados",
            )
        children = ", ".join(self.truths[inquiry])
        best = int(self.best_true[inquiry])
        if best > len(self.judged.weight):
            return Sentence(
                f"the child sought, {children}, is not among the links",
                f"la niña o el niño que se busca, {children}, no está entre los enlaces",
            )
        where = ("before", "antes") if rank < best else ("after", "después")
        return Sentence(
            f"ranks {where[0]} the child sought, {children} (rank {best})",
            f"va {where[1]} de la niña o el niño que se busca, {children} (puesto {best})",
        )

    def missed(self, worst: int) -> list[Lesson]:
        """The ``worst`` weightiest of the missed true pairs of known records; all of them are weighed and counted."""
        judged = self.judged
        rows = np.flatnonzero(judged.truth_link < 0)
        pairs = [
            (str(c), str(i))
            for c, i in judged.truth.iloc[rows][["child_id", "inquiry_id"]].itertuples(index=False, name=None)
        ]
        asked = {pair: int(judged.truth_inquiry[row]) for pair, row in zip(pairs, rows.tolist(), strict=True)}
        known = [pair for pair in asked if self.has(*pair)]
        self.unknown = len(asked) - len(known)
        found: dict[tuple[str, str], _Missed] = {}
        if known:
            found, self.faults = _blocked(self.matcher, self.children, self.inquiries, known)
        self.lost_in_blocking = sum(not one.kept for one in found.values())
        self.lost_in_ranking = len(known) - self.lost_in_blocking
        lessons = []
        for pair in sorted(known, key=lambda pair: -found[pair].units)[:worst]:
            explanation = self.explain(*pair)
            reason = self._why_missed(found[pair], explanation, asked[pair])
            lessons.append(Lesson("missed", explanation, None, reason, found[pair].rules))
        return sorted(lessons, key=lambda lesson: -lesson.explanation.weight)

    def _why_missed(self, found: _Missed, explanation: Explanation, inquiry: int) -> Sentence:
        # Companions bring pairs that blocking doesn't.
        if not found.kept and not any(part.name == "group" and part.bits for part in explanation.parts):
            if not found.rules:
                return Sentence(
                    "lost in blocking: the two records share no key of any rule",
                    "lo perdió el bloqueo: los dos registros no comparten clave de ninguna regla",
                )
            return Sentence(
                "lost in blocking: they share a key, but sex, birth or origin speak against",
                "lo perdió el bloqueo: comparten una clave, pero sexo, nacimiento u origen hablan en contra",
            )
        if explanation.weight < self.matcher.output:
            return Sentence(
                f"lost by weight: under the {self.matcher.output:g} bits from which links are written",
                f"lo perdió el peso: menos de los {self.matcher.output:g} bits desde los que se escriben enlaces",
            )
        before = int(np.count_nonzero(self.judged.link_inquiry == inquiry))
        return Sentence(
            f"lost by rank: not among the {before} children kept for this inquiry",
            f"lo perdió el puesto: no está entre los {before} que se guardan de esta solicitud",
        )

    def low(self, worst: int) -> list[Lesson]:
        judged = self.judged
        rows = np.flatnonzero(judged.truth_link >= 0)
        rows = rows[np.argsort(judged.weight[judged.truth_link[rows]], kind="stable")]
        lessons: list[Lesson] = []
        for row in rows.tolist():
            if len(lessons) == worst:
                break
            child, inquiry = judged.truth.iloc[row][["child_id", "inquiry_id"]]
            if self.has(child, inquiry):
                rank = int(judged.truth_rank[row])
                reason = Sentence(
                    f"among the links, rank {rank} of its inquiry",
                    f"entre los enlaces, puesto {rank} de su solicitud",
                )
                lessons.append(Lesson("low", self.explain(child, inquiry), rank, reason))
        return lessons


def lessons_of(
    judged: Judged, matcher: MatcherFile, children: Records, inquiries: Records, worst: int = 20
) -> Lessons:
    """Return the ``worst`` false pairs and the ``worst`` true pairs, each explained by ``matcher``.

    False pairs come by weight. Of the true pairs, half are missed ones (weightiest first: the cheapest to win back)
    and half the lowest-scored among the links; where there are few of one, there are more of the other.
    """
    finder = _Finder(judged, matcher, children, inquiries)
    missed = finder.missed(worst)
    low = finder.low(worst)
    few = min(len(missed), max(worst - worst // 2, worst - len(low)))
    return Lessons(
        false=tuple(finder.false(worst)),
        true=(*missed[:few], *low[: worst - few]),
        lost_in_blocking=finder.lost_in_blocking,
        lost_in_ranking=finder.lost_in_ranking,
        unknown=finder.unknown,
        faults=tuple(dict.fromkeys((*finder.faults, *finder.explainer.faults))),
    )
