"""The register of law: what is applied where and since when, what differs between two countries, and a child's age under it."""

from __future__ import annotations

import base64
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import JSONResponse

from tracing.api.door import TheService
from tracing.api.problems import responses
from tracing.api.routes.law_models import (
    PLACE,
    AgencyPlace,
    AgesOut,
    Comparison,
    Decision,
    Entries,
    NewEntry,
    Places,
    Receipt,
    Rules,
    Sources,
    ages_out,
    comparison_out,
    entries_out,
    entry_out,
    rules_out,
)
from tracing.api.routes.records import IdempotencyKey, receipt
from tracing.api.signed_in import SignedIn, reader_for
from tracing.casework.roles import Task
from tracing.service.law import agency_places, ages, entering, reading
from tracing.store.database import Reader

__all__ = ["router"]

router = APIRouter(prefix="/v1/law", tags=["law"])

Entering = Annotated[Reader, reader_for(Task.ENTER_LAW, purpose="law")]
Administering = Annotated[Reader, reader_for(Task.MANAGE_AGENCIES, purpose="administration")]
Aged = Annotated[Reader, reader_for(Task.READ_CHILDREN, purpose="protection")]

PlaceName = Annotated[str, Path(max_length=6, description=PLACE, examples=["CA-BC"])]
RuleName = Annotated[str, Path(max_length=60, examples=["majority_age"])]
AgencyName = Annotated[str, Path(max_length=40, examples=["HN-SENAF"])]
On = Annotated[date | None, Query(description="On which day; today unless named")]


def _reader(who: SignedIn) -> Reader:
    """Law is no secret: whoever signs in may read it."""
    return who.reader("law")


@router.get("/rules", summary="The figures that law gives", responses=responses())
async def list_rules(_: SignedIn) -> Rules:
    """List the figures, what each is written in, and which way it protects the child."""
    return rules_out()


@router.get("/places", summary="Places with rules of their own", responses=responses())
def list_places(who: SignedIn, service: TheService) -> Places:
    """List the places that have entries of their own."""
    return Places(items=reading.places(service, _reader(who)))


@router.get("/places/{place}", summary="What is applied in a place", responses=responses(422))
def read_place(place: PlaceName, who: SignedIn, service: TheService, on: On = None) -> Entries:
    """Return what is applied in a place on a day: its own rules, or else its country's, or else what holds everywhere."""
    return entries_out(reading.applied_in(service, _reader(who), place, on))


@router.get("/places/{place}/{rule}", summary="Every version of an entry", responses=responses(404, 422))
def read_versions(place: PlaceName, rule: RuleName, who: SignedIn, service: TheService) -> Entries:
    """Return every version, the first first: those that come with the program, then those entered here."""
    return entries_out(reading.versions(service, _reader(who), place, rule))


@router.get("/waiting", summary="Versions that wait for a second person", responses=responses())
def list_waiting(who: SignedIn, service: TheService) -> Entries:
    """List the versions that protect less than what they stand before, or may, and that nobody has decided on."""
    return entries_out(reading.waiting(service, _reader(who)))


@router.get("/compare", summary="Two places side by side", responses=responses(422))
def compare(
    who: SignedIn,
    service: TheService,
    here: Annotated[str, Query(alias="from", max_length=6, description=PLACE, examples=["HN"])],
    there: Annotated[str, Query(alias="to", max_length=6, description=PLACE, examples=["MX"])],
    on: On = None,
) -> Comparison:
    """Return only what differs between two places on a day, each with its source."""
    found = reading.compare(service, _reader(who), here, there, on)
    return comparison_out(on or service.now().date(), found)


@router.get("/sources", summary="What a source names", responses=responses(422))
def resolve(
    who: SignedIn,
    service: TheService,
    source: Annotated[str, Query(min_length=1, max_length=300, examples=["CRC 9, 10; GC 6 §81-83"])],
) -> Sources:
    """Return the entries that a source names, as it stands in code lists and in refusals."""
    found = reading.resolve(service, _reader(who), source)
    # What was sent isn't repeated.
    return Sources(items=[entry_out(entry) for entry in found.entries], unknown=len(found.unknown))


_CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}


@router.get(
    "/register.csv",
    summary="The register as a file",
    response_class=Response,
    responses={**responses(), **_CSV},
)
def export(who: SignedIn, service: TheService) -> Response:
    """Return every version of every entry as CSV. The entity tag is the file's SHA-256: it names this state of the register."""
    found = reading.export(service, _reader(who))
    digest = base64.b64encode(bytes.fromhex(found.digest)).decode()
    return Response(
        found.text,
        media_type="text/csv",
        headers={
            "ETag": f'"{found.digest}"',
            "Content-Digest": f"sha-256=:{digest}:",
            "Content-Disposition": f'attachment; filename="law-{found.digest[:12]}.csv"',
        },
    )


@router.post(
    "/entries",
    status_code=201,
    summary="Enter a version",
    response_model=Receipt,
    responses=responses(409, 422),
)
def enter(
    body: NewEntry, reader: Entering, service: TheService, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Append a version of the rule of a place. It counts at once; where it protects less than what it stands before, or may, once
    another officer has agreed."""
    new = entering.NewEntry(**body.model_dump())
    return receipt(entering.enter_entry(service, reader, new, idempotency_key))


@router.post(
    "/entries/{place}/{rule}/{version}/decision",
    summary="Decide on a version that waits",
    response_model=Receipt,
    responses=responses(404, 409, 422),
)
def decide(
    place: PlaceName,
    rule: RuleName,
    version: Annotated[int, Path(ge=1, le=10**6)],
    body: Decision,
    reader: Entering,
    service: TheService,
    idempotency_key: IdempotencyKey = None,
) -> JSONResponse:
    """Agree to a version, or refuse it. Another person than who entered it does."""
    answer = entering.decide_on_entry(
        service, reader, place, rule, version, body.agreed, body.reason, idempotency_key
    )
    return receipt(answer)


@router.get("/ages/{child}", summary="A child's age under each law", responses=responses(404, 422))
def read_ages(
    child: Annotated[
        str,
        Path(
            max_length=200,
            description="By your agency's own reference; protection officers by the child's pseudonym",
            examples=["A-2026-0117"],
        ),
    ],
    reader: Aged,
    service: TheService,
    on: On = None,
    held: Annotated[
        str | None, Query(max_length=6, description="The subdivision where the child is", examples=["CA-BC"])
    ] = None,
    to: Annotated[
        str | None, Query(max_length=6, description="Where the child may go", examples=["HN"])
    ] = None,
) -> AgesOut:
    """Return the age on a day under the Convention, the law where the record is held, of where the child is from, and of where it may
    go. What is in doubt benefits the child."""
    found = ages.age_of_child(service, reader, child, on, held, to)
    return ages_out(found)


@router.get("/agencies/{code}/place", summary="Where an agency is", responses=responses(404, 422))
def read_agency_place(code: AgencyName, reader: Administering, service: TheService) -> AgencyPlace:
    """Return the subdivision that an agency is in, or its country."""
    return AgencyPlace(place=agency_places.agency_place(service, reader, code))


@router.put("/agencies/{code}/place", summary="Say where an agency is", responses=responses(404, 422))
def set_agency_place(
    code: AgencyName, body: AgencyPlace, reader: Administering, service: TheService
) -> AgencyPlace:
    """Enter the subdivision that an agency is in: its children are under the law of that place. Without one, all laws of the country
    may apply, and doubt benefits the child."""
    return AgencyPlace(place=agency_places.set_agency_place(service, reader, code, body.place))
