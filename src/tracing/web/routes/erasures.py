"""Erasures of records that may be evidence: what was asked for, and what a protection officer of another agency decides."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query, Request, Response

from tracing.api.door import Door, TheDoor
from tracing.api.pages import id_after, next_after
from tracing.casework.roles import Task
from tracing.service import erasure_decisions
from tracing.service.errors import Refused
from tracing.service.pairs import record_named
from tracing.web.drafted import enter_form, values_of_form
from tracing.web.filled import Filled, TheForm
from tracing.web.rendering import render
from tracing.web.route import pages, see_other, show_form
from tracing.web.routes.records import ERASED_BECAUSE
from tracing.web.visitors import Visitor, visitor_for

__all__ = ["router"]

router = pages("/erasures")

Deciding = Annotated[Visitor, visitor_for(Task.DECIDE_ERASURE, purpose="protection")]
Name = Annotated[str, Path(max_length=30)]

_AT_ONCE = 50


@router.get("")
def erasures(
    request: Request, visitor: Deciding, door: TheDoor, cursor: Annotated[str, Query(max_length=500)] = ""
) -> Response:
    """List what waits to be decided on, in the order of the records."""
    after = id_after(door.service.keyring, "erasures", cursor)
    found = erasure_decisions.list_erasures(door.service, visitor.reads, after, _AT_ONCE)
    return render(
        request,
        "erasures.html",
        erasures=found,
        causes=ERASED_BECAUSE,
        next=next_after(door.service.keyring, "erasures", _AT_ONCE, [one.id for one in found]),
    )


@router.post("/find")
def find(form: TheForm, visitor: Deciding) -> Response:
    """Open the decision on a withdrawn record that nobody asked for, by its name."""
    name = form.get("record", "").upper()
    record_named(name)
    return see_other(f"/erasures/{name}")


@router.get("/{record}")
def ask(request: Request, record: Name, visitor: Deciding, door: TheDoor) -> Response:
    """Ask whether a record is erased or kept."""
    return _form(request, visitor, door, record)


@router.post("/{record}")
def decide(request: Request, record: Name, form: TheForm, visitor: Deciding, door: TheDoor) -> Response:
    """Decide that a record is erased or kept."""
    return enter_form(
        request,
        visitor,
        door,
        lambda: erasure_decisions.decide_erasure(
            door.service, visitor.reads, record, form.get("decision", ""), form.get("reason", ""),
            form.get("cause", "asked"), form.text("once"),
        ),
        lambda refusal: _form(request, visitor, door, record, refusal, form),
        "/erasures",
    )  # fmt: skip


def _form(
    request: Request,
    visitor: Visitor,
    door: Door,
    record: str,
    refusal: Refused | None = None,
    form: Filled | None = None,
) -> Response:
    _, number = record_named(record)
    waiting = erasure_decisions.list_erasures(door.service, visitor.reads, number - 1, 1)
    asked = next((one for one in waiting if one.record == record), None)
    return show_form(
        request,
        "erasure.html",
        refusal,
        record=record,
        asked=asked,
        causes=ERASED_BECAUSE,
        values=values_of_form(request, visitor, door, form),
    )
