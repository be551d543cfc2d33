"""Pairs: reading one, revealing fields, deciding, and for protection officers what follows on a possible pair."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.etags import IfMatchPair, pair_etag
from tracing.api.models import Code, Id, Model
from tracing.api.problems import responses
from tracing.api.routes.pair_models import (
    DisclosureOut,
    Pair,
    Record,
    disclosure_out,
    pair_out,
    record_out,
)
from tracing.api.routes.queue import ChildName, InquiryName
from tracing.api.routes.records import IdempotencyKey, VocabularyVersion, receipt
from tracing.api.routes.rights.models import ChildViews, InterestsRecord, interests_in, views_in
from tracing.api.signed_in import reader_for
from tracing.casework.agencies import Side
from tracing.casework.forms.act_forms import VIEWS
from tracing.casework.roles import Task
from tracing.service import acts, decide, decision_export, disclose, pair, verify
from tracing.service.forms.filled_in import check_version
from tracing.service.pairs import pair_of
from tracing.store.database import Reader

__all__ = ["router"]

router = APIRouter(prefix="/v1/links", tags=["links"])

Reviewing = Annotated[Reader, reader_for(Task.REVIEW, purpose="review")]
Revealing = Annotated[Reader, reader_for(Task.REVEAL, purpose="review")]
Acting = Annotated[Reader, reader_for(Task.CASE_ACTS, purpose="protection")]
Disclosing = Annotated[Reader, reader_for(Task.DISCLOSE, purpose="protection")]
Exporting = Annotated[Reader, reader_for(Task.EXPORT_DECISIONS, purpose="training")]

Codes = Annotated[list[Code], Field(max_length=30)]
Note = Annotated[str | None, Field(max_length=8000)]


class Wanted(Model):
    """Fields of one record that are to be revealed, and why."""

    side: Literal["child", "inquiry"]
    fields: Annotated[list[Code], Field(min_length=1, max_length=40, examples=[["full_name", "birth_date"]])]
    purpose: Annotated[str, Field(max_length=40, examples=["compare"])]


class NewDecision(Model):
    """What you decide on the pair, and why: codes of the lists `decision-kinds` and `decision-reasons`."""

    kind: Annotated[str, Field(max_length=40, examples=["possible"])]
    reasons: Annotated[Codes, Field(examples=[["names_agree", "parents_agree"]])]
    note: Annotated[Note, Field(examples=["mismo lunar, misma aldea"])] = None


class TakingBack(Model):
    """Why a decision is taken back."""

    reasons: Annotated[Codes, Field(examples=[["mistake"]])]
    note: Note = None


class Decided(Model):
    """The decision as it was entered, and where the review stands with it."""

    inquiry: str
    child: str
    decision: int
    kind: str
    review: Annotated[str, Field(examples=["waits_for_second"])]
    outcome: str | None


class NewAct(Model):
    """A step of the case: codes of the lists `act-kinds`, `act-outcomes`, `act-grounds`. Hearing the child needs `views`,
    best interests `interests`."""

    kind: Annotated[str, Field(max_length=40, examples=["child_views"])]
    outcome: Annotated[str, Field(max_length=40, examples=["agrees"])]
    grounds: Annotated[Codes, Field(examples=[["own_language", "adviser"]])]
    note: Note = None
    review_on: date | None = None
    takes_back: Annotated[int | None, Field(ge=1, le=2**63 - 1)] = None
    views: ChildViews | None = None
    interests: InterestsRecord | None = None
    vocabulary: VocabularyVersion = None


class Entered(Model):
    """The step as it was entered, and the state that the case has come to. `open_placement`: the child was reunified, and its
    agency hasn't ended its placement yet."""

    inquiry: str
    child: str
    act: int
    kind: str
    outcome: str
    open_placement: bool
    state: str


class Act(Model):
    """A step of the case. `review_basis`: the rule of law that `review_on` follows."""

    id: int
    kind: str
    outcome: str
    grounds: list[str]
    note: str | None
    review_on: date | None
    review_basis: str | None
    takes_back: int | None
    person: int
    role: str
    at: datetime


class Acts(Model):
    """All steps of the case, the first first, and the state they have brought it to."""

    state: str
    items: list[Act]


