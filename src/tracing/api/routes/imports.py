"""Many records in one file: sent as the body itself, stored by a job, with a report of what can't be taken."""

# Annotations are evaluated as they are read: the routes of each side are made by a function, and name what it holds.

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from tracing.api.door import TheService
from tracing.api.models import Model
from tracing.api.pages import Cursor, Limit, Page, id_after, next_after
from tracing.api.problems import responses
from tracing.api.routes.records import IdempotencyKey, receipt
from tracing.api.signed_in import reader_for
from tracing.casework.forms.record_forms import FOUND_CHILD, INQUIRY
from tracing.casework.roles import Task
from tracing.service import imports
from tracing.service.forms.filled_in import check_version
from tracing.store.database import Reader

__all__ = ["routers"]

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


class Accepted(Model):
    """An upload that was taken."""

    number: int
    side: str
    format: str
    state: str


class Remark(Model):
    """What was wrong with a row, or doubtful (``severity``); without the value."""

    line: int | None
    column: str
    severity: str
    reason: str
    mend: str


class Upload(Model):
    """How far an upload is: of ``rows``, some are ``done`` and some ``refused``."""

    number: int
    side: str
    format: str
    state: str
    rows: int
    done: int
    refused: int
    failure: str | None
    at: datetime
    ended_at: datetime | None


class UploadWithReport(Upload):
    """An upload with the first thousand remarks."""

    report: list[Remark]


def _upload(found: imports.Upload) -> Upload:
    return Upload(
        number=found.number,
        side=found.side,
        format=found.format,
        state=found.state,
        rows=found.rows,
        done=found.done,
        refused=found.refused,
        failure=found.failure,
        at=found.at,
        ended_at=found.ended_at,
    )


def _router(side: Literal["child", "inquiry"], plural: str, write: Task) -> APIRouter:
    # Both: to send files, and to write records of this side.
    router = APIRouter(
        prefix=f"/v1/imports/{plural}", tags=["imports"], dependencies=[reader_for(write, purpose="tracing")]
    )
    importing = Annotated[Reader, reader_for(Task.IMPORT, purpose="tracing")]
    file = {
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in _KINDS},
        "required": True,
    }

    @router.post(
        "",
        status_code=202,
        summary=f"Upload a file ({side})",
        response_model=Accepted,
        responses=responses(413, 415, 422),
        openapi_extra={"requestBody": file},
        name=f"upload_{plural}",
    )
    async def upload(
        request: Request,
        reader: importing,
        service: TheService,
        idempotency_key: IdempotencyKey = None,
        vocabulary: Annotated[
            str | None,
            Query(max_length=80, description="Version of the vocabulary that the rows were filled in with"),
        ] = None,
    ) -> JSONResponse:
        """Send CSV, JSON Lines or XLSX as the body. A row whose reference is known corrects that record."""
        check_version(vocabulary, FOUND_CHILD if side == "child" else INQUIRY)
        # Read here, after who asks is known: strangers send nothing that long.
        data = await request.body()
        answer = await run_in_threadpool(imports.upload, service, reader, side, data, key=idempotency_key)
        return receipt(answer)

    @router.get(
        "", summary=f"List uploads ({side})", responses=responses(422), name=f"list_uploads_of_{plural}"
    )
    def list_uploads(
        reader: importing,
        service: TheService,
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Page[Upload]:
        """List uploads of the agency, the newest first."""
        name = f"imports:{plural}"
        limit = min(limit, 100)
        before = id_after(service.keyring, name, cursor) or None
        found = imports.list_uploads(service, reader, side, before, limit)
        return Page(
            items=[_upload(u) for u in found],
            next=next_after(service.keyring, name, limit, [u.number for u in found]),
        )

    @router.get(
        "/{number}",
        summary=f"How far an upload is ({side})",
        responses=responses(404, 422),
        name=f"read_upload_of_{plural}",
    )
    def read_upload(
        number: Number,
        reader: importing,
        service: TheService,
    ) -> UploadWithReport:
        """Return an upload with its report."""
        found = imports.read_upload(service, reader, side, number)
        report = [Remark(**remark) for remark in found.report]
        return UploadWithReport(**_upload(found).model_dump(), report=report)

    return router


_KINDS = (
    "text/csv",
    "application/jsonl",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/octet-stream",
)

routers = (
    _router("child", "children", Task.WRITE_CHILDREN),
    _router("inquiry", "inquiries", Task.WRITE_INQUIRIES),
)
