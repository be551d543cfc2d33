"""The audit, for auditors."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query

from tracing.api.door import TheService
from tracing.api.models import Model
from tracing.api.pages import Cursor, Limit, Page, id_after, next_after
from tracing.api.problems import responses
from tracing.api.signed_in import reader_for
from tracing.casework.roles import Task
from tracing.service.read_audit import read_audit
from tracing.store.database import Reader

__all__ = ["router"]

router = APIRouter(prefix="/v1/audit", tags=["audit"])

Auditor = Annotated[Reader, reader_for(Task.READ_AUDIT, purpose="audit")]


class Entry(Model):
    """One act or reading. ``hash`` chains it to the one before."""

    number: int
    at: datetime
    person: int | None
    key: int | None
    agency: int | None
    act: str
    purpose: str
    kind: str
    object: str
    detail: dict[str, Any]
    hash: str


@router.get("", summary="Read the audit", responses=responses(422))
def entries(
    reader: Auditor,
    service: TheService,
    kind: Annotated[
        str | None, Query(max_length=40, description="Of one kind of thing: `record`, `user`")
    ] = None,
    object: Annotated[str | None, Query(max_length=40, description="Of one thing, by its id")] = None,
    person: Annotated[int | None, Query(ge=1, le=2**63 - 1, description="Of one person, by their id")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Entry]:
    """Return entries in the order of the chain. Reading is an entry, too."""
    name = f"audit:{kind}:{object}:{person}"
    after = id_after(service.keyring, name, cursor)
    found = read_audit(service, reader, after, limit, kind, object, person)
    return Page(
        items=[
            Entry(
                number=e.number,
                at=e.at,
                person=e.person,
                key=e.key_id,
                agency=e.agency_id,
                act=e.act,
                purpose=e.purpose,
                kind=e.kind,
                object=e.object,
                detail=json.loads(e.detail),
                hash=e.hash.hex(),
            )
            for e in found
        ],
        next=next_after(service.keyring, name, limit, [e.number for e in found]),
    )
