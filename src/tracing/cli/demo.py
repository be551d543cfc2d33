"""``tracing demo``: the shipped samples matched, and the top of the queue with its evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from tracing.cli import show
from tracing.cli.match import read_sides
from tracing.cli.progress import bar
from tracing.cli.targets import check_target
from tracing.linkage import Links, Matcher
from tracing.linkage import evaluate as evaluate_links
from tracing.records import InputError, read_truth, write_table

__all__ = ["demo"]

_QUEUE = 10
_EXPLAINED = 3


def _queue(links: Links) -> Table:
    table = Table(title="Top of the queue", title_justify="left")
    for column in ("inquiry", "child", "bits", "probability", "band", "note"):
        table.add_column(column, justify="right" if column in {"bits", "probability"} else "left")
    first = links.frame[links.frame["rank"] == 1].sort_values("weight", ascending=False, kind="stable")
    for row in first.head(_QUEUE).to_dict("records"):
        note = "possible sibling" if row["kinship"] == "possible_sibling" else ""
        table.add_row(
            show.visible(row["inquiry_id"]),
            show.visible(row["child_id"]),
            f"{row['weight']:+.1f}",
            f"{row['probability']:.3f}",
            row["band"],
            note,
        )
    return table


def demo(
    data: Annotated[Path, typer.Option(help="Folder with children.csv and inquiries.csv")] = Path(
        "data/samples"
    ),
    out: Annotated[Path, typer.Option(help="Where the links go")] = Path("out/links.csv"),
) -> None:
    """Match the invented samples, show the best pairs and why, and say what to do next."""
    children, inquiries, truth = (data / f"{name}.csv" for name in ("children", "inquiries", "truth"))
    if not children.exists():
        raise InputError(f"{data}: no samples there; make some with: tracing samples --out {data}")
    out.parent.mkdir(parents=True, exist_ok=True)
    check_target(out, children, inquiries, truth)
    show.out.print(f"Matching {children} with {inquiries} (all invented) …", soft_wrap=True)
    loaded = Matcher.load("default")
    with bar() as steps:
        found, sought = read_sides(children, inquiries, steps)
        links = loaded.link(found, sought, progress=steps)
        write_table(links.frame, out)
    refused = sum(r.severity == "refused" for r in (*found.refusals, *sought.refusals))
    show.summary(links, (len(found.frame), len(sought.frame)), refused)
    show.out.print(_queue(links))
    best = (
        links.frame[links.frame["rank"] == 1]
        .sort_values("weight", ascending=False, kind="stable")
        .head(_EXPLAINED)
    )
    pairs = list(zip(best["child_id"], best["inquiry_id"], strict=True))
    show.out.print("Why, for the first pairs:")
    show.evidence([links.explain(child, inquiry) for child, inquiry in pairs], "en")
    if truth.exists():
        evaluation = evaluate_links(links.frame, read_truth(truth))
        show.out.print(
            f"\nAgainst the truth of the samples: best F1 {evaluation.best.f1:.3f}, "
            f"recall@1 {evaluation.recall_at[1]:.3f}, recall@10 {evaluation.recall_at[10]:.3f}"
        )
    if pairs:
        child, inquiry = pairs[0]
        show.out.print(
            f"\nLinks written to {out}. A score proposes; a person decides. Look at one pair in full:\n\n"
            f"  .venv/bin/tracing explain {child} {inquiry} --children {children} --inquiries {inquiries}\n",
            soft_wrap=True,
        )
    show.out.print(
        "Agencies submit, officers decide: the service with the same kind of invented data, at http://127.0.0.1:8000:\n\n"
        "  make serve-demo        (or: .venv/bin/tracing serve --sandbox)\n",
        soft_wrap=True,
    )
