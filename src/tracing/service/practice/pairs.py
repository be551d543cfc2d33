"""The pairs of an attempt, made anew from its seed, and what the matcher says of them."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import cycle, islice

import pandas as pd

from tracing.casework.training.courses import Course, Lesson
from tracing.casework.training.scoring import Truth
from tracing.linkage.explainer import explain_pair
from tracing.linkage.matcher import MatcherFile, load_matcher
from tracing.records import read_children, read_inquiries
from tracing.records.schema import CHILD_COLUMNS, INQUIRY_COLUMNS
from tracing.samples.lessons import TRAPS, make_lesson

__all__ = ["GradedPair", "Spoke", "spoke_of", "truths_of"]


@dataclass(frozen=True, slots=True)
class GradedPair:
    """An invented pair with its lesson and its truth."""

    lesson: Lesson
    truth: Truth
    child: Mapping[str, str] = field(repr=False)
    inquiry: Mapping[str, str] = field(repr=False)

    @staticmethod
    def of(course: Course, seed: int, place: int) -> GradedPair:
        """Return the pair at a place (from 1) of an attempt."""
        lesson, truth = course.lessons[place - 1], truths_of(course, seed)[place - 1]
        made = make_lesson(lesson.value, truth.value, f"{seed}/{place}")
        return GradedPair(lesson, truth, _said(made.child), _said(made.inquiry))


@dataclass(frozen=True, slots=True)
class Spoke:
    """What a comparison said: for the same child (bits above 0) or against it."""

    name: str
    level: str
    text_en: str
    text_es: str
    bits: float


def truths_of(course: Course, seed: int) -> Sequence[Truth]:
    """Return the truths of an attempt's pairs: of each lesson every kind as often as any other, in an order that nobody foresees."""
    left: dict[Lesson, list[str]] = defaultdict(list)
    for lesson in dict.fromkeys(course.lessons):
        count = course.lessons.count(lesson)
        left[lesson] = list(islice(cycle(TRAPS[lesson.value]), count))
        random.Random(f"{seed}/{lesson}").shuffle(left[lesson])
    return [Truth(left[lesson].pop()) for lesson in course.lessons]


def spoke_of(pair: GradedPair) -> list[Spoke]:
    """Return what each comparison of the shipped matcher says of a pair, the loudest first; what says nothing is left out."""
    children = read_children(pd.DataFrame([pair.child], columns=list(CHILD_COLUMNS)))
    inquiries = read_inquiries(pd.DataFrame([pair.inquiry], columns=list(INQUIRY_COLUMNS)))
    found = explain_pair(_matcher(), children, inquiries, pair.child["record_id"], pair.inquiry["record_id"])
    spoke = [Spoke(p.name, p.level, p.sentence.en, p.sentence.es, p.bits) for p in found.parts if p.bits]
    return sorted(spoke, key=lambda one: -abs(one.bits))


@lru_cache(maxsize=1)
def _matcher() -> MatcherFile:
    return load_matcher("default")


def _said(row: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in row.items() if text}
