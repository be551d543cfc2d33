"""Consent to tracing: what was said by whom, and what the child's age still asks for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.models import Code, Model
from tracing.api.problems import responses
from tracing.api.routes.pair_models import Said, said
from tracing.api.routes.records import IdempotencyKey, Reference, VocabularyVersion, receipt
from tracing.api.signed_in import reader_for
from tracing.casework.forms.act_forms import CONSENT
from tracing.casework.roles import Task
from tracing.service.forms.filled_in import check_version
from tracing.service.rights import consents
from tracing.store.database import Reader

__all__ = ["router"]

router = APIRouter(prefix="/v1/children", tags=["rights"])

Entering = Annotated[Reader, reader_for(Task.RAISE_FLAG, purpose="protection")]

Line = Annotated[str, Field(max_length=500)]


class Statement(Model):
    """What one person said: codes of the lists `consent_statements`, `consent_capacities`, `consent_scopes`,
    `consent_forms`. `who` is their name, `explained_by` whoever explained it to them, in which language."""

    status: Annotated[Code, Field(examples=["given"])]
    who: Annotated[Line, Field(examples=["Licda. Ana Chub, tutora"])]
    capacity: Annotated[Code, Field(examples=["guardian"])]
    on: Annotated[date, Field(examples=["2026-03-31"])]
    scope: Annotated[Code, Field(examples=["tracing"])] = "tracing"
    form: Annotated[Code, Field(examples=["written"])]
    language: Annotated[Line, Field(examples=["kek"])]
    explained_by: Annotated[Line, Field(examples=["Inés Ical"])]
    note: Line | None = None


class NewConsents(Model):
    """What was said at one time, all of it taken or none."""

    statements: Annotated[list[Statement], Field(min_length=1, max_length=10)]
    vocabulary: VocabularyVersion = None


class EnteredConsents(Model):
    """How many statements were entered."""

    child: str
    entered: int


class StatementRead(Model):
    """A statement as it was entered. Those of release 1 don't say as what somebody consented."""

    says: dict[str, str]
    by: int | None
    at: datetime


class Consents(Model):
    """What the child's age asks for, what was said, and by scope what is lacking."""

    needs: Said
    lacks: dict[str, list[Said]]
    statements: list[StatementRead]


@router.get(
    "/{reference:path}/consents",
    summary="Consent for a child",
    responses=responses(404, 422),
    name="read_consents",
)
def read(reference: Reference, reader: Entering, service: TheService) -> Consents:
    """Return what was said of consent for a child of your agency (protection officers name it by its pseudonym), and what is
    lacking for its age today."""
    found = consents.read_consents(service, reader, reference)
    return Consents(
        needs=said(found.needs),
        lacks={scope.value: [said(lack) for lack in lacks] for scope, lacks in found.lacks.items()},
        statements=[StatementRead(says=one.says, by=one.by, at=one.at) for one in found.statements],
    )


@router.post(
    "/{reference:path}/consents",
    status_code=201,
    summary="Enter what was said of consent",
    response_model=EnteredConsents,
    responses=responses(404, 409, 422),
    name="enter_consents",
)
def enter(
    reference: Reference,
    body: NewConsents,
    reader: Entering,
    service: TheService,
    idempotency_key: IdempotencyKey = None,
) -> JSONResponse:
    """Enter who agreed, refused or agrees no more. A refusal or withdrawal puts what rests on it on hold at once."""
    check_version(body.vocabulary, CONSENT)
    statements = [one.model_dump(mode="json", exclude_none=True) for one in body.statements]
    return receipt(consents.enter_consents(service, reader, reference, statements, idempotency_key))
