"""``tracing evaluate``: how well links agree with the truth, for whom, and where they go wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from tracing.cli import evaluation_tables, show
from tracing.cli.match import MatcherName, read_sides
from tracing.cli.own_pairs import own_pairs
from tracing.cli.progress import bar
from tracing.cli.targets import PICTURES, check_target, picture
from tracing.linkage.evaluation import (
    DIMENSIONS,
    Agreements,
    BlockingRecall,
    Evaluation,
    Lessons,
    Subgroups,
    agreement_of,
    blocking_recall,
    by_subgroup,
    evaluate_judged,
    families_of,
    judge,
    lessons_of,
)
from tracing.linkage.matcher import load_matcher
from tracing.linkage.plot.report import plot_evaluation
from tracing.linkage.training import read_judgements
from tracing.records import InputError, read_links, read_truth

__all__ = ["evaluate"]

_RESAMPLES = 200


def _dimensions(by: str | None) -> tuple[str, ...]:
    return DIMENSIONS if by is None else tuple(name.strip() for name in by.split(",") if name.strip())


def _wants(condition: bool, problem: str) -> None:
    if not condition:
        raise typer.BadParameter(problem)


def evaluate(
    links: Annotated[Path | None, typer.Argument(metavar="LINKS", help="Links as `match` wrote them")] = None,
    truth: Annotated[Path | None, typer.Option(help="True pairs: child_id,inquiry_id")] = None,
    children: Annotated[Path | None, typer.Option(help="The file of found children")] = None,
    inquiries: Annotated[Path | None, typer.Option(help="The file of inquiries")] = None,
    matcher: MatcherName = "default",
    by: Annotated[str | None, typer.Option(help=f"Subgroups by (comma): {', '.join(DIMENSIONS)}")] = None,
    worst: Annotated[int, typer.Option(min=0, help="Explain so many false and so many missed pairs")] = 0,
    decisions: Annotated[
        list[Path] | None,
        typer.Option(
            help="Officers' decisions: how far they agree with each other and with --truth; repeatable"
        ),
    ] = None,
    blocking: Annotated[bool, typer.Option("--blocking", help="Block anew; estimate its recall")] = False,
    bootstrap: Annotated[int, typer.Option(min=0, help="Resamples for the intervals; 0: none")] = _RESAMPLES,
    seed: Annotated[int, typer.Option(help="Seed of the resamples")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of tables")] = False,
    plot: Annotated[Path | None, typer.Option(help="Draw the curves into this .png or .svg")] = None,
) -> None:
    """Compare links with the truth: completeness, precision, recall, F1, recall@k, calibration.

    With --children and --inquiries also by subgroup, and with --worst the pairs that went wrong, explained. With
    --blocking, the recall of blocking, estimated without truth; with --decisions, how far people agree (Cohen's kappa); LINKS may
    then be left out.
    """
    sides = children is not None and inquiries is not None
    _wants(links is not None or blocking or bool(decisions), "give LINKS, --blocking or --decisions")
    _wants(links is None or truth is not None, "an evaluation of LINKS needs --truth")
    _wants(children is None or inquiries is not None, "--children needs --inquiries as well")
    _wants(inquiries is None or children is not None, "--inquiries needs --children as well")
    for wanted, name in ((by is not None, "--by"), (worst > 0, "--worst"), (blocking, "--blocking")):
        _wants(not wanted or sides, f"{name} needs --children and --inquiries")
        _wants(not wanted or links is not None or name == "--blocking", f"{name} needs LINKS")
    _wants(plot is None or links is not None, "--plot needs LINKS")
    if plot is not None:
        inputs = [p for p in (links, truth, children, inquiries) if p is not None]
        check_target(plot, *inputs, endings=PICTURES)
    loaded = load_matcher(matcher)
    _wants(
        loaded.schema == "tracing" or not (worst or blocking),
        f"{matcher}: --worst and --blocking need records",
    )
    pairs = None if truth is None else read_truth(truth)
    if pairs is not None and pairs.empty:
        raise InputError(
            f"{truth}: the file names no pair. Expected child_id,inquiry_id and one line per true pair."
        )
    records = read_sides(children, inquiries) if children is not None and inquiries is not None else None
    report: dict[str, Any] = {}
    if records is not None and truth is not None and pairs is not None:
        own_pairs(truth, pairs, *records)
    if decisions:
        said = read_judgements(*decisions, needed=True)
        if records is not None:
            own_pairs(decisions, said, *records)
        report["agreement"] = agreement_of(said, pairs)
    if links is not None and pairs is not None:
        linked = read_links(links, scored=True)
        if len(linked) and not pairs["inquiry_id"].isin(linked["inquiry_id"]).any():
            raise InputError(
                f"{truth}: none of its inquiries is among the links of {links.name}. Name the truth of the files that were linked."
            )
        if records is not None:
            own_pairs(links, linked, *records)
        judged = judge(linked, pairs)
        family = families_of(list(judged.inquiries), judged.truth, None if records is None else records[1])
        evaluation = evaluate_judged(judged, family, resamples=bootstrap, seed=seed)
        if plot is not None:
            with picture(plot) as beside:
                plot_evaluation(evaluation, beside)
        report |= {"evaluation": evaluation}
        if records is not None:
            report["subgroups"] = by_subgroup(
                judged, family, *records, _dimensions(by), resamples=bootstrap, seed=seed
            )
            if worst:
                report["lessons"] = lessons_of(judged, loaded, *records, worst)
    if blocking and records is not None:
        with bar() as progress:
            report["blocking"] = blocking_recall(
                loaded, *records, pairs, resamples=bootstrap, seed=seed, progress=progress
            )
    faults = list(dict.fromkeys(f for part in report.values() for f in getattr(part, "faults", ())))
    _print(report, as_json, plot)
    show.refusals(faults)
    if any(f.severity == "refused" for f in faults):
        raise typer.Exit(3)


def _print(report: dict[str, Any], as_json: bool, plot: Path | None) -> None:
    if as_json:
        figures = report.pop("evaluation").to_dict() if "evaluation" in report else {}
        parts = {name: part.to_dict() for name, part in report.items()}
        show.print_json({**figures, **parts})
        return
    for part in report.values():
        match part:
            case Evaluation():
                evaluation_tables.figures(part)
            case Subgroups():
                evaluation_tables.subgroups(part)
            case Lessons():
                evaluation_tables.lessons(part)
            case BlockingRecall():
                evaluation_tables.blocking(part)
            case Agreements():
                evaluation_tables.agreement(part)
    if plot is not None:
        show.out.print(show.visible(f"curves drawn into {plot}"), soft_wrap=True)
