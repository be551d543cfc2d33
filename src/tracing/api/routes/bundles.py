"""Case bundles: made for the authority that takes a case over, and verified by whoever has one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.models import Model
from tracing.api.problems import responses
from tracing.api.routes.queue import ChildName, InquiryName
from tracing.api.routes.records import IdempotencyKey
from tracing.api.signed_in import reader_for
from tracing.casework.roles import Task
from tracing.service.pairs import pair_of
from tracing.service.sharing import bundle, signing
from tracing.service.sharing.bundle_verify import verify_bundle
from tracing.store.database import Reader

__all__ = ["routers"]

of_case = APIRouter(prefix="/v1/links", tags=["bundles"])
router = APIRouter(prefix="/v1/bundles", tags=["bundles"])
routers = (of_case, router)

Making = Annotated[Reader, reader_for(Task.MAKE_BUNDLE, purpose="case_transfer")]
Verifying = Annotated[Reader, reader_for(Task.READ_AGREEMENTS, purpose="verify")]

_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FILES = dict.fromkeys((*bundle.FORMATS.values(), "application/octet-stream"), _BINARY)


class Wanted(Model):
    """For which agreement a bundle is made, on which legal basis, as what."""

    agreement: Annotated[str, Field(max_length=60, examples=["MX-DIF-GT-PGN-2026"])]
    basis: Literal["consent", "best_interests", "vital_interest", "legal_duty"]
    format: Literal["json", "pdf"] = "pdf"


class Fault(Model):
    """Something that isn't as it was signed, and where."""

    where: Annotated[str, Field(examples=["/child/birth_date"])]
    what: Annotated[str, Field(examples=["was changed"])]


class Verdict(Model):
    """What was found. `name`, `agreement` and `key` are of a bundle that is whole."""

    whole: bool
    name: str | None
    agreement: str | None
    key: int | None
    faults: list[Fault]


class Key(Model):
    """The public half of a key that signs bundles."""

    number: int
    ed25519: Annotated[str, Field(description="Of JSON: 32 bytes, hexadecimal")]
    certificate: Annotated[str, Field(description="Of PDF: X.509, PEM")]
    fingerprint: Annotated[str, Field(description="SHA-256 of the certificate")]
    created_at: datetime
    retired_at: datetime | None


class Keys(Model):
    """All keys that bundles were signed with, the first first."""

    items: list[Key]


@of_case.post(
    "/{inquiry}/{child}/bundle",
    summary="Make the bundle of a case",
    responses={
        200: {"content": dict.fromkeys(bundle.FORMATS.values(), _BINARY)},
        **responses(404, 409, 422),
    },
    response_class=Response,
    name="make_bundle",
)
def make(
    inquiry: InquiryName,
    child: ChildName,
    body: Wanted,
    reader: Making,
    service: TheService,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Return everything of a case that an agreement lets the authority have that takes it over, signed."""
    named = pair_of(inquiry, child)
    made = bundle.make_bundle(
        service, reader, named, body.agreement, body.basis, body.format, idempotency_key
    )
    headers = {"Content-Disposition": f'attachment; filename="{made.name}.{made.format}"'}
    return Response(made.file, media_type=bundle.FORMATS[made.format], headers=headers)


@router.post(
    "/verification",
    summary="Verify a bundle",
    responses=responses(413, 415, 422),
    openapi_extra={"requestBody": {"content": _FILES, "required": True}},
    name="verify_bundle",
)
async def verify(request: Request, reader: Verifying, service: TheService) -> Verdict:
    """Send a bundle as the body. The answer says whether every byte is as it was signed, and where it isn't; nothing of the
    file is kept."""
    data = await request.body()
    found = await run_in_threadpool(verify_bundle, service, reader, data)
    return Verdict(
        whole=found.whole,
        name=found.name,
        agreement=found.agreement,
        key=found.key,
        faults=[Fault(where=fault.where, what=fault.what) for fault in found.faults],
    )


@router.get("/keys", summary="The keys that sign bundles", responses=responses(), name="list_signing_keys")
def list_keys(_: Verifying, service: TheService) -> Keys:
    """Return what is needed to verify bundles elsewhere. Compare fingerprints with the office on another way first."""
    return Keys(
        items=[
            Key(
                number=one.number,
                ed25519=one.ed25519.hex(),
                certificate=one.pem,
                fingerprint=one.fingerprint,
                created_at=one.created_at,
                retired_at=one.retired_at,
            )
            for one in signing.public_keys(service)
        ]
    )
