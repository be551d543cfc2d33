"""Shelters: what each is, whom it takes, how many places it has tonight, and its corrections by those who keep it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated
from urllib.parse import quote

from fastapi import Path, Request, Response

from tracing.api.door import Door, TheDoor
from tracing.casework.care.shelters import SHELTER_KINDS
from tracing.casework.roles import Role, Task
from tracing.casework.vocabulary.edition import in_force
from tracing.service.care import shelters
from tracing.service.errors import NotFound, Refused
from tracing.web.care_input import shelter_in, values_of_shelter
from tracing.web.drafted import enter_form, values_of_form
from tracing.web.filled import Filled, TheForm
from tracing.web.route import pages, show_form
from tracing.web.routes.directory import countries_for
from tracing.web.visitors import Visitor, visitor_for

__all__ = ["router"]

router = pages("/directory/shelters")

Reading = Annotated[Visitor, visitor_for(Task.READ_SHELTERS, purpose="protection")]
Keeping = Annotated[Visitor, visitor_for(Task.KEEP_SHELTERS, purpose="protection")]
Agency = Annotated[str, Path(max_length=40)]
Code = Annotated[str, Path(max_length=40)]

_Named = tuple[str, str]


@router.get("/new")
def new_shelter(request: Request, visitor: Keeping, door: TheDoor) -> Response:
    """Show the form of a shelter that isn't entered yet."""
    return _page(request, visitor, door, None)


@router.post("/new")
def enter_shelter(request: Request, form: TheForm, visitor: Keeping, door: TheDoor) -> Response:
    """Enter a shelter."""
    return _write(request, visitor, door, form, None)


@router.get("/{agency}/{code}")
def shelter(request: Request, agency: Agency, code: Code, visitor: Reading, door: TheDoor) -> Response:
    """Show a shelter; to those who keep it its places tonight, all that was entered, and the form."""
    return _page(request, visitor, door, (agency, code))


@router.post("/{agency}/{code}")
def correct_shelter(
    request: Request, agency: Agency, code: Code, form: TheForm, visitor: Keeping, door: TheDoor
) -> Response:
    """Correct a shelter."""
    return _write(request, visitor, door, form, (agency, code))


def _countries(visitor: Visitor) -> list[str]:
    return [code for code in countries_for(visitor.texts) if code != "XX"]


def _write(request: Request, visitor: Visitor, door: Door, form: Filled, known: _Named | None) -> Response:
    agency, code = known or (form.get("agency", visitor.me.agency.code), form.get("code", ""))

    def enter() -> object:
        new = shelter_in(form, _countries(visitor))
        return shelters.write_shelter(door.service, visitor.reads, agency, code, new, form.text("once"))

    return enter_form(
        request,
        visitor,
        door,
        enter,
        lambda refusal: _page(request, visitor, door, known, refusal, form),
        f"/directory/shelters/{quote(agency, safe='')}/{quote(code, safe='')}",
        # Of a new one it is the agency that isn't there: a fault of what was filled in.
        passing=() if known is None else NotFound,
    )


def _page(
    request: Request,
    visitor: Visitor,
    door: Door,
    known: _Named | None,
    refusal: Refused | None = None,
    form: Filled | None = None,
) -> Response:
    service, reader = door.service, visitor.reads
    versions = [] if known is None else shelters.shelter_versions(service, reader, *known)
    one = versions[-1] if versions else None
    today = service.now().date()
    own = one is not None and one.own
    before: Mapping[str, Sequence[str]] = {"open": ["yes"]} if one is None else values_of_shelter(one)
    return show_form(
        request,
        "directory_shelter.html",
        refusal,
        one=one,
        versions=versions if own else [],
        tonight=shelters.count_places(service, reader, *known, today, today)[0] if known and own else None,
        writes=one is None or (one.own and visitor.may(Task.KEEP_SHELTERS)),
        names_agency=visitor.me.role == Role.PROTECTION_OFFICER,
        countries=_countries(visitor),
        kinds=SHELTER_KINDS,
        sexes=[(one.code, visitor.texts.told(one)) for one in in_force().lists["sex"]],
        values=values_of_form(request, visitor, door, form, before),
    )
