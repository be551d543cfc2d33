"""Sharing agreements: entered by one person, confirmed by another, ended by hand; and what is shared under them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.models import AgencyCode, Code, Model
from tracing.api.pages import Cursor, Limit, Page, id_after, next_after
from tracing.api.problems import responses
from tracing.api.routes.pair_models import Said, said
from tracing.api.routes.records import IdempotencyKey, receipt
from tracing.api.signed_in import reader_for
from tracing.casework.roles import Task
from tracing.service.sharing import agreements, shares
from tracing.store.database import Reader

__all__ = ["AgreementName", "router"]

router = APIRouter(prefix="/v1/agreements", tags=["sharing"])

Reading = Annotated[Reader, reader_for(Task.READ_AGREEMENTS, purpose="sharing")]
Entering = Annotated[Reader, reader_for(Task.ENTER_AGREEMENT, purpose="sharing")]
Sharing = Annotated[Reader, reader_for(Task.SHARE, purpose="sharing")]

AgreementName = Annotated[str, Path(max_length=60, examples=["MX-DIF-GT-PGN-2026"])]


class NewAgreement(Model):
    """An agreement by which fields of the sender's records may be read by the receiver: `child.birth_date`,
    `inquiry.full_name`, `case.acts`."""

    code: Annotated[str, Field(max_length=60, examples=["MX-DIF-GT-PGN-2026"])]
    sender: Annotated[AgencyCode, Field(examples=["MX-DIF"])]
    receiver: Annotated[AgencyCode, Field(examples=["GT-PGN"])]
    purpose: Annotated[Code, Field(examples=["case_transfer"])]
    fields: Annotated[list[Code], Field(max_length=100, examples=[["child.full_name", "child.birth_date"]])]
    valid_from: date
    valid_until: date


class Agreement(Model):
    """An agreement, and where it stands today."""

    code: str
    sender: str
    receiver: str
    purpose: Said
    fields: list[str]
    valid_from: date
    valid_until: date
    standing: Said
    entered_by: int
    entered_at: datetime
    confirmed_by: int | None
    confirmed_at: datetime | None
    ended_by: int | None
    ended_at: datetime | None
    end_reason: str | None


class Changed(Model):
    """The agreement, and where it stands now."""

    agreement: str
    standing: str


class Ending(Model):
    """Why an agreement ends."""

    reason: Annotated[str, Field(max_length=2000, examples=["la autoridad cambió de funciones"])]


class NewShare(Model):
    """A record that is to be shared, by its pseudonym, on which legal basis, until when."""

    record: Annotated[str, Field(max_length=30, examples=["N-58TY0AC"])]
    basis: Annotated[Literal["consent", "best_interests", "vital_interest", "legal_duty"], Field()]
    until: date


class Made(Model):
    """The share as it was made; its name is what the receiver reads it by."""

    agreement: str
    share: UUID
    record: str


class Share(Model):
    """A record that is shared, or was."""

    name: UUID
    record: str
    basis: Said
    until: date
    decided_by: int
    decided_at: datetime
    ended_at: datetime | None


@router.get("", summary="List agreements", responses=responses(422), name="list_agreements")
def list_agreements(
    reader: Reading, service: TheService, cursor: Cursor = None, limit: Limit = 50
) -> Page[Agreement]:
    """List the agreements that your agency is a party to; the office and auditors all."""
    found = agreements.list_agreements(
        service, reader, id_after(service.keyring, "agreements", cursor), limit
    )
    return Page(
        items=[_out(one) for one in found],
        next=next_after(service.keyring, "agreements", limit, [one.id for one in found]),
    )


@router.post(
    "",
    status_code=201,
    summary="Enter an agreement",
    response_model=Changed,
    responses=responses(409, 422),
    name="enter_agreement",
)
def enter(
    body: NewAgreement, reader: Entering, service: TheService, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Enter an agreement. It is in force once a second person has confirmed it."""
    new = agreements.NewAgreement(
        body.code,
        body.sender,
        body.receiver,
        body.purpose,
        tuple(body.fields),
        body.valid_from,
        body.valid_until,
    )
    return receipt(agreements.enter(service, reader, new, idempotency_key))


