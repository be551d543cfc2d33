"""The quick form: the least that begins the search for a child's family, for a telephone and a child who waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Final

from fastapi import Request, Response

from tracing.api.door import Door, TheDoor
from tracing.casework.forms.record_forms import FOUND_CHILD_QUICK
from tracing.casework.roles import Task
from tracing.service import drafts
from tracing.service.errors import Conflict, Invalid, Refused
from tracing.service.registration import quick
from tracing.web.filled import TheForm
from tracing.web.handles import handle_of
from tracing.web.looking import Looked, look, shown_of
from tracing.web.record_forms import CHILDREN, facts_in, own_reference, wrong_in
from tracing.web.route import pages, see_other, show_form
from tracing.web.visitors import Visitor, visitor_for

__all__ = ["router"]

router = pages("/children/quick")

Writing = Annotated[Visitor, visitor_for(Task.WRITE_CHILDREN, purpose="tracing")]

QUICK: Final = replace(CHILDREN, form=FOUND_CHILD_QUICK)


@router.get("")
def ask(request: Request, visitor: Writing, door: TheDoor) -> Response:
    """Show the form; a child is found today more often than on another day."""
    kept = {
        name: list(texts) for name, texts in drafts.read(door.service, visitor.me, request.url.path).items()
    }
    return _form(request, visitor, {"event_date": [door.service.now().date().isoformat()], **kept})


@router.post("")
def register(request: Request, form: TheForm, visitor: Writing, door: TheDoor) -> Response:
    """Take the child up and begin the search; one that the agency may have registered already is asked about once."""
    facts = facts_in(form, QUICK, {})
    if not facts.get("record_id"):
        facts["record_id"] = own_reference(form.get("once", ""), door.service.now().date())
    try:
        looked = _alike(door, visitor, facts)
        if looked is not None and looked.alike and not form.get("despite"):
            return _form(request, visitor, form.kept(), looked)
        answer = quick.register(
            door.service, visitor.reads, facts, form.text("vocabulary"), (), form.text("once")
        )
    except (Invalid, Conflict) as refusal:
        return _form(request, visitor, form.kept(), refusal=refusal)
    drafts.forget(door.service, visitor.me, request.url.path)
    return see_other(f"/children/{handle_of(door, visitor, CHILDREN, str(answer.body['reference']))}/receipt")


def _alike(door: Door, visitor: Visitor, facts: Mapping[str, object]) -> Looked | None:
    """Return what the form says, None where it can't be taken: the quick form's own rules say why."""
    try:
        return look(door, visitor, QUICK, facts, but=str(facts["record_id"]))
    except Invalid:
        return None


def _form(
    request: Request,
    visitor: Visitor,
    values: Mapping[str, list[str]],
    looked: Looked | None = None,
    refusal: Refused | None = None,
) -> Response:
    texts = visitor.texts
    wrong = [] if refusal is None else wrong_in(refusal, texts, QUICK, {})
    return show_form(request, "quick_form.html", refusal, **shown_of(QUICK, texts, values, looked, wrong))
