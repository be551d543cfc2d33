"""Score and explanation for the found side, after review; nothing of who asked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.models import Model
from tracing.api.problems import responses
from tracing.api.routes.pair_models import Explanation, explanation_out
from tracing.api.routes.records import Reference
from tracing.api.signed_in import reader_for
from tracing.casework.roles import Task
from tracing.service.after_review import read_reviewed
from tracing.store.database import Reader

__all__ = ["router"]

router = APIRouter(prefix="/v1/children", tags=["children"])
"""To be asked before the records themselves: a reference may hold a slash."""

# A key has no scope for it: a person looks, and the audit says who.
Reading = Annotated[Reader, reader_for(Task.READ_SCORES, purpose="tracing")]


class Reviewed(Model):
    """What a review came to (code list `decision-kinds`), and why the pair weighs what it weighs."""

    outcome: Annotated[str, Field(examples=["possible"])]
    explanation: Explanation


class AllReviewed(Model):
    """The reviewed pairs of a child, the heaviest first. None of them says who asked."""

    items: list[Reviewed]


@router.get(
    "/{reference:path}/explanations",
    summary="Why a child was thought to be somebody's",
    responses=responses(404, 422),
    name="explanations_of_child",
)
def explanations(reference: Reference, reader: Reading, service: TheService) -> AllReviewed:
    """Return score and explanation of the pairs of a child of your agency whose review is settled."""
    return AllReviewed(
        items=[
            Reviewed(outcome=one.outcome.value, explanation=explanation_out(one.explained))
            for one in read_reviewed(service, reader, reference)
        ]
    )
