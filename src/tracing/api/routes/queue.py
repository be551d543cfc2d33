"""The queue of pairs for reviewers and protection officers: looking at it, taking a pair, giving it back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from tracing.api.door import Door, TheDoor, TheService
from tracing.api.models import Model
from tracing.api.pages import Cursor, Limit, Page, read_cursor, write_cursor
from tracing.api.problems import responses
from tracing.api.signed_in import reader_for
from tracing.casework.roles import Task
from tracing.service import queue
from tracing.service.pairs import pair_of
from tracing.store.database import Reader

__all__ = ["ChildName", "InquiryName", "router"]

router = APIRouter(prefix="/v1/queue", tags=["queue"])

Reviewing = Annotated[Reader, reader_for(Task.REVIEW, purpose="review")]

InquiryName = Annotated[
    str, Path(max_length=30, description="The inquiry's pseudonym", examples=["B-3K7Q2MF"])
]
ChildName = Annotated[str, Path(max_length=30, description="The child's pseudonym", examples=["N-58TY0AC"])]

_Country = Annotated[
    str | None, Query(pattern="^[A-Z]{2}$", description="Where the child is from", examples=["GT"])
]
_Years = Annotated[int | None, Query(ge=0, le=120, description="Of the child, in years")]
_Bands = Annotated[
    list[Literal["strong", "possible", "weak"]] | None, Query(description="Not in blind review")
]
_Stages = Annotated[
    list[Literal["first", "second", "third"]] | None, Query(description="Which judgement the pair waits for")
]
_Waited = Annotated[int | None, Query(ge=0, le=36_500, description="Days since the family asked, at least")]
_Held = Annotated[bool | None, Query(description="On hold, or not (protection officers)")]
_Cases = Annotated[bool, Query(description="Pairs settled as possible, instead (protection officers)")]
_Blind = Annotated[bool, Query(description="Without anything that tells the score")]


class Line(Model):
    """A pair in the queue. `band` and `probability` are missing in blind review."""

    inquiry: Annotated[str, Field(examples=["B-3K7Q2MF"])]
    child: Annotated[str, Field(examples=["N-58TY0AC"])]
    stage: Annotated[str, Field(examples=["second"])]
    held: bool
    asked_at: datetime
    paired_at: datetime
    ages: Annotated[tuple[int, int] | None, Field(examples=[[9, 10]])]
    origin: Annotated[str | None, Field(examples=["GT"])]
    band: Annotated[str | None, Field(examples=["strong"])] = None
    probability: Annotated[float | None, Field(examples=[0.97])] = None
    open: Annotated[bool, Field(description="You have it open")]


class Counts(Model):
    """How many pairs wait; counting stops at 1,000 (`more`)."""

    total: int
    by_stage: Annotated[dict[str, int], Field(examples=[{"first": 40, "second": 3}])]
    by_band: Annotated[dict[str, int], Field(examples=[{"strong": 5, "possible": 38}])]
    more: bool


class Wish(Model):
    """Which pair to take: a named one, or the next of those asked for."""

    inquiry: Annotated[str | None, Field(max_length=30, examples=["B-3K7Q2MF"])] = None
    child: Annotated[str | None, Field(max_length=30, examples=["N-58TY0AC"])] = None
    country: Annotated[str | None, Field(pattern="^[A-Z]{2}$")] = None
    youngest: Annotated[int, Field(ge=0, le=120)] = 0
    oldest: Annotated[int | None, Field(ge=0, le=120)] = None
    bands: Annotated[list[Literal["strong", "possible", "weak"]], Field(default_factory=list)]
    stages: Annotated[list[Literal["first", "second", "third"]], Field(default_factory=list)]
    waited_days: Annotated[int | None, Field(ge=0, le=36_500)] = None
    held: bool | None = None
    blind: Annotated[bool, Field(description="Without its score until you have judged it")] = False


class Taken(Model):
    """A pair that is yours until then."""

    inquiry: str
    child: str
    until: datetime


class Mine(Model):
    """The pairs that you have open."""

    items: list[Taken]


def _filters(
    country: str | None,
    youngest: int | None,
    oldest: int | None,
    bands: list[Literal["strong", "possible", "weak"]] | None,
    stages: list[Literal["first", "second", "third"]] | None,
    waited_days: int | None,
    held: bool | None,
    cases: bool = False,
) -> queue.Filters:
    ages = None if youngest is None and oldest is None else (youngest or 0, 120 if oldest is None else oldest)
    return queue.Filters(country, ages, tuple(bands or ()), tuple(stages or ()), waited_days, held, cases)


def _blind(door: Door, asked: bool) -> bool:
    return asked or door.settings.blind_review


@router.get("", summary="Look at the queue", responses=responses(422))
def page(
    reader: Reviewing,
    service: TheService,
    door: TheDoor,
    country: _Country = None,
    youngest: _Years = None,
    oldest: _Years = None,
    band: _Bands = None,
    stage: _Stages = None,
    waited_days: _Waited = None,
    held: _Held = None,
    cases: _Cases = False,
    blind: _Blind = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Line]:
    """List the pairs that you may work on, the most urgent first: by probability, the child's age, a medical need, how
    long the family waits, and how long the pair does."""
    filters = _filters(country, youngest, oldest, band, stage, waited_days, held, cases)
    name = f"queue:{reader.person}:{filters}"
    after: queue.Position | None = None
    if cursor:
        place, inquiry, child = (int(n) for n in read_cursor(service.keyring, name, cursor))
        after = (place, inquiry, child)
    found = queue.page(service, reader, filters, after, limit, _blind(door, blind))
    full = len(found) == limit
    return Page(
        items=[
            Line(
                inquiry=line.pair.inquiry_name,
                child=line.pair.child_name,
                stage=line.stage,
                held=line.held,
                asked_at=line.asked_at,
                paired_at=line.paired_at,
                ages=line.ages,
                origin=line.origin,
                band=line.band,
                probability=line.probability,
                open=line.leased,
            )
            for line in found
        ],
        next=write_cursor(service.keyring, name, *found[-1].position) if full else None,
    )


@router.get("/counts", summary="Count the queue", responses=responses(422))
def counts(
    reader: Reviewing,
    service: TheService,
    door: TheDoor,
    country: _Country = None,
    youngest: _Years = None,
    oldest: _Years = None,
    band: _Bands = None,
    stage: _Stages = None,
    waited_days: _Waited = None,
    held: _Held = None,
    cases: _Cases = False,
    blind: _Blind = False,
) -> Counts:
    """Count the pairs that you may work on, by the judgement they wait for and by band."""
    filters = _filters(country, youngest, oldest, band, stage, waited_days, held, cases)
    return Counts.model_validate(queue.count(service, reader, filters, _blind(door, blind)))


@router.post(
    "/mine", status_code=201, summary="Take a pair", responses=responses(404, 409, 422), name="take_pair"
)
def take(reader: Reviewing, service: TheService, door: TheDoor, wish: Wish | None = None) -> Taken:
    """Take the next pair, or a named one. It is yours for half an hour; nobody else is given it meanwhile."""
    wish = wish or Wish.model_validate({})
    youngest = None if wish.youngest == 0 and wish.oldest is None else wish.youngest
    filters = _filters(
        wish.country, youngest, wish.oldest, wish.bands, wish.stages, wish.waited_days, wish.held
    )
    named = None
    if wish.inquiry is not None or wish.child is not None:
        named = pair_of(wish.inquiry or "", wish.child or "")
    return _taken(queue.take(service, reader, filters, named, _blind(door, wish.blind)))


@router.get("/mine", summary="The pairs that you have open", responses=responses(), name="my_pairs")
def mine(reader: Reviewing, service: TheService) -> Mine:
    """List the pairs that you have open, those that end first first."""
    return Mine(items=[_taken(taken) for taken in queue.mine(service, reader)])


@router.put(
    "/mine/{inquiry}/{child}", summary="Keep a pair", responses=responses(404, 409, 422), name="keep_pair"
)
def renew(inquiry: InquiryName, child: ChildName, reader: Reviewing, service: TheService) -> Taken:
    """Keep a pair that you have open for another half hour."""
    return _taken(queue.renew(service, reader, pair_of(inquiry, child)))


@router.delete(
    "/mine/{inquiry}/{child}",
    status_code=204,
    summary="Give a pair back",
    responses=responses(404, 422),
    name="give_pair_back",
)
def release(inquiry: InquiryName, child: ChildName, reader: Reviewing, service: TheService) -> Response:
    """Give a pair back, for somebody else to take."""
    queue.release(service, reader, pair_of(inquiry, child))
    return Response(status_code=204)


def _taken(taken: queue.Taken) -> Taken:
    return Taken(inquiry=taken.pair.inquiry_name, child=taken.pair.child_name, until=taken.until)
