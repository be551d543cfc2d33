"""Verification for the workers of one side: the questions that wait for them, by their own record's reference, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from fastapi import Path, Request, Response

from tracing.api.door import Door, TheDoor
from tracing.casework.acts import GROUNDS, ActKind
from tracing.casework.agencies import Side
from tracing.casework.needs import OUTCOMES_OF
from tracing.casework.roles import Role, Task
from tracing.service import drafts, verify
from tracing.service.errors import FieldFault, Invalid, NotFound, Refused
from tracing.service.repatriation import reminding
from tracing.web.filled import TheForm
from tracing.web.rendering import render
from tracing.web.route import pages, see_other, show_form
from tracing.web.visitors import Visitor, visitor_for

__all__ = ["router"]

router = pages("/verifications")

Worker = Annotated[Visitor, visitor_for(Task.VERIFY_CHILD, Task.VERIFY_FAMILY, purpose="verification")]
Handle = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]

_MOST_REMINDERS = 200
_KINDS = {Side.CHILD: ActKind.VERIFY_CHILD, Side.INQUIRY: ActKind.VERIFY_FAMILY}
_TASKS = {Side.CHILD: Task.VERIFY_CHILD, Side.INQUIRY: Task.VERIFY_FAMILY}


@router.get("")
def verifications(request: Request, visitor: Worker, door: TheDoor) -> Response:
    """List what is asked about one's own records, and what else waits for one's agency."""
    found = [(_handle(door, one), one) for one in _all(visitor, door)]
    reminders = []
    # Officers find theirs beside their cases.
    if visitor.me.role != Role.PROTECTION_OFFICER:
        reminders = reminding.list_reminders(door.service, visitor.reads, 0, _MOST_REMINDERS)
    return render(
        request,
        "verifications.html",
        waiting=[(handle, one) for handle, one in found if one.outcome is None],
        ended=[(handle, one) for handle, one in found if one.outcome is not None],
        reminders=reminders,
        today=door.service.now().date(),
    )


@router.get("/{handle}")
def verification(request: Request, handle: Handle, visitor: Worker, door: TheDoor) -> Response:
    """Show the questions of one record, to be answered."""
    return _page(request, visitor, door, handle, _named(visitor, door, handle))


@router.post("/{handle}")
def answer(request: Request, handle: Handle, form: TheForm, visitor: Worker, door: TheDoor) -> Response:
    """Enter the answers that were filled in; each stands."""
    one = _named(visitor, door, handle)
    try:
        answers = [
            (asked.place, text)
            for asked in one.questions
            if asked.answer is None and (text := form.text(f"answer_{asked.place}"))
        ]
        if not answers:
            fault = FieldFault("/answer", "No answer was written.", "Write at least one.")
            raise Invalid("invalid", "The answer can't be taken as it is.", fields=[fault])
        for place, text in answers:
            verify.answer(door.service, visitor.reads, one.side, one.reference, one.number, place, text)
    except NotFound:
        raise
    except Refused as refusal:
        return _page(request, visitor, door, handle, _named(visitor, door, handle), refusal, form.kept())
    drafts.forget(door.service, visitor.me, request.url.path)
    return see_other(f"/verifications/{handle}")


@router.post("/{handle}/outcome")
def conclude(request: Request, handle: Handle, form: TheForm, visitor: Worker, door: TheDoor) -> Response:
    """Say what came of it."""
    one = _named(visitor, door, handle)
    try:
        verify.conclude(
            door.service, visitor.reads, one.side, one.reference, one.number, form.get("outcome", ""),
            tuple(form.all("grounds")), form.text("note"), form.text("once"),
        )  # fmt: skip
    except NotFound:
        raise
    except Refused as refusal:
        return _page(request, visitor, door, handle, one, refusal, form.kept())
    drafts.forget(door.service, visitor.me, f"/verifications/{handle}")
    return see_other("/verifications")


def _page(
    request: Request,
    visitor: Visitor,
    door: Door,
    handle: str,
    one: verify.Verification,
    refusal: Refused | None = None,
    values: Mapping[str, Sequence[str]] | None = None,
) -> Response:
    page, kind = f"/verifications/{handle}", _KINDS[one.side]
    return show_form(
        request,
        "verification.html",
        refusal,
        page=page,
        one=one,
        unanswered=[asked for asked in one.questions if asked.answer is None],
        outcomes=[outcome.value for outcome in OUTCOMES_OF[kind]],
        grounds=GROUNDS[kind],
        values=values if values is not None else drafts.read(door.service, visitor.me, page),
    )


def _all(visitor: Visitor, door: Door) -> Iterator[verify.Verification]:
    sides = set(visitor.me.agency.sides)
    for side in Side:
        if side.value in sides and visitor.may(_TASKS[side]):
            yield from verify.tasks(door.service, visitor.reads, side)


def _named(visitor: Visitor, door: Door, handle: str) -> verify.Verification:
    for one in _all(visitor, door):
        if _handle(door, one) == handle:
            return one
    raise NotFound("no_verification", "Nothing of this number is asked about a record of yours.")


def _handle(door: Door, one: verify.Verification) -> str:
    """Return what a verification is called in an address: an agency's own reference may be a name."""
    said = f"{one.side}/{one.number}/{one.reference}"
    return door.service.keyring.digest("pages.verification", said).hex()[:32]
