"""The directory: institutions and shelters by country, when and by whom each was checked, and their corrections."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query, Request, Response

from tracing.api.door import Door, TheDoor
from tracing.api.pages import id_after, next_after
from tracing.casework.care.directory import shipped_entries
from tracing.casework.care.institutions import ACCESSES, FUNCTIONS, INSTITUTION_KINDS
from tracing.casework.care.shelters import SHELTER_KINDS
from tracing.casework.roles import Task
from tracing.service.care import directory as entries
from tracing.service.care import shelters
from tracing.service.errors import Refused
from tracing.web.care_input import entry_in, values_of_entry
from tracing.web.drafted import enter_form, values_of_form
from tracing.web.filled import Filled, TheForm
from tracing.web.rendering import render
from tracing.web.route import pages, show_form
from tracing.web.texts import Texts
from tracing.web.visitors import Visitor, visitor_for

__all__ = ["countries_for", "router"]

router = pages("/directory")

Reading = Annotated[Visitor, visitor_for(Task.READ_DIRECTORY, purpose="protection")]
Correcting = Annotated[Visitor, visitor_for(Task.CORRECT_DIRECTORY, purpose="directory")]
Key = Annotated[str, Path(max_length=40)]

_AT_ONCE = 50


def countries_for(texts: Texts) -> list[str]:
    """Return the countries that the directory knows, and the whole region, in the order of their names."""
    return sorted({entry.country for entry in shipped_entries().values()}, key=texts.country)


@router.get("")
def directory(
    request: Request,
    visitor: Reading,
    door: TheDoor,
    country: Annotated[str, Query(max_length=2)] = "",
    kind: Annotated[str, Query(max_length=40)] = "",
    retired: Annotated[str, Query(max_length=3)] = "",
    stale: Annotated[str, Query(max_length=3)] = "",
    cursor: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    """Find institutions, those that were checked too long ago among them; shelters for those who may know of them."""
    service, reader, chosen = door.service, visitor.reads, country.upper()
    found = entries.list_entries(
        service, reader, chosen or None, kind if kind in INSTITUTION_KINDS else None, retired=retired == "yes"
    )
    to_check = [one for one in found if one.stale]
    houses, following = [], None
    sees_shelters = visitor.may(Task.READ_SHELTERS)
    if sees_shelters:
        name = f"shelters:{chosen}"
        after = id_after(service.keyring, name, cursor)
        houses = shelters.list_shelters(service, reader, after, _AT_ONCE, country=chosen or None)
        following = next_after(service.keyring, name, _AT_ONCE, [house.id for house in houses])
    return render(
        request,
        "directory.html",
        entries=to_check if stale == "yes" else found,
        stale=len(to_check),
        shelters=houses,
        sees_shelters=sees_shelters,
        keeps_shelters=visitor.may(Task.KEEP_SHELTERS),
        corrects=visitor.may(Task.CORRECT_DIRECTORY),
        next=following,
        countries=countries_for(visitor.texts),
        kinds=INSTITUTION_KINDS,
        functions=FUNCTIONS,
        accesses=ACCESSES,
        shelter_kinds=SHELTER_KINDS,
        filled={"country": [chosen], "kind": [kind], "retired": [retired], "stale": [stale]},
    )


@router.get("/entries/new")
def new_entry(request: Request, visitor: Correcting, door: TheDoor) -> Response:
    """Show the form of an institution that the directory doesn't have."""
    return _entry(request, visitor, door, None)


@router.post("/entries/new")
def enter_entry(request: Request, form: TheForm, visitor: Correcting, door: TheDoor) -> Response:
    """Enter an institution."""
    return _write(request, visitor, door, form, None)


@router.get("/entries/{key}")
def entry(request: Request, key: Key, visitor: Reading, door: TheDoor) -> Response:
    """Show an institution with all versions of its entry, to be corrected by those who may."""
    return _entry(request, visitor, door, key)


@router.post("/entries/{key}")
def correct_entry(request: Request, key: Key, form: TheForm, visitor: Correcting, door: TheDoor) -> Response:
    """Correct an entry, or note that it was checked again."""
    return _write(request, visitor, door, form, key)


def _write(request: Request, visitor: Visitor, door: Door, form: Filled, known: str | None) -> Response:
    key = known or form.get("key", "")
    return enter_form(
        request,
        visitor,
        door,
        lambda: entries.write_entry(door.service, visitor.reads, key, entry_in(form), form.text("once")),
        lambda refusal: _entry(request, visitor, door, known, refusal, form),
        f"/directory/entries/{key}",
    )


def _entry(
    request: Request,
    visitor: Visitor,
    door: Door,
    key: str | None,
    refusal: Refused | None = None,
    form: Filled | None = None,
) -> Response:
    service, reader = door.service, visitor.reads
    one = None if key is None else entries.get_entry(service, reader, key)
    before = None if one is None else values_of_entry(one.entry)
    return show_form(
        request,
        "directory_entry.html",
        refusal,
        one=one,
        versions=[] if key is None else entries.entry_versions(service, reader, key),
        corrects=one is None or entries.corrects(service, reader, one.entry.country),
        kinds=INSTITUTION_KINDS,
        functions=FUNCTIONS,
        accesses=ACCESSES,
        values=values_of_form(request, visitor, door, form, before),
    )
