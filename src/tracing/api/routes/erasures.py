"""Erasures that wait for a protection officer: of records that may be evidence."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.models import Model
from tracing.api.pages import Cursor, Limit, Page, id_after, next_after
from tracing.api.problems import responses
from tracing.api.routes.records import IdempotencyKey, receipt
from tracing.api.signed_in import reader_for
from tracing.casework.roles import Task
from tracing.service import erasure_decisions
from tracing.store.database import Reader

__all__ = ["routers"]

_list = APIRouter(prefix="/v1/erasures", tags=["erasures"])
_of_record = APIRouter(prefix="/v1/records", tags=["erasures"])
routers = (_list, _of_record)

Deciding = Annotated[Reader, reader_for(Task.DECIDE_ERASURE, purpose="protection")]
Name = Annotated[str, Path(max_length=30, description="The record's pseudonym", examples=["N-58TY0AC"])]


class Erasure(Model):
    """An erasure that was asked for and waits. `kept_at`: since when an officer has decided that the record is kept."""

    record: Annotated[str, Field(examples=["N-58TY0AC"])]
    cause: str
    asked_at: datetime
    kept_by: int | None
    kept_at: datetime | None
    reason: str | None


class Decision(Model):
    """Whether a record is erased or kept, and why; `cause` where nobody had asked for it."""

    decision: Annotated[Literal["erase", "keep"], Field(examples=["keep"])]
    reason: Annotated[str, Field(max_length=2000, examples=["hay una queja sin responder"])]
    cause: Literal["asked", "withdrawn", "entered_by_mistake"] = "asked"


class Decided(Model):
    """What was decided on a record."""

    record: Annotated[str, Field(examples=["N-58TY0AC"])]
    decision: Literal["erase", "keep"]


@_list.get("", summary="List erasures that wait", responses=responses(422), name="list_erasures")
def list_erasures(
    reader: Deciding, service: TheService, cursor: Cursor = None, limit: Limit = 50
) -> Page[Erasure]:
    """List erasures that were asked for of records that may be evidence, of the records that the reader works on."""
    after = id_after(service.keyring, "erasures", cursor)
    found = erasure_decisions.list_erasures(service, reader, after, limit)
    return Page(
        items=[
            Erasure(
                record=one.record,
                cause=one.cause,
                asked_at=one.asked_at,
                kept_by=one.kept_by,
                kept_at=one.kept_at,
                reason=one.reason,
            )
            for one in found
        ],
        next=next_after(service.keyring, "erasures", limit, [one.id for one in found]),
    )


@_of_record.post(
    "/{record}/erasure",
    summary="Decide on an erasure",
    response_model=Decided,
    responses=responses(404, 422),
    name="decide_erasure",
)
def decide_erasure(
    record: Name,
    body: Decision,
    reader: Deciding,
    service: TheService,
    idempotency_key: IdempotencyKey = None,
) -> JSONResponse:
    """Erase a withdrawn record whatever stands on it, or have it kept. Officers of the agency that holds it don't decide."""
    return receipt(
        erasure_decisions.decide_erasure(
            service, reader, record, body.decision, body.reason, body.cause, idempotency_key
        )
    )
