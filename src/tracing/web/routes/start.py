"""The first page, and what belongs to all: the language, drafts."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import Request, Response

from tracing.api.door import TheDoor
from tracing.service import drafts
from tracing.web.filled import TheForm
from tracing.web.navigation import entries_for
from tracing.web.rendering import render
from tracing.web.route import pages, see_other
from tracing.web.texts import LANGUAGES
from tracing.web.visitors import LANGUAGE_COOKIE, AnyVisitor, SignedInVisitor, Visitor, visitor_for

__all__ = ["local_page", "router"]

router = pages()

Anybody = Annotated[Visitor, visitor_for(purpose="own_account")]

_YEAR = int(timedelta(days=365).total_seconds())


def local_page(page: str | None, otherwise: str = "/start") -> str:
    """Return a page of ours that a form names; another site's address isn't one."""
    if (
        page
        and page.startswith("/")
        and not page.startswith(("//", "/\\"))
        and "\n" not in page
        and len(page) <= 200
    ):
        return page
    return otherwise


@router.get("/start")
def start(request: Request, visitor: Anybody) -> Response:
    """Show what a person can do here."""
    return render(request, "start.html", entries=entries_for(visitor))


@router.post("/language")
def language(request: Request, form: TheForm, visitor: AnyVisitor, door: TheDoor) -> Response:
    """Choose the language of this browser."""
    answer = see_other(local_page(form.get("page")))
    chosen = form.get("language", "")
    if chosen in LANGUAGES:
        secure = door.settings.secure_cookies
        answer.set_cookie(
            LANGUAGE_COOKIE, chosen, max_age=_YEAR, httponly=True, secure=secure, samesite="strict"
        )
    return answer


@router.post("/drafts")
def keep_draft(form: TheForm, visitor: SignedInVisitor, door: TheDoor) -> Response:
    """Keep what has been filled into a page so far."""
    drafts.keep(door.service, visitor.me, local_page(form.get("page")), form.kept())
    return Response(status_code=204)
