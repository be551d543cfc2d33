"""Complaints by children and families, or in their name."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.models import Code, Model
from tracing.api.pages import Cursor, Limit, Page, id_after, next_after
from tracing.api.problems import responses
from tracing.api.routes.records import IdempotencyKey, VocabularyVersion, receipt
from tracing.api.signed_in import reader_for
from tracing.casework.forms.act_forms import COMPLAINT
from tracing.casework.roles import Task
from tracing.service.forms.filled_in import check_version
from tracing.service.rights import complaints
from tracing.store.database import Reader

__all__ = ["router"]

router = APIRouter(prefix="/v1/complaints", tags=["rights"])

Complaining = Annotated[Reader, reader_for(Task.COMPLAIN, purpose="complaint")]

Line = Annotated[str, Field(max_length=200)]
Text = Annotated[str, Field(max_length=8000)]


class NewComplaint(Model):
    """A complaint as it is told: codes of the lists `complainants` and `complaint_subjects`. `record`: your own reference
    of the child or family, where it is known (protection officers: its pseudonym). Who is meant goes in `about` in the
    complainant's words, and in `about_login` or `about_agency` as far as it is known."""

    complainant: Annotated[Code, Field(examples=["child"])]
    subject: Annotated[Code, Field(examples=["not_heard"])]
    language: Annotated[Line, Field(examples=["kek"])]
    said: Annotated[Text, Field(examples=["nadie me preguntó si quería hablar con mi tío"])]
    received_on: Annotated[date, Field(examples=["2026-03-31"])]
    urgent: bool = False
    by: Annotated[Line | None, Field(examples=["su maestra"])] = None
    about: Annotated[Line | None, Field(examples=["la señora de la oficina"])] = None
    about_login: Line | None = None
    about_agency: Annotated[Line | None, Field(examples=["GT-PGN"])] = None
    record: Line | None = None
    vocabulary: VocabularyVersion = None


class Received(Model):
    """The receipt, the same whoever is meant: the complaint's name, and the day by which it is answered."""

    complaint: UUID
    state: str
    answer_by: date
    answer_basis: Annotated[str, Field(examples=["INT/complaint_answered_days"])]


class Step(Model):
    """What was done. `said`: the answer, how it was told, or why it is contested."""

    kind: str
    person: int | None
    said: str | None
    at: datetime


class Complaint(Model):
    """A complaint. `state`, `due_on` and who is meant are for whoever deals with complaints."""

    complaint: UUID
    state: str | None
    due_on: date | None
    due_basis: Annotated[str | None, Field(examples=["INT/complaint_taken_days"])]
    answer_by: date
    answer_basis: Annotated[str, Field(examples=["INT/complaint_answered_days"])]
    urgent: bool
    complainant: str
    subject: str
    language: str
    said: str
    by: str | None
    about: str | None
    about_agency: int | None
    about_persons: list[int]
    received_by: int
    received_on: date
    steps: list[Step]


class NewStep(Model):
    """A step: a code of the list `complaint_steps`; `said` with answering, telling and contesting, `login` with naming."""

    kind: Annotated[Code, Field(examples=["take"])]
    said: Annotated[Text | None, Field(examples=["se habló con ella y se le pidió perdón"])] = None
    login: Line | None = None


class Stepped(Model):
    """The step that was entered."""

    complaint: UUID
    step: str


@router.post(
    "",
    status_code=201,
    summary="Take in a complaint",
    response_model=Received,
    responses=responses(404, 409, 422),
    name="complain",
)
def complain(
    body: NewComplaint, reader: Complaining, service: TheService, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Take in a complaint of a child, of a family, or of somebody in their name. Give the complainant the receipt."""
    check_version(body.vocabulary, COMPLAINT)
    new = complaints.NewComplaint(**body.model_dump(exclude={"vocabulary"}))
    return receipt(complaints.complain(service, reader, new, idempotency_key))


@router.get("", summary="List complaints", responses=responses(422), name="list_complaints")
def list_complaints(
    reader: Complaining, service: TheService, cursor: Cursor = None, limit: Limit = 50
) -> Page[Complaint]:
    """List complaints in the order in which they came: protection officers all but those about them or their agency, workers
    those that they took in."""
    after = id_after(service.keyring, "complaints", cursor)
    found = complaints.list_complaints(service, reader, after, limit)
    return Page(
        items=[_out(view) for _, view in found],
        next=next_after(service.keyring, "complaints", limit, [number for number, _ in found]),
    )


@router.get("/{complaint}", summary="Read a complaint", responses=responses(404, 422), name="read_complaint")
def read_complaint(complaint: UUID, reader: Complaining, service: TheService) -> Complaint:
    """Return a complaint and what it was answered. Whoever it is about finds none."""
    return _out(complaints.read_complaint(service, reader, complaint))


@router.post(
    "/{complaint}/steps",
    status_code=201,
    summary="Deal with a complaint",
    response_model=Stepped,
    responses=responses(404, 409, 422),
    name="complaint_step",
)
def make_step(
    complaint: UUID,
    body: NewStep,
    reader: Complaining,
    service: TheService,
    idempotency_key: IdempotencyKey = None,
) -> JSONResponse:
    """Take a complaint, answer it, tell the complainant, contest the answer, leave it to another, or name who is meant."""
    return receipt(
        complaints.make_step(service, reader, complaint, body.kind, body.said, body.login, idempotency_key)
    )


def _out(view: complaints.ComplaintView) -> Complaint:
    return Complaint(
        complaint=view.name,
        state=None if view.state is None else view.state.value,
        due_on=view.due_on,
        due_basis=view.due_basis,
        answer_by=view.answer_by,
        answer_basis=view.answer_basis,
        urgent=view.urgent,
        complainant=view.complainant.value,
        subject=view.subject.value,
        language=view.language,
        said=view.said,
        by=view.by,
        about=view.about,
        about_agency=view.about_agency,
        about_persons=list(view.about_persons),
        received_by=view.received_by,
        received_on=view.received_on,
        steps=[
            Step(kind=step.kind.value, person=step.person, said=step.said, at=step.at) for step in view.steps
        ],
    )
