"""Concerns of trafficking that rules raised, for protection officers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.models import Id, Model
from tracing.api.pages import Cursor, Limit, Page, id_after, next_after
from tracing.api.problems import responses
from tracing.api.routes.pair_models import Said, said
from tracing.api.routes.records import IdempotencyKey, receipt
from tracing.api.signed_in import reader_for
from tracing.casework.roles import Task
from tracing.service.trafficking import concerns
from tracing.store.database import Reader

__all__ = ["router"]

router = APIRouter(prefix="/v1/concerns", tags=["concerns"])

Judging = Annotated[Reader, reader_for(Task.JUDGE_CONCERN, purpose="protection")]


class Concern(Model):
    """What a rule saw in an inquiry that may point to trafficking: what it is about, why it was raised, and the records it
    rests on, by their pseudonyms. It accuses nobody."""

    id: int
    record: Annotated[str, Field(examples=["B-58TY0AC"])]
    kind: Said
    why: Said
    source: Annotated[str, Field(examples=["Palermo Protocol 9, 10; CRC 35"])]
    records: Annotated[list[str], Field(examples=[["B-58TY0AC", "N-1W9Q0TT"]])]
    raised_at: datetime
    changed_at: datetime
    dismissed_by: int | None
    dismissed_at: datetime | None
    reason: str | None


class Dismissal(Model):
    """Why a concern is dismissed."""

    reason: Annotated[str, Field(max_length=2000, examples=["es el teléfono de la tienda de la aldea"])]


class Dismissed(Model):
    """The concern that was dismissed."""

    concern: int


@router.get("", summary="List concerns", responses=responses(404, 422), name="list_concerns")
def list_concerns(
    reader: Judging,
    service: TheService,
    all: Annotated[bool, Query(description="Dismissed ones, too")] = False,
    kind: Annotated[str | None, Query(max_length=40)] = None,
    record: Annotated[
        str | None, Query(max_length=30, description="Those that rest on a record, by its pseudonym")
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Concern]:
    """List open concerns in the order they were raised."""
    name = f"concerns:{all}:{kind}:{record}"
    after = id_after(service.keyring, name, cursor)
    found = concerns.list_concerns(service, reader, after, limit, not all, kind, record)
    return Page(
        items=[
            Concern(
                id=one.id,
                record=one.record,
                kind=said(one.says),
                why=said(one.why),
                source=one.why.source,
                records=list(one.records),
                raised_at=one.raised_at,
                changed_at=one.changed_at,
                dismissed_by=one.dismissed_by,
                dismissed_at=one.dismissed_at,
                reason=one.reason,
            )
            for one in found
        ],
        next=next_after(service.keyring, name, limit, [one.id for one in found]),
    )


@router.post(
    "/{number}/dismissal",
    summary="Dismiss a concern",
    response_model=Dismissed,
    responses=responses(404, 409, 422),
    name="dismiss_concern",
)
def dismiss_concern(
    number: Id, body: Dismissal, reader: Judging, service: TheService, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Dismiss a concern, with a reason. It comes back only on new facts."""
    return receipt(concerns.dismiss_concern(service, reader, number, body.reason, idempotency_key))
