"""Training on invented data, in a sandbox alone."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.models import Code, Id, Model
from tracing.api.problems import responses
from tracing.api.routes.pair_models import Said, said
from tracing.api.routes.records import IdempotencyKey, receipt
from tracing.api.signed_in import reader_for
from tracing.casework.roles import Task
from tracing.casework.training.courses import PASS_KAPPA, PASS_SHARE
from tracing.casework.training.scoring import FULL, Score
from tracing.service.practice import courses, decided
from tracing.service.practice.pairs import Spoke
from tracing.store.database import Reader

__all__ = ["router"]

router = APIRouter(prefix="/v1/training", tags=["training"])

Training = Annotated[Reader, reader_for(Task.TRAIN, purpose="training")]
Progressing = Annotated[Reader, reader_for(Task.READ_PROGRESS, purpose="training")]


class Reached(Model):
    """How decisions agree with the truth: the share of points, and Cohen's kappa, which is none where all was of one kind."""

    decided: int
    share: Annotated[float, Field(examples=[0.85])]
    kappa: Annotated[float | None, Field(examples=[0.7])]


class Course(Model):
    """A course. `open`: it may be begun, since the one before is passed."""

    code: Annotated[str, Field(examples=["births"])]
    name: Said
    pairs: int
    open: bool
    passed: bool
    attempts: int
    best: Reached | None


class Courses(Model):
    """All courses in their order, and what passes one."""

    items: list[Course]
    pass_share: float
    pass_kappa: float


class NewAttempt(Model):
    """The course to begin."""

    course: Annotated[Code, Field(examples=["first_steps"])]


class Begun(Model):
    """An attempt: judge its pairs one after another."""

    attempt: int
    course: str
    pairs: int


class Pair(Model):
    """A pair to judge. All of it is invented."""

    attempt: int
    place: int
    of: int
    child: dict[str, str]
    inquiry: dict[str, str]


class NewAnswer(Model):
    """What is decided of a pair: `possible`, `not_this_child`, `relative_lead` or `need_information`."""

    place: Annotated[int, Field(ge=1, le=1000, examples=[1])]
    decision: Annotated[Code, Field(examples=["possible"])]


class Answered(Model):
    """What it was worth, in tenths; after the last pair, whether the course is passed."""

    attempt: int
    place: int
    points: int
    left: int
    passed: bool | None = None


class Comparison(Model):
    """What a comparison said: bits above 0 speak for the same child, below 0 against it."""

    name: str
    level: str
    says: Said
    bits: float


class Learnt(Model):
    """What a pair was: the truth, the decision that serves the child best, what spoke, and what to look at."""

    place: int
    decision: str
    truth: Said
    best: str
    points: int
    lesson: Said
    comparisons: list[Comparison]


class Report(Model):
    """An attempt as far as it is answered."""

    score: Reached
    full: int
    items: list[Learnt]


class DecidedPair(Model):
    """A pair of the sandbox's queue that you have decided on."""

    inquiry: str
    child: str
    decision: str
    truth: Said
    points: int
    at: datetime
    comparisons: list[Comparison]


class DecidedPairs(Model):
    """Your decisions beside the truth, the latest first."""

    score: Reached
    items: list[DecidedPair]


class Officer(Model):
    """How far somebody is; `best`: of each course that they have ended, how their best attempt agrees with the truth."""

    login: str
    passed: list[str]
    attempts: int
    last_at: datetime
    best: Annotated[
        dict[str, Reached], Field(examples=[{"births": {"decided": 12, "share": 0.85, "kappa": 0.7}}])
    ]


class Officers(Model):
    """Everybody who has ended an attempt."""

    items: list[Officer]


def _reached(score: Score) -> Reached:
    return Reached(decided=score.decided, share=score.share, kappa=score.kappa)


