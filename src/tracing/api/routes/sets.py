"""Records of one side that may be of one child: suggestions, what people say of them, and who is kin to a child."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.models import Model
from tracing.api.pages import Cursor, Limit, Page, read_cursor, write_cursor
from tracing.api.problems import responses
from tracing.api.routes.pair_models import Said, said
from tracing.api.routes.records import IdempotencyKey, receipt
from tracing.api.signed_in import reader_for
from tracing.casework.agencies import Side
from tracing.casework.roles import Task
from tracing.casework.sets.kin import RELATIONS, STANDINGS
from tracing.casework.sets.same import SAME_ACTS
from tracing.service.sets import kin, same
from tracing.store.database import Reader

__all__ = ["routers"]

likenesses = APIRouter(prefix="/v1/duplicates", tags=["duplicates and kin"])
relatives = APIRouter(prefix="/v1/kin", tags=["duplicates and kin"])
routers = (likenesses, relatives)

Deciding = Annotated[Reader, reader_for(Task.DECIDE_SETS, purpose="duplicates")]
StatingKin = Annotated[Reader, reader_for(Task.STATE_KIN, purpose="protection")]
Pseudonym = Annotated[str, Path(max_length=30, examples=["N-58TY0AC"])]
Named = Annotated[str, Field(max_length=30, examples=["N-58TY0AC"])]


class Warned(Model):
    """Something doubtful about two like records."""

    code: Annotated[str, Field(examples=["possible_twin"])]
    es: str
    en: str


class Likeness(Model):
    """Two records that may be of one child."""

    first: Named
    second: Named
    weight: Annotated[float, Field(description="Bits", examples=[21.5])]
    probability: float
    warnings: list[Warned]
    found_at: datetime


class SetAct(Model):
    """What somebody said of some records."""

    id: int
    kind: Said
    records: list[str]
    reasons: list[str]
    note: str | None
    person: int
    at: datetime


class RecordSet(Model):
    """All records of one child or one inquiry, and what was said of them."""

    records: list[str]
    acts: list[SetAct]


class NewSetAct(Model):
    """What is to be said: `confirm` names every record of the set that comes out, `split` those that leave their set, `apart`
    two that are different persons."""

    kind: Literal["confirm", "split", "apart"]
    records: Annotated[list[Named], Field(min_length=1, max_length=50)]
    reasons: Annotated[
        list[Annotated[str, Field(max_length=40)]], Field(max_length=10, examples=[["same_document"]])
    ]
    note: Annotated[str | None, Field(max_length=2000)] = None


class SetActed(Model):
    """What was said, and the sets of these records after it."""

    act: int
    kind: str
    sets: list[list[str]]


class KinStatement(Model):
    """What somebody is to a child. `counts`: it is what stands of this person; `contradicted`: another that stands can't be so
    at the same time."""

    id: int
    record: str | None
    name: str | None
    relation: Said
    standing: Said
    bases: list[str]
    note: str | None
    person: int
    at: datetime
    counts: bool
    contradicted: bool


class Kin(Model):
    """All that was stated on a child's kin."""

    child: str
    statements: list[KinStatement]


class NewKin(Model):
    """A statement on kin: a record (the inquiry somebody asks by, another child) or a name."""

    relation: Annotated[str, Field(max_length=40, examples=["aunt_or_uncle"])]
    standing: Annotated[str, Field(max_length=20, examples=["documented"])]
    bases: Annotated[
        list[Annotated[str, Field(max_length=40)]], Field(max_length=10, examples=[["birth_record"]])
    ]
    record: Annotated[str | None, Field(max_length=30)] = None
    name: Annotated[str | None, Field(max_length=200)] = None
    note: Annotated[str | None, Field(max_length=2000)] = None


class Stated(Model):
    """The statement as it was entered."""

    statement: int
    child: str
    relation: str
    standing: str


@likenesses.get(
    "", summary="List records that may be of one child", responses=responses(422), name="list_duplicates"
)
def list_duplicates(
    reader: Deciding,
    service: TheService,
    side: Annotated[Literal["child", "inquiry"], Query()] = "child",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Likeness]:
    """List pairs of one side that nobody has said anything of yet, the most alike first."""
    name = f"likenesses:{side}"
    after = None
    if cursor is not None:
        weight, first, second = map(int, read_cursor(service.keyring, name, cursor))
        after = (weight, first, second)
    found = same.list_likenesses(service, reader, Side(side), after, limit)
    items = [
        Likeness(
            first=one.first,
            second=one.second,
            weight=one.weight,
            probability=one.probability,
            warnings=[Warned(code=code, es=es, en=en) for code, es, en in one.warnings],
            found_at=one.found_at,
        )
        for one in found
    ]
    following = write_cursor(service.keyring, name, *found[-1].place) if len(found) == limit else None
    return Page(items=items, next=following)


@likenesses.get("/{record}", summary="Look at a set", responses=responses(404), name="read_set")
def read_set(record: Pseudonym, reader: Deciding, service: TheService) -> RecordSet:
    """Return all records of the child or inquiry that a record is of, and what was said of them."""
    found = same.read_set(service, reader, record)
    return RecordSet(
        records=list(found.records),
        acts=[
            SetAct(
                id=act.id,
                kind=said(SAME_ACTS[act.kind]),
                records=list(act.records),
                reasons=list(act.reasons),
                note=act.note,
                person=act.person,
                at=act.at,
            )
            for act in found.acts
        ],
    )


@likenesses.post(
    "",
    status_code=201,
    summary="Say that records are of one child, or aren't",
    response_model=SetActed,
    responses=responses(404, 409, 422),
    name="say_of_set",
)
def say(
    body: NewSetAct, reader: Deciding, service: TheService, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Confirm a set, take records out of one, or tell two records apart. Nothing is merged; a case follows the child."""
    return receipt(
        same.say(service, reader, body.kind, body.records, body.reasons, body.note, idempotency_key)
    )


@relatives.get("/{child}", summary="Read who is kin to a child", responses=responses(404), name="read_kin")
def read_kin(child: Pseudonym, reader: StatingKin, service: TheService) -> Kin:
    """Return what was claimed, documented and assessed of a child's kin."""
    found = kin.read_kin(service, reader, child)
    return Kin(
        child=found.child,
        statements=[
            KinStatement(
                id=one.id,
                record=one.record,
                name=one.name,
                relation=said(RELATIONS[one.relation]),
                standing=said(STANDINGS[one.standing]),
                bases=list(one.bases),
                note=one.note,
                person=one.person,
                at=one.at,
                counts=one.counts,
                contradicted=one.contradicted,
            )
            for one in found.statements
        ],
    )


@relatives.post(
    "/{child}",
    status_code=201,
    summary="State who is kin to a child",
    response_model=Stated,
    responses=responses(404, 409, 422),
    name="state_kin",
)
def state_kin(
    child: Pseudonym,
    body: NewKin,
    reader: StatingKin,
    service: TheService,
    idempotency_key: IdempotencyKey = None,
) -> JSONResponse:
    """State what somebody is to a child, and how far that is known. Nothing is edited: what is stated later counts."""
    new = kin.NewKin(body.relation, body.standing, body.bases, body.record, body.name, body.note)
    return receipt(kin.state_kin(service, reader, child, new, idempotency_key))
