"""``tracing explain``: both records side by side and the waterfall of their score."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from tracing.cli import show
from tracing.cli.match import MatcherName, read_sides
from tracing.linkage import Explanation, explain_pair
from tracing.linkage.explain import Language as ExplanationLanguage
from tracing.linkage.matcher import load_matcher
from tracing.records import INQUIRY_COLUMNS, InputError

__all__ = ["Language", "explain"]

_BAR = 24


class Language(StrEnum):
    """Language of what is shown."""

    en = "en"
    es = "es"


def _records(explanation: Explanation) -> Table:
    table = Table(title="Records", title_justify="left")
    for column in ("", f"child {explanation.child_id}", f"inquiry {explanation.inquiry_id}"):
        table.add_column(column, overflow="fold")
    for column in INQUIRY_COLUMNS:
        a, b = explanation.child.get(column, ""), explanation.inquiry.get(column, "")
        if a or b:
            table.add_row(column, a, b)
    return table


def _waterfall(explanation: Explanation, language: ExplanationLanguage) -> Table:
    table = Table(title="Score", title_justify="left")
    table.add_column("")
    table.add_column("", overflow="fold")
    table.add_column("bits", justify="right")
    table.add_column("sum", justify="right")
    table.add_column("")
    widest = max((abs(p.bits) for p in explanation.parts), default=1.0) or 1.0
    total = 0.0
    for part in explanation.parts:
        total += part.bits
        length = round(abs(part.bits) / widest * _BAR)
        colour = "green" if part.bits > 0 else "red"
        title, sentence = (
            (part.title.es, part.sentence.es) if language == "es" else (part.title.en, part.sentence.en)
        )
        table.add_row(
            title, sentence, f"{part.bits:+.2f}", f"{total:.2f}", f"[{colour}]{'█' * length}[/{colour}]"
        )
    table.add_section()
    table.add_row("weight", explanation.band, f"{explanation.weight:+.2f}", "", "")
    table.add_row("prior", "", f"{explanation.prior_bits:+.2f}", "", "")
    table.add_row("probability", "", f"{explanation.probability:.4f}", "", "")
    return table


def explain(
    child_id: Annotated[str, typer.Argument(help="record_id of the found child")],
    inquiry_id: Annotated[str, typer.Argument(help="record_id of the inquiry")],
    children: Annotated[Path, typer.Option(help="The file of found children")],
    inquiries: Annotated[Path, typer.Option(help="The file of inquiries")],
    matcher: MatcherName = "default",
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of tables")] = False,
    language: Annotated[Language, typer.Option(help="Language of the evidence")] = Language.en,
) -> None:
    """Show why a pair weighs what it weighs: the parts sum to the weight that `match` wrote."""
    loaded = load_matcher(matcher)
    found, sought = read_sides(children, inquiries)
    for records, record_id in ((found, child_id), (sought, inquiry_id)):
        if not (records.frame["record_id"] == record_id).any():
            raise InputError(f"{records.source}: no record has the record_id {record_id!r}")
    explanation = explain_pair(loaded, found, sought, child_id, inquiry_id)
    if as_json:
        typer.echo(json.dumps(explanation.to_dict(), ensure_ascii=False, indent=2))
        return
    show.out.print(_records(explanation))
    show.out.print(_waterfall(explanation, language.value))