@router.get("/{agreement}", summary="Read an agreement", responses=responses(404, 422), name="read_agreement")
def read(agreement: AgreementName, reader: Reading, service: TheService) -> Agreement:
    """Return an agreement that your agency is a party to."""
    return _out(agreements.read_agreement(service, reader, agreement))


@router.post(
    "/{agreement}/confirmation",
    summary="Confirm an agreement",
    response_model=Changed,
    responses=responses(404, 409, 422),
    name="confirm_agreement",
)
def confirm(
    agreement: AgreementName, reader: Entering, service: TheService, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Sign an agreement as the second person; whoever entered it can't."""
    return receipt(agreements.confirm(service, reader, agreement, idempotency_key))


@router.post(
    "/{agreement}/end",
    summary="End an agreement",
    response_model=Changed,
    responses=responses(404, 409, 422),
    name="end_agreement",
)
def end(
    agreement: AgreementName,
    body: Ending,
    reader: Entering,
    service: TheService,
    idempotency_key: IdempotencyKey = None,
) -> JSONResponse:
    """End an agreement at once. Nothing is read under it any more; a new one is needed to go on."""
    return receipt(agreements.end(service, reader, agreement, body.reason, idempotency_key))


@router.get(
    "/{agreement}/shares",
    summary="What is shared under an agreement",
    responses=responses(404, 422),
    name="list_shares",
)
def list_shares(
    agreement: AgreementName, reader: Sharing, service: TheService, cursor: Cursor = None, limit: Limit = 50
) -> Page[Share]:
    """List what is and was shared, for officers of the agency that gives and of the office."""
    name = f"shares:{agreement}"
    found = shares.list_shares(service, reader, agreement, id_after(service.keyring, name, cursor), limit)
    return Page(
        items=[
            Share(
                name=one.name,
                record=one.record,
                basis=said(one.basis),
                until=one.until,
                decided_by=one.decided_by,
                decided_at=one.decided_at,
                ended_at=one.ended_at,
            )
            for one in found
        ],
        next=next_after(service.keyring, name, limit, [one.id for one in found]),
    )


@router.post(
    "/{agreement}/shares",
    status_code=201,
    summary="Share a record",
    response_model=Made,
    responses=responses(404, 409, 422),
    name="share_record",
)
def share(
    agreement: AgreementName,
    body: NewShare,
    reader: Sharing,
    service: TheService,
    idempotency_key: IdempotencyKey = None,
) -> JSONResponse:
    """Share one record under an agreement in force. What stands against it is named, each with its rule."""
    return receipt(
        shares.share(service, reader, agreement, body.record, body.basis, body.until, idempotency_key)
    )


@router.delete(
    "/{agreement}/shares/{name}",
    status_code=204,
    summary="End a share",
    responses=responses(404, 422),
    name="end_share",
)
def end_share(agreement: AgreementName, name: UUID, reader: Sharing, service: TheService) -> Response:
    """End a share: the receiver reads nothing of it any more."""
    shares.end_share(service, reader, agreement, name)
    return Response(status_code=204)


def _out(one: agreements.AgreementView) -> Agreement:
    return Agreement(
        code=one.code,
        sender=one.sender,
        receiver=one.receiver,
        purpose=said(one.purpose),
        fields=list(one.fields),
        valid_from=one.valid_from,
        valid_until=one.valid_until,
        standing=said(one.standing),
        entered_by=one.entered_by,
        entered_at=one.entered_at,
        confirmed_by=one.confirmed_by,
        confirmed_at=one.confirmed_at,
        ended_by=one.ended_by,
        ended_at=one.ended_at,
        end_reason=one.end_reason,
    )
