"""The directory: institutions and shelters by country, when and by whom each was checked."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response

from tracing.api.door import TheDoor
from tracing.api.pages import id_after, next_after
from tracing.casework.care.directory import shipped_entries
from tracing.casework.care.institutions import ACCESSES, FUNCTIONS, INSTITUTION_KINDS
from tracing.casework.care.shelters import SHELTER_KINDS
from tracing.casework.roles import Task
from tracing.service.care import directory as entries
from tracing.service.care import shelters
from tracing.web.rendering import render
from tracing.web.route import pages
from tracing.web.visitors import Visitor, visitor_for

__all__ = ["router"]

router = pages("/directory")

Reading = Annotated[Visitor, visitor_for(Task.READ_DIRECTORY, purpose="protection")]

_AT_ONCE = 50


@router.get("")
def directory(
    request: Request,
    visitor: Reading,
    door: TheDoor,
    country: Annotated[str, Query(max_length=2)] = "",
    kind: Annotated[str, Query(max_length=40)] = "",
    retired: Annotated[str, Query(max_length=3)] = "",
    cursor: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    """Find institutions; shelters for those who may know of them."""
    service, reader, chosen = door.service, visitor.reads, country.upper()
    found = entries.list_entries(
        service, reader, chosen or None, kind if kind in INSTITUTION_KINDS else None, retired=retired == "yes"
    )
    houses, following = [], None
    sees_shelters = visitor.may(Task.READ_SHELTERS)
    if sees_shelters:
        name = f"shelters:{chosen}"
        after = id_after(service.keyring, name, cursor)
        houses = shelters.list_shelters(service, reader, after, _AT_ONCE, country=chosen or None)
        following = next_after(service.keyring, name, _AT_ONCE, [house.id for house in houses])
    countries = sorted({entry.country for entry in shipped_entries().values()}, key=visitor.texts.country)
    return render(
        request,
        "directory.html",
        entries=found,
        shelters=houses,
        sees_shelters=sees_shelters,
        next=following,
        countries=countries,
        kinds=INSTITUTION_KINDS,
        functions=FUNCTIONS,
        accesses=ACCESSES,
        shelter_kinds=SHELTER_KINDS,
        filled={"country": [chosen], "kind": [kind], "retired": [retired]},
    )
