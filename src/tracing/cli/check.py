"""``tracing check``: everything refused or doubtful in a file, and how to mend it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from tracing.cli import show
from tracing.cli.progress import bar
from tracing.cli.sides import Side, read_one
from tracing.standardise.doubts import doubts
from tracing.standardise.record import refuse_unreadable

__all__ = ["check"]


def check(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Children or inquiries: CSV, XLSX or JSON Lines")
    ],
    side: Annotated[Side, typer.Option(help="Which side the file belongs to")] = Side.auto,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of a table")] = False,
) -> None:
    """List what is refused or doubtful, with line, column, reason and how to mend it. Exit status 3 if refused."""
    with bar() as steps:
        steps.begin(f"read {file.name}")
        records = refuse_unreadable(read_one(file, side))
        steps.begin("look for doubts")
        found = sorted(
            [*records.refusals, *doubts(records)], key=lambda r: (r.severity != "refused", r.line or 0)
        )
    refused = sum(r.severity == "refused" for r in found)
    if as_json:
        show.print_json([asdict(r) for r in found])
    else:
        table = Table(title=show.visible(f"{records.source} ({records.side})"), title_justify="left")
        for column in ("", "line", "column", "value", "reason", "to mend"):
            table.add_column(column, overflow="fold", justify="right" if column == "line" else "left")
        for r in found:
            line = "" if r.line is None else str(r.line)
            table.add_row(r.severity, line, *map(show.visible, (r.column, r.value, r.reason, r.mend)))
        if found:
            show.out.print(table)
        show.out.print(
            f"{len(records.frame):,} records usable, {refused:,} findings refuse a row, "
            f"{len(found) - refused:,} doubtful"
        )
    if refused:
        raise typer.Exit(3)
