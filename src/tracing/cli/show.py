"""How results look on a terminal: tables, evidence in words, refusals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from tracing.linkage import Explanation, Links
from tracing.linkage.explain import Language
from tracing.records import Refusal

__all__ = ["errors", "evidence", "out", "refusals", "summary"]

out = Console(highlight=False)
errors = Console(stderr=True, highlight=False)

_SHOWN = 10
_BANDS = ("strong", "possible", "weak")


def summary(links: Links, sizes: tuple[int, int], refused: int) -> None:
    """Print the run's summary: records, pairs compared, links per band, seconds per stage."""
    table = Table(title="Run", show_header=False, title_justify="left")
    table.add_column()
    table.add_column(justify="right")
    table.add_row("children", f"{sizes[0]:,}")
    table.add_row("inquiries", f"{sizes[1]:,}")
    table.add_row("rows refused", f"{refused:,}")
    table.add_row("pairs compared", f"{links.compared:,}")
    bands = links.frame["band"].astype(str).value_counts()
    for band in _BANDS:
        table.add_row(f"links, {band}", f"{int(bands.get(band, 0)):,}")
    for stage, seconds in links.seconds.items():
        table.add_row(f"seconds, {stage}", f"{seconds:.2f}")
    out.print(table)
    rules = Table(title="Blocking rules", title_justify="left")
    for column in ("rule", "pairs", "only this rule"):
        rules.add_column(column, justify="left" if column == "rule" else "right")
    for rule in links.rules:
        rules.add_row(rule.name, f"{rule.pairs:,}", f"{rule.only:,}")
    out.print(rules)


def refusals(found: Sequence[Refusal], most: int = _SHOWN) -> None:
    """Print refused and doubtful values, on the error stream."""
    for item in found[:most]:
        place = f"{item.file}" + (f", line {item.line}" if item.line is not None else "")
        errors.print(
            f"{item.severity}: {place}, {item.column}: {item.value!r}: {item.reason}. To mend: {item.mend}",
            markup=False,
            soft_wrap=True,
        )
    if len(found) > most:
        errors.print(f"… and {len(found) - most:,} more; `tracing check FILE` lists them all", markup=False)


def evidence(explanations: Iterable[Explanation], language: Language) -> None:
    """Print the strongest evidence of each pair in words."""
    for explanation in explanations:
        out.print(
            f"[bold]{explanation.inquiry_id} ← {explanation.child_id}[/bold]  "
            f"{explanation.weight:+.1f} bits, {explanation.band}"
        )
        for sentence in explanation.sentences(language):
            out.print(f"    {sentence}", markup=False)
