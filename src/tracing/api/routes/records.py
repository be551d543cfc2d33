"""Children found and inquiries: an agency's own, by its own references. The same routes for both sides, and the same
answers whatever the other side holds."""

# Annotations are evaluated as they are read: the routes of each side are made by a function, and name what it holds.

from datetime import date, datetime
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Body, Header, Path, Query, Response
from fastapi.responses import JSONResponse
from pydantic import ConfigDict, Field, create_model

from tracing.api.door import TheService
from tracing.api.etags import IfMatch, IfMatchOrNone, etag
from tracing.api.models import Model
from tracing.api.pages import Cursor, Limit, Page, read_cursor, write_cursor
from tracing.api.problems import responses
from tracing.api.signed_in import reader_for
from tracing.casework.forms.record_forms import FOUND_CHILD, INQUIRY
from tracing.casework.roles import Task
from tracing.records.schema import COLUMNS
from tracing.service import erasure, submission
from tracing.service.forms.filled_in import check_version
from tracing.service.idempotency import Answer
from tracing.store.database import Reader

__all__ = [
    "Facts",
    "IdempotencyKey",
    "Receipt",
    "Reference",
    "VocabularyVersion",
    "children",
    "inquiries",
    "receipt",
]


Reference = Annotated[
    str, Path(max_length=200, description="The agency's own reference", examples=["A-2026-0117"])
]

IdempotencyKey = Annotated[
    str | None,
    Header(
        max_length=200,
        description="A UUID of one's own for each thing to be done: sent again, it gets the same answer and does nothing",
    ),
]


VocabularyVersion = Annotated[
    str | None,
    Field(
        max_length=80,
        description="Version of the vocabulary that the form was filled in with, as it is printed there",
    ),
]


class Said(Model):
    """Who said some of the values, when, in which language, through which interpreter."""

    fields: Annotated[list[str], Field(max_length=100, examples=[["full_name", "birth_date"]])]
    said_by: Annotated[str, Field(max_length=200, examples=["the child"])]
    said_on: Annotated[str | None, Field(max_length=10, examples=["2026-03-31"])] = None
    language: Annotated[str | None, Field(max_length=200, examples=["mam"])] = None
    interpreter: Annotated[str | None, Field(max_length=200)] = None


class Facts(Model):
    """What is known of a person, in the columns of the file contract. Other fields are kept and not used."""

    model_config = ConfigDict(extra="allow")

    provenance: Annotated[list[Said], Field(max_length=200, default_factory=list)]
    vocabulary: VocabularyVersion = None


class Corrected(Facts):
    """All that is known now, in the place of what was known before; what is left out isn't known any more."""

    reason: Annotated[str | None, Field(max_length=2000, description="Why it is corrected")] = None


class Withdrawal(Model):
    """Why a record is withdrawn."""

    reason: Annotated[str | None, Field(max_length=2000)] = None


class Erasing(Model):
    """Why a record is erased: the person or family asked, it was withdrawn, it never belonged here."""

    cause: Annotated[Literal["asked", "withdrawn", "entered_by_mistake"], Field(examples=["asked"])]


class Remark(Model):
    """Something that was taken, but may not be what was meant."""

    pointer: str
    reason: str
    mend: str


class Receipt(Model):
    """What was stored. Nothing in it depends on what the other side holds."""

    reference: str
    version: int
    state: str
    remarks: list[Remark]


class Line(Model):
    """A record in a list."""

    reference: str
    version: int
    state: str
    submitted_at: datetime
    changed_at: datetime


class Record(Line):
    """A record with all that was submitted. `review_on`: since when the family is to be asked whether the search goes on;
    `review_basis`: the rule of law that this follows."""

    review_on: date | None
    review_basis: Annotated[str | None, Field(examples=["INT/search_review_days"])]
    facts: dict[str, str | list[str]]
    provenance: list[dict[str, Any]]


class Version(Model):
    """One version of a record: what it held, why and by whom it was made."""

    version: int
    at: datetime
    reason: str | None
    by_user: int | None
    by_key: int | None
    facts: dict[str, str | list[str]]
    provenance: list[dict[str, Any]]


class History(Model):
    """All versions of a record, the first first."""

    items: list[Version]


