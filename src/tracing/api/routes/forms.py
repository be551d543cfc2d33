"""Forms: which there are, each as JSON Schema and as a blank sheet to print."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from tracing.api.door import TheService
from tracing.api.models import Model
from tracing.api.problems import responses
from tracing.api.signed_in import SignedIn
from tracing.casework.forms.all_forms import FORMS
from tracing.casework.forms.form import Form
from tracing.casework.forms.schema import schema_of
from tracing.casework.vocabulary.edition import in_force
from tracing.service.errors import NotFound
from tracing.service.forms.blank import blank_sheet

__all__ = ["router"]


def _signed_in(_: SignedIn) -> None:
    """Whoever signs in may have blank forms."""


router = APIRouter(prefix="/v1/forms", tags=["forms"], dependencies=[Depends(_signed_in)])

FormCode = Annotated[str, Path(max_length=40, examples=["found_child_quick"])]
Tongue = Annotated[Literal["es", "en"], Query(description="Language of labels and codes")]


class FormLine(Model):
    """A form in a list. `source`: the law or guideline it rests on."""

    code: str
    es: str
    en: str
    source: str


class FormLines(Model):
    """All forms, and the version of the vocabulary they are in."""

    vocabulary: str
    items: list[FormLine]


_SCHEMA: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/schema+json": {"schema": {"type": "object"}}}}
}
_PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.get("", summary="Forms", responses=responses())
async def list_forms() -> FormLines:
    """Return which forms there are."""
    return FormLines(
        vocabulary=in_force().name,
        items=[FormLine(code=f.code, es=f.es, en=f.en, source=f.source) for f in FORMS.values()],
    )


@router.get(
    "/{form}/schema",
    summary="A form as JSON Schema",
    response_class=JSONResponse,
    responses={**responses(404, 422), **_SCHEMA},
)
async def read_schema(form: FormCode, language: Tongue = "es") -> JSONResponse:
    """Return the form as JSON Schema (2020-12), its codes with their names."""
    schema: dict[str, Any] = schema_of(_found(form), in_force(), language)
    return JSONResponse(schema, media_type="application/schema+json")


@router.get(
    "/{form}/sheet",
    summary="A form as a blank sheet to print",
    response_class=Response,
    responses={**responses(404, 422), **_PDF},
)
async def read_sheet(
    form: FormCode,
    service: TheService,
    language: Tongue = "es",
    paper: Annotated[Literal["A4", "letter"], Query(description="Size of the pages")] = "letter",
    country: Annotated[
        Literal["", "BZ", "CA", "CR", "DO", "SV", "GT", "HN", "MX", "NI", "PA", "US"],
        Query(description="Whose own terms stand beside the codes"),
    ] = "",
) -> Response:
    """Return the form as PDF, with boxes to tick, page numbers, and the version of the vocabulary on each page."""
    found = _found(form)
    made = await run_in_threadpool(
        blank_sheet, found, in_force(), language, paper, service.now(), country
    )  # fmt: skip
    name = f"{found.code}-{language}-{paper}.pdf"
    return Response(
        made, media_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


def _found(code: str) -> Form:
    if code not in FORMS:
        raise NotFound("no_form", "There is no such form.", f"Take one of: {', '.join(FORMS)}.")
    return FORMS[code]
