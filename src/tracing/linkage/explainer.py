"""Explains pairs of two sides by the comparisons' definitions, one after another.

What explaining takes is made ready once: where each record stands, the matcher's scorer, the words met so far. A pair is
then a matter of a fraction of a millisecond.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property, lru_cache

from tracing.linkage.encode import encode
from tracing.linkage.explain import Explanation, explanation_of, parts_of
from tracing.linkage.features import FormMaker, Forms, forms_or_nobody
from tracing.linkage.fixed import to_bits, to_units
from tracing.linkage.frequencies import load_frequencies
from tracing.linkage.groups import LARGEST, companions, group_units
from tracing.linkage.local import block_pairs
from tracing.linkage.matcher import Group, MatcherFile
from tracing.linkage.score import Scorer
from tracing.records import Records, Refusal
from tracing.standardise.guarded import faults_of, profile_or_fault

__all__ = ["Explainer", "explain_pair"]

_KEPT = 1 << 14
"""Records whose forms are kept at hand."""


class _Side:
    """One side's records by their reference."""

    def __init__(self, records: Records, maker: FormMaker) -> None:
        self.records, self.maker = records, maker
        self.broken: dict[int, str] = {}
        self.forms = lru_cache(maxsize=_KEPT)(self._forms)

    @cached_property
    def columns(self) -> dict[str, list[str | None]]:
        return {str(name): self.records.frame[name].tolist() for name in self.records.frame.columns}

    @cached_property
    def place(self) -> dict[str | None, int]:
        return {record_id: row for row, record_id in enumerate(self.columns["record_id"])}

    @cached_property
    def members(self) -> dict[str, list[str]]:
        groups: dict[str, list[str]] = defaultdict(list)
        for record_id, group in zip(self.columns["record_id"], self.columns["group_id"], strict=True):
            if group is not None and record_id is not None:
                groups[group].append(record_id)
        return {group: sorted(ids) for group, ids in groups.items()}

    def row(self, record_id: str) -> dict[str, str | None]:
        """Return the raw record; KeyError if it isn't there."""
        at = self.place[record_id]
        return {name: values[at] for name, values in self.columns.items()}

    def _forms(self, record_id: str) -> Forms:
        forms, fault = forms_or_nobody(self.maker.forms, profile_or_fault(self.row(record_id)))
        if fault:
            self.broken[self.place[record_id]] = fault
        return forms

    def group(self, record_id: str) -> list[str]:
        """Return the references of the group of a record, in order; none where it is no group (or a bus)."""
        named = self.columns["group_id"][self.place[record_id]]
        if named is None:
            return []
        own = self.forms(record_id).group
        ids = [i for i in self.members[named] if self.forms(i).group == own]
        return ids if 2 <= len(ids) <= LARGEST else []


class Explainer:
    """Explains pairs of ``children`` and ``inquiries`` by one matcher."""

    def __init__(self, matcher: MatcherFile, children: Records, inquiries: Records) -> None:
        self.matcher = matcher
        maker = FormMaker(load_frequencies(matcher.frequencies["cap"]), matcher.generic)
        self._scorer = Scorer(matcher)
        self._children, self._inquiries = _Side(children, maker), _Side(inquiries, maker)

    @property
    def faults(self) -> list[Refusal]:
        """The rows met so far that the program failed at; they say nothing, as in matching."""
        sides = (self._children, self._inquiries)
        return [r for side in sides for r in faults_of(side.records, side.broken, side.broken.values())]

    def explain(self, child_id: str, inquiry_id: str) -> Explanation:
        """Score one pair and say what each comparison brought. KeyError if an id isn't there."""
        left, right = self._children, self._inquiries
        child, inquiry = left.row(child_id), right.row(inquiry_id)
        score = self._scorer.pair(left.forms(child_id), right.forms(inquiry_id))
        group = None
        if self.matcher.group is not None:
            group = self._group_units(self.matcher.group, child_id, inquiry_id)
        parts = parts_of(self.matcher, score.outcomes, score.kinship, group)
        weight = to_bits(score.weight + (group or 0))
        return explanation_of(self.matcher, (child_id, inquiry_id), parts, weight, child, inquiry)

    def _group_units(self, group: Group, child_id: str, inquiry_id: str) -> int:
        found, sought = self._children.group(child_id), self._inquiries.group(inquiry_id)
        if not found or not sought:
            return 0
        least = to_units(group.least)
        scores = [
            [self._scorer.pair(self._children.forms(x), self._inquiries.forms(y)) for y in sought]
            for x in found
        ]
        weights = [[score.weight for score in row] for row in scores]
        if not self._meet(found, sought, weights, least):
            return 0
        x, y = found.index(child_id), sought.index(inquiry_id)
        count = companions(weights, x, y, least)
        return group_units(self.matcher, count, scores[x][y].kinship.level, weights[x][y])

    def _meet(
        self, found: list[str], sought: list[str], weights: Sequence[Sequence[int]], least: int
    ) -> bool:
        """Tell whether blocking proposes a pair of the two groups that weighs ``least`` units."""
        if not any(weight >= least for row in weights for weight in row):
            return False
        few = [
            side.records.refuse((), ~side.records.frame["record_id"].isin(ids).to_numpy())
            for side, ids in ((self._children, found), (self._inquiries, sought))
        ]
        places = [
            [ids.index(i) for i in side.frame["record_id"]]
            for side, ids in zip(few, (found, sought), strict=True)
        ]
        return any(
            weights[places[0][left]][places[1][right]] >= least
            for proposed in block_pairs(self.matcher, encode(self.matcher, few[0], few[1]))
            for left, right in zip(proposed.left.tolist(), proposed.right.tolist(), strict=True)
        )


def explain_pair(
    matcher: MatcherFile, children: Records, inquiries: Records, child_id: str, inquiry_id: str
) -> Explanation:
    """Explain one pair; for several of the same records keep an ``Explainer``. KeyError if an id isn't there."""
    return Explainer(matcher, children, inquiries).explain(child_id, inquiry_id)
