"""Refusals as problem documents (RFC 9457): what is wrong, in which field, how to mend it, and by which rule. None repeats what
was sent: a name that can't be taken stands in the sender's request and nowhere else. The rule is one that the refusal
names, or follows from its words, so it tells no more than they do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from tracing.casework.law.entries import name_of
from tracing.casework.law.files import shipped
from tracing.casework.law.refusals import rule_of
from tracing.casework.law.sources import entries_of
from tracing.casework.wording import Sentence
from tracing.service import errors
from tracing.service.errors import FieldFault, Refused

__all__ = [
    "AGAIN",
    "UNSURE",
    "Basis",
    "Problem",
    "ProblemResponse",
    "Unserved",
    "answer",
    "answer_refusal",
    "basis",
    "handle_in",
    "responses",
    "status_of",
]

UNSURE = "What was sent may or may not have been stored."
AGAIN = "Send the same again with the same Idempotency-Key, or read first."
"""What is known where something broke: it may have been the answer alone that didn't come about."""

STALE = "version_changed"
"""The code of a conflict with the version that ``If-Match`` names."""

_STATUS: dict[type[Refused], int] = {
    errors.Invalid: 422,
    errors.NotFound: 404,
    errors.Unknown: 401,
    errors.Forbidden: 403,
    errors.Conflict: 409,
    errors.NotYet: 409,
    errors.TooMany: 429,
    errors.TooLarge: 413,
}


class Unserved(Refused):
    """A request that HTTP itself has a status for: a wrong kind of body (415), one that took too long (408), a missing
    condition (428)."""

    def __init__(self, status: int, code: str, text: str, mend: str = "") -> None:
        super().__init__(code, text, mend)
        self.status = status


class Basis(BaseModel):
    """The rule that something rests on."""

    code: str = Field(description="As in the code lists", examples=["child_not_heard"])
    source: str = Field(
        description="The law or guideline, or that it is a rule of the program", examples=["CRC 12"]
    )
    entries: list[str] = Field(
        description="Where that stands in the register: `/v1/law/places/…`", examples=[["INT/crc_12"]]
    )


class Fault(BaseModel):
    """A field that can't be taken."""

    pointer: str = Field(description="Where it stands: a JSON pointer into the body, or the parameter's name")
    reason: str
    mend: str = Field(description="How to mend it")
    rule: Basis | None = Field(None, description="By which rule, where one of casework is behind it")


class Problem(BaseModel):
    """RFC 9457. ``type`` is fixed for each reason; programs can go by it."""

    type: str = Field(examples=["urn:tracing:problem:invalid"])
    title: str
    status: int
    detail: str
    mend: str | None = Field(None, description="What to do")
    rule: Basis | None = Field(None, description="By which rule, where one of casework is behind it")
    errors: list[Fault] | None = None
    id: str | None = Field(None, description="Of an unexpected error: what it is called in the service's log")


class ProblemResponse(JSONResponse):
    """A problem document."""

    media_type = "application/problem+json"


def answer(
    status: int,
    code: str,
    detail: str,
    mend: str = "",
    fields: Sequence[FieldFault] = (),
    error_id: str | None = None,
    headers: Mapping[str, str] | None = None,
    rule: Sentence | None = None,
) -> ProblemResponse:
    """Return a problem document as a response."""
    document: dict[str, Any] = {
        "type": f"urn:tracing:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if mend:
        document["mend"] = mend
    if named := _rule(rule, code, detail):
        document["rule"] = named
    if fields:
        document["errors"] = [_told(field) for field in fields]
    if error_id is not None:
        document["id"] = error_id
    return ProblemResponse(document, status, headers)


def basis(sentence: Sentence) -> Basis:
    """Return what a sentence rests on. Entries by name: what they say, and since when, is the register's to tell."""
    names = [name_of(entry.place, entry.rule) for entry in entries_of(shipped(), sentence.source)]
    return Basis(code=sentence.code, source=sentence.source, entries=names)


def _told(field: FieldFault) -> dict[str, Any]:
    document: dict[str, Any] = dict(field.told())
    if named := _rule(field.rule, "", field.reason):
        document["rule"] = named
    return document


@lru_cache(maxsize=1024)
def _rule(rule: Sentence | None, code: str, words: str) -> dict[str, Any] | None:
    found = rule or rule_of(code, words)
    return None if found is None or not found.source else basis(found).model_dump()


def status_of(refusal: Refused) -> int:
    """Return HTTP's status for what a use case refused."""
    if isinstance(refusal, Unserved):
        return refusal.status
    if isinstance(refusal, errors.Conflict) and refusal.code == STALE:
        return 412
    return next((_STATUS[kind] for kind in type(refusal).__mro__ if kind in _STATUS), 409)


def answer_refusal(refusal: Refused) -> ProblemResponse:
    """Return what a use case refused as a response."""
    headers: dict[str, str] = {}
    status = status_of(refusal)
    if isinstance(refusal, errors.TooMany):
        headers["Retry-After"] = str(refusal.wait)
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return answer(
        status, refusal.code, refusal.text, refusal.mend, refusal.fields, headers=headers, rule=refusal.rule
    )


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the problem documents that a route may answer with, for its description."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        s: {"description": HTTPStatus(s).phrase, "content": content}
        for s in sorted({*statuses, 401, 403, 429})
    }


