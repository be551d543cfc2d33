"""Deciding on a pair, taking a decision back, keeping the pair and giving it back."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query, Request, Response

from tracing.api.door import Door, TheDoor
from tracing.api.problems import status_of
from tracing.api.routes.queue import ChildName, InquiryName
from tracing.casework.roles import Task
from tracing.service import decide, drafts, queue, undo
from tracing.service.beside import beside
from tracing.service.context import Service
from tracing.service.errors import FieldFault, Invalid, Refused
from tracing.service.pair import read_pair
from tracing.service.pairs import Pair, pair_of
from tracing.web.deciding import (
    KINDS,
    TAKING_BACK,
    asked_at,
    deciding_again,
    deciding_values,
    known_by,
    page_of,
    queue_at,
)
from tracing.web.filled import Filled, TheForm
from tracing.web.rendering import render
from tracing.web.route import pages, see_other, show_form
from tracing.web.routes.pair import show
from tracing.web.routes.queue import take_next
from tracing.web.visitors import Visitor, visitor_for

__all__ = ["router"]

router = pages("/pairs/{inquiry}/{child}")

_FOR_REVIEW = visitor_for(Task.REVIEW, purpose="review")

_Number = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("/decisions")
@router.get("/decisions/{number}/taking-back")
@router.get("/renew")
@router.get("/release")
def back_to_the_pair(inquiry: InquiryName, child: ChildName, visitor: Visitor = _FOR_REVIEW) -> Response:
    """Send whoever loads a page again that answered a form to the pair."""
    return see_other(page_of(pair_of(inquiry, child)))


@router.post("/decisions")
def decide_on(
    request: Request,
    inquiry: InquiryName,
    child: ChildName,
    form: TheForm,
    door: TheDoor,
    visitor: Visitor = _FOR_REVIEW,
) -> Response:
    """Enter a judgement; then the next pair of the same list, or the list."""
    pair = pair_of(inquiry, child)
    try:
        _decide(door.service, visitor, pair, form)
    except Refused as refusal:
        # Whatever becomes of this page, what was written is still there.
        drafts.keep(door.service, visitor.me, page_of(pair), form.kept())
        return _again(request, door, visitor, pair, form, refusal)
    drafts.forget(door.service, visitor.me, page_of(pair))
    asked = asked_at(visitor, form.kept())
    if form.get("then") != "queue":
        try:
            return take_next(request, door, visitor, asked)
        except Refused:
            # None waits, or too many are open: the list says so.
            return see_other(queue_at(asked))
    return see_other(queue_at(asked))


@router.post("/decisions/{number}/taking-back")
def take_back(
    request: Request,
    inquiry: InquiryName,
    child: ChildName,
    number: _Number,
    form: TheForm,
    door: TheDoor,
    visitor: Visitor = _FOR_REVIEW,
) -> Response:
    """Take a decision back."""
    pair, asked = pair_of(inquiry, child), asked_at(visitor, form.kept())
    try:
        undo.undo(
            door.service,
            visitor.reads,
            pair,
            number,
            form.all("back"),
            form.text("back_note"),
            form.text("once"),
        )
    except Refused as refusal:
        return show_form(
            request,
            "pair/taking_back.html",
            refusal,
            pair=pair,
            number=number,
            place=asked.place,
            taking_back=TAKING_BACK,
            values=form.kept(),
        )
    return see_other(queue_at(asked))


@router.post("/renew")
def renew(
    request: Request,
    inquiry: InquiryName,
    child: ChildName,
    form: TheForm,
    door: TheDoor,
    visitor: Visitor = _FOR_REVIEW,
) -> Response:
    """Keep the pair for longer, and what was filled in meanwhile."""
    pair, asked = pair_of(inquiry, child), asked_at(visitor, form.kept())
    drafts.keep(door.service, visitor.me, page_of(pair), form.kept())
    try:
        queue.renew(door.service, visitor.reads, pair)
    except Refused as refusal:
        return _again(request, door, visitor, pair, form, refusal)
    return see_other(page_of(pair) + (f"?{asked.place}" if asked.place else ""))


@router.post("/release")
def release(
    inquiry: InquiryName, child: ChildName, form: TheForm, door: TheDoor, visitor: Visitor = _FOR_REVIEW
) -> Response:
    """Give the pair back. What was filled in is kept for whoever wrote it."""
    pair = pair_of(inquiry, child)
    if form.get("inquiry_version"):
        drafts.keep(door.service, visitor.me, page_of(pair), form.kept())
    queue.release(door.service, visitor.reads, pair)
    return see_other(queue_at(asked_at(visitor, form.kept())))


@router.get("/beside")
def who_is_beside(
    request: Request,
    inquiry: InquiryName,
    child: ChildName,
    door: TheDoor,
    known: Annotated[str, Query(max_length=20)] = "",
    visitor: Visitor = _FOR_REVIEW,
) -> Response:
    """Return who else is at the pair, nothing where that is as the page knows it."""
    pair = pair_of(inquiry, child)
    there = beside(door.service, visitor.reads, pair)
    if known == known_by(there):
        return Response(status_code=204)
    return render(request, "pair/beside.html", there=there, pair_path=page_of(pair), known=known_by(there))


def _again(
    request: Request, door: Door, visitor: Visitor, pair: Pair, form: Filled, refusal: Refused
) -> Response:
    """Return the pair as it is now with all that was filled in; the form alone where the pair can't be read any more."""
    service, status, filled = door.service, status_of(refusal), form.kept()
    try:
        view = read_pair(service, visitor.reads, pair)
    except Refused:
        return render(
            request, "pair/again.html", status, **deciding_again(service, visitor, pair, filled, refusal)
        )
    values = deciding_values(service, visitor, view, filled, refusal)
    return show(request, visitor, door, view, status, deciding=values)


def _decide(service: Service, visitor: Visitor, pair: Pair, form: Filled) -> None:
    kind = form.get("kind", "")
    if kind not in KINDS:
        fault = FieldFault("/kind", "Choose one of the five.", "")
        raise Invalid("kind_missing", "What you decide is missing.", fields=[fault])
    versions = (form.number("inquiry_version") or 0, form.number("child_version") or 0)
    decide.decide(
        service,
        visitor.reads,
        pair,
        kind,
        form.all(f"reasons_{kind}"),
        versions,
        form.text("note"),
        form.text("once"),
    )
