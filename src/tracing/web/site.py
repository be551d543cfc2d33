"""The whole site: the API's app with the pages beside it."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from tracing.api.app import create_app
from tracing.api.settings import ApiSettings
from tracing.api.welcome import add_welcome
from tracing.service.context import Service
from tracing.web.rendering import render
from tracing.web.routes import (
    account,
    audit,
    candidates,
    case_steps,
    cases,
    deciding,
    directory,
    erasures,
    handovers,
    imports,
    pair,
    practice,
    queue,
    quick,
    records,
    registrations,
    shelters,
    sign_in,
    start,
    static,
    statistics,
    verifications,
)
from tracing.web.texts import catalogue

__all__ = ["create_site"]

ROUTERS = (
    static.router,
    start.router,
    sign_in.router,
    account.router,
    cases.router,
    case_steps.router,
    verifications.router,
    handovers.router,
    statistics.router,
    directory.router,
    shelters.router,
    audit.router,
    practice.router,
    quick.router,
    registrations.router,
    *records.routers,
    erasures.router,
    imports.router,
    queue.router,
    candidates.router,
    pair.router,
    deciding.router,
)


def create_site(service: Service, settings: ApiSettings | None = None, notice: str | None = None) -> FastAPI:
    """Return the app with API and pages; ``notice`` marks a service of invented data on every page."""
    # Read now: whoever comes first doesn't wait for it, and catalogues that contradict each other stop the start.
    catalogue()
    app = create_app(service, settings)
    app.state.notice = notice
    for router in ROUTERS:
        app.include_router(router)
    add_welcome(app, notice, pages="/start")
    _answer_browsers(app)
    return app


def for_people(request: Request) -> bool:
    """Say whether a browser asks for a page, no program for JSON."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/v1/")


def _answer_browsers(app: FastAPI) -> None:
    """Give people a page where programs get a problem document."""
    otherwise = app.exception_handlers[HTTPException]

    async def http(request: Request, error: HTTPException) -> Response:
        if for_people(request) and error.status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
            return render(request, "no_such_page.html", error.status_code)
        answer: Response = await otherwise(request, error)  # type: ignore[misc]
        return answer

    app.add_exception_handler(HTTPException, http)  # type: ignore[arg-type]

    def unexpected(request: Request, error_id: str) -> Response | None:
        return render(request, "unexpected.html", 500, error_id=error_id) if for_people(request) else None

    app.state.unexpected = unexpected
