"""Whether the service lives (``/healthz``) and whether it can work (``/readyz``): for whoever watches over it."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from tracing.store import schema
from tracing.store.database import Reader

__all__ = ["router"]

router = APIRouter(tags=["service"])


class Health(BaseModel):
    """``ok``, or what is missing."""

    status: Literal["ok", "no_database", "wrong_schema"]


@router.get("/healthz", summary="Whether the program runs")
def healthz() -> Health:
    """Answer as long as the program runs, whatever the database does."""
    return Health(status="ok")


@router.get("/readyz", summary="Whether requests can be answered", responses={503: {"model": Health}})
def readyz(request: Request, response: Response) -> Health:
    """Answer 200 when the database answers and its schema is this program's."""
    service = request.app.state.door.service
    try:
        with service.database.reading(Reader("sign_in")) as connection:
            connection.exec_driver_sql("SELECT 1")
        schema.check(service.database.url.render_as_string(hide_password=False))
    except SQLAlchemyError:
        response.status_code = 503
        return Health(status="no_database")
    except schema.SchemaError:
        response.status_code = 503
        return Health(status="wrong_schema")
    return Health(status="ok")
