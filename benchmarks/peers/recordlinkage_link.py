"""recordlinkage as a peer: standard blocking, Compare and ECMClassifier, for up to about 10,000 x 5,000 records.

    python recordlinkage_link.py CHILDREN INQUIRIES --out links.parquet --report report.json

The set-up and why it is fair: README.md beside this file.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import recordlinkage
from measure import Stopwatch, machine, peak_rss_mib
from normalise import read
from recordlinkage.index import Block

TOP = 20
MIN_WEIGHT = -8.0  # its odds are lower throughout: at -5 true links among the ten best are lost

TEXT = [
    "given",
    "given_1",
    "surname_1",
    "surname_2",
    "given_key",
    "surname_1_key",
    "surname_2_key",
    "sex",
    "birth_date",
    "country",
    "department",
    "municipality",
    "mother",
    "mother_given",
    "mother_surname",
    "father",
]


def frame(records: list[dict[str, Any]]) -> pd.DataFrame:
    """One row per record, indexed by its reference; lists reduced to their first item."""
    rows = pd.DataFrame(
        [
            {
                "unique_id": r["unique_id"],
                **{name: r[name] for name in TEXT},
                "birth_low": r["birth_low"],
                "birth_year": r["birth_years"][-1] if r["birth_years"] else None,
                "contact": r["contacts"][0] if r["contacts"] else None,
            }
            for r in records
        ]
    )
    return rows.set_index("unique_id")


def candidates(children: pd.DataFrame, inquiries: pd.DataFrame) -> pd.MultiIndex:
    """The union of the same blocks as the Splink set-up has, as far as equality of columns can say them."""
    index = recordlinkage.Index()
    for keys in (
        ["given_key", "surname_1_key"],
        ["given_key", "surname_2_key"],
        ["surname_1_key", "surname_2_key", "sex"],
        ["surname_1_key", "birth_year"],
        ["given_key", "birth_year"],
        ["birth_date"],
        ["mother_given", "mother_surname"],
        ["contact"],
    ):
        # recordlinkage leaves rows with an empty key out by itself.
        index.add(Block(left_on=keys, right_on=keys))
    found: pd.MultiIndex = index.index(children, inquiries)
    return found


def features(pairs: pd.MultiIndex, children: pd.DataFrame, inquiries: pd.DataFrame) -> pd.DataFrame:
    """Binary agreements, as ECM with Jaro's start wants them; a missing value counts as no agreement."""
    compare = recordlinkage.Compare()
    for name, threshold in (
        ("given", 0.88),
        ("surname_1", 0.9),
        ("surname_2", 0.9),
        ("municipality", 0.92),
        ("mother", 0.88),
        ("father", 0.88),
    ):
        compare.string(name, name, method="jarowinkler", threshold=threshold, label=name)
    compare.exact("given_key", "given_key", label="given_key")
    compare.exact("birth_date", "birth_date", label="birth_date")
    compare.exact("sex", "sex", label="sex")
    compare.exact("contact", "contact", label="contact")
    compare.numeric("birth_low", "birth_low", method="step", offset=366, label="birth_year")
    table: pd.DataFrame = compare.compute(pairs, children, inquiries).fillna(0).astype(int)
    return table


def scored(table: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Weight (log2 odds) and probability of each pair, and what EM has found."""
    classifier = recordlinkage.ECMClassifier(init="jaro", max_iter=200)
    classifier.fit(table)
    logs = classifier.kernel.predict_log_proba(table.to_numpy())
    weight = (logs[:, 1] - logs[:, 0]) / np.log(2)
    out = pd.DataFrame(
        {
            "inquiry_id": table.index.get_level_values(1),
            "child_id": table.index.get_level_values(0),
            "weight": weight,
            "probability": np.exp(logs[:, 1]),
        }
    )
    return out, {"prior_among_candidates": float(classifier.p)}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("children", type=Path)
    parser.add_argument("inquiries", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="links, Parquet or CSV")
    parser.add_argument("--report", type=Path, required=True)
    parser.add_argument("--truth", type=Path, help="also count the true pairs among the candidates")
    args = parser.parse_args()
    warnings.filterwarnings("ignore")  # recordlinkage 0.16 calls deprecated pandas forms at every step

    watch = Stopwatch()
    start = time.perf_counter()
    with watch.stage("read_normalise"):
        records = read(args.children, args.inquiries)
        children, inquiries = (frame(rows) for rows in records)
    with watch.stage("block"):
        pairs = candidates(children, inquiries)
    with watch.stage("compare"):
        table = features(pairs, children, inquiries)
    with watch.stage("training_and_predict"):
        links, found = scored(table)
        links = links[links["weight"] >= MIN_WEIGHT]
        links = links.sort_values(["inquiry_id", "weight", "child_id"], ascending=[True, False, True])
        links["rank"] = links.groupby("inquiry_id").cumcount() + 1
        links = links[links["rank"] <= TOP]
        if args.out.suffix == ".parquet":
            links.to_parquet(args.out, index=False)
        else:
            links.to_csv(args.out, index=False)
    report: dict[str, Any] = {
        "peer": "recordlinkage",
        "version": importlib.metadata.version("recordlinkage"),
        "children": len(children),
        "inquiries": len(inquiries),
        "seconds": {**watch.seconds, "total": time.perf_counter() - start},
        "pairs_compared": len(pairs),
        "links": len(links),
        **found,
        "peak_rss_mib": peak_rss_mib(),
        "machine": machine(),
    }
    if args.truth:
        truth = pd.read_csv(args.truth, dtype=str)[["child_id", "inquiry_id"]].drop_duplicates()
        among = pd.MultiIndex.from_frame(truth).isin(pairs)
        report["blocking"] = {"pairs": len(pairs), "true_pairs": int(among.sum())}
    args.report.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
