"""Splink's candidate pairs by themselves: how many true pairs are among them, and how fast exactly they are scored.

Both are measured after the run is over and count for none of its times.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import duckdb
from splink import Linker

_CHILD = "split_part(join_key_l, '-__-', 2)"
_INQUIRY = "split_part(join_key_r, '-__-', 2)"


def found_truths(linker: Linker, con: duckdb.DuckDBPyConnection, truth: Path) -> dict[str, int]:
    """The candidate pairs, and how many of the true pairs are among them."""
    blocked = linker.inference.compute_blocked_pairs_for_predict()
    rows = con.execute(
        f"""
        SELECT (SELECT count(*) FROM {blocked.physical_name}), count(*)
        FROM (SELECT DISTINCT child_id, inquiry_id FROM read_csv('{truth}', all_varchar=true)) AS truth
        JOIN {blocked.physical_name} ON {_CHILD} = child_id AND {_INQUIRY} = inquiry_id
        """  # noqa: S608 - the table is the one Splink has just made
    ).fetchall()
    return {"pairs": int(rows[0][0]), "true_pairs": int(rows[0][1])}


def score_blocked(
    linker: Linker, con: duckdb.DuckDBPyConnection, out: Path, least: float, repeats: int
) -> dict[str, Any]:
    """Write the candidate pairs (child_id, inquiry_id; Parquet) and time scoring all of them, blocking left out."""
    blocked = linker.inference.compute_blocked_pairs_for_predict()
    linker.table_management.register_blocked_pairs_for_predict(blocked)
    con.execute(
        f"COPY (SELECT {_CHILD} AS child_id, {_INQUIRY} AS inquiry_id FROM {blocked.physical_name}) "  # noqa: S608
        f"TO '{out}' (FORMAT PARQUET)"
    )
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        found = linker.inference.predict(threshold_match_weight=least, warning_mode="never")
        seconds.append(time.perf_counter() - start)
        found.drop_table_from_database_and_remove_from_cache()
    counted = con.execute(f"SELECT count(*) FROM {blocked.physical_name}").fetchall()  # noqa: S608
    return {"pairs": int(counted[0][0]), "seconds": seconds}
