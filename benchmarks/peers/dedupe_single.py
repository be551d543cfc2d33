"""dedupe's Gazetteer as a peer for one thing: rank the children for a single inquiry.

    python dedupe_single.py CHILDREN INQUIRIES TRUTH --report report.json [--queries 100] [--labels 200]

Trains on true pairs of the inquiries that are not queried (dedupe learns from labels only), indexes all
children, then looks the queried inquiries up one at a time. The set-up and why it is fair: README.md.
"""

from __future__ import annotations

import argparse
import csv
import importlib.metadata
import io
import json
import random
import time
from pathlib import Path
from typing import Any

import dedupe
from dedupe import serializer, variables
from measure import Stopwatch, latencies, machine, peak_rss_mib
from normalise import read

TOP = 20
TEXT = (
    "given",
    "surname_1",
    "surname_2",
    "birth_date",
    "sex",
    "department",
    "municipality",
    "mother",
    "father",
)
Rows = dict[str, dict[str, Any]]


def plain(records: list[dict[str, Any]]) -> Rows:
    """dedupe's form: reference to fields; what is not known is None."""
    return {
        r["unique_id"]: {
            **{name: r[name] for name in TEXT},
            "given_key": r["given_key"],
            "surname_1_key": r["surname_1_key"],
            "birth_year": str(r["birth_years"][-1]) if r["birth_years"] else None,
            "contact": r["contacts"][0] if r["contacts"] else None,
        }
        for r in records
    }


def fields() -> list[Any]:
    """What is compared, and which fields may be empty."""
    return [
        variables.ShortString("given", has_missing=True),
        variables.ShortString("surname_1", has_missing=True),
        variables.ShortString("surname_2", has_missing=True),
        variables.Exact("given_key", has_missing=True),
        variables.Exact("surname_1_key", has_missing=True),
        variables.ShortString("birth_date", has_missing=True),
        variables.ShortString("birth_year", has_missing=True),
        variables.Exact("sex", has_missing=True),
        variables.ShortString("municipality", has_missing=True),
        variables.Exact("department", has_missing=True),
        variables.ShortString("mother", has_missing=True),
        variables.ShortString("father", has_missing=True),
        variables.Exact("contact", has_missing=True),
    ]


def labelled(
    children: Rows,
    inquiries: Rows,
    truth: set[tuple[str, str]],
    queried: set[str],
    count: int,
    rng: random.Random,
) -> dict[str, list[tuple[dict[str, Any], dict[str, Any]]]]:
    """`count` true pairs, as many near misses (same surname or given name) and as many random pairs."""
    usable = sorted((i, c) for i, c in truth if i not in queried)
    match = rng.sample(usable, min(count, len(usable)))
    by_key: dict[str, list[str]] = {}
    for reference, child in children.items():
        for name in ("surname_1_key", "given_key", "mother"):
            if child[name]:
                by_key.setdefault(f"{name}:{child[name]}", []).append(reference)
    everyone = list(children)
    distinct = []
    for inquiry, _ in match:
        row = inquiries[inquiry]
        near = [c for n in ("surname_1_key", "given_key", "mother") for c in by_key.get(f"{n}:{row[n]}", [])]
        for pool in (near, everyone):
            others = [c for c in rng.sample(pool, min(5, len(pool))) if (inquiry, c) not in truth]
            distinct += [(row, children[c]) for c in others[:1]]
    return {"match": [(inquiries[i], children[c]) for i, c in match], "distinct": distinct}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("children", type=Path)
    parser.add_argument("inquiries", type=Path)
    parser.add_argument("truth", type=Path)
    parser.add_argument("--report", type=Path, required=True)
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--labels", type=int, default=200)
    parser.add_argument(
        "--recall", type=float, default=0.95, help="share of labels the learned blocks must keep"
    )
    args = parser.parse_args()

    rng = random.Random(7)
    watch = Stopwatch()
    with watch.stage("read_normalise"):
        children, inquiries = (plain(rows) for rows in read(args.children, args.inquiries))
        with args.truth.open(encoding="utf-8-sig", newline="") as file:
            truth = {(row["inquiry_id"], row["child_id"]) for row in csv.DictReader(file)}
    with_child = sorted({inquiry for inquiry, _ in truth})
    queried = set(rng.sample(with_child, min(args.queries, len(with_child) // 2)))
    with watch.stage("training"):
        matcher = dedupe.Gazetteer(fields(), num_cores=0)
        sample = {key: inquiries[key] for key in rng.sample(sorted(inquiries), min(400, len(inquiries)))}
        pool = {key: children[key] for key in rng.sample(sorted(children), min(800, len(children)))}
        labels = io.StringIO()
        serializer.write_training(labelled(children, inquiries, truth, queried, args.labels, rng), labels)
        labels.seek(0)
        matcher.prepare_training(sample, pool, training_file=labels)
        matcher.train(recall=args.recall, index_predicates=False)
        matcher.cleanup_training()
    with watch.stage("index"):
        matcher.index(children)

    seconds, first, tenth, compared = [], 0, 0, 0
    for key in sorted(queried):
        start = time.perf_counter()
        answer = matcher.search({key: inquiries[key]}, threshold=0.0, n_matches=TOP)
        seconds.append(time.perf_counter() - start)
        ranked = [child for _, found in answer for child, _ in sorted(found, key=lambda pair: -pair[1])]
        compared += len(ranked)
        first += any((key, child) in truth for child in ranked[:1])
        tenth += any((key, child) in truth for child in ranked[:10])
    report = {
        "peer": "dedupe",
        "version": importlib.metadata.version("dedupe"),
        "children": len(children),
        "labels": {"match": args.labels, "distinct": 2 * args.labels},
        "predicates": [str(predicate) for predicate in matcher.predicates],
        "seconds": watch.seconds,
        "single": latencies(seconds),
        "recall_at_1": first / len(queried),
        "recall_at_10": tenth / len(queried),
        "links_per_query": compared / len(queried),
        "peak_rss_mib": peak_rss_mib(),
        "machine": machine(),
    }
    args.report.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
