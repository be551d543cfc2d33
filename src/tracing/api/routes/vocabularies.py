"""The vocabulary of forms in its versions: code lists in Spanish and English, each country's own terms, what changed."""

from __future__ import annotations

import csv
import io
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Response
from fastapi.responses import JSONResponse

from tracing.api.models import Model
from tracing.api.problems import responses
from tracing.api.signed_in import SignedIn
from tracing.casework.vocabulary.change_kinds import CHANGE_KINDS
from tracing.casework.vocabulary.changes import changes
from tracing.casework.vocabulary.edition import Vocabulary, in_force, versions
from tracing.service.errors import NotFound

__all__ = ["router"]


def _signed_in(_: SignedIn) -> None:
    """Whoever signs in may read the vocabulary."""


router = APIRouter(prefix="/v1/vocabularies", tags=["vocabularies"], dependencies=[Depends(_signed_in)])

Number = Annotated[int, Path(ge=1, le=99999, description="The version's number", examples=[1])]


class Version(Model):
    """A version of the vocabulary. `name` is what forms name it by; `digest` is of all that it says (SHA-256)."""

    version: int
    name: str
    digest: str
    in_force: bool


class Versions(Model):
    """All versions, the first first."""

    items: list[Version]


class Entry(Model):
    """A code with its sentence."""

    code: str
    es: str
    en: str
    source: str


class Term(Model):
    """What a country calls something, and where that is from, or that it is to be checked."""

    country: str
    list: str
    code: str
    term: str
    source: str


class Whole(Model):
    """A version with all it says."""

    version: int
    name: str
    digest: str
    lists: dict[str, list[Entry]]
    terms: list[Term]


class Change(Model):
    """A code that differs."""

    list: str
    code: str
    kind: str
    es: str
    en: str


class Changes(Model):
    """What changed from a version to the one in force."""

    version: str
    in_force: str
    items: list[Change]


@router.get("", summary="Versions of the vocabulary", responses=responses())
async def list_versions() -> Versions:
    """Return which versions there are, and which is in force."""
    now = in_force()
    return Versions(
        items=[
            Version(version=v.version, name=v.name, digest=v.digest, in_force=v.version == now.version)
            for v in versions().values()
        ]
    )


@router.get("/current", summary="The vocabulary in force", response_model=Whole, responses=responses(422))
async def read_current(
    format: Annotated[Literal["json", "csv"], Query(description="How it is written")] = "json",
) -> Response:
    """Return the version in force with all it says, as JSON or CSV."""
    return _written(in_force(), format)


@router.get(
    "/{version}",
    summary="A version of the vocabulary",
    response_model=Whole,
    responses=responses(404, 422),
    name="read_vocabulary",
)
async def read_version(
    version: Number,
    format: Annotated[Literal["json", "csv"], Query(description="How it is written")] = "json",
) -> Response:
    """Return a version with all it says, as JSON or CSV. Older ones stay."""
    return _written(_found(version), format)


@router.get("/{version}/changes", summary="What changed since a version", responses=responses(404, 422))
async def read_changes(version: Number) -> Changes:
    """Return which codes were added, are gone, or read differently from a version to the one in force."""
    old, now = _found(version), in_force()
    return Changes(
        version=old.name,
        in_force=now.name,
        items=[
            Change(
                list=c.list, code=c.code, kind=c.kind, es=CHANGE_KINDS[c.kind].es, en=CHANGE_KINDS[c.kind].en
            )
            for c in changes(old, now)
        ],
    )


def _found(number: int) -> Vocabulary:
    known = versions()
    if number not in known:
        raise NotFound(
            "no_vocabulary",
            "There is no such version of the vocabulary.",
            f"Take one of: {', '.join(map(str, known))}.",
        )
    return known[number]


def _written(vocabulary: Vocabulary, format: str) -> Response:
    headers = {"ETag": f'"{vocabulary.digest}"'}
    if format == "json":
        return JSONResponse(vocabulary.as_json(), headers=headers)
    table = io.StringIO()
    csv.writer(table, lineterminator="\r\n").writerows(vocabulary.as_rows())
    headers["Content-Disposition"] = f'attachment; filename="vocabulary-{vocabulary.name}.csv"'
    # With a mark, so that spreadsheets read the accents.
    return Response(
        table.getvalue().encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers
    )
