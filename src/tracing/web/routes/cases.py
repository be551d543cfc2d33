"""Cases for protection officers: what is under way and due, the way of each, what was heard and weighed."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Request, Response

from tracing.api.door import TheDoor
from tracing.api.pages import read_cursor, write_cursor
from tracing.api.routes.queue import ChildName, InquiryName
from tracing.casework.acts import ActKind
from tracing.casework.agencies import Side
from tracing.casework.repatriation.checklist import ITEM_STATES, Item, ItemState
from tracing.casework.repatriation.parties import PARTIES
from tracing.casework.repatriation.steps import StepKind
from tracing.casework.roles import Task
from tracing.casework.states import STATES, State
from tracing.service import acts, disclose, holds, queue, verify
from tracing.service.offers import Offer, offers_of, states_of
from tracing.service.pairs import pair_of
from tracing.service.repatriation import entering, listing, reminding
from tracing.service.rights import reading
from tracing.web.case_input import fields_of
from tracing.web.filled import TheForm
from tracing.web.rendering import render
from tracing.web.route import pages, see_other
from tracing.web.visitors import Visitor, visitor_for

__all__ = ["Officer", "router"]

router = pages()

Officer = Annotated[Visitor, visitor_for(Task.CASE_ACTS, purpose="protection")]
Reminded = Annotated[Visitor, visitor_for(Task.READ_REMINDERS, purpose="protection")]

_AT_ONCE = 25
_MOST_REMINDERS = 200
_HELD = {"yes": True, "no": False}


@router.get("/cases")
def cases(
    request: Request,
    visitor: Officer,
    door: TheDoor,
    country: Annotated[str, Query(max_length=2)] = "",
    held: Annotated[str, Query(max_length=3)] = "",
    cursor: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    """List the cases under way, the most urgent first, and before them what is due."""
    service, reader = door.service, visitor.reads
    filters = queue.Filters(country.upper() or None, held=_HELD.get(held), cases=True)
    name = f"cases:{reader.person}:{filters}"
    after: queue.Position | None = None
    if cursor:
        place, inquiry, child = (int(n) for n in read_cursor(service.keyring, name, cursor))
        after = (place, inquiry, child)
    # Scores aren't shown here, so none counts as seen.
    found = queue.page(service, reader, filters, after, _AT_ONCE, blind=True)
    states = states_of(service, reader, [line.pair for line in found])
    reminders = reminding.list_reminders(service, reader, 0, _MOST_REMINDERS)
    by_pair = dict[tuple[str | None, str | None], int]()
    for one in reminders:
        by_pair[one.inquiry, one.child] = by_pair.get((one.inquiry, one.child), 0) + 1
    return render(
        request,
        "cases.html",
        lines=found,
        states={pair: STATES[state] for pair, state in states.items()},
        counts=queue.count(service, reader, filters, blind=True),
        reminders=reminders,
        by_pair=by_pair,
        reviews=reading.due_reviews(service, reader) if not cursor else [],
        parties=PARTIES,
        today=service.now().date(),
        filled={"country": [country.upper()], "held": [held]},
        next=write_cursor(service.keyring, name, *found[-1].position) if len(found) == _AT_ONCE else None,
    )


@router.post("/reminders/{reminder}/acknowledgement")
def acknowledge(reminder: UUID, form: TheForm, visitor: Reminded, door: TheDoor) -> Response:
    """Take note of a reminder, and go back to where it stood."""
    reminding.acknowledge(door.service, visitor.reads, reminder, form.text("once"))
    return see_other("/cases" if visitor.may(Task.CASE_ACTS) else "/verifications")


@router.get("/cases/{inquiry}/{child}")
def case(
    request: Request, inquiry: InquiryName, child: ChildName, visitor: Officer, door: TheDoor
) -> Response:
    """Show the way of a case from possible to closed: what is done by whom, what can be done now, what is missing."""
    service, reader, pair = door.service, visitor.reads, pair_of(inquiry, child)
    known = acts.read_case(service, reader, pair)
    made, state = acts.list_acts(service, reader, pair, known)
    items, _ = listing.read_checklist(service, reader, pair, known)
    steps = entering.list_steps(service, reader, pair)
    offers = offers_of(service, reader, pair, known)
    taken_back = {act.takes_back for act in made}
    steps_back = {step.takes_back for step in steps}
    return render(
        request,
        "case.html",
        pair=pair,
        state=STATES[state],
        states=_way(state),
        items=items,
        item_states=ITEM_STATES,
        parties=PARTIES,
        page_of=_page_of,
        now=_now(items, offers),
        also=_also(items, offers),
        not_yet=_not_yet(offers),
        acts=made,
        taken_back=taken_back,
        steps=steps,
        steps_back=steps_back,
        fields_of=fields_of,
        with_record={ActKind.CHILD_VIEWS: "views", ActKind.BEST_INTERESTS: "interests"},
        sides={one.side: one for one in verify.questions_of_pair(service, reader, pair)},
        all_sides=tuple(Side),
        disclosure=disclose.read_disclosure(service, reader, pair, known),
        holds=holds.list_holds(service, reader, 0, _MOST_REMINDERS, open_only=False, pair=pair),
        today=service.now().date(),
    )


@router.get("/cases/{inquiry}/{child}/views/{number}")
def views(
    request: Request,
    inquiry: InquiryName,
    child: ChildName,
    number: Annotated[int, Path(ge=1, lt=2**63)],
    visitor: Officer,
    door: TheDoor,
) -> Response:
    """Show how the child was heard in a step of a case."""
    pair = pair_of(inquiry, child)
    found = reading.read_views(door.service, visitor.reads, pair, number)
    return render(request, "case_views.html", pair=pair, views=found)


@router.get("/cases/{inquiry}/{child}/interests/{number}")
def interests(
    request: Request,
    inquiry: InquiryName,
    child: ChildName,
    number: Annotated[int, Path(ge=1, lt=2**63)],
    visitor: Officer,
    door: TheDoor,
) -> Response:
    """Show what was weighed in a step of a case."""
    pair = pair_of(inquiry, child)
    found = reading.read_interests(door.service, visitor.reads, pair, number)
    return render(request, "case_interests.html", pair=pair, record=found)


def _page_of(code: str) -> str | None:
    """Return the page on which an item of the checklist is entered, under the case's own; None where it is another's."""
    if code == ActKind.DISCLOSURE:
        return "disclosure"
    if code in set(ActKind):
        return f"acts/{code}"
    return f"steps/{code}" if code in set(StepKind) else None


_WAY = tuple(state for state in State if list(State).index(state) >= list(State).index(State.POSSIBLE))


def _way(state: State) -> list[tuple[str, str]]:
    """Return the states from possible on, each with whether the case is past it, at it, or before it."""
    order = list(State)
    at = order.index(state)
    # One of the two solutions, not one after the other.
    other = {State.REUNIFIED: State.OTHER_SOLUTION, State.OTHER_SOLUTION: State.REUNIFIED}.get(state)
    return [
        (one.value, "past" if order.index(one) < at else "here" if one is state else "ahead")
        for one in _WAY
        if one is not other
    ]


def _free(offers: tuple[Offer, ...]) -> set[str]:
    return {offer.kind.value for offer in offers if not offer.lacks}


def _now(items: tuple[Item, ...], offers: tuple[Offer, ...]) -> list[Item]:
    """Return the items that the reader can bring forward now, in the order of the way."""
    free = _free(offers)
    return [
        item
        for item in items
        if item.state is not ItemState.DONE
        and item.open
        and _page_of(item.code) is not None
        and (item.code not in set(ActKind) or item.code in free)
    ]


def _also(items: tuple[Item, ...], offers: tuple[Offer, ...]) -> list[str]:
    """Return the other kinds of act that the case allows now."""
    shown = {item.code for item in _now(items, offers)}
    return [kind.value for kind in ActKind if kind.value in _free(offers) - shown]


def _not_yet(offers: tuple[Offer, ...]) -> list[Offer]:
    """Return the kinds of act that the case doesn't allow now, each by the outcome that lacks least."""
    free, found = _free(offers), dict[str, Offer]()
    for offer in offers:
        known = found.get(offer.kind)
        if offer.kind.value not in free and (known is None or len(offer.lacks) < len(known.lacks)):
            found[offer.kind] = offer
    return list(found.values())
