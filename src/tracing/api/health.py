"""Whether the service lives (``/healthz``) and whether it can work (``/readyz``): for whoever watches over it."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Final, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from tracing.service.context import Service
from tracing.store import schema
from tracing.store.database import Reader

__all__ = ["Readiness", "router"]

router = APIRouter(tags=["service"])

_Status = Literal["ok", "no_database", "wrong_schema"]
_KEPT: Final = 1.0
"""How many seconds an answer is good for: it costs connections, and everybody may ask."""


class Health(BaseModel):
    """``ok``, or what is missing."""

    status: _Status


class Readiness:
    """Whether one app can work, looked at once a second at most, by one thread."""

    def __init__(self, service: Service, clock: Callable[[], float] = time.monotonic) -> None:
        self._service = service
        self._clock = clock
        self._lock = Lock()
        self._known: tuple[float, _Status] | None = None

    def status(self) -> _Status:
        """Return ``ok``, or what is missing."""
        with self._lock:
            if self._known is None or self._clock() >= self._known[0] + _KEPT:
                found = self._look()
                self._known = self._clock(), found
            return self._known[1]

    def _look(self) -> _Status:
        database = self._service.database
        try:
            with database.reading(Reader("sign_in")) as connection:
                connection.exec_driver_sql("SELECT 1")
            schema.check(database.url.render_as_string(hide_password=False))
        except SQLAlchemyError:
            return "no_database"
        except schema.SchemaError:
            return "wrong_schema"
        return "ok"


@router.get("/healthz", summary="Whether the program runs")
def healthz() -> Health:
    """Answer as long as the program runs, whatever the database does."""
    return Health(status="ok")


@router.get("/readyz", summary="Whether requests can be answered", responses={503: {"model": Health}})
def readyz(request: Request, response: Response) -> Health:
    """Answer 200 when the database answers and its schema is this program's; an answer is good for a second."""
    readiness: Readiness = request.app.state.readiness
    status = readiness.status()
    if status != "ok":
        response.status_code = 503
    return Health(status=status)
