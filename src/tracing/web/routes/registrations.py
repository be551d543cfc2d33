"""What the registrations of one's own agency's children still lack: of whom, and by when, what is overdue first."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Query, Request, Response

from tracing.api.door import TheDoor
from tracing.api.pages import read_cursor, write_cursor
from tracing.casework.roles import Task
from tracing.service.registration import quick
from tracing.web.handles import handle_of
from tracing.web.record_forms import CHILDREN
from tracing.web.rendering import render
from tracing.web.route import pages
from tracing.web.visitors import Visitor, visitor_for

__all__ = ["router"]

router = pages("/registrations")

Reading = Annotated[Visitor, visitor_for(Task.READ_CHILDREN, purpose="tracing")]

_AT_ONCE: Final = 100
_LOOKS: Final = 10
"""So many times children are looked at, ``_AT_ONCE`` each, until there is enough for a page."""


@router.get("")
def registrations(
    request: Request,
    visitor: Reading,
    door: TheDoor,
    overdue: Annotated[str, Query(max_length=3)] = "",
    after: Annotated[str, Query(max_length=2000)] = "",
) -> Response:
    """List the children of whom something is lacking; what is due first stands first on each page."""
    only, keyring = overdue == "yes", door.service.keyring
    name = f"page:registrations:{only}"
    rest: str | None = str(read_cursor(keyring, name, after)[0]) if after else ""
    found: list[quick.Registration] = []
    for _ in range(_LOOKS):
        more, rest = quick.list_registrations(door.service, visitor.reads, rest or "", _AT_ONCE, only)
        found += more
        if rest is None or len(found) >= _AT_ONCE:
            break
    found.sort(key=lambda one: (one.lacking[0].due_on, one.reference))
    return render(
        request,
        "registrations.html",
        registrations=[(handle_of(door, visitor, CHILDREN, one.reference), one) for one in found],
        overdue=only,
        next_page="" if rest is None else write_cursor(keyring, name, rest),
    )
