"""Placements: where a found child has lived, who decided so, on what. Never for the asking side."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse
from pydantic import ConfigDict, Field

from tracing.api.door import TheService
from tracing.api.models import Code, Line, Model
from tracing.api.pages import Cursor, Limit, Page, id_after, next_after
from tracing.api.problems import responses
from tracing.api.routes.pair_models import Said, said
from tracing.api.routes.records import IdempotencyKey, VocabularyVersion, receipt
from tracing.api.signed_in import reader_for
from tracing.casework.care.placements import BASES, PLACEMENT_KINDS
from tracing.casework.forms.act_forms import PLACEMENT
from tracing.casework.roles import Task
from tracing.service.care import placement_views, placements
from tracing.service.forms.filled_in import check_version
from tracing.store.database import Reader

__all__ = ["router"]

router = APIRouter(prefix="/v1/placements", tags=["care"])

Reading = Annotated[Reader, reader_for(Task.READ_PLACEMENTS, purpose="protection")]
Placing = Annotated[Reader, reader_for(Task.PLACE, purpose="protection")]

_Child = "By your agency's own reference; protection officers by the child's pseudonym"
_Answers = Annotated[
    dict[Annotated[str, Field(max_length=40)], Annotated[str, Field(max_length=2000)]],
    Field(
        default_factory=dict,
        description="Warning → why all the same (`GET /v1/codes/placement-warnings`)",
        examples=[{"shelter_full": "no hay otro albergue esta noche"}],
    ),
]


class House(Model):
    """A shelter by its agency and code."""

    agency: Annotated[str, Field(max_length=40, examples=["MX-DIF"])]
    code: Annotated[str, Field(max_length=40, examples=["CASA-1"])]


class NewPlacement(Model):
    """Where a child lives from a day on. `shelter` goes with the kind `shelter`, `place` with the others (kept encrypted).
    `until` stays empty while it lasts. `placed_by`: the authority or person who decided, with the number of the decision."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, populate_by_name=True)

    child: Annotated[Line, Field(description=_Child, examples=["A-2026-0117"])]
    kind: Annotated[Code, Field(description="`GET /v1/codes/placement-kinds`", examples=["shelter"])]
    shelter: House | None = None
    place: Annotated[str, Field(max_length=400)] = ""
    begins: Annotated[date, Field(alias="from", examples=["2026-03-21"])]
    until: date | None = None
    basis: Annotated[Code, Field(description="`best_interests` or `emergency`", examples=["emergency"])]
    placed_by: Annotated[str, Field(max_length=400, examples=["Procuraduría de Protección, oficio 117/2026"])]
    note: Annotated[str, Field(max_length=2000)] = ""
    answers: _Answers
    vocabulary: VocabularyVersion = None


class Correction(NewPlacement):
    """The whole placement as it shall be. `version`: the one that you read. The same again with a reason says that it was
    looked at and stays. `void`: it was entered by mistake."""

    version: Annotated[int, Field(ge=1, le=1_000_000, examples=[1])]
    reason: Annotated[str, Field(max_length=2000, examples=["se trasladó con su hermana"])]
    void: bool = False


class Placed(Model):
    """The placement as it was written, with the warnings that were answered."""

    child: str
    placement: int
    version: int
    warnings: list[str]


class Answered(Model):
    """A warning, and why the child was placed there all the same."""

    warning: Said
    answer: str


class Placement(Model):
    """A placement of a child. `review_on`: by when one that lasts is to be looked at again."""

    placement: int
    version: int
    kind: Said
    shelter: House | None
    place: str
    begins: Annotated[date, Field(serialization_alias="from")]
    until: date | None
    basis: Said
    placed_by: str
    note: str
    answered: list[Answered]
    void: bool
    reason: str | None
    by_user: int
    at: datetime
    review_on: date | None
    review_basis: Annotated[str | None, Field(examples=["INT/placement_review_days"])]


class Placements(Model):
    """Where the child has lived, the first place first."""

    items: list[Placement]


