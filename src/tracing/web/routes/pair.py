"""A pair, side by side: what is known of the child found and of the child sought, and why they may be one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Request, Response

from tracing.api.door import TheDoor
from tracing.api.routes.queue import ChildName, InquiryName
from tracing.casework.agencies import Side
from tracing.casework.roles import Task
from tracing.casework.states import STATES
from tracing.casework.visibility import PURPOSES, Purpose
from tracing.service import drafts, pair
from tracing.service.errors import Conflict
from tracing.service.origins import points_of
from tracing.service.pair import PairView, RecordView
from tracing.service.pairs import pair_of
from tracing.service.reading import days_of, titles_of
from tracing.service.understood import understood
from tracing.web.deciding import ask_to_take, asked_at, deciding_values, page_of
from tracing.web.evidence import first_row_of, label_of, place_of_row, reveal_steps, rows_of, shown_text
from tracing.web.filled import TheForm
from tracing.web.rendering import render
from tracing.web.route import pages, see_other
from tracing.web.schematic import draw
from tracing.web.texts import Texts
from tracing.web.timeline import Event, marks_of
from tracing.web.visitors import Visitor, visitor_for
from tracing.web.waterfall import waterfall

__all__ = ["router"]

router = pages("/pairs")

Reviewing = Annotated[Visitor, visitor_for(Task.REVIEW, purpose="review")]
Revealing = Annotated[Visitor, visitor_for(Task.REVEAL, purpose="review")]


@router.get("/{inquiry}/{child}")
def read(
    request: Request, inquiry: InquiryName, child: ChildName, visitor: Reviewing, door: TheDoor
) -> Response:
    """Show a pair that the reader has open; one that isn't is offered to be taken."""
    named = pair_of(inquiry, child)
    try:
        view = pair.read_pair(door.service, visitor.reads, named)
    except Conflict as refusal:
        if refusal.code != "not_open":
            raise
        return ask_to_take(request, door.service, visitor, named, refusal)
    return show(request, visitor, door, view)


@router.post("/{inquiry}/{child}/revealed")
def reveal(
    inquiry: InquiryName, child: ChildName, form: TheForm, visitor: Revealing, door: TheDoor
) -> Response:
    """Reveal what the next step holds, of one record or of both; which and what for stands in the audit. Where the form of a
    decision was sent along, what is written in it is kept. The reader is led on to the first row that was revealed (``at``)."""
    named, filled, row = pair_of(inquiry, child), form.kept(), ""
    if "inquiry_version" in filled:
        filled.pop("reveal", None)
        drafts.keep(door.service, visitor.me, page_of(named), filled)
    for part in form.get("reveal", "").split():
        side, _, columns = part.partition(":")
        if side in set(Side):
            purpose = form.get("purpose", "")
            pair.reveal(door.service, visitor.reads, named, Side(side), columns.split(","), purpose)
        elif side == "at":
            row = columns
    place = asked_at(visitor, filled).place
    return see_other(page_of(named) + (f"?{place}" if place else "") + f"#{place_of_row(row)}")


def show(
    request: Request,
    visitor: Visitor,
    door: TheDoor,
    view: PairView,
    status: int = 200,
    deciding: Mapping[str, Any] | None = None,
) -> Response:
    """Return a pair's page; ``deciding``: the form of a decision that was refused."""
    texts, language = visitor.texts, visitor.texts.language
    child, inquiry = _row(view.child), _row(view.inquiry)
    rows = rows_of(view, language, titles_of(language))
    reveals = {"child": reveal_steps(view.child), "inquiry": reveal_steps(view.inquiry)}
    revealed_next = {column for steps in reveals.values() for _, columns in steps[:1] for column in columns}
    return render(
        request,
        "pair.html",
        status,
        view=view,
        state=STATES[view.state],
        rows=rows,
        place_of_row=place_of_row,
        chart=None if view.explanation is None else waterfall(view.explanation, language),
        map=draw(points_of(child), points_of(inquiry)),
        line=marks_of(_events(view, child, inquiry, texts)),
        reveals=reveals,
        reveals_at=first_row_of(revealed_next, rows),
        purposes=[(one.value, texts.told(PURPOSES[one])) for one in Purpose],
        facts={
            side: _facts(record, texts) for side, record in (("child", view.child), ("inquiry", view.inquiry))
        },
        understood={
            side: [
                (label_of(one.field, language), one.told(language))
                for one in understood(row, door.service.now().date())
            ]
            for side, row in (("child", child), ("inquiry", inquiry))
        },
        bands={
            "strong": texts.gettext("strong"),
            "possible": texts.gettext("possible"),
            "weak": texts.gettext("weak"),
        },
        label_of=label_of,
        has_case=visitor.may(Task.CASE_ACTS),
        **(deciding or deciding_values(door.service, visitor, view)),
    )


def _row(record: RecordView) -> dict[str, str]:
    """Return what the reader sees of a record, as a row: nothing else is understood."""
    return {name: text for name, value in record.seen.fields.items() if (text := shown_text(value))}


def _facts(record: RecordView, texts: Texts) -> list[tuple[str, str]]:
    """Return what no comparison shows: where the record is from, whether there are notes or companions."""
    made = []
    for name, value in record.seen.fields.items():
        if value is True:
            made.append((label_of(name, texts.language), texts.gettext("there is something")))
        elif name in ("inquirer_name", "inquirer_relation", "event_place") and value:
            made.append((label_of(name, texts.language), shown_text(value)))
    return made


def _events(view: PairView, child: dict[str, str], inquiry: dict[str, str], texts: Texts) -> list[Event]:
    _ = texts.gettext
    found = []
    for row, of_child, born, happened in (
        (child, True, _("Born, says the child's record"), _("Found")),
        (inquiry, False, _("Born, says the family"), _("Last contact")),
    ):
        birth, event = days_of(row)
        if birth is not None:
            found.append(Event(born, *birth, of_child))
        if event is not None:
            found.append(Event(happened, *event, of_child))
    asked, paired = view.asked_at.date(), view.paired_at.date()
    return [
        *found,
        Event(_("The family asked"), asked, asked, False),
        Event(_("Proposed as a pair"), paired, paired, True),
    ]
