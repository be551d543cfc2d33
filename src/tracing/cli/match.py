"""``tracing match``: children and inquiries in, ranked links out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tracing.cli import show
from tracing.cli.progress import bar
from tracing.cli.targets import check_target
from tracing.linkage import Links, Matcher
from tracing.linkage.pipeline import TOP
from tracing.records import Records, read_children, read_inquiries, write_table
from tracing.standardise.record import refuse_unreadable

__all__ = ["Children", "Inquiries", "MatcherName", "match", "read_sides"]

Children = Annotated[Path, typer.Argument(help="Found children: CSV, XLSX or JSON Lines (file contract)")]
Inquiries = Annotated[Path, typer.Argument(help="Family inquiries: CSV, XLSX or JSON Lines (file contract)")]
MatcherName = Annotated[str, typer.Option(help="Name of a shipped matcher, or a matcher file")]


class Engine(StrEnum):
    """Where the linkage runs."""

    local = "local"


def read_sides(children: Path, inquiries: Path) -> tuple[Records, Records]:
    """Read both files and set aside the rows whose dates are none."""
    return refuse_unreadable(read_children(children)), refuse_unreadable(read_inquiries(inquiries))


def run(matcher: str, found: Records, sought: Records, top: int) -> Links:
    """Link two sides, with a progress bar where somebody watches."""
    loaded = Matcher.load(matcher)
    with bar() as progress:
        return loaded.link(found, sought, top=top, progress=progress)


def match(
    children: Children,
    inquiries: Inquiries,
    out: Annotated[Path, typer.Option(help="Links: .csv, .jsonl or .parquet")],
    matcher: MatcherName = "default",
    top: Annotated[int, typer.Option(min=1, help="Children kept for each inquiry")] = TOP,
    engine: Annotated[Engine, typer.Option(help="Where the linkage runs")] = Engine.local,
) -> None:
    """Match found children with family inquiries and write the ranked pairs."""
    del engine  # One engine so far; the option stands for the command's stability.
    check_target(out)
    Matcher.load(matcher)
    found, sought = read_sides(children, inquiries)
    links = run(matcher, found, sought, top)
    write_table(links.frame, out)
    refused = [r for r in (*found.refusals, *sought.refusals) if r.severity == "refused"]
    show.summary(links, (len(found.frame), len(sought.frame)), len(refused))
    show.refusals(refused)
    show.out.print(f"{len(links):,} links written to {out}", markup=False)
    if refused:
        raise typer.Exit(3)
