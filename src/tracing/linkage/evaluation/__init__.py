"""How well links agree with the truth: figures with intervals, by subgroup, with the pairs that went wrong.

The door: ``evaluate`` for the figures; ``judge`` and ``families_of`` once, then ``evaluate_judged``, ``by_subgroup``
and ``lessons_of`` for all of it; ``blocking_recall`` for what blocking finds, with or without truth.
"""

from tracing.linkage.evaluation.bootstrap import Interval
from tracing.linkage.evaluation.coverage import BlockingRecall, RuleGroup, blocking_recall
from tracing.linkage.evaluation.curve import Operating
from tracing.linkage.evaluation.facts import DIMENSIONS, NOT_STATED, pair_facts
from tracing.linkage.evaluation.families import families_of
from tracing.linkage.evaluation.judged import Judged, judge
from tracing.linkage.evaluation.lessons import Lesson, Lessons, lessons_of
from tracing.linkage.evaluation.measure import (
    Evaluation,
    evaluate,
    evaluate_judged,
    expected_calibration_error,
    reliability,
)
from tracing.linkage.evaluation.raters import Agreements, agreement_of
from tracing.linkage.evaluation.subgroups import Gap, Subgroup, Subgroups, by_subgroup

__all__ = [
    "DIMENSIONS",
    "NOT_STATED",
    "Agreements",
    "BlockingRecall",
    "Evaluation",
    "Gap",
    "Interval",
    "Judged",
    "Lesson",
    "Lessons",
    "Operating",
    "RuleGroup",
    "Subgroup",
    "Subgroups",
    "agreement_of",
    "blocking_recall",
    "by_subgroup",
    "evaluate",
    "evaluate_judged",
    "expected_calibration_error",
    "families_of",
    "judge",
    "lessons_of",
    "pair_facts",
    "reliability",
]
