"""Capture files: what officers without network filled in, taken in once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import Field, StringConstraints

from tracing.api.door import TheService
from tracing.api.models import Model
from tracing.api.problems import Fault, responses
from tracing.api.routes.records import IdempotencyKey, receipt
from tracing.api.signed_in import reader_for
from tracing.casework.roles import Task
from tracing.service.capture import importing
from tracing.store.database import Reader

__all__ = ["router"]

# Both: to send files, and to write records of children.
router = APIRouter(
    prefix="/v1/imports/captures",
    tags=["imports"],
    dependencies=[reader_for(Task.WRITE_CHILDREN, purpose="tracing")],
)

Importing = Annotated[Reader, reader_for(Task.IMPORT, purpose="tracing")]

_FILE = {
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    "required": True,
}


_MOST = 200
_AS = "Under which other reference a record is taken: its place in the file, a colon, the reference"
_WITHOUT = (
    "Without which of its fields a record is taken: its place in the file, a colon, the field; once for each"
)

OfPlace = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,6}:[^\x00-\x1f]{1,200}$")]


def _of_place(text: str) -> tuple[int, str]:
    place, _, what = text.partition(":")
    return int(place), what


class Key(Model):
    """The key that capture files are encrypted for. It is no secret."""

    key: Annotated[str, Field(examples=["tracing-capture-key-1:…"])]


class NotTaken(Model):
    """A record of the file that can't be taken, by its place in it."""

    place: int
    code: str
    detail: str
    mend: str
    errors: list[Fault]


class TakenIn(Model):
    """What was done with a file. `stored_before`: records that an earlier sending had stored. `closed`: whoever filled it
    finished it; where it isn't, its end may be missing. `torn`: its last line was unfinished and left out."""

    file: str
    records: int
    stored: int
    stored_before: int
    closed: bool
    torn: bool
    refused: list[NotTaken]


@router.get("/key", summary="The key for capture files", responses=responses(), name="read_capture_key")
def read_key(reader: Importing, service: TheService) -> Key:
    """Return the key that `tracing capture begin` takes."""
    return Key(key=importing.capture_key(service.keyring))


@router.post(
    "",
    summary="Take in a capture file",
    response_model=TakenIn,
    responses=responses(409, 413, 415, 422),
    openapi_extra={"requestBody": _FILE},
    name="import_capture",
)
async def import_capture(
    request: Request,
    reader: Importing,
    service: TheService,
    named: Annotated[
        list[OfPlace] | None, Query(alias="as", max_length=_MOST, description=_AS, examples=["2:P-2B"])
    ] = None,
    without: Annotated[
        list[OfPlace] | None, Query(max_length=_MOST, description=_WITHOUT, examples=["3:birth_date"])
    ] = None,
    idempotency_key: IdempotencyKey = None,
) -> JSONResponse:
    """Store the records of a capture file, sent as the body itself. Sent again it stores nothing twice; a file that was
    changed is refused, with nothing stored. A record that was refused is taken when the file is sent again with what mends
    it."""
    data = await request.body()
    fields: dict[int, list[str]] = {}
    for place, name in map(_of_place, without or ()):
        fields.setdefault(place, []).append(name)
    mended = importing.Mended(dict(map(_of_place, named or ())), fields)
    answer = await run_in_threadpool(importing.import_capture, service, reader, data, idempotency_key, mended)
    return receipt(answer)
