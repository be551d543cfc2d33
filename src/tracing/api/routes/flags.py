"""Protection flags on children: consent, refusal, asylum, whom to keep away, medical need."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.models import Id, Line, Model
from tracing.api.problems import responses
from tracing.api.routes.records import IdempotencyKey, receipt
from tracing.api.signed_in import reader_for
from tracing.casework.roles import Task
from tracing.service import flags
from tracing.store.database import Reader

__all__ = ["router"]

router = APIRouter(prefix="/v1/flags", tags=["flags"])

Raising = Annotated[Reader, reader_for(Task.RAISE_FLAG, purpose="protection")]
Ending = Annotated[Reader, reader_for(Task.END_FLAG, purpose="protection")]

_Child = "By your agency's own reference; protection officers by the child's pseudonym"
_Detail = Annotated[
    dict[Annotated[str, Field(max_length=40)], Annotated[str, Field(max_length=500)]], Field()
]


class Flag(Model):
    """A flag on a child, and what it says."""

    id: int
    record: Annotated[str, Field(examples=["N-58TY0AC"])]
    kind: str
    detail: dict[str, str]
    raised_by: int | None
    raised_at: datetime
    ended_at: datetime | None


class Flags(Model):
    """The flags on a child, the first first."""

    items: list[Flag]


class NewFlag(Model):
    """A flag to be raised. `consent` says `status`, `who`, `on` (and `scope`); those that keep somebody away say the
    `person`; `do_not_share_with_country` the `country`."""

    child: Annotated[Line, Field(description=_Child, examples=["A-2026-0117"])]
    kind: Annotated[str, Field(max_length=40, examples=["consent"])]
    detail: Annotated[
        _Detail,
        Field(default_factory=dict, examples=[{"status": "given", "who": "tutora", "on": "2026-03-31"}]),
    ]


class Raised(Model):
    """The flag as it was raised."""

    child: str
    kind: str


@router.get("", summary="The flags on a child", responses=responses(404, 422), name="list_flags")
def list_flags(
    reader: Raising,
    service: TheService,
    child: Annotated[str, Query(max_length=200, description=_Child)],
    ended: Annotated[bool, Query(description="Ended ones, too")] = False,
) -> Flags:
    """Return the flags on a child of your agency."""
    found = flags.list_flags(service, reader, child, not ended)
    return Flags(
        items=[
            Flag(
                id=flag.id,
                record=flag.record,
                kind=flag.kind.value,
                detail=flag.detail,
                raised_by=flag.raised_by,
                raised_at=flag.raised_at,
                ended_at=flag.ended_at,
            )
            for flag in found
        ]
    )


@router.post(
    "",
    status_code=201,
    summary="Raise a flag",
    response_model=Raised,
    responses=responses(404, 409, 422),
    name="raise_flag",
)
def raise_flag(
    body: NewFlag, reader: Raising, service: TheService, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Raise a flag on a child. Some put its case on hold until a protection officer has looked at it."""
    return receipt(flags.raise_flag(service, reader, body.child, body.kind, body.detail, idempotency_key))


@router.delete(
    "/{number}", status_code=204, summary="End a flag", responses=responses(404, 422), name="end_flag"
)
def end_flag(number: Id, reader: Ending, service: TheService) -> Response:
    """End a flag. A hold that it raised stands until it is lifted."""
    flags.end_flag(service, reader, number)
    return Response(status_code=204)
