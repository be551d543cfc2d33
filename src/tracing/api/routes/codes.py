"""Code lists: every code that the API takes or gives, with its sentence in Spanish and English."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from tracing.api.models import Model
from tracing.api.problems import responses
from tracing.api.signed_in import SignedIn
from tracing.casework.codes import CODE_LISTS
from tracing.service.errors import NotFound

__all__ = ["router"]

router = APIRouter(prefix="/v1/codes", tags=["codes"])


class Code(Model):
    """A code with its sentence. ``source``: the law or guideline that it rests on."""

    code: str
    es: str
    en: str
    source: str = ""


class Codes(Model):
    """A code list."""

    items: list[Code]


class Lists(Model):
    """The names of all code lists."""

    items: list[str]


_LISTS = {name.replace("_", "-"): sentences for name, sentences in CODE_LISTS.items()}


def _signed_in(_: SignedIn) -> None:
    """Whoever signs in may read code lists."""


@router.get("", summary="Names of the code lists", responses=responses(), dependencies=[Depends(_signed_in)])
async def lists() -> Lists:
    """Return the names of all lists."""
    return Lists(items=list(_LISTS))


@router.get(
    "/{name}", summary="Read a code list", responses=responses(404), dependencies=[Depends(_signed_in)]
)
async def codes(name: Annotated[str, Path(max_length=40)]) -> Codes:
    """Return a list's codes with their sentences."""
    if name not in _LISTS:
        raise NotFound("no_code_list", "There is no such code list.", f"Take one of: {', '.join(_LISTS)}.")
    return Codes(items=[Code(code=s.code, es=s.es, en=s.en, source=s.source) for s in _LISTS[name]])
