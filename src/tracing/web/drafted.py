"""Forms whose drafts are kept: what such a form shows, and what becomes of it once it is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from fastapi import Request, Response

from tracing.api.door import Door
from tracing.service import drafts
from tracing.service.errors import NotFound, Refused
from tracing.web.filled import Filled
from tracing.web.route import see_other
from tracing.web.visitors import Visitor

__all__ = ["enter_form", "values_of_form"]


def values_of_form(
    request: Request,
    visitor: Visitor,
    door: Door,
    form: Filled | None,
    before: Mapping[str, Sequence[str]] | None = None,
) -> Mapping[str, Sequence[str]]:
    """Return what the form of this page shows: what was sent, or else what it held ``before``, under the draft that was kept of
    it."""
    if form is not None:
        return form.kept()
    return {**(before or {}), **drafts.read(door.service, visitor.me, request.url.path)}


def enter_form(
    request: Request,
    visitor: Visitor,
    door: Door,
    enter: Callable[[], object],
    again: Callable[[Refused], Response],
    then: str,
    *,
    passing: type[Refused] | tuple[()] = NotFound,
) -> Response:
    """Enter what was sent, forget its draft and go on to the page ``then``; what is refused is shown ``again``, unless it is of the
    kind that is ``passing``: nothing of what isn't theirs is shown."""
    try:
        enter()
    except passing:
        raise
    except Refused as refusal:
        return again(refusal)
    drafts.forget(door.service, visitor.me, request.url.path)
    return see_other(then)
