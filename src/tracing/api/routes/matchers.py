"""Matchers: those that were entered, which one is in use, how far the next one is built."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.models import Id, Model
from tracing.api.problems import responses
from tracing.api.signed_in import reader_for
from tracing.casework.roles import Task
from tracing.service import promotion
from tracing.service.errors import Invalid, TooLarge
from tracing.service.signing import LONGEST_REASON
from tracing.store.database import Reader

__all__ = ["router"]

router = APIRouter(prefix="/v1/matchers", tags=["matchers"])

Reading = Annotated[Reader, reader_for(Task.ENTER_MATCHER, Task.PROMOTE_MATCHER, purpose="matching")]
Entering = Annotated[Reader, reader_for(Task.ENTER_MATCHER, purpose="matching")]
Promoting = Annotated[Reader, reader_for(Task.PROMOTE_MATCHER, purpose="matching")]

_LONGEST = 1_000_000
_EXAMPLE = 'name = "default"\nversion = "2027.1"\nprior = 1e-5\n…'
_FILE = {
    "content": {
        kind: {"schema": {"type": "string"}, "example": _EXAMPLE}
        for kind in ("application/toml", "application/octet-stream")
    },
    "required": True,
}


class Matcher(Model):
    """A matcher. `state`: `entered`, `building`, `active` (one is), `retired`, `failed`; `built`: the share that is built,
    of one being built; `digest`: SHA-256 of its file."""

    id: int
    name: Annotated[str, Field(examples=["default"])]
    digest: Annotated[
        str, Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])
    ]
    rules: Annotated[str, Field(description="By which rules it standardises", examples=["2026.3/4"])]
    state: Annotated[str, Field(examples=["building"])]
    built: Annotated[float | None, Field(examples=[0.41])]
    entered_by: int | None
    entered_at: datetime
    promoted_at: datetime | None


class Matchers(Model):
    """All matchers, the newest first."""

    items: list[Matcher]


class Promotion(Model):
    """What a promotion is signed with: the report of `tracing compare` between the matcher in use and this one (JSON, as it was
    written), and a reason where it speaks against the promotion or is lacking. No names of persons."""

    report: dict[str, Any] | None = None
    reason: Annotated[
        str, Field(max_length=LONGEST_REASON, examples=["Agreed on 2 March by both offices"])
    ] = ""


class MatcherWithFile(Matcher):
    """A matcher with its file, byte for byte as it was entered."""

    file: str


def _matcher(view: promotion.MatcherView) -> Matcher:
    return Matcher(
        id=view.id,
        name=view.name,
        digest=view.digest,
        rules=view.rules,
        state=view.state,
        built=view.done,
        entered_by=view.entered_by,
        entered_at=view.entered_at,
        promoted_at=view.promoted_at,
    )


@router.get("", summary="List matchers", responses=responses(), name="list_matchers")
def list_matchers(reader: Reading, service: TheService) -> Matchers:
    """List all matchers: which one is in use, which one is being built and how far it is."""
    return Matchers(items=[_matcher(view) for view in promotion.matchers(service, reader)])


@router.post(
    "",
    status_code=201,
    summary="Enter a matcher",
    responses=responses(413, 422),
    openapi_extra={"requestBody": _FILE},
    name="enter_matcher",
)
async def enter(request: Request, reader: Entering, service: TheService) -> Matcher:
    """Send a matcher's file (TOML, as `tracing train` writes it) as the body. It isn't in use until an administrator
    promotes it."""
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > _LONGEST:
            raise TooLarge("body_too_large", f"The file is longer than {_LONGEST:,} bytes.")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise Invalid("no_matcher", "The file isn't UTF-8.", "Encode it as UTF-8.") from None
    return _matcher(await run_in_threadpool(promotion.enter_matcher, service, reader, text))


@router.get("/{number}", summary="Read a matcher", responses=responses(404, 422), name="read_matcher")
def read(number: Id, reader: Reading, service: TheService) -> MatcherWithFile:
    """Return a matcher with its file."""
    view, text = promotion.read_matcher(service, reader, number)
    return MatcherWithFile(**_matcher(view).model_dump(), file=text)


@router.post(
    "/{number}/promotion",
    status_code=202,
    summary="Promote a matcher",
    responses=responses(404, 409, 422),
    name="promote_matcher",
)
def promote(number: Id, reader: Promoting, service: TheService, said: Promotion | None = None) -> Matcher:
    """Have a matcher built beside the one in use, and put in its place once it is whole. Decisions already made stay and
    name the matcher they were made under. Where the report says that a subgroup gets worse by more than two points, or there
    is no report, it takes a reason: the audit keeps both."""
    signed = said or Promotion()
    promotion.promote_matcher(service, reader, number, signed.report, signed.reason)
    return _matcher(promotion.read_matcher(service, reader, number)[0])
