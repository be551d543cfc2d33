"""The HTTP side of the service as one ASGI app."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute

from tracing.api import docs_page, health, problems
from tracing.api.bodies import Bodies
from tracing.api.door import Door
from tracing.api.metrics import Metrics, metrics_router
from tracing.api.routes import (
    agencies,
    agreements,
    audit,
    bundles,
    captures,
    codes,
    concerns,
    conflicts,
    consular,
    definitions,
    directory,
    erasures,
    explanations,
    flags,
    forms,
    holds,
    imports,
    keys,
    law,
    links,
    match,
    matchers,
    placements,
    queue,
    records,
    referrals,
    registrations,
    reminders,
    repatriation,
    sessions,
    sets,
    shared,
    shelters,
    shields,
    statistics,
    status,
    training,
    users,
    verifications,
    vocabularies,
    webhooks,
)
from tracing.api.routes.rights import complaints, consents
from tracing.api.routes.rights import records as rights_records
from tracing.api.security_headers import SecurityHeaders
from tracing.api.settings import ApiSettings
from tracing.api.watch import Watch
from tracing.service.context import Service

__all__ = ["create_app"]

_ROUTERS = (
    *status.routers,
    *repatriation.waiting,
    explanations.router,
    registrations.router,
    consents.router,
    records.children,
    records.inquiries,
    *imports.routers,
    captures.router,
    sessions.router,
    users.router,
    agencies.router,
    keys.router,
    codes.router,
    vocabularies.router,
    forms.router,
    audit.router,
    webhooks.router,
    queue.router,
    links.router,
    repatriation.router,
    reminders.router,
    rights_records.router,
    *verifications.routers,
    holds.router,
    flags.router,
    *shields.routers,
    *erasures.routers,
    concerns.router,
    referrals.router,
    conflicts.router,
    definitions.router,
    *sets.routers,
    complaints.router,
    matchers.router,
    match.router,
    law.router,
    placements.router,
    shelters.router,
    directory.router,
    agreements.router,
    *shared.routers,
    consular.router,
    statistics.router,
    *bundles.routers,
    training.router,
)

_TAKES_FILE = re.compile(r"/v1/imports/(children|inquiries|captures)|/v1/matchers|/v1/bundles/verification")

_TAKES_SENT = ("/imports",)
"""Pages to which a file comes in a form."""

_ABOUT = """Records of children found and inquiries of families who look for them.

Refusals are problem documents (RFC 9457) with the field's pointer and how to mend it. Send `Idempotency-Key` with what
you create, and the `ETag` you read as `If-Match` with what you change. Lists come in pages: `next` is the `cursor` of
the page after.
"""


def create_app(service: Service, settings: ApiSettings | None = None) -> FastAPI:
    """Return the app. It may run in several threads; start no access log of the server, which writes addresses."""
    settings = settings or ApiSettings()
    metrics = Metrics()
    app = FastAPI(
        title="tracing",
        version=version("tracing"),
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # Spans would hold addresses and errors with what was sent.
        telemetry={"tracing": False, "metrics": False, "logs": False},
        routes=[*_routes()],
    )
    app.state.door = Door(service, settings)
    app.state.metrics = metrics
    app.state.readiness = health.Readiness(service)
    problems.handle_in(app)
    app.include_router(metrics_router(metrics, settings))
    # The last one added stands outermost.
    app.add_middleware(
        Bodies,
        settings=settings,
        takes_file=lambda path: bool(_TAKES_FILE.fullmatch(path)),
        takes_form=lambda path: not path.startswith("/v1/"),
        takes_sent=lambda path: path in _TAKES_SENT,
    )
    app.add_middleware(SecurityHeaders, over_tls=settings.secure_cookies)
    app.add_middleware(Watch, metrics=metrics)
    _describe(app)
    return app


@cache
def _routes() -> tuple[BaseRoute, ...]:
    """Return the routes, which know of no service. What each takes and gives FastAPI works out when requests first come:
    once for all apps of a process."""
    whole = APIRouter()
    for router in (*_ROUTERS, health.router, docs_page.router):
        whole.include_router(router)
    return tuple(whole.routes)


def _describe(app: FastAPI) -> None:
    """Make the description say what is answered: problem documents, where FastAPI would say otherwise."""
    original = app.openapi

    def described() -> dict[str, Any]:
        document = original()
        schemas = document["components"]["schemas"]
        if "Problem" not in schemas:
            made = problems.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas.update(made.pop("$defs", {}))
            schemas["Problem"] = made
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            for operations in document["paths"].values():
                for operation in operations.values():
                    _correct(operation)
        return document

    app.openapi = described  # type: ignore[method-assign]


def _correct(operation: Mapping[str, Any]) -> None:
    answers = operation["responses"]
    for number, answer in problems.responses(422).items():
        schema = answers.get(str(number), {}).get("content", {}).get("application/json", {}).get("schema", {})
        if "HTTPValidationError" in str(schema.get("$ref")):
            answers[str(number)] = answer