_EXAMPLES = {
    "child": {
        "record_id": "A-2026-0117", "full_name": "Josué Caal Pop", "sex": "M", "age": 9, "age_date": "2026-03-30",
        "origin_text": "aldea Chamelco, Alta Verapaz", "origin_country": "GT", "languages": ["kek"],
        "mother_name": "Matilde Pop", "siblings": ["Elvin"], "event_date": "2026-03-30",
        "event_place": "Tapachula, Chiapas",
        "provenance": [{"fields": ["full_name", "age"], "said_by": "the child", "language": "kek"}],
    },
    "inquiry": {
        "record_id": "F-88", "given_names": "Josué Elvin", "first_surname": "Caal", "second_surname": "Pop",
        "sex": "M", "birth_date": "2016-07-03", "origin_country": "GT", "origin_admin1": "Alta Verapaz",
        "mother_name": "Matilde Pop Xol", "inquirer_name": "Matilde Pop Xol", "inquirer_relation": "mother",
        "phones": ["+502 5555 0101"],
    },
}  # fmt: skip


_FORMS = {"child": FOUND_CHILD, "inquiry": INQUIRY}


def _described(base: type[Facts], name: str, side: str) -> Any:
    """A body with the contract's columns in its description. What may stand in them is judged by the use case, which
    knows what registers write."""
    columns: dict[str, Any] = {
        column.name: (
            Any,
            Field(None, description=column.meaning, json_schema_extra=_written(column.is_list)),
        )
        for column in COLUMNS
        if side == "inquiry" or not column.only_inquiries
    }
    made = create_model(name, __base__=base, __doc__=base.__doc__, **columns)
    return Annotated[made, Body(examples=[_EXAMPLES[side]])]


def _written(is_list: bool) -> dict[str, Any]:
    one: list[dict[str, Any]] = [{"type": "string"}, {"type": "number"}, {"type": "null"}]
    return {"anyOf": [*one, {"type": "array", "items": {"type": "string"}}] if is_list else one}


def receipt(answer: Answer, location: str = "") -> JSONResponse:
    """Return a use case's answer as a response."""
    headers = {} if answer.etag is None else {"ETag": etag(int(answer.etag))}
    if location and answer.status == 201:
        headers["Location"] = location
    return JSONResponse(answer.body, answer.status, headers)


def _facts(body: Facts, *others: str) -> dict[str, object]:
    return body.model_dump(exclude_unset=True, exclude={"provenance", "vocabulary", *others})


def _version(body: Facts) -> str | None:
    return body.vocabulary


def _said(body: Facts) -> list[dict[str, object]]:
    return [said.model_dump(exclude_unset=True) for said in body.provenance]


