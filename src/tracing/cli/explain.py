"""``tracing explain``: both records side by side and the waterfall of their score."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tracing.cli import show
from tracing.cli.match import MatcherName, read_sides
from tracing.cli.pair_view import records_table, waterfall
from tracing.cli.progress import bar
from tracing.linkage.explainer import Explainer
from tracing.linkage.matcher import load_matcher
from tracing.records import InputError, Records

__all__ = ["Language", "explain"]


class Language(StrEnum):
    """Language of what is shown."""

    en = "en"
    es = "es"


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
    show.out.print(records_table(explanation, language.value))
    show.out.print(waterfall(explanation, language.value))
