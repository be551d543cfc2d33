"""The child's right to its consulate: told, asked, and nothing without a yes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.models import AgencyCode, Line, Model
from tracing.api.problems import responses
from tracing.api.routes.records import IdempotencyKey, receipt
from tracing.api.signed_in import reader_for
from tracing.casework.roles import Task
from tracing.service.sharing import consular
from tracing.store.database import Reader

__all__ = ["router"]

router = APIRouter(prefix="/v1/consular", tags=["consular"])

Recording = Annotated[Reader, reader_for(Task.RECORD_CONSULAR, purpose="consular")]
Notifying = Annotated[Reader, reader_for(Task.NOTIFY_CONSULATE, purpose="consular")]

_Child = "By your agency's own reference; protection officers by the child's pseudonym"


class NewInforming(Model):
    """That a child was told of the right to its consulate, in which language, by whom, and what it wishes."""

    child: Annotated[Line, Field(description=_Child, examples=["A-2026-0117"])]
    consulate: Annotated[AgencyCode, Field(examples=["GT-CONS-TAP"])]
    on: date
    language: Annotated[str, Field(max_length=80, examples=["kek"])]
    explained_by: Annotated[str, Field(max_length=200, examples=["trabajadora social de la procuraduría"])]
    wish: Literal["yes", "no", "undecided"]
    interpreter: Annotated[str, Field(max_length=200)] = ""
    note: Annotated[str, Field(max_length=2000)] = ""


class Informed(Model):
    """What was written down."""

    child: str
    consulate: str
    wish: str


class NewNotification(Model):
    """A consulate that is to be notified, by the agreement with it; in which language, until when it may read."""

    child: Annotated[str, Field(max_length=200, description=_Child, examples=["N-58TY0AC"])]
    agreement: Annotated[str, Field(max_length=60, examples=["MX-DIF-GT-CONS-2026"])]
    language: Annotated[str, Field(max_length=80, examples=["spa"])]
    until: date


class Notified(Model):
    """The notification; the share's name is what the consulate reads by."""

    child: str
    agreement: str
    share: UUID


class Entry(Model):
    """`informed` with what the child wished, or `notified`."""

    kind: str
    consulate: str
    wish: str | None
    on: date
    language: str
    detail: dict[str, str]
    by: int
    at: datetime


class Entries(Model):
    """All that is written down of a child, the first first; the child's last word counts."""

    child: str
    items: list[Entry]


@router.get("", summary="A child and its consulate", responses=responses(404, 422), name="list_consular")
def list_consular(
    reader: Recording,
    service: TheService,
    child: Annotated[str, Query(max_length=200, description=_Child)],
) -> Entries:
    """Return when a child was told of the right, what it wished, and whether a consulate was notified."""
    name, found = consular.list_consular(service, reader, child)
    return Entries(
        child=name,
        items=[
            Entry(
                kind=one.kind,
                consulate=one.consulate,
                wish=one.wish,
                on=one.on,
                language=one.language,
                detail=one.detail,
                by=one.by,
                at=one.at,
            )
            for one in found
        ],
    )


@router.post(
    "",
    status_code=201,
    summary="Write down that a child was told",
    response_model=Informed,
    responses=responses(404, 409, 422),
    name="record_informing",
)
def record_informing(
    body: NewInforming, reader: Recording, service: TheService, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Write down that a child was told of the right to its consulate and what it wishes. A later entry takes its place."""
    new = consular.NewInforming(
        body.consulate, body.on, body.language, body.explained_by, body.wish, body.interpreter, body.note
    )
    return receipt(consular.record_informing(service, reader, body.child, new, idempotency_key))


@router.post(
    "/notifications",
    status_code=201,
    summary="Notify a consulate",
    response_model=Notified,
    responses=responses(404, 409, 422),
    name="notify_consulate",
)
def notify(
    body: NewNotification, reader: Notifying, service: TheService, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Notify a consulate, once the child wishes it. From then on it reads the fields that are agreed, and no others."""
    answer = consular.notify(
        service, reader, body.child, body.agreement, body.language, body.until, idempotency_key
    )
    return receipt(answer)
