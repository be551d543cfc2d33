"""The queue: what one has open, what waits, and taking the next pair."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response

from tracing.api.door import Door, TheDoor
from tracing.api.pages import read_cursor, write_cursor
from tracing.casework.roles import Task
from tracing.service import queue, undo
from tracing.service.beside import Beside, beside
from tracing.service.errors import Conflict, Invalid, NotFound, Refused
from tracing.service.pairs import Pair, pair_of
from tracing.standardise.places.countries import country_rows
from tracing.web.asked import Asked, asked_of, read_place
from tracing.web.blind import choose_blind, is_blind
from tracing.web.deciding import TAKING_BACK, page_of, queue_at
from tracing.web.filled import Filled, TheForm
from tracing.web.route import pages, see_other, show_form
from tracing.web.visitors import Visitor, visitor_for

__all__ = ["router", "take_next"]

router = pages("/queue")

_LINES = 25

_FOR_REVIEW = visitor_for(Task.REVIEW, purpose="review")


@router.get("")
def show(
    request: Request,
    door: TheDoor,
    visitor: Visitor = _FOR_REVIEW,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Show the queue."""
    given = Filled(request.query_params.multi_items())
    try:
        return _page(request, door, visitor, asked_of(given, visitor.is_officer), cursor)
    except Invalid as refusal:
        # The list can't be asked for like that: the whole is shown, with what was wrong.
        return _page(request, door, visitor, Asked(), refusal=refusal)


@router.post("/next")
def take_the_next(request: Request, form: TheForm, door: TheDoor, visitor: Visitor = _FOR_REVIEW) -> Response:
    """Take the next pair of those asked for, and go there."""
    asked = _asked(form, visitor)
    try:
        return take_next(request, door, visitor, asked)
    except Refused as refusal:
        return _page(request, door, visitor, asked, refusal=refusal)


@router.post("/take")
def take_one(request: Request, form: TheForm, door: TheDoor, visitor: Visitor = _FOR_REVIEW) -> Response:
    """Take a named pair, and go there."""
    asked, pair = _asked(form, visitor), pair_of(form.get("inquiry", ""), form.get("child", ""))
    try:
        queue.take(door.service, visitor.reads, None, pair, is_blind(request, door))
    except Refused as refusal:
        return _page(request, door, visitor, asked, refusal=refusal, named=pair)
    return see_other(_at(page_of(pair), asked))


@router.post("/blind")
def choose(form: TheForm, door: TheDoor, visitor: Visitor = _FOR_REVIEW) -> Response:
    """Choose blind review for this browser, or end it."""
    answer = see_other(queue_at(_asked(form, visitor)))
    choose_blind(answer, door, form.get("blind") == "yes")
    return answer


def take_next(request: Request, door: Door, visitor: Visitor, asked: Asked) -> Response:
    """Take the next pair of those asked for and send the browser there; what the queue refuses is raised."""
    blind = is_blind(request, door)
    taken = queue.take(door.service, visitor.reads, asked.filters(blind), None, blind)
    return see_other(_at(page_of(taken.pair), asked))


def _at(page: str, asked: Asked) -> str:
    return f"{page}?{asked.place}" if asked.place else page


def _asked(form: Filled, visitor: Visitor) -> Asked:
    return read_place(form.get("place", ""), visitor.is_officer)


def _page(
    request: Request,
    door: Door,
    visitor: Visitor,
    asked: Asked,
    cursor: str | None = None,
    refusal: Refused | None = None,
    named: Pair | None = None,
) -> Response:
    service, reader, blind = door.service, visitor.reads, is_blind(request, door)
    filters = asked.filters(blind)
    name = f"queue:{reader.person}:{filters}"
    after: queue.Position | None = None
    if cursor:
        place, inquiry, child = (int(n) for n in read_cursor(service.keyring, name, cursor))
        after = (place, inquiry, child)
    found = queue.page(service, reader, filters, after, _LINES, blind)
    counts = {"all": queue.count(service, reader, asked.only().filters(blind), blind)}
    if visitor.is_officer:
        counts["held"] = queue.count(service, reader, asked.only(held=True).filters(blind), blind)
        counts["cases"] = queue.count(service, reader, asked.only(cases=True).filters(blind), blind)
    return show_form(
        request,
        "queue.html",
        refusal,
        asked=asked,
        blind=blind,
        blind_for_all=door.settings.blind_review,
        officer=visitor.is_officer,
        lines=found,
        counts=counts,
        mine=queue.mine(service, reader),
        most=queue.MOST_OPEN,
        following=write_cursor(service.keyring, name, *found[-1].position) if len(found) == _LINES else None,
        later=cursor is not None,
        countries=sorted(
            ((code, visitor.texts.country(code)) for code, *_ in country_rows()), key=lambda one: one[1]
        ),
        now=service.now(),
        last=undo.last_decision(service, reader),
        taking_back=TAKING_BACK,
        beside=_holder(door, visitor, refusal, named),
    )


def _holder(door: Door, visitor: Visitor, refusal: Refused | None, pair: Pair | None) -> Beside | None:
    """Return who has the pair that somebody wanted and couldn't have."""
    if pair is None or not isinstance(refusal, Conflict) or refusal.code != "leased":
        return None
    try:
        return beside(door.service, visitor.reads, pair)
    except NotFound:
        return None
