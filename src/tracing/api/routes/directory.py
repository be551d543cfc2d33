"""The directory of institutions: who answers for what, who receives a child, who gets nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.models import Code, Line, Model
from tracing.api.problems import responses
from tracing.api.routes.pair_models import Said, said
from tracing.api.routes.records import IdempotencyKey, receipt
from tracing.api.signed_in import reader_for
from tracing.casework.care.institutions import ACCESSES, FUNCTIONS, INSTITUTION_KINDS
from tracing.casework.roles import Task
from tracing.service.care import directory
from tracing.store.database import Reader

__all__ = ["router"]

router = APIRouter(prefix="/v1/directory", tags=["care"])

Reading = Annotated[Reader, reader_for(Task.READ_DIRECTORY, purpose="protection")]
Correcting = Annotated[Reader, reader_for(Task.CORRECT_DIRECTORY, purpose="directory")]
Key = Annotated[str, Path(max_length=40, examples=["GT-PGN"])]
Country = Annotated[str, Query(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2")]
AnyCountry = Annotated[
    str | None,
    Query(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2; XX for those of the whole region"),
]
SubDivision = Annotated[str | None, Query(pattern="^[A-Z]{2}-[A-Z0-9]{1,3}$", description="ISO 3166-2")]
Short = Annotated[str, Field(max_length=200)]


class Entry(Model):
    """An institution. `access`: what it may get of what this service holds; `firewalled`: nothing. `stale`: checked too
    long ago to be relied on. `to_check`: what somebody still has to find out."""

    key: Annotated[str, Field(examples=["GT-PGN"])]
    version: int
    country: str
    subdivision: str
    institution: str
    short: str
    kind: Said
    functions: list[Said]
    sides: list[str]
    access: Said
    firewalled: bool
    legal_basis: str
    source: str
    to_check: str
    contact: str
    retired: bool
    checked_on: date
    checked_by: str
    stale: bool
    check_due_on: date
    check_basis: Annotated[str, Field(examples=["INT/directory_check_days"])]


class Entries(Model):
    """The entries that were searched for, by their keys."""

    items: list[Entry]


class Version(Model):
    """A version of an entry; without who and when it is the one that was shipped."""

    version: int
    institution: str
    kind: str
    functions: list[str]
    sides: list[str]
    subdivision: str
    legal_basis: str
    source: str
    to_check: str
    contact: str
    retired: bool
    checked_on: date
    checked_by: str
    reason: str
    by_user: int | None
    at: datetime | None


class Versions(Model):
    """All versions of an entry, the first first."""

    items: list[Version]


class NewEntry(Model):
    """The whole entry as it shall be. `version`: the one that you read, 0 for a new entry. `checked_on`, `checked_by`: when
    it was compared with its source, and by whom."""

    version: Annotated[int, Field(ge=0, le=1_000_000, examples=[1])]
    institution: Annotated[Line, Field(examples=["Procuraduría de la Niñez"])]
    short: Short = ""
    subdivision: Annotated[str, Field(max_length=6)] = ""
    kind: Annotated[Code, Field(examples=["child_protection"])]
    functions: Annotated[list[Code], Field(max_length=30, examples=[["notice", "reception"]])]
    sides: Annotated[list[Code], Field(max_length=2, default_factory=list, examples=[["child", "inquiry"]])]
    legal_basis: Short = ""
    source: Annotated[Line, Field(examples=["Decreto 27-2003, art. 108"])]
    to_check: Short = ""
    contact: Short = ""
    retired: bool = False
    checked_on: Annotated[date, Field(examples=["2026-03-31"])]
    checked_by: Annotated[Line, Field(examples=["enlace de la institución, por teléfono"])]
    reason: Annotated[str, Field(min_length=1, max_length=2000, examples=["cambió de nombre"])]


class Written(Model):
    """The entry as it was written."""

    key: str
    version: int


@router.get("", summary="Search the directory", responses=responses(422), name="list_entries")
def list_entries(
    reader: Reading,
    service: TheService,
    country: AnyCountry = None,
    kind: Annotated[str | None, Query(max_length=40)] = None,
    side: Annotated[str | None, Query(max_length=40, description="`child`, `inquiry`")] = None,
    subdivision: SubDivision = None,
    function: Annotated[str | None, Query(max_length=40, description="What it is for")] = None,
    retired: Annotated[bool, Query(description="Retired ones, too")] = False,
) -> Entries:
    """Find institutions by country, kind, side, sub-unit and what they're for. Those behind the firewall are listed, so that
    everybody sees that they get nothing."""
    found = directory.list_entries(service, reader, country, kind, side, subdivision, function, retired)
    return Entries(items=[_entry(one) for one in found])


@router.get(
    "/reception", summary="Who receives a child", responses=responses(404, 422), name="reception_authority"
)
def reception_authority(
    reader: Reading, service: TheService, country: Country, subdivision: SubDivision = None
) -> Entry:
    """Return the authority of a country that a child who returns is handed to: child protection, never police or border."""
    key = directory.reception_authority(service, country, subdivision or "").key
    found = directory.get_entry(service, reader, key)
    return _entry(found)


@router.get("/{key}", summary="Read an entry", responses=responses(404, 422), name="read_entry")
def read_entry(key: Key, reader: Reading, service: TheService) -> Entry:
    """Return an entry as it counts today."""
    found = directory.get_entry(service, reader, key)
    return _entry(found)


@router.get(
    "/{key}/versions",
    summary="All versions of an entry",
    responses=responses(404, 422),
    name="entry_versions",
)
def entry_versions(key: Key, reader: Reading, service: TheService) -> Versions:
    """Return all versions of an entry, the first first."""
    return Versions(
        items=[
            Version(
                version=one.entry.version,
                institution=one.entry.institution,
                kind=one.entry.kind.value,
                functions=[f.value for f in one.entry.functions],
                sides=[s.value for s in one.entry.sides],
                subdivision=one.entry.subdivision,
                legal_basis=one.entry.legal_basis,
                source=one.entry.source,
                to_check=one.entry.to_check,
                contact=one.entry.contact,
                retired=one.entry.retired,
                checked_on=one.entry.checked_on,
                checked_by=one.entry.checked_by,
                reason=one.reason,
                by_user=one.by_user,
                at=one.at,
            )
            for one in directory.entry_versions(service, reader, key)
        ]
    )


@router.put(
    "/{key}",
    summary="Correct an entry",
    response_model=Written,
    responses={201: {"model": Written}, **responses(404, 409, 412, 422)},
    name="write_entry",
)
def write_entry(
    key: Key, body: NewEntry, reader: Correcting, service: TheService, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Append a version of an entry, or enter a new one. What stands behind the firewall stays behind it."""
    new = directory.NewEntry(**body.model_dump())
    return receipt(directory.write_entry(service, reader, key, new, idempotency_key))


def _entry(seen: directory.Seen) -> Entry:
    entry = seen.entry
    return Entry(
        key=entry.key,
        version=entry.version,
        country=entry.country,
        subdivision=entry.subdivision,
        institution=entry.institution,
        short=entry.short,
        kind=said(INSTITUTION_KINDS[entry.kind]),
        functions=[said(FUNCTIONS[f]) for f in entry.functions],
        sides=[side.value for side in entry.sides],
        access=said(ACCESSES[entry.access]),
        firewalled=entry.firewalled,
        legal_basis=entry.legal_basis,
        source=entry.source,
        to_check=entry.to_check,
        contact=entry.contact,
        retired=entry.retired,
        checked_on=entry.checked_on,
        checked_by=entry.checked_by,
        stale=seen.stale,
        check_due_on=seen.check_due.on,
        check_basis=seen.check_due.basis,
    )
