"""What people have said about pairs: the truth of a test, or the decisions of tracing officers.

The truth knows every pair: what isn't in it is another child. Decisions know only what was ranked and looked at.
A pair that nobody judged is no negative; it stays unlabelled and is judged by the mixture. And the judged pairs are
no fair sample: officers look at the best first. Within a stratum of rank and weight, though, whether a pair was
judged doesn't hang on what it is, so the judged ones stand for the whole stratum: each counts for
pairs / judged pairs of its stratum (Horvitz and Thompson 1952, weights by stratum as in Hájek 1971), and the unjudged
of that stratum for nothing. A stratum with fewer than ``FEW`` judged pairs is left to the mixture.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracing.linkage.training.em import Labels
from tracing.records import InputError
from tracing.records.open import open_table
from tracing.records.schema import match_header

__all__ = [
    "COLUMNS",
    "DECISIONS",
    "TAKEN_BACK",
    "decision_labels",
    "family_pairs",
    "read_decisions",
    "read_judgements",
    "standing",
    "strange_pairs",
    "truth_labels",
]

DECISIONS = ("possible", "not_this_child", "sibling", "duplicate", "need_more")
"""What an officer may decide of a pair. ``duplicate``: another record of a child already matched to the inquiry."""

TAKEN_BACK = "taken_back"
"""Stands where an officer takes back what they decided of a pair before: nothing is ever struck out."""

COLUMNS = ("child_id", "inquiry_id", "decision", "officer", "when")
"""The columns of a file of decisions; ``officer`` and ``when`` may be absent."""

FEW = 5
EXPECTED_ERROR = 0.02
"""Share of decisions taken to be wrong before any is seen. A wrong one about a weak pair stands for many that nobody judged:
taken at its word it would spoil more than it teaches."""
_SAME = frozenset({"possible", "duplicate"})
_RANKS = (1, 3, 10)
_BITS = 4.0


def _rows(path: str | Path) -> pd.DataFrame:
    """Return the rows of a file of decisions, checked, in the file's order."""
    table = open_table(path, COLUMNS)
    header = match_header(table.header, COLUMNS, table.source)
    cells = dict(zip(header, table.columns, strict=True))
    for name in COLUMNS[:3]:
        if name not in cells:
            raise InputError(
                f"{table.source}: this is no file of decisions: the column {name} is missing. "
                f"Expected {', '.join(COLUMNS)}."
            )
    frame = pd.DataFrame({name: cells.get(name, [None] * len(table.lines)) for name in COLUMNS})
    for row, line in enumerate(table.lines):
        for name in COLUMNS[:2]:
            if not (frame[name].iloc[row] or "").strip():
                raise InputError(f"{table.source}, line {line}, column {name}: the id is missing.")
        said = (frame["decision"].iloc[row] or "").strip().lower()
        if said not in (*DECISIONS, TAKEN_BACK):
            raise InputError(
                f"{table.source}, line {line}, column decision: expected one of {', '.join((*DECISIONS, TAKEN_BACK))}, "
                f"found {said!r}."
            )
    for name in COLUMNS:
        frame[name] = frame[name].fillna("").astype(str).str.strip()
    frame["decision"] = frame["decision"].str.lower()
    return frame


