"""Shelters: whom they take, how many places they have, and how many of these are taken."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.models import Code, Model
from tracing.api.pages import Cursor, Limit, Page, id_after, next_after
from tracing.api.problems import responses
from tracing.api.routes.pair_models import Said, said
from tracing.api.routes.records import IdempotencyKey, receipt
from tracing.api.signed_in import reader_for
from tracing.casework.care.shelters import ACCESSIBILITIES, OLDEST, SHELTER_KINDS
from tracing.casework.roles import Task
from tracing.service.care import shelters
from tracing.store.database import Reader

__all__ = ["router"]

router = APIRouter(prefix="/v1/shelters", tags=["care"])

Reading = Annotated[Reader, reader_for(Task.READ_SHELTERS, purpose="protection")]
Keeping = Annotated[Reader, reader_for(Task.KEEP_SHELTERS, purpose="protection")]
AgencyInPath = Annotated[str, Path(max_length=40, examples=["MX-DIF"])]
CodeInPath = Annotated[str, Path(max_length=40, examples=["CASA-1"])]
Years = Annotated[int, Field(ge=0, le=OLDEST)]


class Shelter(Model):
    """A shelter. `name` and `address` are missing where they're confidential and not yours to see; `own`: you may correct it
    and count its places."""

    agency: Annotated[str, Field(examples=["MX-DIF"])]
    code: Annotated[str, Field(examples=["CASA-1"])]
    version: int
    name: str | None
    address: str | None
    country: str
    subdivision: str
    kind: Said
    least_age: int
    most_age: int
    sexes: list[str]
    places: int
    accessibility: list[Said]
    languages: list[str]
    confidential: bool
    confidential_by: str
    open: bool
    own: bool
    valid_from: date
    checked_on: date
    reason: str | None
    at: datetime


class Versions(Model):
    """All versions of a shelter, the first first."""

    items: list[Shelter]


class NewShelter(Model):
    """All that is said of a shelter from `valid_from` on. `version`: the one that you read, 0 for a new shelter."""

    version: Annotated[int, Field(ge=0, le=1_000_000, examples=[0])]
    name: Annotated[str, Field(max_length=400, examples=["Casa de los Volcanes"])]
    address: Annotated[str, Field(max_length=400, examples=["4a calle 5-67, Tapachula"])]
    country: Annotated[str, Field(pattern="^[A-Z]{2}$", examples=["MX"])]
    subdivision: Annotated[str, Field(max_length=6, examples=["MX-CHP"])] = ""
    kind: Annotated[Code, Field(description="`GET /v1/codes/shelter-kinds`", examples=["children"])]
    least_age: Years
    most_age: Years
    sexes: Annotated[list[Code], Field(max_length=3, examples=[["F", "X"]])]
    places: Annotated[int, Field(ge=0, le=1_000_000, examples=[24])]
    accessibility: Annotated[list[Code], Field(max_length=20, default_factory=list)]
    languages: Annotated[list[Code], Field(max_length=60, default_factory=list, examples=[["spa", "mam"]])]
    confidential: bool = False
    confidential_by: Annotated[str, Field(max_length=200, description="The law or reason")] = ""
    open: bool = True
    valid_from: Annotated[date, Field(examples=["2026-03-01"])]
    checked_on: Annotated[date, Field(examples=["2026-03-31"])]
    reason: Annotated[str | None, Field(max_length=2000, description="Why it is corrected")] = None


class Written(Model):
    """The shelter as it was written."""

    agency: str
    code: str
    version: int


class Night(Model):
    """A night in a shelter. `over`: how many children there are beyond its places."""

    day: date
    places: int
    taken: int
    free: int
    over: int


class Nights(Model):
    """The nights that were asked for."""

    items: list[Night]


@router.get("", summary="Search shelters", responses=responses(422), name="list_shelters")
def list_shelters(
    reader: Reading,
    service: TheService,
    country: Annotated[str | None, Query(pattern="^[A-Z]{2}$")] = None,
    subdivision: Annotated[str | None, Query(pattern="^[A-Z]{2}-[A-Z0-9]{1,3}$")] = None,
    kind: Annotated[str | None, Query(max_length=40)] = None,
    sex: Annotated[str | None, Query(max_length=1, description="`F`, `M`, `X`")] = None,
    age: Annotated[int | None, Query(ge=0, le=OLDEST, description="In years")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Shelter]:
    """Find shelters by country, sub-unit and kind, for a sex, for an age."""
    name = f"shelters:{country}:{subdivision}:{kind}:{sex}:{age}"
    after = id_after(service.keyring, name, cursor)
    found = shelters.list_shelters(service, reader, after, limit, country, subdivision, kind, sex, age)
    return Page(
        items=[_shelter(one) for one in found],
        next=next_after(service.keyring, name, limit, [one.id for one in found]),
    )


@router.get("/{agency}/{code}", summary="Read a shelter", responses=responses(404, 422), name="read_shelter")
def read_shelter(agency: AgencyInPath, code: CodeInPath, reader: Reading, service: TheService) -> Shelter:
    """Return a shelter as it was written last."""
    return _shelter(shelters.shelter_versions(service, reader, agency, code)[-1])


@router.get(
    "/{agency}/{code}/versions",
    summary="All versions of a shelter",
    responses=responses(404, 422),
    name="shelter_versions",
)
def shelter_versions(
    agency: AgencyInPath, code: CodeInPath, reader: Reading, service: TheService
) -> Versions:
    """Return all versions of a shelter, the first first."""
    return Versions(items=[_shelter(one) for one in shelters.shelter_versions(service, reader, agency, code)])


@router.get(
    "/{agency}/{code}/places", summary="Count places", responses=responses(404, 422), name="count_places"
)
def count_places(
    agency: AgencyInPath,
    code: CodeInPath,
    reader: Reading,
    service: TheService,
    begins: Annotated[date | None, Query(alias="from", description="The first night; today")] = None,
    until: Annotated[date | None, Query(description="The last night; the same one")] = None,
) -> Nights:
    """Return places, taken and free, night by night: for the shelter's own agency and protection officers. A child takes a
    place in the night of the day on which it came, and none in that of the day on which it left."""
    first = begins or service.now().date()
    nights = shelters.count_places(service, reader, agency, code, first, until or first)
    return Nights(
        items=[
            Night(day=one.day, places=one.places, taken=one.taken, free=one.free, over=one.over)
            for one in nights
        ]
    )


@router.put(
    "/{agency}/{code}",
    summary="Enter or correct a shelter",
    response_model=Written,
    responses={201: {"model": Written}, **responses(404, 409, 412, 422)},
    name="write_shelter",
)
def write_shelter(
    agency: AgencyInPath,
    code: CodeInPath,
    body: NewShelter,
    reader: Keeping,
    service: TheService,
    idempotency_key: IdempotencyKey = None,
) -> JSONResponse:
    """Append a version of a shelter, or enter a new one. The code is seen by all who look for a shelter: it tells no name."""
    new = shelters.NewShelter(**body.model_dump())
    return receipt(shelters.write_shelter(service, reader, agency, code, new, idempotency_key))


def _shelter(one: shelters.ShelterView) -> Shelter:
    facts = one.facts
    return Shelter(
        agency=one.agency,
        code=one.code,
        version=one.version,
        name=one.name,
        address=one.address,
        country=facts.country,
        subdivision=facts.subdivision,
        kind=said(SHELTER_KINDS[facts.kind]),
        least_age=facts.least_age,
        most_age=facts.most_age,
        sexes=list(facts.sexes),
        places=facts.places,
        accessibility=[said(ACCESSIBILITIES[a]) for a in facts.accessibility],
        languages=list(facts.languages),
        confidential=facts.confidential,
        confidential_by=facts.confidential_by,
        open=facts.open,
        own=one.own,
        valid_from=facts.valid_from,
        checked_on=one.checked_on,
        reason=one.reason,
        at=one.at,
    )