def _router(side: Literal["child", "inquiry"], plural: str, read: Task, write: Task) -> APIRouter:
    router = APIRouter(prefix=f"/v1/{plural}", tags=[plural])
    reading = Annotated[Reader, reader_for(read, purpose="tracing")]
    writing = Annotated[Reader, reader_for(write, purpose="tracing")]
    new_body = _described(Facts, f"New{side.capitalize()}", side)
    corrected_body = _described(Corrected, f"Corrected{side.capitalize()}", side)

    @router.post(
        "",
        status_code=201,
        summary=f"Submit a record ({side})",
        response_model=Receipt,
        responses=responses(409, 422),
        name=f"submit_{side}",
    )
    def submit(
        body: new_body,  # type: ignore[valid-type]
        reader: writing,
        service: TheService,
        idempotency_key: IdempotencyKey = None,
    ) -> JSONResponse:
        """Store a record and have it matched. The answer is a receipt; whether anybody was found is never in it."""
        check_version(_version(body), _FORMS[side])
        answer = submission.submit(service, reader, side, _facts(body), _said(body), idempotency_key)
        return receipt(answer, f"/v1/{plural}/{quote(str(answer.body['reference']), safe='')}")

    @router.get(
        "", summary=f"List one's own records ({side})", responses=responses(422), name=f"list_{plural}"
    )
    def list_own(
        reader: reading,
        service: TheService,
        state: Annotated[Literal["live", "withdrawn"] | None, Query()] = None,
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Page[Line]:
        """List records in the order of their references, without what they hold."""
        name = f"{plural}:{state}"
        after = str(read_cursor(service.keyring, name, cursor)[0]) if cursor else ""
        page = submission.list_own(service, reader, side, after, limit, state)
        return Page(
            items=[
                Line(
                    reference=r.reference,
                    version=r.version,
                    state=r.state,
                    submitted_at=r.created_at,
                    changed_at=r.changed_at,
                )
                for r in page.records
            ],
            next=None if page.after is None else write_cursor(service.keyring, name, page.after),
        )

    # Before the record itself: a reference may hold a slash.
    @router.get(
        "/{reference:path}/versions",
        summary=f"All versions of a record ({side})",
        responses=responses(404),
        name=f"history_of_{side}",
    )
    def history(
        reference: Reference,
        reader: reading,
        service: TheService,
    ) -> History:
        """Return what the record held from the first version on."""
        return History(
            items=[
                Version(
                    version=v.version,
                    at=v.at,
                    reason=v.reason,
                    by_user=v.by_user,
                    by_key=v.by_key,
                    facts=v.content,
                    provenance=v.provenance,
                )
                for v in submission.history(service, reader, side, reference)
            ]
        )

    @router.get(
        "/{reference:path}", summary=f"Read a record ({side})", responses=responses(404), name=f"read_{side}"
    )
    def read_own(
        reference: Reference,
        reader: reading,
        service: TheService,
        response: Response,
    ) -> Record:
        """Return a record with all that was submitted; its version is the `ETag`."""
        found = submission.read_own(service, reader, side, reference)
        response.headers["ETag"] = etag(found.version)
        return Record(
            reference=found.reference,
            version=found.version,
            state=found.state,
            submitted_at=found.submitted_at,
            changed_at=found.changed_at,
            review_on=found.review_on,
            review_basis=found.review_basis,
            facts=found.content,
            provenance=found.provenance,
        )

    @router.put(
        "/{reference:path}",
        summary=f"Correct a record ({side})",
        response_model=Receipt,
        responses=responses(404, 409, 412, 422, 428),
        name=f"correct_{side}",
    )
    def correct(
        reference: Reference,
        body: corrected_body,  # type: ignore[valid-type]
        reader: writing,
        service: TheService,
        if_match: IfMatch,
        idempotency_key: IdempotencyKey = None,
    ) -> JSONResponse:
        """Put what is known now in the place of what was known; the version read goes in `If-Match`."""
        check_version(_version(body), _FORMS[side])
        answer = submission.correct(
            service,
            reader,
            side,
            reference,
            if_match,
            _facts(body, "reason"),
            _said(body),
            body.reason,  # type: ignore[attr-defined]
            idempotency_key,
        )
        return receipt(answer)

    @router.delete(
        "/{reference:path}",
        summary=f"Withdraw a record ({side})",
        response_model=Receipt,
        responses=responses(404, 412, 422),
        name=f"withdraw_{side}",
    )
    def withdraw(
        reference: Reference,
        reader: writing,
        service: TheService,
        if_match: IfMatchOrNone,
        idempotency_key: IdempotencyKey = None,
        body: Withdrawal | None = None,
    ) -> JSONResponse:
        """Take a record out of the search; what matching made of it is gone when this returns."""
        reason = None if body is None else body.reason
        return receipt(
            submission.withdraw(service, reader, side, reference, if_match, reason, idempotency_key)
        )

    @router.post(
        "/{reference:path}/erasure",
        status_code=204,
        summary=f"Erase a record ({side})",
        responses=responses(404, 409, 422),
        name=f"erase_{side}",
    )
    def erase(reference: Reference, body: Erasing, reader: writing, service: TheService) -> Response:
        """Erase a record that was withdrawn: all its versions, and all that was made of it. It can't be undone. The same
        reference can't be submitted again."""
        erasure.erase_own(service, reader, side, reference, body.cause)
        return Response(status_code=204)

    return router


children = _router("child", "children", Task.READ_CHILDREN, Task.WRITE_CHILDREN)
inquiries = _router("inquiry", "inquiries", Task.READ_INQUIRIES, Task.WRITE_INQUIRIES)