class Review(Model):
    """A placement that is to be looked at again. `reference`: your agency's own, for its own child."""

    child: Annotated[str, Field(examples=["N-58TY0AC"])]
    reference: str | None
    placement: int
    kind: Said
    basis: Said
    begins: Annotated[date, Field(serialization_alias="from")]
    review_on: date
    review_basis: Annotated[str, Field(examples=["INT/placement_review_days"])]


@router.get("", summary="Where a child has lived", responses=responses(404, 422), name="list_placements")
def list_placements(
    reader: Reading,
    service: TheService,
    child: Annotated[str, Query(max_length=200, description=_Child)],
    versions: Annotated[bool, Query(description="Also what was corrected")] = False,
) -> Placements:
    """Return a child's placements: to its own agency's workers and protection officers."""
    found = placement_views.list_placements(service, reader, child, versions)
    return Placements(items=[_placement(one) for one in found])


@router.get(
    "/reviews",
    summary="Placements to be looked at again",
    responses=responses(422),
    name="placements_to_review",
)
def placements_to_review(
    reader: Reading, service: TheService, cursor: Cursor = None, limit: Limit = 50
) -> Page[Review]:
    """List placements that last and were decided on so long ago that they are to be looked at again (CRC 25)."""
    after = id_after(service.keyring, "placements:reviews", cursor)
    found = placement_views.to_review(service, reader, after, limit)
    return Page(
        items=[
            Review(
                child=one.child,
                reference=one.reference,
                placement=one.number,
                kind=said(PLACEMENT_KINDS[one.kind]),
                basis=said(BASES[one.basis]),
                begins=one.begins,
                review_on=one.review_on,
                review_basis=one.review_basis,
            )
            for one in found
        ],
        next=next_after(service.keyring, "placements:reviews", limit, [one.id for one in found]),
    )


@router.post(
    "",
    status_code=201,
    summary="Place a child",
    response_model=Placed,
    responses=responses(404, 409, 422),
    name="place_child",
)
def place_child(
    body: NewPlacement, reader: Placing, service: TheService, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Enter where a child lives, once it has begun. What is impossible is refused; what is unwise needs a reason under
    `answers`: a shelter that is full or unsuited, brothers and sisters apart."""
    check_version(body.vocabulary, PLACEMENT)
    return receipt(placements.place_child(service, reader, body.child, _new(body), idempotency_key))


@router.put(
    "/{number}",
    summary="Correct or end a placement",
    response_model=Placed,
    responses=responses(404, 409, 412, 422),
    name="correct_placement",
)
def correct_placement(
    number: Annotated[int, Path(ge=1, le=1_000_000)],
    body: Correction,
    reader: Placing,
    service: TheService,
    idempotency_key: IdempotencyKey = None,
) -> JSONResponse:
    """Append a version of a child's placement. The earlier ones stay."""
    check_version(body.vocabulary, PLACEMENT)
    return receipt(
        placements.correct_placement(
            service,
            reader,
            body.child,
            number,
            body.version,
            _new(body),
            body.reason,
            body.void,
            idempotency_key,
        )
    )


def _new(body: NewPlacement) -> placements.NewPlacement:
    return placements.NewPlacement(
        body.kind,
        body.begins,
        body.basis,
        body.placed_by,
        None if body.shelter is None else (body.shelter.agency, body.shelter.code),
        body.place,
        body.until,
        body.note,
        body.answers,
    )


def _placement(one: placement_views.PlacementView) -> Placement:
    return Placement(
        placement=one.number,
        version=one.version,
        kind=said(PLACEMENT_KINDS[one.kind]),
        shelter=None if one.shelter is None else House(agency=one.shelter[0], code=one.shelter[1]),
        place=one.place,
        begins=one.begins,
        until=one.ends,
        basis=said(BASES[one.basis]),
        placed_by=one.placed_by,
        note=one.note,
        answered=[Answered(warning=said(warning), answer=answer) for warning, answer in one.answered],
        void=one.void,
        reason=one.reason,
        by_user=one.by_user,
        at=one.at,
        review_on=one.review_on,
        review_basis=one.review_basis,
    )
