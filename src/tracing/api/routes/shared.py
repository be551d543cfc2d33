"""What other agencies share with one's own, read through an agreement, and what has crossed that way."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.models import Model
from tracing.api.pages import Cursor, Limit, Page, id_after, next_after
from tracing.api.problems import responses
from tracing.api.routes.agreements import AgreementName
from tracing.api.routes.pair_models import Said, said
from tracing.api.signed_in import reader_for
from tracing.casework.roles import Task
from tracing.casework.sharing import matrix
from tracing.service.sharing import reading, transfers
from tracing.store.database import Reader

__all__ = ["LeftOut", "left_out", "routers"]

shared = APIRouter(prefix="/v1/shared", tags=["sharing"])
transferred = APIRouter(prefix="/v1/transfers", tags=["sharing"])
routers = (shared, transferred)

Reading = Annotated[Reader, reader_for(Task.READ_SHARED, purpose="sharing")]
Auditing = Annotated[Reader, reader_for(Task.READ_TRANSFERS, purpose="oversight")]


class Entry(Model):
    """Something that is shared with your agency."""

    name: UUID


class LeftOut(Model):
    """A category of fields that are left out of every record alike, whether or not there is anything."""

    category: Said
    fields: list[str]


class SharedRecord(Model):
    """A record of another agency, in the fields that its agreement allows you."""

    name: UUID
    agreement: str
    sender: str
    side: str
    version: int
    fields: Annotated[dict[str, str | list[str]], Field(examples=[{"full_name": "Josué Caal Pop"}])]
    left_out: list[LeftOut]


class Transfer(Model):
    """Something that crossed. `record` is its pseudonym, for officers who don't read it as the receiver."""

    agreement: str
    kind: str
    share: UUID
    record: str | None
    side: str
    sender: str
    receiver: str
    basis: Said
    fields: list[str]
    digest: Annotated[str | None, Field(description="Of a bundle: SHA-256 of the file")]
    by: int
    at: datetime


@shared.get(
    "/{agreement}", summary="What is shared with you", responses=responses(404, 409, 422), name="list_shared"
)
def list_shared(
    agreement: AgreementName, reader: Reading, service: TheService, cursor: Cursor = None, limit: Limit = 50
) -> Page[Entry]:
    """List what is shared with you under an agreement that is in force."""
    name = f"shared:{agreement}"
    found = reading.list_shared(service, reader, agreement, id_after(service.keyring, name, cursor), limit)
    return Page(
        items=[Entry(name=one) for _, one in found],
        next=next_after(service.keyring, name, limit, [number for number, _ in found]),
    )


@shared.get(
    "/{agreement}/{name}",
    summary="Read what is shared",
    responses=responses(404, 409, 422),
    name="read_shared",
)
def read_shared(agreement: AgreementName, name: UUID, reader: Reading, service: TheService) -> SharedRecord:
    """Return a record in the fields that its agreement allows you. Each read is a transfer, and written down as one."""
    found = reading.read_shared(service, reader, agreement, name)
    return SharedRecord(
        name=found.name,
        agreement=found.agreement,
        sender=found.sender,
        side=found.side.value,
        version=found.version,
        fields=dict(found.fields),
        left_out=left_out(found.left_out),
    )


@transferred.get("", summary="What has crossed", responses=responses(422), name="list_transfers")
def list_transfers(
    reader: Auditing,
    service: TheService,
    agreement: Annotated[str | None, Query(max_length=60)] = None,
    share: UUID | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Transfer]:
    """List transfers: officers of both parties those between them, the office and auditors all."""
    name = f"transfers:{agreement}:{share}"
    after = id_after(service.keyring, name, cursor)
    found = transfers.list_transfers(service, reader, after, limit, agreement, share)
    return Page(
        items=[
            Transfer(
                agreement=one.agreement,
                kind=one.kind,
                share=one.share,
                record=one.record,
                side=one.side.value,
                sender=one.sender,
                receiver=one.receiver,
                basis=said(one.basis),
                fields=list(one.fields),
                digest=one.digest,
                by=one.by,
                at=one.at,
            )
            for one in found
        ],
        next=next_after(service.keyring, name, limit, [one.id for one in found]),
    )


def left_out(found: tuple[matrix.LeftOut, ...]) -> list[LeftOut]:
    """Return what is left out as it is shown."""
    return [LeftOut(category=said(one.category), fields=list(one.fields)) for one in found]
