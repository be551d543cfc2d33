"""The audit, for auditors: who read and did what, and whether the chain of it is whole."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response

from tracing.api.door import TheDoor
from tracing.api.pages import id_after, next_after
from tracing.casework.roles import Task
from tracing.service.audit import verify_chain
from tracing.service.errors import Refused
from tracing.service.read_audit import read_audit
from tracing.web.filled import Filled
from tracing.web.rendering import render
from tracing.web.route import pages, see_other, show_form
from tracing.web.visitors import Visitor, visitor_for

__all__ = ["router"]

router = pages("/audit")

Auditor = Annotated[Visitor, visitor_for(Task.READ_AUDIT, purpose="audit")]
Verifier = Annotated[Visitor, visitor_for(Task.READ_AUDIT, purpose="verify")]

_AT_ONCE = 50


@router.get("")
def entries(
    request: Request,
    visitor: Auditor,
    door: TheDoor,
    kind: Annotated[str, Query(max_length=40)] = "",
    thing: Annotated[str, Query(max_length=40, alias="object")] = "",
    person: Annotated[str, Query(max_length=20)] = "",
    cursor: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    """Show entries in the order of the chain."""
    service, reader = door.service, visitor.reads
    name = f"audit:{kind}:{thing}:{person}"
    found, refusal = [], None
    try:
        who = Filled([("person", person)]).number("person")
        after = id_after(service.keyring, name, cursor)
        found = read_audit(service, reader, after, _AT_ONCE, kind or None, thing or None, who)
    except Refused as refused:
        refusal = refused
    return show_form(
        request,
        "audit.html",
        refusal,
        entries=found,
        next=next_after(service.keyring, name, _AT_ONCE, [entry.number for entry in found]),
        filled={"kind": [kind], "object": [thing], "person": [person]},
    )


@router.post("/verification")
def verify(request: Request, visitor: Verifier, door: TheDoor) -> Response:
    """Look at the whole chain, and say whether it is whole."""
    return render(request, "audit_verified.html", checked=verify_chain(door.service, visitor.reads))


@router.get("/verification")
def verified(visitor: Auditor) -> Response:
    """A chain is looked at when somebody asks for it."""
    return see_other("/audit")
