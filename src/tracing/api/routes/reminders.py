"""Reminders of what is due, to whom it waits for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.models import Model
from tracing.api.pages import Cursor, Limit, Page, id_after, next_after
from tracing.api.problems import responses
from tracing.api.routes.pair_models import Said, said
from tracing.api.routes.records import IdempotencyKey, receipt
from tracing.api.signed_in import reader_for
from tracing.casework.repatriation.parties import PARTIES
from tracing.casework.roles import Task
from tracing.service.repatriation import reminding
from tracing.store.database import Reader

__all__ = ["router"]

router = APIRouter(prefix="/v1/reminders", tags=["reminders"])

Reminded = Annotated[Reader, reader_for(Task.READ_REMINDERS, purpose="protection")]


class Reminder(Model):
    """A reminder of a step of a case, a registration, a shield, a referral or a complaint. Officers read pseudonyms, a side's workers
    the reference of their own record."""

    reminder: UUID
    says: Said
    party: Said
    due_on: date
    inquiry: Annotated[str | None, Field(examples=["B-3K7Q2MF"])]
    child: Annotated[str | None, Field(examples=["N-58TY0AC"])]
    reference: Annotated[str | None, Field(examples=["F-2026-0088"])]
    complaint: UUID | None
    referral: int | None
    raised_at: datetime
    acknowledged_by: int | None
    acknowledged_at: datetime | None


class Acknowledged(Model):
    """The reminder that was taken note of."""

    reminder: UUID
    acknowledged_at: datetime


@router.get("", summary="List reminders", responses=responses(422), name="list_reminders")
def list_reminders(
    reader: Reminded,
    service: TheService,
    all: Annotated[bool, Query(description="Acknowledged and ended ones, too")] = False,
    party: Annotated[str | None, Query(max_length=40, description="Whom it waits for")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Reminder]:
    """List open reminders in the order they were raised: to officers those of the cases they work on, to workers of a side
    what waits for their own agency."""
    name = f"reminders:{all}:{party}"
    after = id_after(service.keyring, name, cursor)
    found = reminding.list_reminders(service, reader, after, limit, not all, party)
    return Page(
        items=[
            Reminder(
                reminder=one.name,
                says=said(one.says),
                party=said(PARTIES[one.party]),
                due_on=one.due_on,
                inquiry=one.inquiry,
                child=one.child,
                reference=one.reference,
                complaint=one.complaint,
                referral=one.referral,
                raised_at=one.raised_at,
                acknowledged_by=one.acknowledged_by,
                acknowledged_at=one.acknowledged_at,
            )
            for one in found
        ],
        next=next_after(service.keyring, name, limit, [one.id for one in found]),
    )


@router.post(
    "/{reminder}/acknowledgement",
    summary="Take note of a reminder",
    response_model=Acknowledged,
    responses=responses(404, 409, 422),
    name="acknowledge_reminder",
)
def acknowledge(
    reminder: UUID, reader: Reminded, service: TheService, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Take note of a reminder. What is due stays due until it is done."""
    return receipt(reminding.acknowledge(service, reader, reminder, idempotency_key))
