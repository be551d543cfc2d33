"""What answers at ``/``, and the mark of a service that holds invented data only."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

__all__ = ["add_welcome"]


class Welcome(BaseModel):
    """Which service this is, and where to go on."""

    service: str
    version: str
    notice: str | None
    documentation: str = "docs"
    description: str = "openapi.json"


def add_welcome(app: FastAPI, notice: str | None = None, pages: str | None = None) -> None:
    """Have the app answer at ``/``; ``notice`` stands there, and in the title and text of the description. A browser is sent
    on to ``pages`` where there are any."""
    if notice is not None:
        app.title = f"{app.title} — {notice}"
        app.description = f"**{notice}**\n\n{app.description}"
    title = app.title

    @app.get("/", include_in_schema=False, response_model=None)
    async def welcome(request: Request) -> Welcome | Response:
        if pages is not None and "text/html" in request.headers.get("accept", ""):
            return RedirectResponse(pages, HTTPStatus.SEE_OTHER)
        return Welcome(service=title, version=app.version, notice=notice)
