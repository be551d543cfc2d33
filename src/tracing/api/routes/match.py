"""Ranking a record that is posted, without storing it: for analysts, who see no record behind a pseudonym."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.models import AgencyCode, Model
from tracing.api.problems import responses
from tracing.api.routes.pair_models import Explanation, explanation_out
from tracing.api.signed_in import reader_for
from tracing.casework.roles import Task
from tracing.service import posted
from tracing.store.database import Reader

__all__ = ["router"]

router = APIRouter(prefix="/v1/match", tags=["match"])

Ranking = Annotated[Reader, reader_for(Task.RANK_POSTED, purpose="matching")]

_EXAMPLE = {
    "side": "inquiry",
    "record": {
        "given_names": "Josué Elvin", "first_surname": "Caal", "second_surname": "Pop", "sex": "M",
        "birth_date": "2016-07-03", "origin_country": "GT", "origin_admin1": "Alta Verapaz",
        "mother_name": "Matilde Pop Xol",
    },
    "most": 5,
}  # fmt: skip


class Posted(Model):
    """A record to rank: of which side it is, and what is known of it in the columns of the file contract."""

    side: Literal["child", "inquiry"]
    record: Annotated[dict[str, Any], Field(description="Columns as in a submission; no reference is needed")]
    agency: Annotated[
        AgencyCode | None, Field(description="Whose record it is taken for; your own agency's otherwise")
    ] = None
    most: Annotated[int, Field(ge=1, le=posted.MOST)] = 20


class Found(Model):
    """A record of the other side, under its pseudonym."""

    rank: int
    record: Annotated[str, Field(examples=["N-58TY0AC"])]
    weight: float
    probability: Annotated[float, Field(examples=[0.97])]
    band: Annotated[str, Field(examples=["strong"])]
    explanation: Explanation


class Ranked(Model):
    """Who might be meant, the likeliest first. The record is taken alone: nobody travels with it."""

    items: list[Found]


@router.post(
    "", summary="Rank a record without storing it", responses=responses(409, 422), name="rank_posted_record"
)
def rank(body: Annotated[Posted, Body(examples=[_EXAMPLE])], reader: Ranking, service: TheService) -> Ranked:
    """Rank a record against those of the other side by the matcher in use. Nothing of it is stored; that you asked, and how
    many were found, stands in the audit."""
    found = posted.rank_posted(service, reader, body.side, body.record, body.agency, body.most)
    return Ranked(
        items=[
            Found(
                rank=one.rank,
                record=one.record,
                weight=one.explained.weight,
                probability=one.explained.probability,
                band=one.explained.band,
                explanation=explanation_out(one.explained),
            )
            for one in found
        ]
    )
