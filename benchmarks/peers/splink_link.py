"""Splink 5 on DuckDB as a peer: reads the two files of the contract, links them, reports what it took.

    python splink_link.py CHILDREN INQUIRIES --out links.parquet --report report.json
        [--threads 2] [--model model.json] [--single N] [--score-one N] [--truth TRUTH] [--blocked PAIRS]

`--model` loads a trained model when the file exists and otherwise trains and saves it there.
The set-up and why it is fair: README.md beside this file.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import logging
import time
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from measure import Stopwatch, latencies, machine, peak_rss_mib, since_start
from normalise import read
from splink import DuckDBAPI, Linker
from splink.internals.realtime import compare_records
from splink_model import SCHEMA, blocking_rules, settings, train
from splink_pairs import found_truths, score_blocked

TOP = 20
MIN_WEIGHT = -5.0


def _top_links(con: duckdb.DuckDBPyConnection, table: str, out: Path) -> int:
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE links AS
        SELECT unique_id_r AS inquiry_id, unique_id_l AS child_id, match_weight AS weight,
               match_probability AS probability,
               row_number() OVER (PARTITION BY unique_id_r ORDER BY match_weight DESC, unique_id_l) AS rank
        FROM {table}
        QUALIFY rank <= {TOP}
        ORDER BY inquiry_id, rank
        """  # noqa: S608 - the table is the one Splink has just made
    )
    fmt = "PARQUET" if out.suffix == ".parquet" else "CSV"
    con.execute(f"COPY links TO '{out}' (FORMAT {fmt})")
    rows = con.execute("SELECT count(*) FROM links").fetchall()
    return int(rows[0][0])


def _frequency_columns(linker: Linker) -> list[str]:
    levels = (
        level
        for comparison in linker.misc.save_model_to_json()["comparisons"]
        for level in comparison["comparison_levels"]
    )
    return sorted({level["tf_adjustment_column"] for level in levels if "tf_adjustment_column" in level})


def single_queries(
    linker: Linker, api: DuckDBAPI, children: Any, inquiries: list[dict[str, Any]], con: Any
) -> dict[str, Any]:
    """One inquiry at a time against all children: register, block, score, fetch the best 20."""
    for column in _frequency_columns(linker):
        linker.table_management.compute_tf_table(column)
    report = {}
    for name, rules in (("exploding_rules", None), ("plain_rules", blocking_rules(exploding=False))):
        seconds = []
        for number, record in enumerate(inquiries):
            start = time.perf_counter()
            table = pa.Table.from_pylist([record], SCHEMA)
            query = api.register(table, table_name=f"query_{name}_{number}")
            found = linker.inference.predict_between(
                children, query, blocking_rules_to_generate_predictions=rules, warning_mode="never"
            )
            con.execute(
                f"SELECT unique_id_l, match_weight FROM {found.physical_name} "  # noqa: S608
                f"ORDER BY match_weight DESC LIMIT {TOP}"
            ).fetchall()
            seconds.append(time.perf_counter() - start)
            found.drop_table_from_database_and_remove_from_cache()
        report[name] = latencies(seconds[1:] if len(seconds) > 1 else seconds)
    return report


