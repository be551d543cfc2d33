"""Holds: raised by rules and by hand, lifted by protection officers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.models import Id, Model
from tracing.api.pages import Cursor, Limit, Page, id_after, next_after
from tracing.api.problems import Basis, basis, responses
from tracing.api.routes.pair_models import Said, said
from tracing.api.routes.records import IdempotencyKey, receipt
from tracing.api.signed_in import reader_for
from tracing.casework.roles import Task
from tracing.service import holds
from tracing.store.database import Reader

__all__ = ["router"]

router = APIRouter(prefix="/v1/holds", tags=["holds"])

Raising = Annotated[Reader, reader_for(Task.RAISE_HOLD, purpose="protection")]
Lifting = Annotated[Reader, reader_for(Task.LIFT_HOLD, purpose="protection")]
Listing = Annotated[Reader, reader_for(Task.LIFT_HOLD, Task.READ_CHILDREN, purpose="protection")]


class Hold(Model):
    """A hold on a record. `reference` is your agency's own, where the record is your agency's. `basis`: the law that it rests on;
    `review_basis`: the rule that `review_on` follows, of the place where the record is held."""

    id: int
    record: Annotated[str, Field(examples=["N-58TY0AC"])]
    reference: str | None
    kind: Said
    rule: Annotated[str | None, Field(examples=["shared_phone_3"])]
    basis: Basis
    review_basis: Annotated[str, Field(examples=["INT/hold_review_days"])]
    reason: str
    raised_by: int | None
    raised_at: datetime
    review_on: date
    lifted_by: int | None
    lifted_at: datetime | None
    lift_reason: str | None


class NewHold(Model):
    """A hold to be raised on a record, by its pseudonym."""

    record: Annotated[str, Field(max_length=30, examples=["N-58TY0AC"])]
    kind: Annotated[str, Field(max_length=40, examples=["coached_answers"])]
    reason: Annotated[str, Field(min_length=1, max_length=2000, examples=["respuestas de memoria"])]


class Raised(Model):
    """The hold as it was raised."""

    hold: int
    record: str
    kind: str


class Lift(Model):
    """Why a hold is lifted, and when the matter is looked at again."""

    reason: Annotated[str, Field(max_length=2000, examples=["la abuela vive en la misma casa"])]
    review_on: Annotated[date | None, Field(examples=["2026-06-30"])] = None


class Lifted(Model):
    """The hold that was lifted."""

    hold: int
    review_on: date


@router.get("", summary="List holds", responses=responses(422), name="list_holds")
def list_holds(
    reader: Listing,
    service: TheService,
    all: Annotated[bool, Query(description="Lifted ones, too")] = False,
    kind: Annotated[str | None, Query(max_length=40)] = None,
    review_by: Annotated[date | None, Query(description="To be looked at by that day")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Hold]:
    """List open holds in the order they were raised: protection officers all, workers of children found those on their own
    children."""
    name = f"holds:{all}:{kind}:{review_by}"
    after = id_after(service.keyring, name, cursor)
    found = holds.list_holds(service, reader, after, limit, not all, kind, review_by)
    return Page(
        items=[
            Hold(
                id=hold.id,
                record=hold.record,
                reference=hold.reference,
                kind=said(hold.says),
                rule=hold.rule,
                basis=basis(hold.says),
                review_basis=hold.review_basis,
                reason=hold.reason,
                raised_by=hold.raised_by,
                raised_at=hold.raised_at,
                review_on=hold.review_on,
                lifted_by=hold.lifted_by,
                lifted_at=hold.lifted_at,
                lift_reason=hold.lift_reason,
            )
            for hold in found
        ],
        next=next_after(service.keyring, name, limit, [hold.id for hold in found]),
    )


@router.post(
    "",
    status_code=201,
    summary="Raise a hold",
    response_model=Raised,
    responses=responses(404, 409, 422),
    name="raise_hold",
)
def raise_hold(
    body: NewHold, reader: Raising, service: TheService, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Stop a case until a protection officer has looked at it. Reviewers raise the kinds that aren't confidential."""
    return receipt(holds.raise_hold(service, reader, body.record, body.kind, body.reason, idempotency_key))


@router.post(
    "/{number}/lifting",
    summary="Lift a hold",
    response_model=Lifted,
    responses=responses(404, 409, 422),
    name="lift_hold",
)
def lift_hold(
    number: Id, body: Lift, reader: Lifting, service: TheService, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Lift a hold, with a reason and a day on which the matter is looked at again."""
    return receipt(holds.lift_hold(service, reader, number, body.reason, body.review_on, idempotency_key))
