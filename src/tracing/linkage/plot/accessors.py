"""``links.plot`` and ``matcher.plot``: the charts by the objects whose numbers they show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tracing.linkage.evaluation import evaluate, judge, reliability
from tracing.linkage.explain import Language
from tracing.linkage.frequencies import Kind
from tracing.linkage.matcher import MatcherFile
from tracing.linkage.plot.calibration import calibration
from tracing.linkage.plot.frequencies import NAMES_SHOWN, frequencies
from tracing.linkage.plot.levels import levels
from tracing.linkage.plot.precision_recall import precision_recall
from tracing.linkage.plot.waterfall import waterfall
from tracing.linkage.plot.weights import weights
from tracing.linkage.plot.workload import workload, workload_data
from tracing.records import Records

if TYPE_CHECKING:
    from tracing.linkage.links import Links

__all__ = ["LinksPlot", "MatcherPlot"]


@dataclass(frozen=True, slots=True)
class LinksPlot:
    """Charts of the links of one run. ``lang`` is ``en`` or ``es``; ``truth`` has columns ``child_id``, ``inquiry_id``."""

    links: Links

    def waterfall(self, child_id: str, inquiry_id: str, *, lang: Language = "en") -> Any:
        """Draw why a pair weighs what it weighs, ranked or not. KeyError where a record isn't there."""
        return waterfall(self.links.explain(child_id, inquiry_id), lang, self.links.matcher)

    def weights(self, truth: pd.DataFrame | None = None, *, lang: Language = "en") -> Any:
        """Draw how many links weigh how much; given ``truth``, the same child and other children apart."""
        weight = self.links.frame["weight"].to_numpy(dtype=np.float64)
        true = None if truth is None else judge(self.links.frame, truth).true
        return weights(weight, true, self.links.matcher, lang)

    def precision_recall(
        self,
        truth: pd.DataFrame,
        *,
        inquiries: Records | None = None,
        resamples: int = 0,
        seed: int = 0,
        lang: Language = "en",
    ) -> Any:
        """Draw precision against recall, with intervals by family if there are ``resamples`` (``evaluate``)."""
        evaluation = evaluate(self.links.frame, truth, inquiries=inquiries, resamples=resamples, seed=seed)
        return precision_recall(evaluation, lang)

    def calibration(self, truth: pd.DataFrame, *, lang: Language = "en") -> Any:
        """Draw stated against found probabilities, in the bins of the calibration error."""
        judged = judge(self.links.frame, truth)
        error = evaluate(self.links.frame, truth).calibration_error
        return calibration(reliability(judged.probability, judged.true), error, lang)

    def workload(
        self,
        truth: pd.DataFrame | None = None,
        *,
        per_day: int = 40,
        at: float | None = None,
        lang: Language = "en",
    ) -> Any:
        """Draw what each threshold costs in pairs and officer-days, and how many links above it are false.

        ``per_day``: pairs that an officer looks at in a day, ``at``: the threshold shown first (bits; None: where ``possible``
        begins); both are sliders. ValueError without links.
        """
        weight, probability = (
            self.links.frame[c].to_numpy(dtype=np.float64) for c in ("weight", "probability")
        )
        true = None if truth is None else judge(self.links.frame, truth).true
        shown = self.links.matcher.possible if at is None else at
        return workload(workload_data(weight, probability, true), per_day, shown, lang)


@dataclass(frozen=True, slots=True)
class MatcherPlot:
    """Charts of what a matcher file says. ``lang`` is ``en`` or ``es``."""

    file: MatcherFile

    def levels(self, *comparisons: str, lang: Language = "en") -> Any:
        """Draw m and u of every level of these comparisons, of all if none is named. KeyError for one that isn't there."""
        return levels(self.file, comparisons or None, lang)

    def frequencies(
        self,
        names: Sequence[str] = (),
        kind: Kind = "surname",
        regions: Sequence[str] = ("GT", "GT-16", "HN", "SV", "MX"),
        *,
        lang: Language = "en",
    ) -> Any:
        """Draw how rare names are in countries (``GT``) and departments (``GT-16``), and what agreeing on them weighs."""
        return frequencies(self.file, names or NAMES_SHOWN[kind], kind, regions, lang)
