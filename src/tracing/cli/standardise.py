"""``tracing standardise``: what the program understood of each row, next to the raw value."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from tracing.cli import show
from tracing.cli.sides import Side, read_one
from tracing.cli.targets import check_target
from tracing.records import write_table
from tracing.standardise.profile import RULES_VERSION
from tracing.standardise.record import profiles, refuse_unreadable
from tracing.standardise.understood import understood

__all__ = ["standardise"]


def standardise(
    file: Annotated[Path, typer.Argument(help="Children or inquiries: CSV, XLSX or JSON Lines")],
    out: Annotated[Path, typer.Option(help="Result: .csv, .jsonl or .parquet")],
    side: Annotated[Side, typer.Option(help="Which side the file belongs to")] = Side.auto,
) -> None:
    """Write what was understood of each row (columns `understood_…`) next to what stood there."""
    check_target(out)
    records = refuse_unreadable(read_one(file, side))
    derived = pd.DataFrame([understood(p) for p in profiles(records)], index=records.frame.index)
    raw = records.frame.dropna(axis="columns", how="all")
    result = pd.concat([raw, derived.add_prefix("understood_")], axis="columns")
    result["rules_version"] = RULES_VERSION
    write_table(result, out)
    refused = [r for r in records.refusals if r.severity == "refused"]
    show.refusals(refused)
    show.out.print(f"{len(result):,} records written to {out}, {len(refused):,} refused", markup=False)
    if refused:
        raise typer.Exit(3)