def handle_in(app: FastAPI) -> None:
    """Let an app answer its refusals as problem documents."""

    @app.exception_handler(Refused)
    async def refused(_: Request, refusal: Refused) -> ProblemResponse:
        return answer_refusal(refusal)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> ProblemResponse:
        text = "What was sent can't be taken as it is."
        return answer(422, "invalid", text, fields=[_fault(e) for e in error.errors()])

    @app.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> ProblemResponse:
        phrase = HTTPStatus(error.status_code).phrase
        code = re.sub(r"[^a-z]+", "_", phrase.lower()).strip("_")
        return answer(error.status_code, code, f"{phrase}.", headers=error.headers)

    @app.exception_handler(OperationalError)
    @app.exception_handler(PoolTimeout)
    async def unavailable(_: Request, __: Exception) -> ProblemResponse:
        text = f"The database doesn't answer, or has too much to do. {UNSURE}"
        return answer(503, "unavailable", text, AGAIN, headers={"Retry-After": "5"})


_MENDS = {
    "missing": ("is missing", "Send it."),
    "extra_forbidden": ("isn't a field of this request", "Leave it out, or check how it is spelt."),
    "json_invalid": ("isn't JSON", "Check quotes, commas and brackets."),
    "string_type": ("isn't text", "Send it in quotes."),
    "string_too_short": ("is too short", ""),
    "string_too_long": ("is too long", ""),
    "string_pattern_mismatch": ("isn't written as it must be", "See the description of this field."),
    "int_type": ("isn't a whole number", "Send digits."),
    "int_parsing": ("isn't a whole number", "Send digits."),
    "bool_type": ("isn't true or false", "Send true or false."),
    "bool_parsing": ("isn't true or false", "Send true or false."),
    "list_type": ("isn't a list", "Send it in [ ]."),
    "dict_type": ("isn't an object", "Send it in { }."),
    "model_type": ("isn't an object", "Send it in { }."),
    "model_attributes_type": ("isn't an object", "Send it in { }."),
    "datetime_parsing": ("isn't a time", "Send it as 2026-03-31T17:00:00Z."),
    "datetime_from_date_parsing": ("isn't a time", "Send it as 2026-03-31T17:00:00Z."),
    "date_parsing": ("isn't a day", "Send it as 2026-03-31."),
    "date_from_datetime_parsing": ("isn't a day", "Send it as 2026-03-31."),
    "too_long": ("has too many entries", ""),
    "too_short": ("has too few entries", ""),
    "greater_than_equal": ("is too small", ""),
    "less_than_equal": ("is too large", ""),
}  # fmt: skip
_BOUNDS = {
    "min_length": "At least {} long.", "max_length": "At most {} long.", "ge": "At least {}.", "le": "At most {}.",
}  # fmt: skip
_KNOWN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")


def _fault(error: Mapping[str, Any]) -> FieldFault:
    kind, context = str(error["type"]), error.get("ctx") or {}
    reason, mend = _MENDS.get(kind, ("can't be taken", "See the description of this field."))
    if kind in ("enum", "literal_error"):
        # The list of values is ours, nothing that was sent.
        reason, mend = "isn't one of the values it may have", f"Take one of: {context.get('expected', '')}."
    for name, text in _BOUNDS.items():
        if not mend and name in context:
            mend = text.format(context[name])
    return FieldFault(_pointer(error["loc"], kind), reason, mend)


def _pointer(place: Sequence[str | int], kind: str) -> str:
    where, *steps = place
    if kind == "json_invalid":
        return ""
    # A name that was sent may itself be a value: only what looks like the name of a field is repeated.
    names = [str(s) if isinstance(s, int) or _KNOWN_NAME.fullmatch(s) else "?" for s in steps]
    return "".join(f"/{name}" for name in names) if where == "body" else f"{where}:{'/'.join(names)}"