class Questions(Model):
    """Questions for one side. The other never sees them."""

    side: Literal["child", "inquiry"]
    questions: Annotated[
        list[str], Field(min_length=1, max_length=40, examples=[["¿Cómo le dice tu abuela?"]])
    ]


class Sent(Model):
    """How many questions were put to a side."""

    inquiry: str
    child: str
    side: str
    asked: int


class Question(Model):
    """A question; its answer once both sides have answered everything."""

    place: int
    question: str
    answer: str | None
    answered_at: datetime | None


class Verification(Model):
    """What one side is asked, and what came of it."""

    side: str
    questions: list[Question]
    outcome: str | None


class Verifications(Model):
    """Both sides' verification."""

    items: list[Verification]


class NewDisclosure(Model):
    """Whether the family is told. Withholding needs a day on which it is decided anew."""

    outcome: Literal["disclose", "withhold"]
    grounds: Annotated[Codes, Field(examples=[["safety"]])]
    review_on: date | None = None
    note: Note = None


@router.get(
    "/decisions",
    summary="Export decisions for training",
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}, **responses()},
    response_class=PlainTextResponse,
    name="export_decisions",
)
def export(reader: Exporting, service: TheService) -> PlainTextResponse:
    """Return what people settled on, as CSV for `tracing train --decisions`: records by pseudonym, no values."""
    text = decision_export.write_labels(decision_export.export_decisions(service, reader))
    return PlainTextResponse(text, media_type="text/csv")


@router.get("/{inquiry}/{child}", summary="Read a pair", responses=responses(404, 409, 422), name="read_pair")
def read(
    inquiry: InquiryName, child: ChildName, reader: Reviewing, service: TheService, response: Response
) -> Pair:
    """Return a pair that you have open: both records as far as you may see them, why they are thought to be one child, who
    else might be, what to beware of. The `ETag` names the versions of both."""
    view = pair.read_pair(service, reader, pair_of(inquiry, child))
    response.headers["ETag"] = pair_etag(view.versions)
    return pair_out(view)


@router.post(
    "/{inquiry}/{child}/revealed",
    summary="Reveal fields",
    responses=responses(404, 409, 422),
    name="reveal_fields",
)
def reveal(
    inquiry: InquiryName, child: ChildName, body: Wanted, reader: Revealing, service: TheService
) -> Record:
    """Reveal fields of one record step by step; which and what for stands in the audit."""
    made = pair.reveal(service, reader, pair_of(inquiry, child), Side(body.side), body.fields, body.purpose)
    return record_out(made)


@router.post(
    "/{inquiry}/{child}/decisions",
    status_code=201,
    summary="Decide on a pair",
    response_model=Decided,
    responses=responses(404, 409, 412, 422, 428),
    name="decide_on_pair",
)
def decide_on(
    inquiry: InquiryName,
    child: ChildName,
    body: NewDecision,
    reader: Reviewing,
    service: TheService,
    if_match: IfMatchPair,
    idempotency_key: IdempotencyKey = None,
) -> JSONResponse:
    """Enter your judgement on a pair that you have open, as you read it (`If-Match`); the pair is given back with it."""
    answer = decide.decide(
        service,
        reader,
        pair_of(inquiry, child),
        body.kind,
        body.reasons,
        if_match,
        body.note,
        idempotency_key,
    )
    return receipt(answer)


@router.post(
    "/{inquiry}/{child}/decisions/{number}/taking-back",
    status_code=201,
    summary="Take a decision back",
    response_model=Decided,
    responses=responses(404, 409, 422),
    name="take_decision_back",
)
def take_back(
    inquiry: InquiryName,
    child: ChildName,
    number: Id,
    body: TakingBack,
    reader: Reviewing,
    service: TheService,
    idempotency_key: IdempotencyKey = None,
) -> JSONResponse:
    """Take back a decision of yours (protection officers: anybody's). It stays to be read, and counts no more."""
    answer = decide.take_back(
        service, reader, pair_of(inquiry, child), number, body.reasons, body.note, idempotency_key
    )
    return receipt(answer)


