"""``tracing explain``: both records side by side and the waterfall of their score."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from tracing.cli import show
from tracing.cli.match import MatcherName, read_sides
from tracing.cli.progress import bar
from tracing.linkage import Explanation
from tracing.linkage.explain import Language as ExplanationLanguage
from tracing.linkage.explainer import Explainer
from tracing.linkage.matcher import load_matcher
from tracing.records import INQUIRY_COLUMNS, InputError, Records

__all__ = ["Language", "explain"]

_BAR = 24
_NARROW = 110


class Language(StrEnum):
    """Language of what is shown."""

    en = "en"
    es = "es"


def _records(explanation: Explanation) -> Table:
    table = Table(title="Records", title_justify="left")
    for column in ("", f"child {explanation.child_id}", f"inquiry {explanation.inquiry_id}"):
        table.add_column(show.visible(column), overflow="fold")
    for column in INQUIRY_COLUMNS:
        a, b = explanation.child.get(column, ""), explanation.inquiry.get(column, "")
        if a or b:
            table.add_row(column, show.visible(a), show.visible(b))
    return table


def _waterfall(explanation: Explanation, language: ExplanationLanguage) -> Table:
    table = Table(title="Score", title_justify="left")
    table.add_column("")
    table.add_column("", overflow="fold")
    table.add_column("bits", justify="right", no_wrap=True)
    table.add_column("sum", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    widest = max((abs(p.bits) for p in explanation.parts), default=1.0) or 1.0
    longest = _BAR if show.out.width >= _NARROW else _BAR // 3
    total = 0.0
    for part in explanation.parts:
        total += part.bits
        length = round(abs(part.bits) / widest * longest)
        strip = Text("█" * length, style="green" if part.bits > 0 else "red")
        title, sentence = (
            (part.title.es, part.sentence.es) if language == "es" else (part.title.en, part.sentence.en)
        )
        table.add_row(title, sentence, f"{part.bits:+.2f}", f"{total:+.2f}", strip)
    table.add_section()
    table.add_row("weight", explanation.band, f"{explanation.weight:+.2f}", "", "")
    table.add_row("prior", "", f"{explanation.prior_bits:+.2f}", "", "")
    table.add_row("probability", "", f"{explanation.probability:.4f}", "", "")
    return table


def _require(records: Records, record_id: str) -> None:
    if (records.frame["record_id"] == record_id).any():
        return
    left_out = sum(r.severity == "refused" for r in records.refusals)
    hint = f"; {left_out} rows were refused, `tracing check` says why" if left_out else ""
    raise InputError(f"{records.source}: no record has the record_id {record_id!r}{hint}")


def explain(
    child_id: Annotated[str, typer.Argument(metavar="CHILD_ID", help="record_id of the found child")],
    inquiry_id: Annotated[str, typer.Argument(metavar="INQUIRY_ID", help="record_id of the inquiry")],
    children: Annotated[Path, typer.Option(help="The file of found children")],
    inquiries: Annotated[Path, typer.Option(help="The file of inquiries")],
    matcher: MatcherName = "default",
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of tables")] = False,
    language: Annotated[Language, typer.Option(help="Language of the evidence")] = Language.en,
) -> None:
    """Show why a pair weighs what it weighs: the parts sum to the weight that `match` wrote."""
    loaded = load_matcher(matcher)
    if loaded.schema != "tracing":
        raise InputError(
            f"{loaded.source}: this matcher compares plain tables, not children and inquiries; "
            "explain its pairs in Python with Links.explain"
        )
    with bar() as steps:
        found, sought = read_sides(children, inquiries, steps)
    for records, record_id in ((found, child_id), (sought, inquiry_id)):
        _require(records, record_id)
    explainer = Explainer(loaded, found, sought)
    explanation = explainer.explain(child_id, inquiry_id)
    show.refusals(explainer.faults)
    if as_json:
        show.print_json(explanation.to_dict())
        return
    show.out.print(_records(explanation))
    show.out.print(_waterfall(explanation, language.value))
