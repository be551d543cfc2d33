"""Statistics of closed periods, for those who read and publish them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.models import Model
from tracing.api.problems import responses
from tracing.api.routes.records import IdempotencyKey, receipt
from tracing.api.signed_in import reader_for
from tracing.casework.roles import Task
from tracing.casework.statistics.measures import Measure
from tracing.casework.statistics.suppression import THRESHOLD, WIDTH
from tracing.service.statistics import publishing, reading
from tracing.service.statistics.columns import RULE, VERSION
from tracing.store.database import Reader

__all__ = ["router"]

router = APIRouter(prefix="/v1/statistics/publications", tags=["statistics"])

Reading = Annotated[Reader, reader_for(Task.READ_STATISTICS, purpose="statistics")]
Publishing = Annotated[Reader, reader_for(Task.PUBLISH_STATISTICS, purpose="statistics")]

InPath = Annotated[
    str, Path(max_length=10, examples=["2026-03"], description="A month, quarter (`2026-Q1`) or year")
]
Table = Annotated[Literal["origin", "agencies"], Path()]


class Publication(Model):
    """Statistics of a period: `asked` for by a person, `released` once the worker has worked them out."""

    period: Annotated[str, Field(examples=["2026-03"])]
    state: Annotated[str, Field(examples=["released"])]
    asked_by: int
    asked_at: datetime
    released_at: datetime | None


class Rule(Model):
    """How cells are hidden, in words and numbers."""

    version: str
    es: str
    en: str
    threshold: int
    width: int


class Publications(Model):
    """What is published or asked for, and which months are closed, so that they may be."""

    items: list[Publication]
    closed_months: list[date]
    rule: Rule


class NewPublication(Model):
    """The period to publish."""

    period: Annotated[str, Field(max_length=10, examples=["2026-03", "2026-Q1", "2026"])]


class Asked(Model):
    """The period that is being published."""

    period: str
    state: str


class Cell(Model):
    """A cell that is shown. `place` of `origin`: country, department, municipality, sex, age; of `agencies`: country, kind, ground
    of closing; empty: all of them. `days`: quartiles of the days since the inquiry."""

    measure: str
    breakdown: str
    place: list[str]
    value: int
    days: list[int] | None


class Statistics(Model):
    """What was published of a period. Whatever cell isn't here is hidden."""

    period: str
    first_day: date
    last_day: date
    released_at: datetime
    rule: Rule
    cells: list[Cell]


_RULE = Rule(version=VERSION, es=RULE["es"], en=RULE["en"], threshold=THRESHOLD, width=WIDTH)


@router.get("", summary="List what is published", responses=responses(), name="list_statistics")
def list_statistics(reader: Reading, service: TheService) -> Publications:
    """List the periods that are published, and the months that are closed."""
    found = reading.catalogue(service, reader)
    return Publications(
        items=[
            Publication(
                period=one.period,
                state=one.state,
                asked_by=one.asked_by,
                asked_at=one.asked_at,
                released_at=one.released_at,
            )
            for one in found.publications
        ],
        closed_months=found.closed_months,
        rule=_RULE,
    )


@router.post(
    "",
    status_code=202,
    summary="Publish a period",
    response_model=Asked,
    responses=responses(409, 422),
    name="publish_statistics",
)
def publish(
    body: NewPublication, reader: Publishing, service: TheService, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Publish a period whose months are closed, once and for good. The worker works out what may be shown."""
    return receipt(publishing.publish(service, reader, body.period, idempotency_key))


@router.get(
    "/{period}",
    summary="Read what is published of a period",
    responses=responses(404, 422),
    name="read_statistics",
)
def read(
    period: InPath,
    reader: Reading,
    service: TheService,
    measure: Annotated[Measure | None, Query(description="Of one measure (`GET /v1/codes/measures`)")] = None,
) -> Statistics:
    """Return the cells that are shown."""
    view = reading.read_publication(service, reader, period, measure)
    return Statistics(
        period=view.period,
        first_day=view.first_day,
        last_day=view.last_day,
        released_at=view.released_at,
        rule=_RULE,
        cells=[
            Cell(
                measure=one.measure,
                breakdown=one.breakdown,
                place=list(one.place),
                value=one.value,
                days=None
                if one.low is None or one.middle is None or one.high is None
                else [one.low, one.middle, one.high],
            )
            for one in view.cells
        ],
    )


@router.get(
    "/{period}/{table}.csv",
    summary="A table as CSV",
    response_class=Response,
    responses={**responses(404, 422), 200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
    name="statistics_csv",
)
def as_csv(period: InPath, table: Table, reader: Reading, service: TheService) -> Response:
    """Return a table as CSV; its description stands beside it, at the same address with `-metadata.json`."""
    text = reading.as_csv(service, reader, period, table)
    return Response(text, media_type="text/csv; charset=utf-8")


@router.get(
    "/{period}/{table}.csv-metadata.json",
    summary="The description of a table's CSV",
    response_class=JSONResponse,
    responses={
        **responses(404, 422),
        200: {"content": {"application/csvm+json": {"schema": {"type": "object"}}}},
    },
    name="statistics_metadata",
)
def as_metadata(period: InPath, table: Table, reader: Reading, service: TheService) -> Response:
    """Return title, columns in Spanish and English, units, the rule of suppression, date and version (CSV on the Web)."""
    document: dict[str, Any] = reading.as_metadata(service, reader, period, table)
    return JSONResponse(document, media_type="application/csvm+json")
