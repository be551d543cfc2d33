"""Measurements inside the engine, for what no command shows. Prints JSON.

    python benchmarks/engine.py blocking FOLDER            true pairs among the candidates
    python benchmarks/engine.py pairs FOLDER PAIRS         all comparisons over given pairs, per second
    python benchmarks/engine.py single FOLDER --queries N  one inquiry at a time against all children in memory
    python benchmarks/engine.py explain FOLDER --pairs N   one pair at a time
    python benchmarks/engine.py febrl                      FEBRL 4, trained without labels (`febrl.py`)

With ``pairs.py`` the only place of the benchmarks that knows the engine's parts.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from febrl import febrl
from numpy.typing import NDArray
from pairs import Encoded, encode_folder

from tracing import Matcher
from tracing.linkage.features import FormMaker
from tracing.linkage.frequencies import load_frequencies
from tracing.linkage.local import block_pairs
from tracing.linkage.score import Scorer
from tracing.records import Records, read_children, read_inquiries, read_truth
from tracing.standardise.record import profile

Report = dict[str, Any]

CHUNK = 1 << 16
"""Pairs that a thread compares at once."""

WARM = 5
"""Calls before the clock runs: they compile and fill caches, as the peers' first query does, which isn't counted."""


def latencies(seconds: list[float]) -> Report:
    """Count, median and 99th percentile, in milliseconds."""
    ordered = sorted(seconds)
    last = ordered[min(len(ordered) - 1, round(0.99 * (len(ordered) - 1)))]
    return {"queries": len(ordered), "p50_ms": 1000 * statistics.median(ordered), "p99_ms": 1000 * last}


def _rows(records: Records, ids: pd.Series) -> NDArray[np.int64]:
    found = pd.Index(records.frame["record_id"]).get_indexer(pd.Index(ids))
    return np.asarray(found, dtype=np.int64)


def blocking(folder: Path) -> Report:
    matcher = Matcher.load("default").file
    encoded = encode_folder(matcher, folder)
    size = np.int64(len(encoded.children.frame))
    left, right = (
        _rows(side, encoded.truth[name])
        for side, name in ((encoded.children, "child_id"), (encoded.inquiries, "inquiry_id"))
    )
    truth = np.unique((right * size + left)[(left >= 0) & (right >= 0)])
    pairs = found = 0
    for chunk in block_pairs(matcher, encoded.blocked):
        pairs += len(chunk.left)
        found += int(np.isin(truth, chunk.right * size + chunk.left, assume_unique=True).sum())
    return {"pairs": pairs, "true_pairs": found, "truths": len(encoded.truth)}


def _score(scorer: Scorer, encoded: Encoded, left: NDArray[np.int64], right: NDArray[np.int64]) -> int:
    """Compare the pairs by every comparison, on all cores; return how many are strong, so that nothing is idle work."""
    sides = encoded.blocked.children, encoded.blocked.inquiries

    def part(first: int) -> int:
        scores = scorer.columns(left[first : first + CHUNK], right[first : first + CHUNK], *sides)
        return int((scores.total > 0).sum())

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return sum(pool.map(part, range(0, len(left), CHUNK)))


def pairs(folder: Path, given: Path, repeats: int) -> Report:
    matcher = Matcher.load("default").file
    encoded = encode_folder(matcher, folder)
    frame = pd.read_parquet(given)
    left, right = _rows(encoded.children, frame["child_id"]), _rows(encoded.inquiries, frame["inquiry_id"])
    known = (left >= 0) & (right >= 0)
    left, right = left[known], right[known]
    order = np.lexsort((left, right))
    left, right = left[order], right[order]
    scorer = Scorer(matcher)
    _score(scorer, encoded, left[:1000], right[:1000])
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        _score(scorer, encoded, left, right)
        seconds.append(time.perf_counter() - start)
    return {"pairs": len(left), "seconds": seconds}


def single(folder: Path, queries: int) -> Report:
    start = time.perf_counter()
    register = Matcher.load("default").register(read_children(folder / "children.csv"))
    ready = time.perf_counter() - start
    inquiries = read_inquiries(folder / "inquiries.csv").frame
    truth = read_truth(folder / "truth.csv")
    children_of = truth.groupby("inquiry_id")["child_id"].agg(set).to_dict()
    # Every k-th inquiry: neighbouring ones are of one family and would find each other's work in the caches.
    step = max(1, len(inquiries) // (queries + WARM))
    chosen = inquiries.iloc[::step].head(queries + WARM)
    asked: list[dict[str, str | None]] = [
        {str(k): v for k, v in row.items()} for row in chosen.to_dict("records")
    ]
    for row in asked[:WARM]:
        register.rank(row)
    seconds, sought, first, tenth = [], 0, 0, 0
    for row in asked[WARM:]:
        start = time.perf_counter()
        found = register.rank(row)
        seconds.append(time.perf_counter() - start)
        true = children_of.get(row["record_id"] or "")
        if true:
            sought += 1
            ranked = found["child_id"].tolist()
            first += bool(true & set(ranked[:1]))
            tenth += bool(true & set(ranked[:10]))
    shares = {"recall_at_1": first / sought, "recall_at_10": tenth / sought} if sought else {}
    return {
        "children": len(register),
        "ready_seconds": ready,
        "single": latencies(seconds),
        "sought": sought,
        **shares,
    }


def _timed(calls: int, call: Callable[[int], object]) -> Report:
    seconds = []
    for number in range(calls):
        start = time.perf_counter()
        call(number)
        seconds.append(time.perf_counter() - start)
    return latencies(seconds)


def explain(folder: Path, count: int) -> Report:
    """Three lengths of the way: forms → weight; ids of files in memory → explanation, records not met before; the same
    of records met before."""
    from tracing.linkage.explainer import Explainer

    matcher = Matcher.load("default").file
    children, inquiries = read_children(folder / "children.csv"), read_inquiries(folder / "inquiries.csv")
    ids = list(zip(children.frame["record_id"], inquiries.frame["record_id"], strict=False))[: count + WARM]
    explainer = Explainer(matcher, children, inquiries)
    for pair in ids[:WARM]:
        explainer.explain(*pair)
    asked = ids[WARM:]
    maker, scorer = FormMaker(load_frequencies(matcher.frequencies["cap"]), matcher.generic), Scorer(matcher)
    sides = [
        [
            {str(k): v for k, v in row.items()}
            for row in side.frame.iloc[WARM : WARM + len(asked)].to_dict("records")
        ]
        for side in (children, inquiries)
    ]
    forms = [[maker.forms(profile(row)) for row in rows] for rows in sides]
    scorer.pair(forms[0][0], forms[1][0])
    return {
        "score": _timed(len(asked), lambda n: scorer.pair(forms[0][n], forms[1][n])),
        "explain": _timed(len(asked), lambda n: explainer.explain(*asked[n])),
        "explain_again": _timed(len(asked), lambda n: explainer.explain(*asked[n])),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=("blocking", "pairs", "single", "explain", "febrl"))
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("given", type=Path, nargs="?", help="Parquet: child_id, inquiry_id")
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--pairs", type=int, default=200)
    parser.add_argument("--repeats", type=int, default=1)
    options = parser.parse_args()
    measures: dict[str, Callable[[], Report]] = {
        "blocking": lambda: blocking(options.folder),
        "pairs": lambda: pairs(options.folder, options.given, options.repeats),
        "single": lambda: single(options.folder, options.queries),
        "explain": lambda: explain(options.folder, options.pairs),
        "febrl": febrl,
    }
    sys.stdout.write(json.dumps(measures[options.what](), indent=2) + "\n")


if __name__ == "__main__":
    main()
