"""Practice on invented data: courses, pair after pair with what it was, and one's own decisions beside the truth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Path, Request, Response

from tracing.api.door import Door, TheDoor
from tracing.casework.decisions import DECISION_KINDS
from tracing.casework.forms.record_forms import FOUND_CHILD, INQUIRY
from tracing.casework.roles import Task
from tracing.casework.training.courses import COURSES, PASS_KAPPA, PASS_SHARE
from tracing.casework.training.scoring import BEST, FULL
from tracing.service.errors import Conflict, Refused
from tracing.service.practice import courses, decided
from tracing.web.evidence import label_of
from tracing.web.filled import TheForm
from tracing.web.rendering import render
from tracing.web.route import pages, see_other, show_form
from tracing.web.texts import Texts
from tracing.web.visitors import Visitor, visitor_for

__all__ = ["router"]

router = pages("/practice")

Trainee = Annotated[Visitor, visitor_for(Task.TRAIN, purpose="training")]
Progressing = Annotated[Visitor, visitor_for(Task.READ_PROGRESS, purpose="training")]
Number = Annotated[int, Path(ge=1, lt=2**63)]
Place = Annotated[int, Path(ge=1, le=1000)]

DECISIONS = tuple(kind for kind in DECISION_KINDS if kind in set(BEST.values()))
"""What may be decided of a pair, in the order of its keys."""


@router.get("")
def practice(request: Request, visitor: Trainee, door: TheDoor) -> Response:
    """List the courses, with one's own progress."""
    return _courses(request, visitor, door)


@router.post("")
def begin(request: Request, form: TheForm, visitor: Trainee, door: TheDoor) -> Response:
    """Begin a course."""
    try:
        made = courses.begin(door.service, visitor.reads, form.get("course", ""), form.text("once"))
    except Refused as refusal:
        return _courses(request, visitor, door, refusal)
    return see_other(f"/practice/{made.body['attempt']}")


@router.get("/decisions")
def own_decisions(request: Request, visitor: Trainee, door: TheDoor) -> Response:
    """Show one's own decisions on the sandbox's pairs beside what is true of them."""
    score, found = decided.own_decisions(door.service, visitor.reads)
    return render(request, "practice_decisions.html", score=score, items=found, full=FULL)


@router.get("/progress")
def progress(request: Request, visitor: Progressing, door: TheDoor) -> Response:
    """Show who has ended which course, and how their best attempt agrees with the truth."""
    return render(
        request,
        "practice_progress.html",
        officers=courses.progress(door.service, visitor.reads),
        courses=COURSES,
        share=PASS_SHARE,
        kappa=PASS_KAPPA,
    )


@router.get("/{number}")
def attempt(request: Request, number: Number, visitor: Trainee, door: TheDoor) -> Response:
    """Show the next pair of an attempt, or, after the last, what all of it came to."""
    return _attempt(request, visitor, door, number)


@router.post("/{number}")
def answer(request: Request, number: Number, form: TheForm, visitor: Trainee, door: TheDoor) -> Response:
    """Judge the next pair, and go on to what it was."""
    place = form.number("place") or 0
    try:
        courses.answer(
            door.service, visitor.reads, number, place, form.get("decision", ""), form.text("once")
        )
    except Conflict:
        # Answered already, here or in another window: what it was is told there.
        return see_other(f"/practice/{number}")
    except Refused as refusal:
        return _attempt(request, visitor, door, number, refusal)
    return see_other(f"/practice/{number}/{place}")


@router.get("/{number}/{place}")
def learnt(request: Request, number: Number, place: Place, visitor: Trainee, door: TheDoor) -> Response:
    """Show what a pair was."""
    score, found = courses.feedback(door.service, visitor.reads, number)
    one = next((one for one in found if one.place == place), None)
    if one is None:
        return see_other(f"/practice/{number}")
    return render(request, "practice_feedback.html", number=number, one=one, score=score, full=FULL)


def _courses(request: Request, visitor: Visitor, door: Door, refusal: Refused | None = None) -> Response:
    return show_form(
        request,
        "practice.html",
        refusal,
        courses=courses.courses(door.service, visitor.reads),
        share=PASS_SHARE,
        kappa=PASS_KAPPA,
    )


def _attempt(
    request: Request, visitor: Visitor, door: Door, number: int, refusal: Refused | None = None
) -> Response:
    try:
        pair = courses.pair_of(door.service, visitor.reads, number)
    except Conflict:
        score, found = courses.feedback(door.service, visitor.reads, number)
        return render(
            request,
            "practice_report.html",
            number=number,
            score=score,
            items=found,
            full=FULL,
            share=PASS_SHARE,
            kappa=PASS_KAPPA,
            passed=courses.is_passed(door.service, visitor.reads, number),
        )
    return show_form(
        request,
        "practice_pair.html",
        refusal,
        pair=pair,
        rows=_rows(pair.child, pair.inquiry, visitor.texts),
        decisions=[kind.value for kind in DECISIONS],
    )


_NOT_SHOWN = frozenset({"record_id", "agency"})
"""What says nothing of the child itself."""


def _rows(
    child: Mapping[str, str], inquiry: Mapping[str, str], texts: Texts
) -> list[tuple[str, str | None, str | None]]:
    """Return (what it is called, of the child, of the inquiry) for all that either record says, side by side in one order."""
    order = list(dict.fromkeys(field.name for form in (FOUND_CHILD, INQUIRY) for field in form.fields()))
    names = [name for name in order if name in child or name in inquiry]
    names += [name for name in {**child, **inquiry} if name not in order]
    return [
        (label_of(name, texts.language), child.get(name), inquiry.get(name))
        for name in names
        if name not in _NOT_SHOWN
    ]
