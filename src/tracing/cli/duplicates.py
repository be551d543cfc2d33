"""``tracing duplicates``: records of one side that may be of one child, as sets for a person to confirm."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from tracing.cli import kept, show
from tracing.cli.explain import Language
from tracing.cli.match import MatcherName, timed
from tracing.cli.progress import bar
from tracing.cli.targets import check_target
from tracing.linkage import Duplicates, Matcher
from tracing.linkage.duplicates import STATES
from tracing.records import read_children, read_inquiries, write_table
from tracing.standardise.record import refuse_unreadable

__all__ = ["duplicates"]

_SHOWN = 10


class OneSide(StrEnum):
    """What the records of the file are."""

    children = "children"
    inquiries = "inquiries"


def _summary(found: Duplicates, records: int, refused: int, seconds: dict[str, float]) -> Table:
    table = Table(title="Run", show_header=False, title_justify="left")
    table.add_column()
    table.add_column(justify="right")
    table.add_row("records", f"{records:,}")
    table.add_row("rows refused", f"{refused:,}")
    table.add_row("pairs compared", f"{found.compared:,}")
    table.add_row("threshold, bits", f"{found.least:.1f}")
    table.add_row("sets", f"{len(found):,}")
    table.add_row("records in sets", f"{sum(map(len, found.sets)):,}")
    counts = found.frame["state"].value_counts()
    for state, name in zip(STATES, ("in sets", "open", "leads: maybe two children"), strict=True):
        table.add_row(f"pairs, {name}", f"{int(counts.get(state, 0)):,}")
    table.add_section()
    for stage, spent in seconds.items():
        table.add_row(f"seconds, {stage}", f"{spent:.1f}")
    return table


def _strongest(found: Duplicates) -> Table:
    table = Table(title="For a person to confirm, strongest first", title_justify="left", show_lines=True)
    table.add_column("set", no_wrap=True)
    table.add_column("records", overflow="fold")
    table.add_column("bits", justify="right", no_wrap=True)
    table.add_column("why", overflow="fold")
    first, second = (c for c in found.frame.columns if c.endswith(("_id_a", "_id_b")))
    for row in found.frame.head(_SHOWN).to_dict("records"):
        table.add_row(
            str(row["set_id"] or row["state"]),
            show.visible(f"{row[first]}\n{row[second]}"),
            f"{row['weight']:.1f}",
            str(row["why"]),
        )
    return table


def duplicates(
    records: Annotated[
        Path, typer.Argument(metavar="CHILDREN", help="Children or inquiries: CSV, XLSX or JSON Lines")
    ],
    out: Annotated[Path | None, typer.Option(metavar="SETS", help="Result: .csv, .jsonl or .parquet")] = None,
    matcher: MatcherName = "default",
    least: Annotated[
        float | None,
        typer.Option(metavar="BITS", help="Weight from which two records count (default: the matcher's)"),
    ] = None,
    side: Annotated[OneSide, typer.Option(help="What the records are")] = OneSide.children,
    language: Annotated[Language, typer.Option(help="Language of the evidence")] = Language.en,
) -> None:
    """Find records that may be of one child: recorded at apprehension, in the shelter, in hospital.

    Nothing is merged. A person confirms or rejects each set; every pair of a set reaches the threshold by itself.
    """
    if out is not None:
        check_target(out, records, Path(matcher))
        kept.begin(out, records)
    loaded = Matcher.load(matcher)
    seconds: dict[str, float] = {}
    with bar() as steps:
        steps.begin(f"read {records.name}")
        with timed(seconds, "read"):
            read = read_inquiries if side is OneSide.inquiries else read_children
            rows = refuse_unreadable(read(records))
        found = loaded.duplicates(rows, least=least, language=language.value, progress=steps)
        seconds |= found.seconds
        if out is not None:
            steps.begin(f"write {out.name}")
            with timed(seconds, "write"):
                write_table(found.frame, out)
    refused = sum(r.severity == "refused" for r in (*rows.refusals, *found.faults))
    show.out.print(_summary(found, len(rows), refused, seconds))
    if len(found.frame):
        show.out.print(_strongest(found))
    show.remarks(rows)
    show.refusals(found.faults)
    if out is not None:
        show.out.print(f"{len(found.frame):,} pairs written to {show.visible(str(out))}", soft_wrap=True)
    if refused:
        raise typer.Exit(3)
