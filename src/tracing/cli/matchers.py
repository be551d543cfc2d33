"""``tracing matchers``: the matchers of the service, and training one from what the service holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from tracing.cli import show
from tracing.cli.progress import bar
from tracing.cli.reports import read_report
from tracing.cli.with_service import operator, with_service
from tracing.linkage.evaluation.ready import ready
from tracing.linkage.training import starts_warning

__all__ = ["app"]

app = typer.Typer(
    help="Matchers of the service: which is in use, training one from records and decisions, promoting it.",
    no_args_is_help=True,
)


@app.command("list")
def list_matchers(
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of a table")] = False,
) -> None:
    """List matchers, the newest first."""
    with with_service() as service:
        from tracing.service.promotion import matchers

        found = matchers(service, operator())
    rows = [
        {"number": one.id, "name": one.name, "state": one.state, "built": one.done, "digest": one.digest}
        for one in found
    ]
    if as_json:
        show.print_json(rows)
        return
    table = Table(title=f"{len(rows):,} matchers", title_justify="left")
    for column in ("number", "name", "state", "built", "digest"):
        table.add_column(column)
    for one in found:
        built = "" if one.done is None else f"{one.done:.0%}"
        table.add_row(str(one.id), show.visible(one.name), one.state, built, one.digest[:16])
    show.out.print(table)


@app.command()
def train(
    unlabelled: Annotated[
        bool, typer.Option("--unlabelled", help="Without what people have decided")
    ] = False,
    seed: Annotated[int, typer.Option(help="Seed of the random pairs")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of text")] = False,
) -> None:
    """Train the matcher in use on the service's own records, by what people have decided, and enter what comes out.

    Nothing of a record leaves the service. The new matcher is in use once it is promoted.
    """
    with with_service() as service, bar() as progress:
        from tracing.service.training import train_here

        made = train_here(service, operator(), not unlabelled, seed, progress)
    told = {**made.provenance, "date": str(made.provenance["date"])}
    doubt = starts_warning(told)
    if doubt is not None:
        show.error(f"tracing: {doubt}")
    if as_json:
        show.print_json(ready({"number": made.matcher.id, "digest": made.matcher.digest, **told}))
        return
    quality = told["estimated_quality"]
    show.out.print(
        f"matcher {made.matcher.id} entered: {show.visible(made.matcher.name)}\n"
        f"from {told['children']:,} children, {told['inquiries']:,} inquiries, method {told['method']}; estimated "
        f"precision {quality['precision']:.4f}, recall of candidates {quality['recall_of_candidates']:.4f}\n"
        f"to use it: tracing matchers promote {made.matcher.id}",
        soft_wrap=True,
    )


@app.command()
def promote(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="As `list` shows it")],
    report: Annotated[
        Path | None,
        typer.Option(metavar="FILE.json", help="The report of `tracing compare` with the one in use"),
    ] = None,
    reason: Annotated[
        str, typer.Option(help="Why, where the report speaks against it or there is none; kept in the audit")
    ] = "",
) -> None:
    """Have a matcher built beside the one in use, and put in its place once it is whole. The worker does it.

    Refused where a subgroup gets worse by more than the margin, or without a report, unless signed with a reason.
    """
    told = None if report is None else read_report(report)
    with with_service() as service:
        from tracing.service.promotion import promote_matcher

        promote_matcher(service, operator(), number, told, reason)
    show.out.print(f"matcher {number} is being built; tracing matchers list says how far it is")
