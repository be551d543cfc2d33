"""Declared conflicts of interest: records that one can't judge."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.models import Model
from tracing.api.problems import responses
from tracing.api.signed_in import reader_for
from tracing.casework.roles import Task
from tracing.service import conflicts
from tracing.store.database import Reader

__all__ = ["router"]

router = APIRouter(prefix="/v1/conflicts", tags=["conflicts"])

Declaring = Annotated[Reader, reader_for(Task.DECLARE_CONFLICT, purpose="conflict_of_interest")]


class Declaration(Model):
    """A record of your own family, or that you can't judge for another reason."""

    record: Annotated[str, Field(max_length=30, examples=["B-3K7Q2MF"])]


class Declared(Declaration):
    """A conflict that you declared."""

    since: datetime


class Conflicts(Model):
    """The conflicts that you declared, the first first."""

    items: list[Declared]


@router.post(
    "", status_code=204, summary="Declare a conflict", responses=responses(404, 422), name="declare_conflict"
)
def declare(body: Declaration, reader: Declaring, service: TheService) -> Response:
    """Declare a conflict of interest. It stands: you are given no pair of the record, and what you judged of it counts no
    more."""
    conflicts.declare(service, reader, body.record)
    return Response(status_code=204)


@router.get("", summary="Your conflicts", responses=responses(), name="list_conflicts")
def list_conflicts(reader: Declaring, service: TheService) -> Conflicts:
    """Return what you declared."""
    found = conflicts.list_conflicts(service, reader)
    return Conflicts(items=[Declared(record=one.record, since=one.since) for one in found])
