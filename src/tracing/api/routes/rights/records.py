"""How a child was heard, and what was weighed: the records behind the steps of a case."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from tracing.api.door import TheService
from tracing.api.models import Id, Model
from tracing.api.problems import responses
from tracing.api.routes.queue import ChildName, InquiryName
from tracing.api.routes.rights.models import ChildViews, InterestsRecord, interests_out, views_out
from tracing.api.signed_in import reader_for
from tracing.casework.roles import Task
from tracing.service.pairs import pair_of
from tracing.service.rights import reading
from tracing.store.database import Reader

__all__ = ["router"]

router = APIRouter(prefix="/v1/links", tags=["rights"])

Reading = Annotated[Reader, reader_for(Task.CASE_ACTS, purpose="protection")]


class DueReview(Model):
    """A best-interests decision that is to be looked at again."""

    inquiry: str
    child: str
    act: int
    kind: str
    outcome: str
    review_on: date


class DueReviews(Model):
    """Those that are due, the first due first."""

    items: list[DueReview]


@router.get(
    "/interests", summary="Best interests to be looked at again", responses=responses(422), name="due_reviews"
)
def due_reviews(
    reader: Reading,
    service: TheService,
    by: Annotated[date | None, Query(description="By that day; today where it is left out")] = None,
) -> DueReviews:
    """Return the best-interests decisions that are to be looked at again, of cases that aren't closed."""
    return DueReviews(
        items=[
            DueReview(
                inquiry=one.pair.inquiry_name,
                child=one.pair.child_name,
                act=one.act,
                kind=one.kind.value,
                outcome=one.outcome.value,
                review_on=one.review_on,
            )
            for one in reading.due_reviews(service, reader, by)
        ]
    )


@router.get(
    "/{inquiry}/{child}/acts/{number}/views",
    summary="How the child was heard",
    responses=responses(404, 422),
    name="read_views",
)
def read_views(
    inquiry: InquiryName, child: ChildName, number: Id, reader: Reading, service: TheService
) -> ChildViews:
    """Return how the child was heard in a step of a case, and what it said."""
    return views_out(reading.read_views(service, reader, pair_of(inquiry, child), number))


@router.get(
    "/{inquiry}/{child}/acts/{number}/interests",
    summary="What was weighed",
    responses=responses(404, 422),
    name="read_interests",
)
def read_interests(
    inquiry: InquiryName, child: ChildName, number: Id, reader: Reading, service: TheService
) -> InterestsRecord:
    """Return the best-interests record of a step of a case."""
    return interests_out(reading.read_interests(service, reader, pair_of(inquiry, child), number))
