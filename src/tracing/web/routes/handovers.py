"""Handovers of the children of one's own agency: what is planned, and that it took place. Who takes a child home isn't told."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Path, Request, Response

from tracing.api.door import Door, TheDoor
from tracing.casework.forms.act_forms import HANDOVER
from tracing.casework.repatriation.steps import StepKind
from tracing.casework.roles import Task
from tracing.casework.vocabulary.edition import in_force
from tracing.service.errors import Refused
from tracing.service.forms.filled_in import check_version
from tracing.service.repatriation import shelter
from tracing.web.case_input import fields_of, step_in
from tracing.web.drafted import enter_form, values_of_form
from tracing.web.filled import Filled, TheForm
from tracing.web.handles import handle_of, reference_of
from tracing.web.readings import ZONES
from tracing.web.record_forms import CHILDREN
from tracing.web.rendering import render
from tracing.web.route import pages, show_form
from tracing.web.visitors import Visitor, visitor_for

__all__ = ["router"]

router = pages("/handovers")

HandingOver = Annotated[Visitor, visitor_for(Task.HAND_OVER, purpose="handover")]
Handle = Annotated[str, Path(max_length=2000)]

_ASKED: Final = frozenset(
    {"at", "given_by", "received_by", "authority", "authority_kind", "signed_by", "note"}
)
"""What who hands over is asked: the country stands in the plan, and the night is for protection officers."""
_FIELDS: Final = tuple(field for field in fields_of(StepKind.HANDED_OVER) if field.name in _ASKED)


@router.get("")
def handovers(request: Request, visitor: HandingOver, door: TheDoor) -> Response:
    """List the handovers that wait to be confirmed, the earliest first."""
    found = shelter.list_handovers(door.service, visitor.reads)
    return render(
        request,
        "handovers.html",
        handovers=[(handle_of(door, visitor, CHILDREN, one.reference), one) for one in found],
        now=door.service.now(),
    )


@router.get("/{handle}")
def handover(request: Request, handle: Handle, visitor: HandingOver, door: TheDoor) -> Response:
    """Show a planned handover, to be confirmed."""
    return _page(request, visitor, door, handle)


@router.post("/{handle}")
def confirm(request: Request, handle: Handle, form: TheForm, visitor: HandingOver, door: TheDoor) -> Response:
    """Confirm that the child was handed over."""
    reference = reference_of(door, visitor, CHILDREN, handle)

    def enter() -> object:
        check_version(form.text("vocabulary"), HANDOVER)
        said = step_in(StepKind.HANDED_OVER, form).said
        return shelter.confirm_handover(door.service, visitor.reads, reference, said, form.text("once"))

    return enter_form(
        request,
        visitor,
        door,
        enter,
        lambda refusal: _page(request, visitor, door, handle, refusal, form),
        request.url.path,
    )


def _page(
    request: Request,
    visitor: Visitor,
    door: Door,
    handle: str,
    refusal: Refused | None = None,
    form: Filled | None = None,
) -> Response:
    one = shelter.read_handover(door.service, visitor.reads, reference_of(door, visitor, CHILDREN, handle))
    return show_form(
        request,
        "handover.html",
        refusal,
        one=one,
        fields=_FIELDS,
        zones=ZONES,
        vocabulary=in_force().name,
        values=values_of_form(request, visitor, door, form, {"authority": [one.authority]}),
    )
