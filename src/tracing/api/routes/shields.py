"""Shielded records: protection officers alone see them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.models import Model
from tracing.api.pages import Cursor, Limit, Page, id_after, next_after
from tracing.api.problems import responses
from tracing.api.routes.records import IdempotencyKey, receipt
from tracing.api.signed_in import reader_for
from tracing.casework.roles import Task
from tracing.service.trafficking import shields
from tracing.store.database import Reader

__all__ = ["routers"]

_list = APIRouter(prefix="/v1/shields", tags=["shields"])
_of_record = APIRouter(prefix="/v1/records", tags=["shields"])
routers = (_list, _of_record)

Shielding = Annotated[Reader, reader_for(Task.SHIELD, purpose="protection")]
Name = Annotated[str, Path(max_length=30, description="The record's pseudonym", examples=["N-58TY0AC"])]


class Shield(Model):
    """A shield on a record: why, by whom, when it is looked at again."""

    record: Annotated[str, Field(examples=["N-58TY0AC"])]
    reason: str
    review_on: date
    review_basis: Annotated[str, Field(examples=["INT/shield_review_days"])]
    shielded_by: int
    shielded_at: datetime
    ended_by: int | None
    ended_at: datetime | None
    end_reason: str | None


class Shielded(Model):
    """The record, and when its shield is looked at again."""

    record: Annotated[str, Field(examples=["N-58TY0AC"])]
    review_on: date


class NewShield(Model):
    """Why a record is shielded, and when that is looked at again: within the days of `shield_review_days`, 180 as shipped."""

    reason: Annotated[str, Field(max_length=2000, examples=["amenazas desde el propio albergue"])]
    review_on: Annotated[date | None, Field(examples=["2026-06-30"])] = None


class Ending(Model):
    """Why a shield is ended."""

    reason: Annotated[str, Field(max_length=2000, examples=["la persona ya no trabaja ahí"])]


class Ended(Model):
    """The record that is shielded no more."""

    record: Annotated[str, Field(examples=["N-58TY0AC"])]


@_list.get("", summary="List shielded records", responses=responses(422), name="list_shields")
def list_shields(
    reader: Shielding,
    service: TheService,
    all: Annotated[bool, Query(description="Ended ones, too")] = False,
    review_by: Annotated[date | None, Query(description="To be looked at by that day")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Shield]:
    """List shields in the order they were raised."""
    name = f"shields:{all}:{review_by}"
    after = id_after(service.keyring, name, cursor)
    found = shields.list_shields(service, reader, after, limit, not all, review_by)
    return Page(
        items=[
            Shield(
                record=one.record,
                reason=one.reason,
                review_on=one.review_on,
                review_basis=one.review_basis,
                shielded_by=one.shielded_by,
                shielded_at=one.shielded_at,
                ended_by=one.ended_by,
                ended_at=one.ended_at,
                end_reason=one.end_reason,
            )
            for one in found
        ],
        next=next_after(service.keyring, name, limit, [one.id for one in found]),
    )


@_of_record.post(
    "/{record}/shield",
    status_code=201,
    summary="Shield a record",
    response_model=Shielded,
    responses=responses(404, 409, 422),
    name="shield",
)
def shield(
    record: Name,
    body: NewShield,
    reader: Shielding,
    service: TheService,
    idempotency_key: IdempotencyKey = None,
) -> JSONResponse:
    """Have a record and its pairs seen by protection officers alone, until another of them ends it."""
    return receipt(shields.shield(service, reader, record, body.reason, body.review_on, idempotency_key))


@_of_record.put(
    "/{record}/shield",
    summary="Look at a shield again",
    response_model=Shielded,
    responses=responses(404, 409, 422),
    name="renew_shield",
)
def renew_shield(
    record: Name,
    body: NewShield,
    reader: Shielding,
    service: TheService,
    idempotency_key: IdempotencyKey = None,
) -> JSONResponse:
    """Say why a record stays shielded, and when that is looked at again."""
    return receipt(
        shields.renew_shield(service, reader, record, body.reason, body.review_on, idempotency_key)
    )


@_of_record.post(
    "/{record}/shield/ending",
    summary="End a shield",
    response_model=Ended,
    responses=responses(404, 409, 422),
    name="unshield",
)
def unshield(
    record: Name,
    body: Ending,
    reader: Shielding,
    service: TheService,
    idempotency_key: IdempotencyKey = None,
) -> JSONResponse:
    """End the shield of a record. Whoever raised it doesn't: four eyes."""
    return receipt(shields.unshield(service, reader, record, body.reason, idempotency_key))
