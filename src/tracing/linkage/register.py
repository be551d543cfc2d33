"""One record against many: the children standardised and indexed once, each inquiry ranked as it comes.

The same line as in a batch with one record on one side (design, "live = batch"): same keys, same comparisons, same order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracing.linkage.best import BestFinder
from tracing.linkage.blocking import KeyIndex, candidates_of, index_keys, keys_by_rule
from tracing.linkage.bounds import bounds_of
from tracing.linkage.columns import Columns
from tracing.linkage.encode import Blocked, Progress, Standardiser, encode_table
from tracing.linkage.features import FormMaker
from tracing.linkage.form_table import form_table
from tracing.linkage.frequencies import load_frequencies
from tracing.linkage.groups import Companions, GroupSide
from tracing.linkage.key_columns import key_columns
from tracing.linkage.links import links_frame
from tracing.linkage.local import Ranked
from tracing.linkage.matcher import MatcherFile
from tracing.linkage.rank import order_of
from tracing.linkage.score import Scorer
from tracing.linkage.screen import Screen
from tracing.records import Records
from tracing.standardise.record import profile

__all__ = ["Register"]


class Register:
    """Children held in memory, ready for inquiries.

    ``rank`` takes an inquiry as a row of the file contract (column → text), with the others of its group, and returns
    the links that a batch run of the same matcher would write for it.
    """

    def __init__(self, matcher: MatcherFile, children: Records, progress: Progress | None = None) -> None:
        self.matcher = matcher
        self._maker = FormMaker(load_frequencies(matcher.frequencies["cap"]))
        self._scorer = Scorer(matcher)
        self._ids = children.frame["record_id"].to_numpy(dtype=object)
        self._tie = order_of(self._ids)
        with Standardiser() as standardiser:
            forms = standardiser.forms(children, "standardise children", progress)
        self._children: Columns = encode_table(matcher, forms, self._maker.words)
        self._parts = tuple(dict.fromkeys(part for rule in matcher.blocking for part in rule.parts))
        keys = key_columns(self._children, self._parts, "children")
        self._index: KeyIndex = index_keys(keys, matcher.blocking)
        self._groups = GroupSide.of(self._children.group, self._tie)
        self._bounds: NDArray[np.int32] = bounds_of(self._children, BestFinder.BOUNDED, self._scorer)

    def __len__(self) -> int:
        return len(self._ids)

    def rank(
        self,
        inquiry: Mapping[str, str | None],
        top: int = 20,
        companions: Sequence[Mapping[str, str | None]] = (),
    ) -> pd.DataFrame:
        """Return the best ``top`` children for one inquiry, in the columns of the file contract.

        ``companions``: the other inquiries of the same ``group_id``, which may speak for this one; none are returned.
        """
        rows = (inquiry, *companions)
        forms = form_table([profile(dict(row)) for row in rows], self._maker)
        asked = encode_table(self.matcher, forms, self._maker.words)
        keys = key_columns(asked, self._parts, "inquiries")
        queries = list(keys_by_rule(keys, self.matcher.blocking))
        found = candidates_of(self._index, queries, 0, len(rows), self._children.size)
        blocked = Blocked(self._children, asked)
        found, meeting = Screen(self._scorer, blocked, len(self)).split(found)
        finder = BestFinder(self._scorer, blocked, self._tie, top, children_bounds=self._bounds)
        asked_ids = np.array([row.get("record_id") or "" for row in rows], dtype=object)
        groups = GroupSide.of(asked.group, order_of(asked_ids))
        found, known = Companions(finder, self._groups, groups).join(found, meeting)
        own = found.right == 0
        best = finder.best(found.left[own], found.right[own], known[own])
        ranked = Ranked(
            best.left, best.right, best.rank, best.scores.total, best.scores.levels, best.scores.weights,
            int(np.count_nonzero(own)), [], {}, best.finished, None if self.matcher.group is None else best.known,
        )  # fmt: skip
        return links_frame(self.matcher, self._ids, asked_ids, ranked)
