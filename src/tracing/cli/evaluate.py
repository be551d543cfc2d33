"""``tracing evaluate``: how well links agree with the truth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from tracing.cli import show
from tracing.linkage import Evaluation
from tracing.linkage import evaluate as evaluate_links
from tracing.linkage.plots import plot_evaluation
from tracing.records import read_links, read_truth

__all__ = ["evaluate"]


def _table(evaluation: Evaluation) -> Table:
    table = Table(title="Evaluation", show_header=False, title_justify="left")
    table.add_column()
    table.add_column(justify="right")
    table.add_row("links", f"{evaluation.links:,}")
    table.add_row("true pairs", f"{evaluation.true_pairs:,}")
    table.add_row("inquiries with a child", f"{evaluation.inquiries_with_child:,}")
    table.add_row("pair completeness of the links", f"{evaluation.pair_completeness:.4f}")
    for name, point in (("best threshold", evaluation.best), ("band strong", evaluation.strong)):
        if point is not None:
            table.add_section()
            table.add_row(f"{name}, bits", f"{point.weight:.2f}")
            table.add_row("precision", f"{point.precision:.4f}")
            table.add_row("recall", f"{point.recall:.4f}")
            table.add_row("F1", f"{point.f1:.4f}")
    table.add_section()
    for k, value in evaluation.recall_at.items():
        table.add_row(f"recall@{k}", f"{value:.4f}")
    table.add_row("mean reciprocal rank", f"{evaluation.mean_reciprocal_rank:.4f}")
    table.add_section()
    table.add_row("calibration error", f"{evaluation.calibration_error:.4f}")
    table.add_row("calibration error, probability ≥ 0.05", f"{evaluation.calibration_error_likely:.4f}")
    return table


def evaluate(
    links: Annotated[Path, typer.Argument(help="Links as `match` wrote them")],
    truth: Annotated[Path, typer.Option(help="True pairs: child_id,inquiry_id")],
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of a table")] = False,
    plot: Annotated[Path | None, typer.Option(help="Draw the curves into this .png or .svg")] = None,
) -> None:
    """Compare links with the truth: completeness, precision, recall, F1, recall@k, calibration."""
    evaluation = evaluate_links(read_links(links), read_truth(truth))
    if plot is not None:
        plot_evaluation(evaluation, plot)
    if as_json:
        typer.echo(json.dumps(evaluation.to_dict(), indent=2))
        return
    show.out.print(_table(evaluation))
    if plot is not None:
        show.out.print(f"curves drawn into {plot}", markup=False)
