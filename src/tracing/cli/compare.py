"""``tracing compare``: two matchers on the same records, what moved and for whom things get better or worse."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from tracing.cli import compare_tables, kept, show
from tracing.cli.explain import Language
from tracing.cli.match import read_sides
from tracing.cli.own_pairs import own_pairs
from tracing.cli.progress import bar
from tracing.cli.reports import write_report
from tracing.cli.targets import check_target
from tracing.linkage import Matcher
from tracing.linkage.evaluation import DIMENSIONS
from tracing.linkage.evaluation.compare import compare_links
from tracing.linkage.evaluation.gate import MARGIN, Named, gate, report_of
from tracing.linkage.evaluation.moved import moved_pairs
from tracing.linkage.evaluation.ready import ready
from tracing.linkage.matcher import MatcherFile, matcher_bytes, parse_matcher
from tracing.records import InputError, read_truth

__all__ = ["compare"]

_RESAMPLES = 200


def _load(name: str) -> tuple[MatcherFile, Named]:
    data, source = matcher_bytes(name)
    read = parse_matcher(data, source)
    if read.schema != "tracing":
        raise InputError(f"{source}: this matcher compares plain tables, not children and inquiries")
    return read, Named(read.name, read.version, hashlib.sha256(data).hexdigest())


def compare(
    before: Annotated[str, typer.Argument(metavar="A", help="The matcher in use: a name or a file")],
    after: Annotated[str, typer.Argument(metavar="B", help="The one that may take its place")],
    children: Annotated[Path, typer.Option(help="The file of found children")],
    inquiries: Annotated[Path, typer.Option(help="The file of inquiries")],
    truth: Annotated[Path, typer.Option(help="True pairs: child_id,inquiry_id")],
    by: Annotated[str | None, typer.Option(help=f"Subgroups by (comma): {', '.join(DIMENSIONS)}")] = None,
    shown: Annotated[int, typer.Option("--show", min=0, help="Explain so many pairs of each kind")] = 3,
    margin: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="How much a subgroup's figure may fall")
    ] = MARGIN,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE.json", help="Write the figures there, for a promotion")
    ] = None,
    bootstrap: Annotated[int, typer.Option(min=0, help="Resamples for the intervals; 0: none")] = _RESAMPLES,
    seed: Annotated[int, typer.Option(help="Seed of the resamples")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of tables")] = False,
    language: Annotated[Language, typer.Option(help="Language of the evidence")] = Language.en,
) -> None:
    """Link the same files by two matchers and show what moved up and down, by which comparison and how many bits.

    Differences of F1 and recall@k come with 95 % intervals, paired by family, for all pairs and by subgroup. --report names no record;
    `tracing matcher promote` and the service's promotion ask for it.
    """
    if report is not None:
        check_target(report, children, inquiries, truth, endings=(".json",))
        kept.begin(report, children, inquiries)
    loaded = [_load(name) for name in (before, after)]
    pairs = read_truth(truth)
    if pairs.empty:
        raise InputError(f"{truth}: the file names no pair")
    dimensions = DIMENSIONS if by is None else tuple(name.strip() for name in by.split(",") if name.strip())
    with bar() as steps:
        found, sought = read_sides(children, inquiries, steps)
        own_pairs(truth, pairs, found, sought)
        links: list[pd.DataFrame] = []
        for matcher, _ in loaded:
            links.append(Matcher(matcher).link(found, sought, progress=steps).to_pandas())
    compared = compare_links(
        links[0], links[1], pairs, found, sought, dimensions, resamples=bootstrap, seed=seed
    )
    sizes = len(found.frame), len(sought.frame)
    written = report_of(loaded[0][1], loaded[1][1], compared, sizes, bootstrap, seed)
    judged = gate(written, margin)
    moved = moved_pairs((loaded[0][0], loaded[1][0]), (links[0], links[1]), pairs, found, sought, shown)
    if report is not None:
        write_report(written, report)
    if as_json:
        show.print_json(ready({**written, "gate": judged.to_dict(), "moved": moved.to_dict()}))
    else:
        compare_tables.differences(written, language.value)
        compare_tables.moved(moved, language.value)
        compare_tables.verdict(judged, language.value)
    show.refusals(compared.faults)
    refused = [r for side in (found, sought) for r in side.refusals if r.severity == "refused"]
    if refused or any(f.severity == "refused" for f in compared.faults):
        show.refusals(refused)
        raise typer.Exit(3)