@router.get(
    "/{inquiry}/{child}/acts", summary="The steps of a case", responses=responses(404, 422), name="list_acts"
)
def list_acts(inquiry: InquiryName, child: ChildName, reader: Acting, service: TheService) -> Acts:
    """Return all steps of a case with what they say."""
    found, state = acts.list_acts(service, reader, pair_of(inquiry, child))
    return Acts(
        state=state.value,
        items=[
            Act(
                id=act.id,
                kind=act.kind.value,
                outcome=act.outcome.value,
                grounds=list(act.grounds),
                note=act.note,
                review_on=act.review_on,
                review_basis=act.review_basis,
                takes_back=act.takes_back,
                person=act.person,
                role=act.role.value,
                at=act.at,
            )
            for act in found
        ],
    )


@router.post(
    "/{inquiry}/{child}/acts",
    status_code=201,
    summary="Enter a step of a case",
    response_model=Entered,
    responses=responses(404, 409, 422),
    name="enter_act",
)
def enter_act(
    inquiry: InquiryName,
    child: ChildName,
    body: NewAct,
    reader: Acting,
    service: TheService,
    idempotency_key: IdempotencyKey = None,
) -> JSONResponse:
    """Enter a step. One that the case doesn't allow yet is refused with everything that is missing (`not_yet`)."""
    if body.views is not None:
        check_version(body.vocabulary, VIEWS)
    new = acts.NewAct(
        body.kind, body.outcome, tuple(body.grounds), body.note, body.review_on, body.takes_back,
        views_in(body.views), interests_in(body.interests),
    )  # fmt: skip
    return receipt(acts.enter_act(service, reader, pair_of(inquiry, child), new, idempotency_key))


@router.get(
    "/{inquiry}/{child}/questions",
    summary="The questions of verification",
    responses=responses(404, 422),
    name="questions_of_pair",
)
def questions(inquiry: InquiryName, child: ChildName, reader: Acting, service: TheService) -> Verifications:
    """Return what both sides are asked; answers once both have answered everything."""
    found = verify.questions_of_pair(service, reader, pair_of(inquiry, child))
    return Verifications(
        items=[
            Verification(
                side=one.side.value,
                questions=[Question.model_validate(q) for q in one.questions],
                outcome=None if one.outcome is None else one.outcome.value,
            )
            for one in found
        ]
    )


@router.post(
    "/{inquiry}/{child}/questions",
    status_code=201,
    summary="Put questions to a side",
    response_model=Sent,
    responses=responses(404, 409, 422),
    name="ask_side",
)
def ask(
    inquiry: InquiryName,
    child: ChildName,
    body: Questions,
    reader: Acting,
    service: TheService,
    idempotency_key: IdempotencyKey = None,
) -> JSONResponse:
    """Put questions to one side of a possible pair. Its workers see them by their own record's reference."""
    answer = verify.ask(
        service, reader, pair_of(inquiry, child), Side(body.side), body.questions, idempotency_key
    )
    return receipt(answer)


@router.get(
    "/{inquiry}/{child}/disclosure",
    summary="Where disclosure stands",
    responses=responses(404, 422),
    name="read_disclosure",
)
def read_disclosure(
    inquiry: InquiryName, child: ChildName, reader: Disclosing, service: TheService
) -> DisclosureOut:
    """Return whether the family is told, and if not, why, who decided so, and when it is decided anew."""
    return disclosure_out(disclose.read_disclosure(service, reader, pair_of(inquiry, child)))


@router.post(
    "/{inquiry}/{child}/disclosure",
    status_code=201,
    summary="Decide on disclosure",
    response_model=Entered,
    responses=responses(404, 409, 422),
    name="decide_disclosure",
)
def decide_disclosure(
    inquiry: InquiryName,
    child: ChildName,
    body: NewDisclosure,
    reader: Disclosing,
    service: TheService,
    idempotency_key: IdempotencyKey = None,
) -> JSONResponse:
    """Decide whether the family is told: it is once two protection officers have decided so, each for themselves."""
    named, grounds = pair_of(inquiry, child), tuple(body.grounds)
    if body.outcome == "disclose":
        return receipt(disclose.disclose(service, reader, named, grounds, body.note, idempotency_key))
    return receipt(
        disclose.withhold(service, reader, named, grounds, body.review_on, body.note, idempotency_key)
    )