def single_pairs(
    linker: Linker, api: DuckDBAPI, pairs: list[tuple[dict[str, Any], dict[str, Any]]]
) -> dict[str, Any]:
    """One pair at a time, both ways Splink 5 offers; frequencies are looked up beforehand and passed in."""
    columns = _frequency_columns(linker)
    lookup = {}
    for column in columns:
        rows = linker.table_management.compute_tf_table(column).as_record_list()
        lookup[column] = {row[column]: row[f"tf_{column}"] for row in rows}

    def with_frequencies(record: dict[str, Any], dataset: str) -> pa.Table:
        extra = {f"tf_{c}": lookup[c].get(record[c]) for c in columns}
        schema = SCHEMA
        for name in extra:
            schema = schema.append(pa.field(name, pa.float64()))
        schema = schema.append(pa.field("source_dataset", pa.string()))
        return pa.Table.from_pylist([{**record, **extra, "source_dataset": dataset}], schema)

    model = linker.misc.save_model_to_json()
    cached, through_linker = [], []
    for number, (child, inquiry) in enumerate(pairs):
        left, right = with_frequencies(child, "children"), with_frequencies(inquiry, "inquiries")
        start = time.perf_counter()
        compare_records(left, right, model, api, sql_cache_key="pair").as_record_list()
        cached.append(time.perf_counter() - start)
        start = time.perf_counter()
        sides = [api.register(t, table_name=f"{s}_{number}") for s, t in (("left", left), ("right", right))]
        linker.inference.score_pair(sides[0], sides[1]).as_record_list()
        through_linker.append(time.perf_counter() - start)
    return {
        "compare_records": latencies(cached[1:] if len(cached) > 1 else cached),
        "score_pair": latencies(through_linker[1:] if len(through_linker) > 1 else through_linker),
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("children", type=Path)
    parser.add_argument("inquiries", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="links, Parquet or CSV")
    parser.add_argument("--report", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--model", type=Path, help="loaded where it exists, else written after training")
    parser.add_argument("--comparisons", choices=("merged", "nine"), default="merged")
    parser.add_argument("--single", type=int, default=0, metavar="N", help="also time N single queries")
    parser.add_argument("--score-one", type=int, default=0, metavar="N", help="also time N single pairs")
    parser.add_argument("--truth", type=Path, help="also count the true pairs among the candidates")
    parser.add_argument("--blocked", type=Path, help="also write the candidates here and time their scoring")
    parser.add_argument("--repeats", type=int, default=1, help="of that timing")
    return parser.parse_args()


def main() -> None:
    args = _arguments()
    watch = Stopwatch()
    start = time.perf_counter()
    with watch.stage("read_normalise"):
        children, inquiries = read(args.children, args.inquiries)
        tables = [pa.Table.from_pylist(rows, SCHEMA) for rows in (children, inquiries)]
    with watch.stage("setup"):
        con = duckdb.connect()
        con.execute(f"SET threads={args.threads}")
        api = DuckDBAPI(con)
        frames = [
            api.register(table, dataset_display_name=name)
            for table, name in zip(tables, ("children", "inquiries"), strict=True)
        ]
        loaded = bool(args.model and args.model.exists())
        linker = Linker(
            frames, str(args.model) if loaded else settings(args.comparisons), log_level=logging.ERROR
        )
    with watch.stage("training"):
        if not loaded:
            train(linker)
    with watch.stage("predict"):
        found = linker.inference.predict(threshold_match_weight=MIN_WEIGHT, warning_mode="never")
        links = _top_links(con, found.physical_name, args.out)
    total = time.perf_counter() - start
    whole, peak = since_start(), peak_rss_mib()
    if args.model and not loaded:
        linker.misc.save_model_to_json(str(args.model))

    counts = linker.blocking_analysis.count_comparisons_from_blocking_rules(record_sample_proportion=1.0)
    pairs = counts[-1]["cumulative_comparison_count"]
    report: dict[str, Any] = {
        "peer": "splink",
        "version": importlib.metadata.version("splink"),
        "duckdb": importlib.metadata.version("duckdb"),
        "comparisons": "from the model file" if loaded else args.comparisons,
        "threads": args.threads,
        "children": len(children),
        "inquiries": len(inquiries),
        "seconds": {**watch.seconds, "total": total, "whole": whole},
        "pairs_compared": pairs,
        "links": links,
        "peak_rss_mib": peak,
        "machine": machine(),
    }
    if args.single:
        report["single"] = single_queries(linker, api, frames[0], inquiries[: args.single], con)
    if args.score_one:
        both = list(zip(children, inquiries, strict=False))[: args.score_one]
        report["score_one"] = single_pairs(linker, api, both)
    if args.truth:
        report["blocking"] = found_truths(linker, con, args.truth)
    if args.blocked:
        report["score_blocked"] = score_blocked(linker, con, args.blocked, MIN_WEIGHT, args.repeats)
    args.report.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
