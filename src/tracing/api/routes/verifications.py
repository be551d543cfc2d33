"""Verification for the workers of one side: what is asked about their own records, what was answered, what came of it."""

# Annotations are evaluated as they are read: the routes of each side are made by a function, and name what it holds.

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.models import Code, Line, Model
from tracing.api.problems import responses
from tracing.api.routes.records import IdempotencyKey, receipt
from tracing.api.signed_in import reader_for
from tracing.casework.agencies import Side
from tracing.casework.roles import Task
from tracing.service import verify
from tracing.store.database import Reader

__all__ = ["routers"]

Number = Annotated[int, Field(ge=1, le=10_000)]


class Question(Model):
    """A question to your side, and what you answered."""

    place: int
    question: str
    answer: str | None
    answered_at: datetime | None


class Verification(Model):
    """What is asked about a record of yours."""

    reference: str
    number: int
    questions: list[Question]
    outcome: str | None


class Verifications(Model):
    """What is asked about your records."""

    items: list[Verification]


class NewAnswer(Model):
    """The answer to a question: of which record, which verification, in which place."""

    reference: Annotated[Line, Field(examples=["A-2026-0117"])]
    number: Annotated[Number, Field(examples=[1])]
    place: Annotated[Number, Field(examples=[1])]
    answer: Annotated[str, Field(min_length=1, max_length=2000, examples=["Le dice Chepe."])]


class NewOutcome(Model):
    """What came of verifying your side: `confirmed`, `refuted`, `inconclusive`, and the evidence it rests on."""

    reference: Annotated[Line, Field(examples=["A-2026-0117"])]
    number: Annotated[Number, Field(examples=[1])]
    outcome: Annotated[str, Field(max_length=40, examples=["confirmed"])]
    grounds: Annotated[list[Code], Field(max_length=30, examples=[["photo", "house"]])]
    note: Annotated[str | None, Field(max_length=8000)] = None


class Concluded(Model):
    """The outcome as it was entered."""

    reference: str
    number: int
    outcome: str


def _router(side: Side, plural: str, task: Task) -> APIRouter:
    router = APIRouter(prefix=f"/v1/verifications/{plural}", tags=["verifications"])
    verifying = Annotated[Reader, reader_for(task, purpose="verification")]

    @router.get(
        "", summary=f"What is asked ({side})", responses=responses(), name=f"verifications_of_{plural}"
    )
    def tasks(reader: verifying, service: TheService) -> Verifications:
        """Return what is asked about your agency's records. What the other side is asked nobody sees here."""
        return Verifications(
            items=[
                Verification(
                    reference=one.reference,
                    number=one.number,
                    questions=[Question.model_validate(q) for q in one.questions],
                    outcome=None if one.outcome is None else one.outcome.value,
                )
                for one in verify.tasks(service, reader, side)
            ]
        )

    @router.post(
        "/answers",
        status_code=204,
        summary=f"Answer a question ({side})",
        responses=responses(404, 409, 422),
        name=f"answer_about_{side}",
    )
    def answer(body: NewAnswer, reader: verifying, service: TheService) -> Response:
        """Enter what was answered; an answer stands."""
        verify.answer(service, reader, side, body.reference, body.number, body.place, body.answer)
        return Response(status_code=204)

    @router.post(
        "/outcomes",
        status_code=201,
        summary=f"Conclude a verification ({side})",
        response_model=Concluded,
        responses=responses(404, 409, 422),
        name=f"conclude_{side}",
    )
    def conclude(
        body: NewOutcome, reader: verifying, service: TheService, idempotency_key: IdempotencyKey = None
    ) -> JSONResponse:
        """Say what came of it. Where that isn't possible now, the answer doesn't tell why."""
        return receipt(
            verify.conclude(
                service, reader, side, body.reference, body.number, body.outcome, tuple(body.grounds), body.note,
                idempotency_key,
            )
        )  # fmt: skip

    return router


routers = (
    _router(Side.CHILD, "children", Task.VERIFY_CHILD),
    _router(Side.INQUIRY, "inquiries", Task.VERIFY_FAMILY),
)
