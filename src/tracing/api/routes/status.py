"""What an agency is told of its own record: of an inquiry one constant sentence, until two people have decided otherwise."""

# Annotations are evaluated as they are read: the routes of each side are made by a function, and name what it holds.

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.models import Model
from tracing.api.problems import responses
from tracing.api.routes.pair_models import Said, said
from tracing.api.routes.records import Reference
from tracing.api.signed_in import reader_for
from tracing.casework.agencies import Side
from tracing.casework.roles import Task
from tracing.service.status import read_status
from tracing.store.database import Reader

__all__ = ["routers"]

Reading = Annotated[Reader, reader_for(Task.READ_STATUS, purpose="tracing")]


class Status(Model):
    """What may be said of a record. It doesn't tell when anything has changed."""

    reference: Annotated[str, Field(examples=["F-88"])]
    status: Annotated[
        Said,
        Field(
            examples=[
                {
                    "code": "search_continues",
                    "es": "La búsqueda continúa.",
                    "en": "The search continues.",
                }
            ]
        ),
    ]


def _router(side: Side, plural: str) -> APIRouter:
    router = APIRouter(prefix=f"/v1/{plural}", tags=[plural])

    @router.get(
        "/{reference:path}/status",
        summary=f"The status of a record ({side})",
        responses=responses(404, 422),
        name=f"status_of_{side}",
    )
    def status(reference: Reference, reader: Reading, service: TheService) -> Status:
        """Return the status of a record of your agency."""
        found = read_status(service, reader, side, reference)
        return Status(reference=found.reference, status=said(found.says))

    return router


routers = (_router(Side.CHILD, "children"), _router(Side.INQUIRY, "inquiries"))
"""To be asked before the records themselves: a reference may hold a slash."""
