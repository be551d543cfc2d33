"""``tracing train``: a matcher's weights learnt from two files."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from tracing.cli import kept, show
from tracing.cli.match import Children, Inquiries, MatcherName, read_sides
from tracing.cli.own_pairs import own_pairs
from tracing.cli.progress import bar
from tracing.cli.targets import check_target
from tracing.linkage.evaluation.ready import ready
from tracing.linkage.matcher import edited_text, matcher_bytes, parse_matcher, write_text
from tracing.linkage.table import read_plain
from tracing.linkage.training import Trained, TrainingError, read_decisions, starts_warning, train_tables
from tracing.linkage.training import train as train_records
from tracing.records import InputError, Refusal, read_truth

__all__ = ["train"]


def _step(number: int, sizes: dict[str, float], change: float) -> None:
    """One line for each iteration, on the error stream: the result goes elsewhere."""
    classes = ", ".join(f"{name} {pairs:,.0f}" for name, pairs in sizes.items() if pairs)
    show.errors.print(f"iteration {number:3d}: {classes}; change {change:.5f}", soft_wrap=True)


def _report(trained: Trained) -> Table:
    learnt, matcher = trained.learnt, trained.matcher
    table = Table(title="Training", show_header=False, title_justify="left")
    table.add_column()
    table.add_column(justify="right")
    table.add_row("candidate pairs", f"{trained.evidence.candidates:,}")
    table.add_row("random pairs", f"{trained.evidence.sampled:,}")
    for name, value in learnt.best.history[-1].items():
        if name in ("child", "sibling", "relative", "namesake") and value:
            table.add_row(f"expected pairs, {name}", f"{value:,.0f}")
    table.add_row("iterations", ", ".join(str(f.steps) for f in learnt.fits))
    converged, (low, high) = sum(f.converged for f in learnt.fits), learnt.expected_pairs
    table.add_row(
        "starts",
        f"converged {converged} of {len(learnt.fits)}, expected pairs from {low:,.0f} to {high:,.0f}",
    )
    table.add_row("prior", f"{matcher.prior:.3g}")
    table.add_row("prior by rule", f"{learnt.prior_by_rule:.3g}")
    table.add_section()
    table.add_row("strong from, bits", f"{matcher.strong:.2f}")
    table.add_row("possible from, bits", f"{matcher.possible:.2f}")
    table.add_row("estimated precision", f"{learnt.expected.precision:.4f}")
    table.add_row("estimated recall of candidates", f"{learnt.expected.recall:.4f}")
    if not math.isnan(learnt.calibration_error):
        table.add_row("calibration error, held out", f"{learnt.calibration_error:.4f}")
    if learnt.best.error:
        table.add_row("decisions that are wrong, estimated", f"{100 * learnt.best.error:.1f} %")
    table.add_row("seconds", f"{trained.seconds:.1f}")
    return table


def train(
    children: Children,
    inquiries: Inquiries,
    out: Annotated[Path, typer.Option(metavar="MATCHER", help="The new matcher file (.toml)")],
    matcher: MatcherName = "default",
    truth: Annotated[Path | None, typer.Option(help="True pairs: child_id,inquiry_id")] = None,
    decisions: Annotated[
        list[Path] | None,
        typer.Option(help="Officers' decisions: child_id,inquiry_id,decision,officer,when; repeatable"),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the random pairs")] = 0,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace MATCHER if it is there")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="A line for each iteration")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of tables")] = False,
) -> None:
    """Learn a matcher's weights from two files: without labels, from --truth, or from --decisions.

    Writes a new matcher file, with where its numbers come from. A training that comes to nothing writes nothing, says
    what to do and ends with status 1. With a `table` matcher the two files are plain tables with a record_id.
    """
    if truth is not None and decisions:
        raise typer.BadParameter("give --truth or --decisions, not both")
    check_target(out, *(p for p in (children, inquiries, truth, *(decisions or ())) if p), endings=(".toml",))
    if out.exists() and not overwrite:
        raise InputError(f"{out}: is there already; name another file, or say --overwrite")
    kept.begin(out, children, inquiries)
    base, source = matcher_bytes(matcher)
    loaded = parse_matcher(base, source)
    true = None if truth is None else read_truth(truth)
    decided = read_decisions(*decisions) if decisions else None
    step = _step if verbose else None
    remarks: list[Refusal] = []
    try:
        if loaded.schema == "table":
            if decided is not None:
                raise InputError(f"{matcher}: --decisions needs a matcher of records; give --truth")
            left, right = read_plain(children), read_plain(inquiries)
            trained = train_tables(loaded, left, right, truth=true, seed=seed, step=step)
        else:
            with bar() as progress:
                found, sought = read_sides(children, inquiries, progress)
                for files, pairs in ((truth, true), (decisions, decided)):
                    if files is not None and pairs is not None:
                        own_pairs(files, pairs, found, sought)
                trained = train_records(
                    loaded,
                    found,
                    sought,
                    truth=true,
                    decisions=decided,
                    seed=seed,
                    progress=progress,
                    step=step,
                )
            remarks = [r for r in (*found.refusals, *sought.refusals) if r.severity == "refused"]
            remarks += trained.faults
    except TrainingError as error:
        show.error(f"tracing: training came to nothing: {error} No matcher was written.")
        raise typer.Exit(1) from None
    write_text(edited_text(base.decode(), trained.matcher, trained.heading), out)
    doubt = starts_warning(trained.matcher.provenance)
    if doubt is not None:
        show.error(f"tracing: {doubt}")
    if as_json:
        show.print_json(
            ready({**trained.matcher.provenance, "date": str(trained.matcher.provenance["date"])})
        )
    else:
        show.out.print(_report(trained))
        as_shipped = trained.matcher.provenance["levels_kept_as_shipped"]
        if as_shipped:
            show.out.print(
                f"Never or hardly seen, kept as in {loaded.name}: {', '.join(as_shipped)}", soft_wrap=True
            )
        show.out.print(f"matcher written to {out}", soft_wrap=True)
    show.refusals(remarks)
    if any(r.severity == "refused" for r in remarks):
        raise typer.Exit(3)
