"""One child recorded several times on one side: at apprehension, in the shelter, in hospital (brief H3, H4.11).

The same comparisons, blocking rules and kinship term as between the sides, with a threshold of their own. Two things
mean nothing within one side and are left out: the order of events (a finding has no last contact here) and companions.

Nothing is merged. What comes out are sets that a person confirms. A set is a clique: each pair in it reaches the
threshold by itself, so that a brother's record that resembles two of them joins nobody to nobody. A pair that
reaches the threshold and still joins no set is *open*; one that may be of two children (possible siblings, two records
that an agency made of one group) is a *lead*.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracing.linkage.comparisons.kind import Outcome
from tracing.linkage.encode import Progress, Standardiser, encode_table, remarks_of
from tracing.linkage.explain import Explanation, Language, explanation_of, parts_of
from tracing.linkage.explainer import explain_pair
from tracing.linkage.fixed import to_bits, to_units
from tracing.linkage.frequencies import load_frequencies
from tracing.linkage.like_pairs import (
    LEADS,
    WARNINGS,
    LikePairs,
    like_pairs,
    threshold,
    warnings_of,
    within_one_side,
)
from tracing.linkage.matcher import MatcherFile
from tracing.linkage.rank import order_of
from tracing.linkage.score import Scores
from tracing.linkage.words import WordMaker
from tracing.records import InputError, Records, Refusal

__all__ = ["STATES", "Duplicates", "cliques", "explain_within", "find_duplicates"]

STATES = ("set", "open", "lead")

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Records of one side that may be of one child; nothing has been merged.

    ``frame``: one row per pair, sets first, strongest first: ``set_id`` (empty for pairs in no set), ``state`` (``set``,
    ``open``, ``lead``), two ids, ``weight`` in bits, ``probability``, ``why`` (a sentence), ``warnings`` (list).
    ``sets``: the record ids of each set, in the order of ``set_id``. ``least``: the threshold in bits.
    ``explain(id_a, id_b)`` takes any pair's weight apart; KeyError where a record isn't there. ``faults``: rows and words
    that the program failed at.
    """

    frame: pd.DataFrame
    sets: tuple[tuple[str, ...], ...]
    least: float
    matcher: MatcherFile
    explain: Callable[[str, str], Explanation]
    compared: int
    seconds: Mapping[str, float] = field(default_factory=dict)
    faults: tuple[Refusal, ...] = ()

    def __len__(self) -> int:
        return len(self.sets)

    def to_pandas(self) -> pd.DataFrame:
        """Return the pairs as a frame."""
        return self.frame.copy()


def find_duplicates(
    matcher: MatcherFile,
    records: Records,
    least: float | None = None,
    language: Language = "en",
    progress: Progress | None = None,
    threads: int | None = None,
) -> Duplicates:
    """Compare the records of one side with each other and gather those of one child into sets.

    ``least``: threshold in bits, the matcher's own if None; ``language``: of the sentences. The result depends neither on
    the order of the rows nor on the number of threads. Raises InputError for a matcher of plain tables and for a
    threshold that is no number.
    """
    within = within_one_side(matcher)
    if least is not None and not math.isfinite(least):
        raise InputError(f"least: expected bits as a number, found {least}")
    bits = threshold(matcher) if least is None else least
    seconds: dict[str, float] = {}
    start = time.perf_counter()
    broken: dict[str, str] = {}
    with Standardiser() as standardiser:
        forms = standardiser.forms(records, "standardise", progress)
    columns = encode_table(
        within, forms, WordMaker(load_frequencies(within.frequencies["cap"]), broken.__setitem__)
    )
    faults = remarks_of(records, forms, broken)
    seconds["standardise"] = time.perf_counter() - start
    start = time.perf_counter()
    ids = records.frame["record_id"].to_numpy(dtype=object)
    pairs, compared = like_pairs(within, columns, to_units(bits), order_of(ids), progress, threads)
    seconds["compare"] = time.perf_counter() - start
    group = records.frame["group_id"].fillna("").to_numpy(dtype=object)
    agency = records.frame["agency"].fillna("").str.strip().str.upper().to_numpy(dtype=object)
    warnings = warnings_of(within, pairs, group, agency)
    lead = np.array([bool(LEADS.intersection(found)) for found in warnings], dtype=bool)
    joined = np.flatnonzero(~lead)
    sets = cliques(
        (int(a), int(b)) for a, b in zip(pairs.a[joined].tolist(), pairs.b[joined].tolist(), strict=True)
    )
    number = {row: n for n, members in enumerate(sets) for row in members}
    state, own = [], []
    for a, b, is_lead in zip(pairs.a.tolist(), pairs.b.tolist(), lead.tolist(), strict=True):
        together = not is_lead and number.get(a, -1) == number.get(b, -2)
        state.append(0 if together else 2 if is_lead else 1)
        own.append(number[a] if together else len(sets))
    frame = _frame(within, pairs, ids, records.side, language, (state, own, warnings))
    return Duplicates(
        frame,
        tuple(tuple(sorted(str(ids[row]) for row in members)) for members in sets),
        bits,
        matcher,
        lambda a, b: explain_within(matcher, records, a, b),
        compared,
        seconds,
        tuple(faults),
    )


