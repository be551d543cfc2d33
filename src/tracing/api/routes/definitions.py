"""Unaccompanied, separated, accompanied: how children found were assessed, by whom, on what basis."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.models import Code, Line, Model
from tracing.api.problems import responses
from tracing.api.routes.pair_models import Said, said
from tracing.api.routes.records import IdempotencyKey, receipt
from tracing.api.signed_in import reader_for
from tracing.casework.roles import Task
from tracing.service.registration import definitions
from tracing.store.database import Reader

__all__ = ["router"]

router = APIRouter(prefix="/v1/definitions", tags=["definitions"])

Assessing = Annotated[Reader, reader_for(Task.ASSESS_DEFINITION, purpose="protection")]
Reading = Annotated[Reader, reader_for(Task.ASSESS_DEFINITION, Task.READ_CHILDREN, purpose="protection")]

_Child = "By your agency's own reference; protection officers by the child's pseudonym"


class NewDefinition(Model):
    """An assessment: what the child is, who was with it, and how that is known."""

    child: Annotated[Line, Field(description=_Child, examples=["A-2026-0117"])]
    status: Annotated[Code, Field(examples=["separated"])]
    company: Annotated[list[Code], Field(max_length=10, examples=[["relative"]])]
    known_by: Annotated[list[Code], Field(max_length=10, examples=[["child_says", "documents"]])]
    assessed_on: Annotated[
        date | None, Field(examples=["2026-03-31"], description="Today, if none is given")
    ] = None
    note: Annotated[str | None, Field(max_length=2000)] = None


class Entered(Model):
    """The assessment as it was entered."""

    child: str
    status: str
    assessed_on: date


class Definition(Model):
    """One assessment. The latest is `in_force`; those before it stay."""

    record: Annotated[str, Field(examples=["N-58TY0AC"])]
    status: Said
    company: list[str]
    known_by: list[str]
    note: str | None
    assessed_on: date
    assessed_by: int
    entered_at: datetime
    in_force: bool


class Definitions(Model):
    """The assessments of a child, the first first."""

    items: list[Definition]


@router.post(
    "",
    status_code=201,
    summary="Assess a child found",
    response_model=Entered,
    responses=responses(404, 409, 422),
    name="assess_definition",
)
def assess(
    body: NewDefinition, reader: Assessing, service: TheService, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Enter whether a child is unaccompanied, separated or accompanied (GC 6 §7-8). It takes the place of what was assessed
    before; that stays."""
    answer = definitions.assess(
        service, reader, body.child, body.status, body.company, body.known_by, body.assessed_on, body.note,
        idempotency_key,
    )  # fmt: skip
    return receipt(answer)


@router.get("", summary="How a child was assessed", responses=responses(404, 422), name="list_definitions")
def list_definitions(
    reader: Reading, service: TheService, child: Annotated[str, Query(max_length=200, description=_Child)]
) -> Definitions:
    """Return the assessments of a child, the first first."""
    found = definitions.list_definitions(service, reader, child)
    return Definitions(
        items=[
            Definition(
                record=one.record,
                status=said(one.says),
                company=list(one.company),
                known_by=list(one.known_by),
                note=one.note,
                assessed_on=one.assessed_on,
                assessed_by=one.assessed_by,
                entered_at=one.entered_at,
                in_force=one.in_force,
            )
            for one in found
        ]
    )
