"""One's own account: password, second factor, where one is signed in."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response

from tracing.api.door import Door, TheDoor
from tracing.service import second_factor, sign_in, users
from tracing.service.errors import Refused
from tracing.web.filled import TheForm
from tracing.web.qr import as_svg_path
from tracing.web.refusals import say
from tracing.web.rendering import render
from tracing.web.route import pages, see_other
from tracing.web.visitors import SignedInVisitor, Visitor

__all__ = ["router"]

router = pages("/account")


@router.get("")
def account(request: Request, visitor: SignedInVisitor, door: TheDoor) -> Response:
    """Show the account and its sessions."""
    return render(request, "account.html", sessions=sign_in.list_sessions(door.service, visitor.me))


@router.get("/password")
def ask_password(request: Request, visitor: SignedInVisitor) -> Response:
    """Ask for another password."""
    return render(request, "password.html", refusal=None)


@router.post("/password")
def change_password(request: Request, form: TheForm, visitor: SignedInVisitor, door: TheDoor) -> Response:
    """Change the password; all other sessions end."""
    try:
        users.change_own_password(door.service, visitor.me, form.get("old", ""), form.get("new", ""))
    except Refused as refusal:
        return render(request, "password.html", 422, refusal=say(refusal, visitor.texts))
    return see_other("/start")


@router.get("/second-factor")
def ask_second_factor(request: Request, visitor: SignedInVisitor, door: TheDoor) -> Response:
    """Say what a second factor is, and offer to set one up."""
    return _second_factor(request, visitor, door)


@router.post("/second-factor")
def enrol(request: Request, visitor: SignedInVisitor, door: TheDoor) -> Response:
    """Make a secret, and show it once, as a picture and as text."""
    made = second_factor.enrol(door.service, visitor.me.reader("own_account"))
    return _second_factor(request, visitor, door, made)


@router.post("/second-factor/confirmation")
def confirm(request: Request, form: TheForm, visitor: SignedInVisitor, door: TheDoor) -> Response:
    """Put the second factor to use."""
    person = visitor.me
    try:
        second_factor.confirm(
            door.service, person.reader("own_account"), person.session, form.get("code", "")[:20]
        )
    except Refused as refusal:
        return _second_factor(request, visitor, door, refusal=refusal, status=422)
    return see_other("/start")


@router.post("/sessions/end")
def end_session(form: TheForm, visitor: SignedInVisitor, door: TheDoor) -> Response:
    """End one of one's own sessions."""
    sign_in.end_session(door.service, visitor.me, form.number("session") or 0)
    return see_other("/account")


def _second_factor(
    request: Request,
    visitor: Visitor,
    door: Door,
    made: Any = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> Response:
    return render(
        request,
        "second_factor.html",
        status,
        made=made,
        picture=None if made is None else as_svg_path(made.uri),
        needed=visitor.me.lacks_second_factor and door.settings.second_factor,
        refusal=None if refusal is None else say(refusal, visitor.texts),
    )