def explain_within(matcher: MatcherFile, records: Records, id_a: str, id_b: str) -> Explanation:
    """Take the weight of two records of one side apart; the second stands where an inquiry would. KeyError if an id
    isn't there."""
    within, (first, second) = within_one_side(matcher), sorted((id_a, id_b))
    either = (
        explain_pair(within, records, records, first, second),
        explain_pair(within, records, records, second, first),
    )
    lighter = min(either, key=lambda e: e.weight)
    return replace(
        lighter, child_id=first, inquiry_id=second, child=either[0].child, inquiry=either[0].inquiry
    )


def cliques(pairs: Iterable[Pair]) -> list[list[int]]:
    """Gather pairs, strongest first, into sets each of whose members is paired with all others.

    The strongest pair founds a set; a record joins the set of the record it is paired with if it is paired with every
    member. A record belongs to one set at most.
    """
    ordered = list(pairs)
    paired = {frozenset(pair) for pair in ordered}
    sets: list[list[int]] = []
    home: dict[int, int] = {}
    for a, b in ordered:
        if a not in home and b not in home:
            home[a] = home[b] = len(sets)
            sets.append([a, b])
        elif (a in home) != (b in home):
            inside, outside = (a, b) if a in home else (b, a)
            members = sets[home[inside]]
            if all(frozenset((outside, member)) in paired for member in members):
                home[outside] = home[inside]
                members.append(outside)
    return sets


def _frame(
    matcher: MatcherFile,
    pairs: LikePairs,
    ids: NDArray[np.object_],
    side: str,
    language: Language,
    judged: tuple[Sequence[int], Sequence[int], Sequence[list[str]]],
) -> pd.DataFrame:
    state, own, warnings = judged
    one = "child" if side == "children" else "inquiry"
    order = np.lexsort(
        (np.arange(len(state)), np.array(own, dtype=np.int64), np.array(state, dtype=np.int64))
    )
    bits = pairs.scores.total / 256.0
    why = [_why(matcher, pairs.scores, int(k), warnings[k], language) for k in order]
    return pd.DataFrame(
        {
            "set_id": [f"D{own[k] + 1}" if state[k] == 0 else None for k in order],
            "state": [STATES[state[k]] for k in order],
            f"{one}_id_a": ids[pairs.a[order]],
            f"{one}_id_b": ids[pairs.b[order]],
            "weight": bits[order],
            "probability": matcher.probabilities(bits[order]),
            "why": why,
            "warnings": [warnings[k] for k in order],
        }
    )


def _why(matcher: MatcherFile, scores: Scores, k: int, warnings: Sequence[str], language: Language) -> str:
    """Return the weightiest evidence of pair ``k`` and its warnings as one sentence. The kinship term is left to the
    explanation: it is what other evidence is worth, and its label is a warning."""
    outcomes = {
        c.name: Outcome(int(scores.levels[row, k]), int(scores.weights[row, k]))
        for row, c in enumerate(matcher.comparisons)
    }
    kinship = Outcome(int(scores.levels[-1, k]), int(scores.weights[-1, k]))
    parts = tuple(p for p in parts_of(matcher, outcomes, kinship, None) if p.name != "kinship")
    explanation = explanation_of(matcher, ("", ""), parts, to_bits(int(scores.total[k])), {}, {})
    doubts = [WARNINGS[name].told(language) for name in warnings]
    return "; ".join((*explanation.sentences(language, most=4), *doubts))
