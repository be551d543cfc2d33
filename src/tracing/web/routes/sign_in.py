"""Signing in and out."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import Query, Request, Response

from tracing.api.door import Door, TheDoor, address_of
from tracing.api.signed_in import check_same_site, give_cookie, take_cookie
from tracing.service import drafts, sign_in
from tracing.service.errors import Refused, TooMany, Unknown
from tracing.service.sealing import open_seal
from tracing.service.sign_in import Person
from tracing.web.filled import TheForm
from tracing.web.refusals import say
from tracing.web.rendering import render
from tracing.web.route import pages, see_other
from tracing.web.routes.start import local_page
from tracing.web.visitors import AnyVisitor, SignedInVisitor

__all__ = ["router"]

router = pages()


@router.get("/sign-in")
def ask(
    request: Request,
    visitor: AnyVisitor,
    next_page: Annotated[str, Query(alias="next", max_length=200)] = "/start",
) -> Response:
    """Ask who it is; whoever is signed in goes on."""
    if visitor.person is not None:
        return see_other(local_page(next_page))
    return _form(request, next_page)


@router.post("/sign-in")
def open_session(request: Request, form: TheForm, visitor: AnyVisitor, door: TheDoor) -> Response:
    """Open a session and go on where the person was; what they were sending when the last one ended is kept for them."""
    check_same_site(request)
    next_page, login = form.get("next", "/start"), form.get("login", "")
    try:
        made = sign_in.sign_in(
            door.service, login[:200], form.get("password", "")[:1000], form.text("code"), address_of(request)
        )
    except (Unknown, TooMany) as refusal:
        return _form(request, next_page, form.get("resume", ""), refusal, login)
    _resume(door, made.person, form.get("resume", ""))
    answer = see_other(local_page(next_page))
    give_cookie(answer, door, made.token)
    request.state.caller = {"agency": made.person.agency.id, "person": made.person.id}
    return answer


@router.post("/sign-out")
def close_session(visitor: SignedInVisitor, door: TheDoor) -> Response:
    """End the session; the browser forgets every page of it."""
    sign_in.sign_out(door.service, visitor.me)
    answer = see_other("/sign-in")
    take_cookie(answer, door)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _form(
    request: Request, next_page: str, resume: str = "", refusal: Refused | None = None, login: str = ""
) -> Response:
    code_needed = refusal is not None and refusal.code == "code_needed"
    status = HTTPStatus.OK
    if refusal is not None:
        status = HTTPStatus.TOO_MANY_REQUESTS if isinstance(refusal, TooMany) else HTTPStatus.UNAUTHORIZED
    visitor = request.state.visitor
    return render(
        request,
        "sign_in.html",
        status,
        next=local_page(next_page),
        resume=resume,
        ended=False,
        refusal=None if refusal is None or code_needed else say(refusal, visitor.texts),
        login=login[:200],
        code_needed=code_needed,
    )


def _resume(door: Door, person: Person, sealed: str) -> None:
    try:
        owner, page, fields = open_seal(door.service.keyring, "resume", sealed)
    except ValueError:
        return
    # Whoever else signs in at this screen is shown nothing of it.
    if owner == person.id:
        drafts.keep(door.service, person, page, fields)
