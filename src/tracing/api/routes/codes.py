"""Code lists: every code that the API takes or gives, with its sentence in Spanish and English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path

from tracing.api.models import Model
from tracing.api.problems import responses
from tracing.api.signed_in import SignedIn
from tracing.casework import acts, agencies, decisions, hold_kinds, review, roles, states, visibility
from tracing.casework.wording import Sentence
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


def _each(groups: Mapping[Any, Iterable[Sentence]]) -> dict[str, Sentence]:
    return {sentence.code: sentence for group in groups.values() for sentence in group}


_LISTS: dict[str, Mapping[Any, Sentence]] = {
    "act-kinds": acts.ACT_KINDS,
    "act-outcomes": acts.OUTCOMES,
    "act-grounds": _each(acts.GROUNDS),
    "agency-kinds": agencies.AGENCY_KINDS,
    "decision-kinds": decisions.DECISION_KINDS,
    "decision-reasons": _each(decisions.REASONS),
    "flag-kinds": hold_kinds.FLAG_KINDS,
    "hold-kinds": hold_kinds.HOLD_KINDS,
    "purposes": visibility.PURPOSES,
    "review-states": review.REVIEW_STATES,
    "roles": roles.ROLES,
    "scopes": roles.SCOPES,
    "sides": agencies.SIDES,
    "states": states.STATES,
}


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
    found = _LISTS[name].items()
    return Codes(items=[Code(code=str(code), es=s.es, en=s.en, source=s.source) for code, s in found])
