"""Referrals to authorities and specialised services, and what came of them."""

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
from tracing.service.trafficking import referrals
from tracing.store.database import Reader

__all__ = ["router"]

router = APIRouter(prefix="/v1/referrals", tags=["referrals"])

Referring = Annotated[Reader, reader_for(Task.REFER, purpose="protection")]
Code = Annotated[str, Field(max_length=40)]
Note = Annotated[str | None, Field(max_length=2000)]


class Outcome(Model):
    """What came of a referral (code list `referral-outcomes`)."""

    outcome: Annotated[str, Field(examples=["accepted"])]
    note: str | None
    by: int
    at: datetime


class Referral(Model):
    """A referral: to whom, what was shared, on which basis, until when by which rule, and what came of it."""

    id: int
    record: Annotated[str, Field(examples=["N-58TY0AC"])]
    recipient: str
    code: Annotated[str, Field(examples=["GT-PGN"])]
    shared: list[str]
    basis: str
    urgency: str
    rule: Said
    source: Annotated[str, Field(examples=["8 USC 1232(b)(3)"])]
    since: datetime
    due_at: datetime
    due_basis: Annotated[str, Field(examples=["US/transfer_hours"])]
    overdue: bool
    note: str | None
    made_by: int
    made_at: datetime
    outcomes: list[Outcome]


class NewReferral(Model):
    """A referral of a record, by its pseudonym. `code` is the recipient's in the directory, beginning with its country.
    Without a `rule` the strictest that applies sets the due date; `due_at` may set an earlier one. The deadline runs from
    `since`: when the child was found or taken in, or the suspicion arose."""

    record: Annotated[str, Field(max_length=30, examples=["N-58TY0AC"])]
    recipient: Annotated[Code, Field(examples=["child_protection"])]
    code: Annotated[str, Field(max_length=100, examples=["GT-PGN"])]
    shared: Annotated[list[Code], Field(max_length=20, examples=[["identity", "signs"]])]
    basis: Annotated[Code, Field(examples=["victim_protection"])]
    urgency: Annotated[Code, Field(examples=["urgent"])]
    since: Annotated[datetime, Field(examples=["2026-03-31T08:00:00-06:00"])]
    rule: Annotated[Code | None, Field(examples=["palermo_without_delay"])] = None
    due_at: datetime | None = None
    note: Note = None


class Referred(Model):
    """The referral, and until when by which rule it is due."""

    referral: int
    record: str
    rule: str
    due_at: datetime
    due_basis: Annotated[str, Field(examples=["US/transfer_hours"])]


class NewOutcome(Model):
    """What came of a referral."""

    outcome: Annotated[Code, Field(examples=["received"])]
    note: Note = None


class Noted(Model):
    """What was noted."""

    referral: int
    outcome: str


@router.get("", summary="List referrals", responses=responses(404, 422), name="list_referrals")
def list_referrals(
    reader: Referring,
    service: TheService,
    record: Annotated[
        str | None, Query(max_length=30, description="Those of a record, by its pseudonym")
    ] = None,
    overdue: Annotated[bool, Query(description="Those that nobody answered by their day")] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Referral]:
    """List referrals in the order they were made."""
    name = f"referrals:{record}:{overdue}"
    after = id_after(service.keyring, name, cursor)
    found = referrals.list_referrals(service, reader, after, limit, record, overdue)
    return Page(
        items=[
            Referral(
                id=one.id,
                record=one.record,
                recipient=one.recipient.value,
                code=one.code,
                shared=[part.value for part in one.shared],
                basis=one.basis.value,
                urgency=one.urgency.value,
                rule=said(one.rule),
                source=one.rule.source,
                since=one.since,
                due_at=one.due_at,
                due_basis=one.due_basis,
                overdue=one.overdue,
                note=one.note,
                made_by=one.made_by,
                made_at=one.made_at,
                outcomes=[
                    Outcome(outcome=o.outcome.value, note=o.note, by=o.by, at=o.at) for o in one.outcomes
                ],
            )
            for one in found
        ],
        next=next_after(service.keyring, name, limit, [one.id for one in found]),
    )


@router.post(
    "",
    status_code=201,
    summary="Refer a case",
    response_model=Referred,
    responses=responses(404, 409, 422),
    name="refer",
)
def refer(
    body: NewReferral, reader: Referring, service: TheService, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Note that a case was referred, with what was shared and on which basis."""
    new = referrals.NewReferral(
        body.record,
        body.recipient,
        body.code,
        tuple(body.shared),
        body.basis,
        body.urgency,
        body.since,
        body.rule,
        body.due_at,
        body.note,
    )
    return receipt(referrals.refer(service, reader, new, idempotency_key))


@router.post(
    "/{number}/outcomes",
    status_code=201,
    summary="Note what came of a referral",
    response_model=Noted,
    responses=responses(404, 409, 422),
    name="note_referral_outcome",
)
def note_outcome(
    number: Id,
    body: NewOutcome,
    reader: Referring,
    service: TheService,
    idempotency_key: IdempotencyKey = None,
) -> JSONResponse:
    """Note what came of a referral. Once it was declined or has ended, nothing more is noted."""
    return receipt(referrals.note_outcome(service, reader, number, body.outcome, body.note, idempotency_key))
