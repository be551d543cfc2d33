"""The forms of a case: a step of it, of the way home, questions to a side, telling the family, holds. A refusal says what is missing,
in the form, with everything that was filled in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request, Response

from tracing.api.door import Door, TheDoor
from tracing.api.routes.queue import ChildName, InquiryName
from tracing.casework.acts import ACT_KINDS, GROUNDS, ActKind, Outcome
from tracing.casework.agencies import Side
from tracing.casework.hold_kinds import CONFIDENTIAL, HOLD_KINDS
from tracing.casework.repatriation.rules import FINDINGS_OF
from tracing.casework.repatriation.steps import STEPS, StepKind
from tracing.casework.rights.interests import Factor
from tracing.casework.rights.views import Question
from tracing.service import acts, disclose, holds, verify
from tracing.service.context import Service
from tracing.service.errors import NotFound, Refused
from tracing.service.offers import offers_of
from tracing.service.pairs import Pair, pair_of
from tracing.service.repatriation import entering, listing
from tracing.store.database import Reader
from tracing.web.case_input import MEMBERS, act_in, day_in, fields_of, step_in
from tracing.web.drafted import enter_form, values_of_form
from tracing.web.filled import Filled, TheForm
from tracing.web.readings import ZONES
from tracing.web.route import pages, show_form
from tracing.web.routes.cases import Officer
from tracing.web.visitors import Visitor

__all__ = ["router"]

router = pages("/cases/{inquiry}/{child}")

Number = Annotated[int, Path(ge=1, lt=2**63)]
Kind = Annotated[str, Path(max_length=40)]
Of = Annotated[int | None, Query(ge=1, lt=2**63)]


@dataclass(frozen=True)
class _AtCase:
    """A request about a case: who asks, and of which pair."""

    request: Request
    visitor: Visitor
    door: Door
    pair: Pair

    @property
    def page(self) -> str:
        """The page of the case."""
        return f"/cases/{self.pair.inquiry_name}/{self.pair.child_name}"

    @property
    def asked(self) -> tuple[Service, Reader, Pair]:
        """What use cases of a case are called with."""
        return self.door.service, self.visitor.reads, self.pair

    def show(self, template: str, refusal: Refused | None, form: Filled | None, **more: Any) -> Response:
        """Return a form of the case: with what was sent and what is wrong with it, or with the draft that was kept of it."""
        values = values_of_form(self.request, self.visitor, self.door, form)
        return show_form(
            self.request, template, refusal, pair=self.pair, case_page=self.page, values=values, **more
        )

    def send(self, enter: Callable[[], object], again: Callable[[Refused], Response]) -> Response:
        """Enter what was sent and go back to the case; what is refused is shown once more."""
        return enter_form(self.request, self.visitor, self.door, enter, again, self.page)


def _at_case(
    request: Request, inquiry: InquiryName, child: ChildName, visitor: Officer, door: TheDoor
) -> _AtCase:
    return _AtCase(request, visitor, door, pair_of(inquiry, child))


AtCase = Annotated[_AtCase, Depends(_at_case)]


# Acts


@router.get("/acts/{kind}")
def ask_act(at: AtCase, kind: Kind, of: Of = None) -> Response:
    """Ask for an act: the outcomes that the case allows now first."""
    return _act(at, _act_kind(kind), of)


@router.post("/acts/{kind}")
def enter_act(at: AtCase, kind: Kind, form: TheForm) -> Response:
    """Enter an act."""
    named = _act_kind(kind)
    return at.send(
        lambda: acts.enter_act(*at.asked, act_in(named, form), form.text("once")),
        lambda refusal: _act(at, named, None, refusal, form),
    )


def _act(
    at: _AtCase, kind: ActKind, of: int | None, refusal: Refused | None = None, form: Filled | None = None
) -> Response:
    offers = [one for one in offers_of(*at.asked) if one.kind is kind]
    return at.show(
        "case_act.html",
        refusal,
        form,
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
def ask_step(at: AtCase, kind: Kind, of: Of = None) -> Response:
    """Ask for a step of the return."""
    return _step(at, _step_kind(kind), of)


@router.post("/steps/{kind}")
def enter_step(at: AtCase, kind: Kind, form: TheForm) -> Response:
    """Enter a step of the return."""
    named = _step_kind(kind)
    return at.send(
        lambda: entering.enter_step(*at.asked, step_in(named, form), form.text("once")),
        lambda refusal: _step(at, named, None, refusal, form),
    )


def _step(
    at: _AtCase, kind: StepKind, of: int | None, refusal: Refused | None = None, form: Filled | None = None
) -> Response:
    items, _ = listing.read_checklist(*at.asked)
    item = next((one for one in items if one.code == kind), None)
    return at.show(
        "case_return.html",
        refusal,
        form,
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
def ask_questions(at: AtCase, side: Side) -> Response:
    """Ask which questions are put to a side."""
    return _questions(at, side)


@router.post("/questions/{side}")
def put_questions(at: AtCase, side: Side, form: TheForm) -> Response:
    """Put questions to a side."""
    questions = [line.strip() for text in form.all("questions") for line in text.split("\n") if line.strip()]
    return at.send(
        lambda: verify.ask(*at.asked, side, questions, form.text("once")),
        lambda refusal: _questions(at, side, refusal, form),
    )


def _questions(
    at: _AtCase, side: Side, refusal: Refused | None = None, form: Filled | None = None
) -> Response:
    found = verify.questions_of_pair(*at.asked)
    return at.show(
        "case_questions.html",
        refusal,
        form,
        side=side.value,
        asked=next((one for one in found if one.side is side), None),
    )


# Telling the family


@router.get("/disclosure")
def ask_disclosure(at: AtCase) -> Response:
    """Ask whether the family is told."""
    return _disclosure(at)


@router.post("/disclosure")
def decide_disclosure(at: AtCase, form: TheForm) -> Response:
    """Decide whether the family is told."""

    def decide() -> object:
        grounds, note, key = tuple(form.all("grounds")), form.text("note"), form.text("once")
        if form.get("outcome") == Outcome.WITHHOLD:
            until = day_in(form, "review_on")
            return disclose.withhold(*at.asked, grounds, until, note, key)
        if form.get("outcome") == Outcome.DISCLOSE:
            return disclose.disclose(*at.asked, grounds, note, key)
        return acts.enter_act(*at.asked, act_in(ActKind.DISCLOSURE, form))

    return at.send(
        decide,
        lambda refusal: _disclosure(at, refusal, form),
    )


def _disclosure(at: _AtCase, refusal: Refused | None = None, form: Filled | None = None) -> Response:
    offers = [one for one in offers_of(*at.asked) if one.kind is ActKind.DISCLOSURE]
    return at.show(
        "case_disclosure.html",
        refusal,
        form,
        disclosure=disclose.read_disclosure(*at.asked),
        offers=sorted(offers, key=lambda one: bool(one.lacks)),
        grounds=GROUNDS[ActKind.DISCLOSURE],
    )


# Holds


@router.get("/holds/new")
def ask_hold(at: AtCase) -> Response:
    """Ask why the case is stopped."""
    return _hold(at)


@router.post("/holds/new")
def raise_hold(at: AtCase, form: TheForm) -> Response:
    """Stop the case."""
    name = at.pair.inquiry_name if form.get("side") == Side.INQUIRY else at.pair.child_name
    return at.send(
        lambda: holds.raise_hold(
            at.door.service,
            at.visitor.reads,
            name,
            form.get("kind", ""),
            form.get("reason", ""),
            form.text("once"),
        ),
        lambda refusal: _hold(at, refusal, form),
    )


def _hold(at: _AtCase, refusal: Refused | None = None, form: Filled | None = None) -> Response:
    # That the pair is the officer's to work on is looked at before anything of it is shown.
    disclose.read_disclosure(*at.asked)
    return at.show(
        "case_hold.html",
        refusal,
        form,
        hold_kinds=tuple((kind.value, says, kind in CONFIDENTIAL) for kind, says in HOLD_KINDS.items()),
    )


@router.get("/holds/{number}")
def ask_lifting(at: AtCase, number: Number) -> Response:
    """Ask why a hold is lifted, and when the matter is looked at again."""
    return _lifting(at, number)


@router.post("/holds/{number}")
def lift_hold(at: AtCase, number: Number, form: TheForm) -> Response:
    """Lift a hold."""
    return at.send(
        lambda: holds.lift_hold(
            at.door.service,
            at.visitor.reads,
            number,
            form.get("reason", ""),
            day_in(form, "review_on"),
            form.text("once"),
        ),
        lambda refusal: _lifting(at, number, refusal, form),
    )


def _lifting(
    at: _AtCase, number: int, refusal: Refused | None = None, form: Filled | None = None
) -> Response:
    found = holds.list_holds(at.door.service, at.visitor.reads, number - 1, 1, open_only=False, pair=at.pair)
    if not found or found[0].id != number:
        raise NotFound("no_hold", "There is no such hold.")
    return at.show(
        "case_lifting.html",
        refusal,
        form,
        hold=found[0],
    )


def _no_page() -> NotFound:
    return NotFound("no_such_page", "There is no such page.")
