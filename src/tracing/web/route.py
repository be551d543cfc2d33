"""How pages answer what goes wrong: with a page. A session that has ended loses nothing: what was being sent is kept in the
sign-in form, sealed, and is there again once the same person has signed in."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tracing.api.door import Door
from tracing.api.problems import answer_refusal, status_of
from tracing.service.errors import Invalid, Refused, Unknown
from tracing.service.sealing import seal
from tracing.web.filled import Filled, filled_in, has_file
from tracing.web.refusals import faults_of, say
from tracing.web.rendering import render
from tracing.web.texts import texts_in
from tracing.web.tokens import owner_of
from tracing.web.visitors import NotReadyError, language_of

__all__ = ["Page", "pages", "refused", "see_other", "show_form"]

_Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Page(APIRoute):
    """A route that answers refusals with pages."""

    def get_route_handler(self) -> _Handler:
        """Return what answers a request."""
        inner = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await inner(request)
            except NotReadyError as first:
                return see_other(first.page)
            except Unknown:
                return await _sign_in_first(request)
            except Refused as refusal:
                return refused(request, refusal)
            except RequestValidationError:
                return refused(request, Invalid("invalid", "What was sent can't be taken as it is."))
            except (OperationalError, PoolTimeout):
                return render(request, "unavailable.html", HTTPStatus.SERVICE_UNAVAILABLE)

        return answer


def pages(prefix: str = "") -> APIRouter:
    """Return a router for pages: not part of the API's description."""
    return APIRouter(prefix=prefix, route_class=Page, include_in_schema=False)


def see_other(page: str) -> RedirectResponse:
    """Send the browser on to a page of ours."""
    return RedirectResponse(page, HTTPStatus.SEE_OTHER)


def show_form(request: Request, template: str, refusal: Refused | None, **values: Any) -> Response:
    """Return a page that may have been refused: ``refusal`` and ``faults`` in words beside ``values``, which may say ``faults`` in
    their own way, and its status."""
    texts = request.state.visitor.texts
    known: dict[str, Any] = {"refusal": None, "faults": {}}
    if refusal is not None:
        known = {"refusal": say(refusal, texts), "faults": faults_of(refusal, texts)}
    return render(
        request, template, HTTPStatus.OK if refusal is None else status_of(refusal), **(known | values)
    )


def refused(request: Request, refusal: Refused) -> Response:
    """Return a refusal as a page of its own."""
    document = answer_refusal(refusal)
    visitor = getattr(request.state, "visitor", None)
    texts = visitor.texts if visitor is not None else texts_in(language_of(request, None))
    kept = {name: value for name, value in document.headers.items() if name.lower() == "retry-after"}
    return render(request, "refused.html", document.status_code, kept, said=say(refusal, texts))


async def _sign_in_first(request: Request) -> Response:
    # Of who isn't signed in no file is read.
    if request.method != "POST" or has_file(request):
        return see_other(f"/sign-in?next={quote(request.url.path)}")
    door: Door = request.app.state.door
    form, resume = Filled(()), ""
    try:
        form = await filled_in(request)
        owner = owner_of(door.service.keyring, form.get("token", ""))
        if owner is not None and form.get("page"):
            resume = seal(door.service.keyring, "resume", [owner, form["page"], form.kept()])
    except Invalid:
        pass  # what can't be read can't be kept
    return render(
        request,
        "sign_in.html",
        HTTPStatus.UNAUTHORIZED,
        next=form.get("page", "/"),
        resume=resume,
        ended=True,
        refusal=None,
        login="",
        code_needed=False,
    )