def _comparisons(spoke: list[Spoke]) -> list[Comparison]:
    return [
        Comparison(
            name=one.name,
            level=one.level,
            says=Said(code=one.level, es=one.text_es, en=one.text_en),
            bits=one.bits,
        )
        for one in spoke
    ]


@router.get("/courses", summary="List the courses", responses=responses(), name="list_courses")
def list_courses(reader: Training, service: TheService) -> Courses:
    """List the courses in their order, with your own progress."""
    return Courses(
        items=[
            Course(
                code=one.course.code,
                name=said(one.course.name),
                pairs=len(one.course.lessons),
                open=one.open,
                passed=one.passed,
                attempts=one.attempts,
                best=None if one.best is None else _reached(one.best),
            )
            for one in courses.courses(service, reader)
        ],
        pass_share=PASS_SHARE,
        pass_kappa=PASS_KAPPA,
    )


@router.post(
    "/attempts",
    status_code=201,
    summary="Begin a course",
    response_model=Begun,
    responses=responses(404, 409, 422),
    name="begin_course",
)
def begin(
    body: NewAttempt, reader: Training, service: TheService, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Begin an attempt, with pairs made for it."""
    return receipt(courses.begin(service, reader, body.course, idempotency_key))


@router.get(
    "/attempts/{number}/pair",
    summary="The next pair",
    responses=responses(404, 409, 422),
    name="read_training_pair",
)
def pair(number: Id, reader: Training, service: TheService) -> Pair:
    """Return the next pair of an attempt of yours."""
    found = courses.pair_of(service, reader, number)
    return Pair(
        attempt=found.attempt,
        place=found.place,
        of=found.of,
        child=dict(found.child),
        inquiry=dict(found.inquiry),
    )


@router.post(
    "/attempts/{number}/answers",
    summary="Judge the next pair",
    response_model=Answered,
    responses=responses(404, 409, 422),
    name="answer_training_pair",
)
def answer(
    number: Id, body: NewAnswer, reader: Training, service: TheService, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Judge the pair at its place. What it was stands in the report from then on."""
    return receipt(courses.answer(service, reader, number, body.place, body.decision, idempotency_key))


@router.get(
    "/attempts/{number}",
    summary="What an attempt's pairs were",
    responses=responses(404, 422),
    name="read_attempt",
)
def report(number: Id, reader: Training, service: TheService) -> Report:
    """Return the truth of the pairs you have judged, and what spoke for it."""
    reached, found = courses.feedback(service, reader, number)
    return Report(
        score=_reached(reached),
        full=FULL,
        items=[
            Learnt(
                place=one.place,
                decision=one.decision,
                truth=said(one.truth),
                best=one.best,
                points=one.points,
                lesson=said(one.lesson),
                comparisons=_comparisons(one.spoke),
            )
            for one in found
        ],
    )


@router.get(
    "/decisions", summary="Your decisions and the truth", responses=responses(), name="read_own_decisions"
)
def decisions(reader: Training, service: TheService) -> DecidedPairs:
    """Return your own decisions on the sandbox's pairs beside what is true of them."""
    reached, found = decided.own_decisions(service, reader)
    return DecidedPairs(
        score=_reached(reached),
        items=[
            DecidedPair(
                inquiry=one.pair.inquiry_name,
                child=one.pair.child_name,
                decision=one.decision,
                truth=said(one.truth),
                points=one.points,
                at=one.at,
                comparisons=_comparisons(one.spoke),
            )
            for one in found
        ],
    )


@router.get("/officers", summary="Progress of all officers", responses=responses(), name="list_officers")
def officers(reader: Progressing, service: TheService) -> Officers:
    """List who has come how far, for administrators."""
    return Officers(
        items=[
            Officer(
                login=one.login,
                passed=list(one.passed),
                attempts=one.attempts,
                last_at=one.last_at,
                best={course: _reached(reached) for course, reached in one.best.items()},
            )
            for one in courses.progress(service, reader)
        ]
    )
