"""The outermost layer: every request is timed, counted and logged, and what nobody expected is answered without saying
what it was. The answer's id stands in the log beside where it happened."""

from __future__ import annotations

import secrets
import time

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracing.api.logs import frames, logger
from tracing.api.metrics import Metrics
from tracing.api.problems import AGAIN, UNSURE, answer

__all__ = ["Watch"]

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_GONE = 499
"""The caller hung up before there was an answer."""


class Watch:
    """An ASGI middleware."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, whatever happens."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = _GONE

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        error: Exception | None = None
        error_id = secrets.token_hex(8)
        try:
            await self._app(scope, receive, note)
        except ClientDisconnect:
            pass
        except Exception as raised:
            error = raised
            if status == _GONE:
                await _unexpected(scope, error_id)(scope, receive, note)
        self._tell(scope, status, time.perf_counter() - began, error, error_id)

    def _tell(
        self, scope: Scope, status: int, seconds: float, error: Exception | None, error_id: str
    ) -> None:
        # A method that HTTP doesn't know may be any word; as a path may.
        method = scope["method"] if scope["method"] in _METHODS else "?"
        route = f"{method} {template}" if (template := _template(scope)) else "unmatched"
        self._metrics.count(route, status, seconds)
        told: dict[str, object] = {"route": route, "status": status, "ms": round(seconds * 1000, 1)}
        told |= scope.get("state", {}).get("caller", {})
        if error is None:
            logger().info("served", **told)
        else:
            cause = error.__cause__ or error.__context__
            kinds = [type(e).__name__ for e in (error, cause) if e is not None]
            logger().error("failed", **told, id=error_id, error=": ".join(kinds), frames=frames(error))


def _unexpected(scope: Scope, error_id: str) -> ASGIApp:
    """Return what is answered where nobody knows better: a page where one was asked for and there are any."""
    state = getattr(scope.get("app"), "state", None)
    page = getattr(state, "unexpected", None)
    made: ASGIApp | None = None if page is None else page(Request(scope), error_id)
    text = f"Something went wrong here. {UNSURE}"
    mend = f"{AGAIN} If it stays so, tell who runs the service this id."
    return made or answer(500, "unexpected", text, mend, error_id=error_id)


def _template(scope: Scope) -> str:
    """The route as it is written in the code; the path itself may name a record."""
    return str(getattr(scope.get("route"), "path", ""))
