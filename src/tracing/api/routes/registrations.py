"""Children found at their beginning: the quick form, and what registrations still lack."""

# Annotations are evaluated as they are read: the body is made of the form's fields.

from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Body, Query
from fastapi.responses import JSONResponse
from pydantic import Field, create_model

from tracing.api.door import TheService
from tracing.api.models import Model
from tracing.api.pages import Cursor, Limit, Page, read_cursor, write_cursor
from tracing.api.problems import responses
from tracing.api.routes.records import Facts, IdempotencyKey, Receipt, Reference, receipt
from tracing.api.signed_in import reader_for
from tracing.casework.forms.form import Kind
from tracing.casework.forms.record_forms import FOUND_CHILD_QUICK
from tracing.casework.roles import Task
from tracing.service.registration import quick
from tracing.store.database import Reader

__all__ = ["router"]

router = APIRouter(tags=["registrations"])

Writing = Annotated[Reader, reader_for(Task.WRITE_CHILDREN, purpose="tracing")]
Reading = Annotated[Reader, reader_for(Task.READ_CHILDREN, purpose="tracing")]


class Lacking(Model):
    """Something a registration still lacks, by when it is to be had, and what asks for it."""

    code: Annotated[str, Field(examples=["definition"])]
    es: str
    en: str
    source: str
    due_on: date
    due_basis: Annotated[str, Field(examples=["INT/registration_definition_days"])]
    overdue: bool


class Registered(Receipt):
    """A child that was registered, and what is still to be had."""

    lacking: list[Lacking]


class Registration(Model):
    """What the registration of a child lacks."""

    reference: str
    registered_at: datetime
    lacking: list[Lacking]


_ABOUT = """The quick form: `record_id`, when and where found, sex; `birth_date` or `age`; a name of the child, or the mother's,
or marks. All it asks for is in `GET /v1/forms/found_child_quick/schema`."""
_LIST_OF_TEXT: dict[str, Any] = {"type": "array", "items": {"type": "string"}}
_EXAMPLE: dict[str, Any] = {
    "record_id": "A-2026-0118", "event_date": "2026-03-30", "event_place": "Tapachula, Chiapas", "sex": "F", "age": 7,
    "full_name": "Ana Caal", "languages": ["kek"],
}  # fmt: skip


def _described() -> Any:
    """The quick form's fields in the description of the body; what may stand in them is judged by the use case."""
    kinds: dict[Kind, dict[str, Any]] = {
        Kind.TEXTS: _LIST_OF_TEXT,
        Kind.CODES: _LIST_OF_TEXT,
        Kind.AGE: {"type": ["string", "integer"]},
    }
    fields: dict[str, Any] = {
        f.name: (Any, Field(None, description=f.en, json_schema_extra=kinds.get(f.kind, {"type": "string"})))
        for f in FOUND_CHILD_QUICK.fields()
    }
    made = create_model("QuickChild", __base__=Facts, __doc__=_ABOUT, **fields)
    return Annotated[made, Body(examples=[_EXAMPLE])]


@router.post(
    "/v1/children/quick",
    status_code=201,
    summary="Register a child found quickly",
    response_model=Registered,
    responses=responses(409, 422),
    name="register_child",
)
def register(
    body: _described(),  # type: ignore[valid-type]
    reader: Writing,
    service: TheService,
    idempotency_key: IdempotencyKey = None,
) -> JSONResponse:
    """Store the least that begins the search. The answer says what is still lacking, by when; complete the record with
    `PUT /v1/children/{reference}`."""
    sent: Facts = body
    answers = sent.model_dump(exclude_unset=True, exclude={"provenance", "vocabulary"})
    said = [one.model_dump(exclude_unset=True) for one in sent.provenance]
    answer = quick.register(service, reader, answers, sent.vocabulary, said, idempotency_key)
    return receipt(answer, f"/v1/children/{quote(str(answer.body['reference']), safe='')}")


@router.get(
    "/v1/registrations",
    summary="Registrations that lack something",
    responses=responses(422),
    name="list_registrations",
)
def list_registrations(
    reader: Reading,
    service: TheService,
    overdue: Annotated[bool, Query(description="Only where something is overdue")] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Registration]:
    """List your agency's children that lack something, in the order of their references."""
    name = f"registrations:{overdue}"
    after = str(read_cursor(service.keyring, name, cursor)[0]) if cursor else ""
    found, rest = quick.list_registrations(service, reader, after, limit, overdue)
    return Page(
        items=[_shown(one) for one in found],
        next=None if rest is None else write_cursor(service.keyring, name, rest),
    )


@router.get(
    "/v1/registrations/{reference:path}",
    summary="What a registration lacks",
    responses=responses(404),
    name="read_registration",
)
def read_registration(reference: Reference, reader: Reading, service: TheService) -> Registration:
    """Return what the registration of a child still lacks."""
    return _shown(quick.read_registration(service, reader, reference))


def _shown(one: quick.Registration) -> Registration:
    return Registration(
        reference=one.reference,
        registered_at=one.registered_at,
        lacking=[Lacking.model_validate(quick.written(lacking, one.today)) for lacking in one.lacking],
    )
