"""The forms of a case: a step of it, of the way home, questions to a side, telling the family, holds. A refusal says what is missing,
in the form, with everything that was filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from fastapi import Path, Query, Request, Response

from tracing.api.door import Door, TheDoor
from tracing.api.problems import answer_refusal
from tracing.api.routes.queue import ChildName, InquiryName
from tracing.casework.acts import ACT_KINDS, GROUNDS, ActKind, Outcome
from tracing.casework.agencies import Side
from tracing.casework.hold_kinds import CONFIDENTIAL, HOLD_KINDS
from tracing.casework.repatriation.rules import FINDINGS_OF
from tracing.casework.repatriation.steps import STEPS, StepKind
from tracing.casework.rights.interests import Factor
from tracing.casework.rights.views import Question
from tracing.service import acts, disclose, drafts, holds, verify
from tracing.service.errors import NotFound, Refused
from tracing.service.offers import offers_of
from tracing.service.pairs import Pair, pair_of
from tracing.service.repatriation import entering, listing
from tracing.web.case_input import MEMBERS, ZONES, act_in, day_in, fields_of, step_in
from tracing.web.filled import Filled, TheForm
from tracing.web.refusals import faults_of, say
from tracing.web.rendering import render
from tracing.web.route import pages, see_other
from tracing.web.routes.cases import Officer
from tracing.web.visitors import Visitor

__all__ = ["router"]

router = pages("/cases/{inquiry}/{child}")

Number = Annotated[int, Path(ge=1, lt=2**63)]
Kind = Annotated[str, Path(max_length=40)]
Of = Annotated[int | None, Query(ge=1, lt=2**63)]

_QUESTIONS = 6
"""So many fields for questions; each takes several, a line each."""

Values = Mapping[str, Sequence[str]]


def _case_page(pair: Pair) -> str:
    return f"/cases/{pair.inquiry_name}/{pair.child_name}"


def _show(
    request: Request,
    visitor: Visitor,
    door: Door,
    template: str,
    pair: Pair,
    refusal: Refused | None,
    values: Values | None,
    **more: Any,
) -> Response:
    """Return a form of a case: with what was sent and what is wrong with it, or with the draft that was kept of it."""
    kept = values if values is not None else drafts.read(door.service, visitor.me, request.url.path)
    return render(
        request,
        template,
        200 if refusal is None else answer_refusal(refusal).status_code,
        pair=pair,
        case_page=_case_page(pair),
        refusal=None if refusal is None else say(refusal, visitor.texts),
        faults={} if refusal is None else faults_of(refusal, visitor.texts),
        values=kept,
        **more,
    )


def _send(
    request: Request,
    visitor: Visitor,
    door: Door,
    pair: Pair,
    enter: Callable[[], object],
    again: Callable[[Refused], Response],
) -> Response:
    """Enter what was sent and go back to the case; what is refused is shown once more."""
    try:
        enter()
    except NotFound:
        raise
    except Refused as refusal:
        return again(refusal)
    drafts.forget(door.service, visitor.me, request.url.path)
    return see_other(_case_page(pair))


# Acts


@router.get("/acts/{kind}")
def ask_act(
    request: Request,
    inquiry: InquiryName,
    child: ChildName,
    kind: Kind,
    visitor: Officer,
    door: TheDoor,
    of: Of = None,
) -> Response:
    """Ask for an act: the outcomes that the case allows now first."""
    return _act(request, visitor, door, pair_of(inquiry, child), _act_kind(kind), of)


@router.post("/acts/{kind}")
def enter_act(
    request: Request,
    inquiry: InquiryName,
    child: ChildName,
    kind: Kind,
    form: TheForm,
    visitor: Officer,
    door: TheDoor,
) -> Response:
    """Enter an act."""
    pair, named = pair_of(inquiry, child), _act_kind(kind)
    return _send(
        request,
        visitor,
        door,
        pair,
        lambda: acts.enter_act(door.service, visitor.reads, pair, act_in(named, form), form.text("once")),
        lambda refusal: _act(request, visitor, door, pair, named, None, refusal, form),
    )


def _act(
    request: Request,
    visitor: Visitor,
    door: Door,
    pair: Pair,
    kind: ActKind,
    of: int | None,
    refusal: Refused | None = None,
    form: Filled | None = None,
) -> Response:
    offers = [one for one in offers_of(door.service, visitor.reads, pair) if one.kind is kind]
    return _show(
        request,
        visitor,
        door,
        "case_act.html",
        pair,
        refusal,
        None if form is None else form.kept(),
        kind=kind.value,
        says=ACT_KINDS[kind],
        offers=sorted(offers, key=lambda one: bool(one.lacks)),
        grounds=GROUNDS[kind],
        of=of,
        questions=tuple(one.value for one in Question),
        factors=tuple(one.value for one in Factor),
        members=range(1, MEMBERS + 1),
    )


def _act_kind(kind: str) -> ActKind:
    # Telling the family has a page of its own.
    if kind not in set(ActKind) - {ActKind.DISCLOSURE}:
        raise _no_page()
    return ActKind(kind)


# The way home


@router.get("/steps/{kind}")
def ask_step(
    request: Request,
    inquiry: InquiryName,
    child: ChildName,
    kind: Kind,
    visitor: Officer,
    door: TheDoor,
    of: Of = None,
) -> Response:
    """Ask for a step of the return."""
    return _step(request, visitor, door, pair_of(inquiry, child), _step_kind(kind), of)


@router.post("/steps/{kind}")
def enter_step(
    request: Request,
    inquiry: InquiryName,
    child: ChildName,
    kind: Kind,
    form: TheForm,
    visitor: Officer,
    door: TheDoor,
) -> Response:
    """Enter a step of the return."""
    pair, named = pair_of(inquiry, child), _step_kind(kind)
    return _send(
        request,
        visitor,
        door,
        pair,
        lambda: entering.enter_step(
            door.service, visitor.reads, pair, step_in(named, form), form.text("once")
        ),
        lambda refusal: _step(request, visitor, door, pair, named, None, refusal, form),
    )


def _step(
    request: Request,
    visitor: Visitor,
    door: Door,
    pair: Pair,
    kind: StepKind,
    of: int | None,
    refusal: Refused | None = None,
    form: Filled | None = None,
) -> Response:
    items, _ = listing.read_checklist(door.service, visitor.reads, pair)
    item = next((one for one in items if one.code == kind), None)
    return _show(
        request,
        visitor,
        door,
        "case_return.html",
        pair,
        refusal,
        None if form is None else form.kept(),
        kind=kind.value,
        says=STEPS[kind],
        item=item,
        findings=tuple(one.value for one in FINDINGS_OF[kind]),
        fields=fields_of(kind),
        zones=ZONES,
        of=of,
    )


def _step_kind(kind: str) -> StepKind:
    if kind not in set(StepKind) - {StepKind.BEFORE_RELEASE}:
        raise _no_page()
    return StepKind(kind)


# Verification


@router.get("/questions/{side}")
def ask_questions(
    request: Request, inquiry: InquiryName, child: ChildName, side: Side, visitor: Officer, door: TheDoor
) -> Response:
    """Ask which questions are put to a side."""
    return _questions(request, visitor, door, pair_of(inquiry, child), side)


@router.post("/questions/{side}")
def put_questions(
    request: Request,
    inquiry: InquiryName,
    child: ChildName,
    side: Side,
    form: TheForm,
    visitor: Officer,
    door: TheDoor,
) -> Response:
    """Put questions to a side."""
    pair = pair_of(inquiry, child)
    questions = [line.strip() for text in form.all("questions") for line in text.split("\n") if line.strip()]
    return _send(
        request,
        visitor,
        door,
        pair,
        lambda: verify.ask(door.service, visitor.reads, pair, side, questions, form.text("once")),
        lambda refusal: _questions(request, visitor, door, pair, side, refusal, form),
    )


def _questions(
    request: Request,
    visitor: Visitor,
    door: Door,
    pair: Pair,
    side: Side,
    refusal: Refused | None = None,
    form: Filled | None = None,
) -> Response:
    found = verify.questions_of_pair(door.service, visitor.reads, pair)
    return _show(
        request,
        visitor,
        door,
        "case_questions.html",
        pair,
        refusal,
        None if form is None else form.kept(),
        side=side.value,
        asked=next((one for one in found if one.side is side), None),
    )


# Telling the family


@router.get("/disclosure")
def ask_disclosure(
    request: Request, inquiry: InquiryName, child: ChildName, visitor: Officer, door: TheDoor
) -> Response:
    """Ask whether the family is told."""
    return _disclosure(request, visitor, door, pair_of(inquiry, child))


@router.post("/disclosure")
def decide_disclosure(
    request: Request,
    inquiry: InquiryName,
    child: ChildName,
    form: TheForm,
    visitor: Officer,
    door: TheDoor,
) -> Response:
    """Decide whether the family is told."""
    pair = pair_of(inquiry, child)

    def decide() -> object:
        grounds, note, key = tuple(form.all("grounds")), form.text("note"), form.text("once")
        if form.get("outcome") == Outcome.WITHHOLD:
            until = day_in(form, "review_on")
            return disclose.withhold(door.service, visitor.reads, pair, grounds, until, note, key)
        if form.get("outcome") == Outcome.DISCLOSE:
            return disclose.disclose(door.service, visitor.reads, pair, grounds, note, key)
        return acts.enter_act(door.service, visitor.reads, pair, act_in(ActKind.DISCLOSURE, form))

    return _send(
        request,
        visitor,
        door,
        pair,
        decide,
        lambda refusal: _disclosure(request, visitor, door, pair, refusal, form),
    )


def _disclosure(
    request: Request,
    visitor: Visitor,
    door: Door,
    pair: Pair,
    refusal: Refused | None = None,
    form: Filled | None = None,
) -> Response:
    offers = [one for one in offers_of(door.service, visitor.reads, pair) if one.kind is ActKind.DISCLOSURE]
    return _show(
        request,
        visitor,
        door,
        "case_disclosure.html",
        pair,
        refusal,
        None if form is None else form.kept(),
        disclosure=disclose.read_disclosure(door.service, visitor.reads, pair),
        offers=sorted(offers, key=lambda one: bool(one.lacks)),
        grounds=GROUNDS[ActKind.DISCLOSURE],
    )


# Holds


@router.get("/holds/new")
def ask_hold(
    request: Request, inquiry: InquiryName, child: ChildName, visitor: Officer, door: TheDoor
) -> Response:
    """Ask why the case is stopped."""
    return _hold(request, visitor, door, pair_of(inquiry, child))


@router.post("/holds/new")
def raise_hold(
    request: Request,
    inquiry: InquiryName,
    child: ChildName,
    form: TheForm,
    visitor: Officer,
    door: TheDoor,
) -> Response:
    """Stop the case."""
    pair = pair_of(inquiry, child)
    name = pair.inquiry_name if form.get("side") == Side.INQUIRY else pair.child_name
    return _send(
        request,
        visitor,
        door,
        pair,
        lambda: holds.raise_hold(
            door.service, visitor.reads, name, form.get("kind", ""), form.get("reason", ""), form.text("once")
        ),
        lambda refusal: _hold(request, visitor, door, pair, refusal, form),
    )


def _hold(
    request: Request,
    visitor: Visitor,
    door: Door,
    pair: Pair,
    refusal: Refused | None = None,
    form: Filled | None = None,
) -> Response:
    # That the pair is the officer's to work on is looked at before anything of it is shown.
    disclose.read_disclosure(door.service, visitor.reads, pair)
    return _show(
        request,
        visitor,
        door,
        "case_hold.html",
        pair,
        refusal,
        None if form is None else form.kept(),
        hold_kinds=tuple((kind.value, says, kind in CONFIDENTIAL) for kind, says in HOLD_KINDS.items()),
    )


@router.get("/holds/{number}")
def ask_lifting(
    request: Request,
    inquiry: InquiryName,
    child: ChildName,
    number: Number,
    visitor: Officer,
    door: TheDoor,
) -> Response:
    """Ask why a hold is lifted, and when the matter is looked at again."""
    return _lifting(request, visitor, door, pair_of(inquiry, child), number)


@router.post("/holds/{number}")
def lift_hold(
    request: Request,
    inquiry: InquiryName,
    child: ChildName,
    number: Number,
    form: TheForm,
    visitor: Officer,
    door: TheDoor,
) -> Response:
    """Lift a hold."""
    pair = pair_of(inquiry, child)
    return _send(
        request,
        visitor,
        door,
        pair,
        lambda: holds.lift_hold(
            door.service,
            visitor.reads,
            number,
            form.get("reason", ""),
            day_in(form, "review_on"),
            form.text("once"),
        ),
        lambda refusal: _lifting(request, visitor, door, pair, number, refusal, form),
    )


def _lifting(
    request: Request,
    visitor: Visitor,
    door: Door,
    pair: Pair,
    number: int,
    refusal: Refused | None = None,
    form: Filled | None = None,
) -> Response:
    found = holds.list_holds(door.service, visitor.reads, number - 1, 1, open_only=False, pair=pair)
    if not found or found[0].id != number:
        raise NotFound("no_hold", "There is no such hold.")
    return _show(
        request,
        visitor,
        door,
        "case_lifting.html",
        pair,
        refusal,
        None if form is None else form.kept(),
        hold=found[0],
    )


def _no_page() -> NotFound:
    return NotFound("no_such_page", "There is no such page.")
