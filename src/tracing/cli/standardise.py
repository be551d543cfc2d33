"""``tracing standardise``: what the program understood of each row, next to the raw value."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from tracing.cli import kept, show
from tracing.cli.progress import bar
from tracing.cli.sides import Side, read_one
from tracing.cli.targets import check_target
from tracing.linkage.encode import Standardiser
from tracing.records import Records, write_table
from tracing.standardise.guarded import faults_of, profile_or_fault
from tracing.standardise.profile import NOTHING_KNOWN, RULES_VERSION
from tracing.standardise.record import refuse_unreadable, rows_of
from tracing.standardise.understood import understood

__all__ = ["standardise"]


def _beside(records: Records, rows: list[dict[str, str | None]]) -> pd.DataFrame:
    """Return the raw columns, those outside the contract too, and what was understood of them."""
    nothing = understood(NOTHING_KNOWN)
    derived = pd.DataFrame(rows, index=records.frame.index, columns=list(nothing), dtype=object)
    derived = derived.add_prefix("understood_").assign(rules_version=RULES_VERSION)
    # A result of this command, read again, has columns of these names: what is understood now takes their place.
    extra = records.extra[[c for c in records.extra.columns if c not in derived.columns]]
    return pd.concat([records.frame.dropna(axis="columns", how="all"), extra, derived], axis="columns")


def standardise(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Children or inquiries: CSV, XLSX or JSON Lines")
    ],
    out: Annotated[Path, typer.Option(help="Result: .csv, .jsonl or .parquet")],
    side: Annotated[Side, typer.Option(help="Which side the file belongs to")] = Side.auto,
) -> None:
    """Write what was understood of each row (columns `understood_…`) next to what stood there."""
    check_target(out, file)
    kept.begin(out)
    with bar() as steps:
        steps.begin(f"read {file.name}")
        records = refuse_unreadable(read_one(file, side))
        rows, broken = [], []
        for done, one in enumerate(map(profile_or_fault, rows_of(records)), start=1):
            rows.append(understood(NOTHING_KNOWN if isinstance(one, str) else one))
            broken.append(one if isinstance(one, str) else None)
            if done % 200 == 0:
                steps("standardise", done, len(records))
        forms = None
        if out.suffix.lower() == ".parquet":
            # Parquet also holds the rows ready to be compared, which `match` then needn't make again.
            with Standardiser() as standardiser:
                forms = standardiser.forms(records, "prepare for comparing", steps)
            broken = [
                one or other for one, other in zip(broken, forms.column("fault").to_pylist(), strict=True)
            ]
        steps.begin(f"write {out.name}")
        result = _beside(records, rows)
        write_table(result, out, forms)
    faults = faults_of(records, range(len(broken)), broken)
    refused = show.remarks(records) + len(faults)
    show.refusals(faults)
    where = show.visible(str(out))
    show.out.print(f"{len(result):,} records written to {where}, {refused:,} refused", soft_wrap=True)
    if refused:
        raise typer.Exit(3)