def standing(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what each officer stands by of each pair: their last decision, unless it was taken back.

    ``rows``: decisions in the order in which they were made (``COLUMNS``). A decision that is taken back is as if it had never been
    made: an earlier one of the same officer doesn't come back.
    """
    last = rows.drop_duplicates(["child_id", "inquiry_id", "officer"], keep="last")
    return last[last["decision"] != TAKEN_BACK].reset_index(drop=True)


def read_judgements(*paths: str | Path, needed: bool = False) -> pd.DataFrame:
    """Return what each officer stands by of each pair, in the order of ``when`` (ISO time): one row a pair and officer.

    Several files are read as one. Columns ``child_id``, ``inquiry_id``, ``decision`` and, if there, ``officer`` and ``when``. Raises
    InputError for a missing column, an empty id or a decision that is none; with ``needed`` also where no decision stands.
    """
    rows = pd.concat([_rows(path) for path in paths], ignore_index=True)
    moments = pd.to_datetime(rows["when"], utc=True, errors="coerce", format="ISO8601")
    # What has no moment, or none that can be read, comes before all else, in the files' order.
    order = moments.fillna(pd.Timestamp(0, tz="UTC")).argsort(kind="stable")
    found = standing(rows.iloc[order])
    if needed and found.empty:
        names = ", ".join(Path(path).name for path in paths)
        said = "every decision was taken back" if len(rows) else "there is no line under the header"
        raise InputError(
            f"{names}: no decision stands there, {said}. Expected {', '.join(COLUMNS)} and a line for each decision, as "
            "`tracing review` writes them."
        )
    return found


def read_decisions(*paths: str | Path) -> pd.DataFrame:
    """Return decisions, one per pair: of what officers stand by, the last by ``when`` holds, or the last in the files.

    As ``read_judgements``, which it takes them from; InputError where no decision stands.
    """
    found = read_judgements(*paths, needed=True)
    return found.drop_duplicates(["child_id", "inquiry_id"], keep="last").reset_index(drop=True)


def family_pairs(decisions: pd.DataFrame) -> pd.DataFrame:
    """Return the decided pairs that tie an inquiry to a child of its family: the child itself, a brother or a sister."""
    return decisions[decisions["decision"].isin(_SAME | {"sibling"})]


def strange_pairs(
    pairs: pd.DataFrame, children: Collection[str], inquiries: Collection[str]
) -> tuple[int, str | None]:
    """Return how many of ``pairs`` (``child_id``, ``inquiry_id``) name a record that isn't there, and the first such id."""
    known = {"child_id": pairs["child_id"].isin(children), "inquiry_id": pairs["inquiry_id"].isin(inquiries)}
    strange = pairs[~(known["child_id"] & known["inquiry_id"])]
    if strange.empty:
        return 0, None
    first = strange.index[0]
    return len(strange), str(pairs.at[first, "inquiry_id" if known["child_id"][first] else "child_id"])


def _packed(ids: tuple[NDArray[np.object_], NDArray[np.object_]], frame: pd.DataFrame) -> NDArray[np.int64]:
    """Number the pairs of ``frame`` as inquiry × children + child; -1 where a record isn't there."""
    rows = [
        pd.Index(side).get_indexer(pd.Index(frame[name]))
        for side, name in zip(ids, ("child_id", "inquiry_id"), strict=True)
    ]
    known = (rows[0] >= 0) & (rows[1] >= 0)
    return np.where(known, rows[1] * max(len(ids[0]), 1) + rows[0], -1).astype(np.int64)


def truth_labels(
    child: NDArray[np.int64],
    inquiry: NDArray[np.int64],
    ids: tuple[NDArray[np.object_], NDArray[np.object_]],
    truth: pd.DataFrame,
) -> Labels:
    """Label all candidate pairs (rows ``child``, ``inquiry``) by the true ones."""
    true = np.isin(inquiry * max(len(ids[0]), 1) + child, _packed(ids, truth))
    return Labels(true.astype(np.float64), np.zeros(len(child), dtype=bool), np.ones(len(child)))


def strata(bits: NDArray[np.float64], inquiry: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number the strata of rank within the inquiry and of weight, by which officers choose what to look at."""
    order = np.lexsort((-bits, inquiry))
    owner = inquiry[order]
    begin = (
        np.flatnonzero(np.concatenate(([True], owner[1:] != owner[:-1]))) if len(owner) else np.empty(0, int)
    )
    rank = np.empty(len(bits), dtype=np.int64)
    rank[order] = np.arange(len(order)) - np.repeat(begin, np.diff(np.append(begin, len(order)))) + 1
    band = np.clip(np.floor(bits / _BITS), -3, 12).astype(np.int64) + 3
    return np.searchsorted(_RANKS, rank, side="left") * 16 + band


def decision_labels(
    child: NDArray[np.int64],
    inquiry: NDArray[np.int64],
    ids: tuple[NDArray[np.object_], NDArray[np.object_]],
    decisions: pd.DataFrame,
    bits: NDArray[np.float64],
) -> Labels:
    """Label the judged candidate pairs, and weigh all pairs so that the judged stand for their strata.

    ``bits`` are the weights by which the pairs were ranked when officers looked at them.
    """
    packed = inquiry * max(len(ids[0]), 1) + child
    judged = decisions[decisions["decision"] != "need_more"]
    keys = _packed(ids, judged)
    same = np.full(len(packed), np.nan)
    same[np.isin(packed, keys)] = 0.0
    same[np.isin(packed, keys[judged["decision"].isin(_SAME).to_numpy()])] = 1.0
    sibling = np.isin(packed, keys[(judged["decision"] == "sibling").to_numpy()])
    stratum = strata(bits, inquiry)
    known = ~np.isnan(same)
    size = np.bincount(stratum, minlength=64)
    seen = np.bincount(stratum[known], minlength=len(size))
    enough = seen >= FEW
    share = np.divide(size, seen, out=np.ones(len(size)), where=enough)
    weight = np.where(known, share[stratum], np.where(enough[stratum], 0.0, 1.0))
    return Labels(same, sibling, weight, EXPECTED_ERROR)
