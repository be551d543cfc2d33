"""``tracing forms``: blank forms to print, their schemas, and the vocabulary, without network or database."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from tracing.cli import show
from tracing.cli.service_extra import service_extra
from tracing.records import InputError

__all__ = ["app"]

app = typer.Typer(
    help="Forms as blank sheets to print and as JSON Schema; the vocabulary with each country's own words.",
    no_args_is_help=True,
)

Form = Annotated[str, typer.Argument(metavar="FORM", help="The form's code; tracing forms list shows them")]
Out = Annotated[Path, typer.Option("--out", help="The file to write")]
Tongue = Annotated[Literal["es", "en"], typer.Option(help="Language")]


@app.command("list")
def list_forms() -> None:
    """List the forms, and the version of the vocabulary they are in."""
    with service_extra():
        from tracing.casework.forms.all_forms import FORMS
        from tracing.casework.vocabulary.edition import in_force

    for form in FORMS.values():
        show.out.print(f"{form.code}: {form.es} / {form.en}", soft_wrap=True)
    show.out.print(f"vocabulary {in_force().name}")


@app.command()
def sheet(
    form: Form,
    out: Out,
    language: Tongue = "es",
    paper: Annotated[Literal["A4", "letter"], typer.Option(help="Size of the pages")] = "letter",
    country: Annotated[str, typer.Option(help="Whose own words stand beside the codes, such as GT")] = "",
) -> None:
    """Write a blank form as PDF."""
    with service_extra():
        from tracing.casework.forms.all_forms import FORMS
        from tracing.casework.vocabulary.edition import in_force
        from tracing.service.forms.blank import blank_sheet

    _known(form, FORMS)
    countries = sorted({term.country for term in in_force().terms})
    if country and country.upper() not in countries:
        raise InputError(f"no words of {country!r} are known; take one of {', '.join(countries)}")
    out.write_bytes(blank_sheet(FORMS[form], in_force(), language, paper, datetime.now(UTC), country.upper()))
    show.out.print(f"{out} written")


@app.command()
def schema(form: Form, out: Out, language: Tongue = "es") -> None:
    """Write a form as JSON Schema (2020-12)."""
    with service_extra():
        from tracing.casework.forms.all_forms import FORMS
        from tracing.casework.forms.schema import schema_of
        from tracing.casework.vocabulary.edition import in_force

    _known(form, FORMS)
    written = json.dumps(schema_of(FORMS[form], in_force(), language), ensure_ascii=False, indent=1)
    out.write_text(written + "\n", encoding="utf-8")
    show.out.print(f"{out} written")


@app.command()
def vocabulary(
    out: Out,
    version: Annotated[
        int | None, typer.Option(help="A version's number; the one in force if none is given")
    ] = None,
) -> None:
    """Write a version of the vocabulary, as JSON or CSV by the ending of the file."""
    with service_extra():
        from tracing.casework.vocabulary.edition import in_force, versions

    known = versions()
    if version is not None and version not in known:
        raise InputError(f"there is no version {version}; take one of {', '.join(map(str, known))}")
    found = in_force() if version is None else known[version]
    if out.suffix == ".csv":
        table = io.StringIO()
        csv.writer(table).writerows(found.as_rows())
        out.write_bytes(table.getvalue().encode("utf-8-sig"))
    elif out.suffix == ".json":
        out.write_text(json.dumps(found.as_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    else:
        raise InputError("the file's name ends in .json or .csv")
    show.out.print(f"vocabulary {found.name} written to {out}")


def _known(form: str, forms: Collection[str]) -> None:
    if form not in forms:
        raise InputError(f"there is no form {form!r}; take one of {', '.join(forms)}")
