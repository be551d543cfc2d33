"""``tracing samples``: invented children, inquiries and truth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tracing.cli import show
from tracing.cli.progress import bar
from tracing.samples import generate

__all__ = ["samples"]


def samples(
    out: Annotated[Path, typer.Option(help="Folder for children.csv, inquiries.csv and truth.csv")],
    children: Annotated[int, typer.Option(min=1, help="Child records")] = 300,
    inquiries: Annotated[int, typer.Option(min=1, help="Inquiries")] = 150,
    seed: Annotated[int, typer.Option(help="The same seed makes the same files")] = 1,
    without_child: Annotated[
        float, typer.Option(min=0, max=1, help="Share of inquiries whose child is not found")
    ] = 0.4,
) -> None:
    """Make invented records with the errors and traps of real ones, and the true pairs."""
    with bar() as steps:
        summary = generate(children, inquiries, seed, out, without_child=without_child, progress=steps)
    show.out.print(show.visible(f"{summary}"), soft_wrap=True)
