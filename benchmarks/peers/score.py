"""Scores a links file against the truth, without the project under test.

    python score.py LINKS TRUTH [--out score.json]

Prints JSON: best F1 over all thresholds (with its threshold, precision and recall), pair completeness of the
links, recall@1 and recall@10 per inquiry that has a child, and the expected calibration error over ten
equal-width bins, of all links and of those with p >= 0.05. Links are Parquet (needs pyarrow) or CSV.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

Link = tuple[str, str, float, float]


def read_links(path: Path) -> list[Link]:
    """inquiry_id, child_id, weight and probability of each link."""
    names = ["inquiry_id", "child_id", "weight", "probability"]
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        columns = pq.read_table(path, columns=names).to_pydict()
        return list(zip(*(columns[n] for n in names), strict=True))
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        return [(r["inquiry_id"], r["child_id"], float(r["weight"]), float(r["probability"])) for r in rows]


def read_truth(path: Path) -> set[tuple[str, str]]:
    """The true (inquiry_id, child_id) pairs."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {(row["inquiry_id"], row["child_id"]) for row in csv.DictReader(file)}


def best_f1(links: list[Link], truth: set[tuple[str, str]]) -> dict[str, float]:
    """The threshold on the weight that gives the best F1; links of equal weight go in together."""
    best = {"f1": 0.0, "threshold": float("inf"), "precision": 0.0, "recall": 0.0, "links": 0.0}
    taken = hits = 0
    for weight, group in groupby(sorted(links, key=lambda link: -link[2]), key=lambda link: link[2]):
        for link in group:
            taken += 1
            hits += (link[0], link[1]) in truth
        f1 = 2 * hits / (taken + len(truth))
        if f1 > best["f1"]:
            best = {
                "f1": f1,
                "threshold": weight,
                "precision": hits / taken,
                "recall": hits / len(truth),
                "links": taken,
            }
    return best


def recall_at(links: list[Link], truth: set[tuple[str, str]], k: int) -> float:
    """Share of inquiries with a child that have one among their k best links (ties in file order)."""
    with_child = {inquiry for inquiry, _ in truth}
    found = set()
    ordered = sorted(links, key=lambda link: (link[0], -link[2]))
    for inquiry, group in groupby(ordered, key=lambda link: link[0]):
        if any((link[0], link[1]) in truth for link in list(group)[:k]):
            found.add(inquiry)
    return len(found & with_child) / len(with_child)


def calibration_error(outcomes: Iterable[tuple[float, bool]], bins: int = 10) -> float | None:
    """Expected calibration error over equal-width bins; None where there is nothing to judge."""
    totals = [[0, 0.0, 0] for _ in range(bins)]
    for probability, true in outcomes:
        cell = totals[min(int(probability * bins), bins - 1)]
        cell[0] += 1
        cell[1] += probability
        cell[2] += true
    count = sum(cell[0] for cell in totals)
    return sum(abs(cell[1] - cell[2]) for cell in totals) / count if count else None


def score(links: list[Link], truth: set[tuple[str, str]]) -> dict[str, object]:
    """All the figures, as the JSON holds them."""
    outcomes = [(p, (inquiry, child) in truth) for inquiry, child, _, p in links]
    found = {(inquiry, child) for inquiry, child, _, _ in links} & truth
    return {
        "links": len(links),
        "true_pairs": len(truth),
        "links_pair_completeness": len(found) / len(truth),
        "best": best_f1(links, truth),
        "recall_at_1": recall_at(links, truth, 1),
        "recall_at_10": recall_at(links, truth, 10),
        "ece": calibration_error(outcomes),
        "ece_from_0.05": calibration_error(o for o in outcomes if o[0] >= 0.05),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("links", type=Path)
    parser.add_argument("truth", type=Path)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    text = json.dumps(score(read_links(args.links), read_truth(args.truth)), indent=2)
    if args.out:
        args.out.write_text(text + "\n", encoding="utf-8")
    print(text)  # noqa: T201


if __name__ == "__main__":
    main()
