"""Agencies that take part."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.models import AgencyCode, Code, Line, Model
from tracing.api.pages import Cursor, Limit, Page, id_after, next_after
from tracing.api.problems import responses
from tracing.api.signed_in import SignedIn, reader_for
from tracing.casework.roles import Task
from tracing.service import agencies
from tracing.store.database import Reader

__all__ = ["router"]

router = APIRouter(prefix="/v1/agencies", tags=["agencies"])

Administrator = Annotated[Reader, reader_for(Task.MANAGE_AGENCIES, purpose="administration")]
InPath = Annotated[str, Path(max_length=40, examples=["HN-SENAF"])]


class NewAgency(Model):
    """An agency to enter."""

    code: Annotated[AgencyCode, Field(examples=["HN-SENAF"])]
    name: Line
    country: Annotated[Code, Field(description="ISO 3166-1 alpha-2", examples=["HN"])]
    kind: Annotated[Code, Field(description="`GET /v1/codes/agency-kinds`")]
    sides: Annotated[list[Code], Field(max_length=2, description="`child`, `inquiry`: what it submits")]


class Change(Model):
    """What is to change; what is left out stays."""

    name: Line | None = None
    active: bool | None = None


class Agency(Model):
    """An agency."""

    code: str
    name: str
    country: str
    kind: str
    sides: list[str]
    active: bool
    created_at: datetime


def _agency(agency: agencies.Agency) -> Agency:
    return Agency(
        code=agency.code,
        name=agency.name,
        country=agency.country,
        kind=agency.kind,
        sides=agency.sides,
        active=agency.active,
        created_at=agency.created_at,
    )


@router.get("", summary="List agencies", responses=responses(422))
def list_agencies(
    who: SignedIn, service: TheService, cursor: Cursor = None, limit: Limit = 50
) -> Page[Agency]:
    """List agencies in the order they were entered."""
    after = id_after(service.keyring, "agencies", cursor)
    found = agencies.list_agencies(service, who.reader("reading"), after, limit)
    return Page(
        items=[_agency(a) for a in found],
        next=next_after(service.keyring, "agencies", limit, [a.id for a in found]),
    )


@router.post("", status_code=201, summary="Enter an agency", responses=responses(409, 422))
def add_agency(body: NewAgency, reader: Administrator, service: TheService) -> Agency:
    """Enter an agency. Migration, police, military and border authorities can't be entered."""
    return _agency(
        agencies.add_agency(service, reader, body.code, body.name, body.country, body.kind, body.sides)
    )


@router.get("/{code}", summary="Read an agency", responses=responses(404))
def get_agency(code: InPath, who: SignedIn, service: TheService) -> Agency:
    """Return an agency."""
    return _agency(agencies.get_agency(service, who.reader("reading"), code))


@router.patch("/{code}", summary="Change an agency", responses=responses(404, 409, 422))
def change_agency(code: InPath, body: Change, reader: Administrator, service: TheService) -> Agency:
    """Rename an agency, shut it out (`active: false`) or let it in again."""
    return _agency(agencies.change_agency(service, reader, code, body.name, body.active))
