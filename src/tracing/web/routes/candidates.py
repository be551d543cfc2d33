"""Who else a record may belong to, side by side."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Request, Response

from tracing.api.door import TheDoor
from tracing.casework.roles import Task
from tracing.service.candidates import candidates
from tracing.web.blind import is_blind
from tracing.web.rendering import render
from tracing.web.route import pages
from tracing.web.visitors import Visitor, visitor_for

__all__ = ["router"]

router = pages("/candidates")

_FOR_REVIEW = visitor_for(Task.REVIEW, purpose="review")


@router.get("/{name}")
def show(
    request: Request,
    name: Annotated[str, Path(max_length=30)],
    door: TheDoor,
    visitor: Visitor = _FOR_REVIEW,
) -> Response:
    """Show the pairs of an inquiry or a child, the best first."""
    found = candidates(door.service, visitor.reads, name, is_blind(request, door))
    widest = max((abs(one.weight) for one in found.items), default=0.0)
    return render(request, "candidates.html", found=found, widest=widest, now=door.service.now())
