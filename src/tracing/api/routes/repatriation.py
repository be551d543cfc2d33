"""The way home: a case's checklist, the steps of a return, and whom a case waits for as each side may know it."""

# Annotations are evaluated as they are read: fields of dates are named like their types' modules.

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.models import Code, Model
from tracing.api.problems import responses
from tracing.api.routes.pair_models import Said, said
from tracing.api.routes.queue import ChildName, InquiryName
from tracing.api.routes.records import IdempotencyKey, Reference, VocabularyVersion, receipt
from tracing.api.signed_in import reader_for
from tracing.casework.forms.act_forms import HANDOVER
from tracing.casework.repatriation.checklist import ITEM_STATES, Item
from tracing.casework.repatriation.parties import PARTIES, WAITS
from tracing.casework.repatriation.steps import Particulars, StepKind
from tracing.casework.roles import Task
from tracing.casework.states import STATES
from tracing.service.forms.filled_in import check_version
from tracing.service.pairs import pair_of
from tracing.service.repatriation import entering, listing, shelter
from tracing.store.database import Reader

__all__ = ["router", "waiting"]

router = APIRouter(prefix="/v1/links", tags=["repatriation"])

Acting = Annotated[Reader, reader_for(Task.CASE_ACTS, purpose="protection")]
Reading = Annotated[Reader, reader_for(Task.READ_STATUS, purpose="tracing")]
HandingOver = Annotated[Reader, reader_for(Task.HAND_OVER, purpose="handover")]

Text = Annotated[str, Field(max_length=8000)]
Short = Annotated[str, Field(max_length=200)]
Codes = Annotated[list[Code], Field(max_length=30)]


class Rule(Said):
    """A rule, and the law or guideline it rests on."""

    source: str


class Line(Model):
    """An item of the checklist. `due_basis`: the entry of the register of law that sets the day, none where a person did; `party`: whom it waits for; `by`: who did it; `lacks`: all that stands in its way."""

    item: Annotated[str, Field(examples=["travel_document"])]
    says: Rule
    state: Annotated[Said, Field(examples=[{"code": "overdue", "es": "Atrasado", "en": "Overdue"}])]
    party: Said
    by: list[int]
    at: datetime | None
    due_on: date | None
    due_basis: Annotated[str | None, Field(examples=["INT/travel_document_within_days"])]
    waits: bool
    lacks: list[Rule]


class Checklist(Model):
    """Every item of a case, in the order in which it comes by them, and the state that it has come to."""

    inquiry: str
    child: str
    state: Said
    items: list[Line]


class Says(Model):
    """What a step says beside its outcome. Each kind of step says its own fields, and no others; see `docs/casework.md`."""

    destination: Annotated[Short, Field(examples=["HN"])] = ""
    document: Annotated[Text, Field(examples=["DIS 14/2026"])] = ""
    on: Annotated[date | None, Field(examples=["2026-04-02"])] = None
    by: Text = ""
    language: Annotated[Short, Field(examples=["kek"])] = ""
    methods: Annotated[Codes, Field(examples=[["home_study", "interviews"]], default_factory=list)]
    way: Annotated[Short, Field(examples=["consulate"])] = ""
    authority: Annotated[Text, Field(examples=["SENAF"])] = ""
    authority_kind: Annotated[Short, Field(examples=["child_protection"])] = ""
    country: Annotated[Short, Field(examples=["HN"])] = ""
    person: Annotated[int | None, Field(ge=1, le=2**63 - 1)] = None
    at: Annotated[datetime | None, Field(examples=["2026-04-20T10:00:00-06:00"])] = None
    place: Annotated[Text, Field(examples=["Centro Belén, San Pedro Sula"])] = ""
    latitude: Annotated[float | None, Field(ge=-90, le=90, examples=[15.5])] = None
    longitude: Annotated[float | None, Field(ge=-180, le=180, examples=[-88.03])] = None
    adult: Text = ""
    notified_at: Annotated[datetime | None, Field(examples=["2026-04-15T10:00:00-06:00"])] = None
    checks: Annotated[Codes, Field(examples=[["verified_record", "identity_document"]], default_factory=list)]
    given_by: Text = ""
    received_by: Text = ""
    signed_by: Annotated[Codes, Field(examples=[["giver"]], default_factory=list)]
    topics: Annotated[Codes, Field(examples=[["safety", "wishes", "school"]], default_factory=list)]
    exception: Text = ""
    note: Text = ""


class NewStep(Model):
    """A step of a return: codes of the lists `return_steps` and `return_findings`, and what it says."""

    kind: Annotated[str, Field(max_length=40, examples=["determination_written"])]
    outcome: Annotated[str, Field(max_length=40, examples=["done"])]
    says: Annotated[Says, Field(default_factory=Says)]
    takes_back: Annotated[int | None, Field(ge=1, le=2**63 - 1)] = None
    vocabulary: VocabularyVersion = None


class EnteredStep(Model):
    """The step as it was entered, the state of the case, and the `hold` that it raised: somebody must look at it.
    `open_placement`: the child was received, and the agency that had it hasn't ended its placement yet."""

    inquiry: str
    child: str
    step: int
    kind: str
    outcome: str
    hold: int | None
    reopened: bool
    open_placement: bool
    state: str


class StepOut(Model):
    """A step. `says` is null where a record of the pair was erased."""

    step: int
    kind: str
    outcome: str
    says: dict[str, Any] | None
    takes_back: int | None
    person: int
    role: str
    at: datetime


class Steps(Model):
    """All steps of a return, the first first."""

    items: list[StepOut]


class Waiting(Model):
    """What your child's case waits for, by whom and by when. `state` is `blocked` where something stops it."""

    item: str
    says: Said
    party: Said
    state: Said
    due_on: date | None
    due_basis: str | None


class WaitsOfChild(Model):
    """What the case of your child waits for."""

    reference: str
    items: list[Waiting]


class WaitsOfInquiry(Model):
    """Whether something waits for your agency, and by when. Until your agency is told, nothing does."""

    reference: str
    waits: Said
    due_on: date | None


@router.get(
    "/{inquiry}/{child}/checklist",
    summary="The checklist of a case",
    responses=responses(404, 422),
    name="read_checklist",
)
def read_checklist(inquiry: InquiryName, child: ChildName, reader: Acting, service: TheService) -> Checklist:
    """Return who must do what on the whole way, what is done, missing, overdue or blocked, and by which rule."""
    pair = pair_of(inquiry, child)
    items, state = listing.read_checklist(service, reader, pair)
    return Checklist(
        inquiry=pair.inquiry_name,
        child=pair.child_name,
        state=said(STATES[state]),
        items=[_line(item) for item in items],
    )


def _line(item: Item) -> Line:
    says = item.says
    return Line(
        item=item.code,
        says=Rule(code=says.code, es=says.es, en=says.en, source=says.source),
        state=said(ITEM_STATES[item.state]),
        party=said(PARTIES[item.party]),
        by=list(item.by),
        at=item.at,
        due_on=item.due_on,
        due_basis=item.due_basis,
        waits=item.waits,
        lacks=[Rule(code=s.code, es=s.es, en=s.en, source=s.source) for s in item.lacks],
    )


@router.get(
    "/{inquiry}/{child}/steps",
    summary="The steps of a return",
    responses=responses(404, 422),
    name="list_return_steps",
)
def list_steps(inquiry: InquiryName, child: ChildName, reader: Acting, service: TheService) -> Steps:
    """Return all steps of a return with what they say."""
    return Steps(
        items=[
            StepOut(
                step=one.id,
                kind=one.kind.value,
                outcome=one.outcome.value,
                says=None if one.said is None else _said_out(one.said),
                takes_back=one.takes_back,
                person=one.person,
                role=one.role.value,
                at=one.at,
            )
            for one in entering.list_steps(service, reader, pair_of(inquiry, child))
        ]
    )


def _said_out(said: Particulars) -> dict[str, Any]:
    return {name: value for name in Says.model_fields if (value := getattr(said, name)) not in ("", None, ())}


@router.post(
    "/{inquiry}/{child}/steps",
    status_code=201,
    summary="Enter a step of a return",
    response_model=EnteredStep,
    responses=responses(404, 409, 422),
    name="enter_return_step",
)
def enter_step(
    inquiry: InquiryName,
    child: ChildName,
    body: NewStep,
    reader: Acting,
    service: TheService,
    idempotency_key: IdempotencyKey = None,
) -> JSONResponse:
    """Enter a step. One that isn't legal is refused with each rule, its source, and what would make it legal."""
    if body.kind == StepKind.HANDED_OVER:
        check_version(body.vocabulary, HANDOVER)
    says = body.says.model_dump()
    lists = {name: tuple(value) for name, value in says.items() if isinstance(value, list)}
    new = entering.NewStep(body.kind, body.outcome, Particulars(**{**says, **lists}), body.takes_back)
    return receipt(entering.enter_step(service, reader, pair_of(inquiry, child), new, idempotency_key))


_children = APIRouter(prefix="/v1/children", tags=["children"])
_inquiries = APIRouter(prefix="/v1/inquiries", tags=["inquiries"])
_handovers = APIRouter(prefix="/v1/handovers", tags=["children"])


@_children.get(
    "/{reference:path}/waiting",
    summary="Whom the case of a child waits for",
    responses=responses(404, 422),
    name="waits_of_child",
)
def waits_of_child(reference: Reference, reader: Reading, service: TheService) -> WaitsOfChild:
    """Return what the case of your agency's child waits for, by party: nothing of who asks."""
    found = listing.read_waits_of_child(service, reader, reference)
    return WaitsOfChild(
        reference=reference,
        items=[
            Waiting(
                item=item.code,
                says=said(item.says),
                party=said(PARTIES[item.party]),
                state=said(ITEM_STATES[item.state]),
                due_on=item.due_on,
                due_basis=item.due_basis,
            )
            for item in found
        ],
    )


@_inquiries.get(
    "/{reference:path}/waiting",
    summary="Whether something waits for your agency",
    responses=responses(404, 422),
    name="waits_of_inquiry",
)
def waits_of_inquiry(reference: Reference, reader: Reading, service: TheService) -> WaitsOfInquiry:
    """Return whether something waits for your agency or for the other side: no step, no place, no agency."""
    found = listing.read_waits_of_family(service, reader, reference)
    return WaitsOfInquiry(reference=found.reference, waits=said(WAITS[found.waits]), due_on=found.due_on)


class Plan(Model):
    """A handover as it is planned, and whether somebody has confirmed that it took place. Who takes the child home is not yours
    to know."""

    reference: str
    at: datetime
    place: str
    authority: str
    country: str
    escort: str
    confirmed: bool


class Plans(Model):
    """Planned handovers, the earliest first."""

    items: list[Plan]


class NewHandover(Model):
    """A handover that took place: by day, to the child-protection authority that was told, both having signed."""

    at: Annotated[datetime, Field(examples=["2026-04-20T10:00:00-06:00"])]
    given_by: Annotated[Short, Field(examples=["Rubén Paz"])]
    received_by: Annotated[Short, Field(examples=["Delia Cruz"])]
    authority: Annotated[Short, Field(examples=["PGN"])]
    authority_kind: Annotated[Short, Field(examples=["child_protection"])]
    signed_by: Annotated[Codes, Field(examples=[["giver", "receiver"]])]
    note: Text = ""
    vocabulary: VocabularyVersion = None


class Confirmed(Model):
    """The handover as it was confirmed; somebody else confirms the reception."""

    reference: str
    confirmed: bool


@_children.get(
    "/{reference:path}/handover",
    summary="The planned handover of a child",
    responses=responses(404, 422),
    name="read_handover",
)
def read_handover(reference: Reference, reader: HandingOver, service: TheService) -> Plan:
    """Return when, where and to which authority your agency's child is to be handed over."""
    return Plan.model_validate(shelter.read_handover(service, reader, reference))


@_children.post(
    "/{reference:path}/handover",
    status_code=201,
    summary="Confirm a handover",
    response_model=Confirmed,
    responses=responses(404, 409, 422),
    name="confirm_handover",
)
def confirm_handover(
    reference: Reference,
    body: NewHandover,
    reader: HandingOver,
    service: TheService,
    idempotency_key: IdempotencyKey = None,
) -> JSONResponse:
    """Confirm for your agency that its child was handed over. Where that isn't possible now, the answer doesn't tell why; a
    handover at night is recorded by a protection officer."""
    check_version(body.vocabulary, HANDOVER)
    values = body.model_dump(exclude={"vocabulary"})
    said = Particulars(**{**values, "signed_by": tuple(values["signed_by"])})
    return receipt(shelter.confirm_handover(service, reader, reference, said, idempotency_key))


@_handovers.get("", summary="Handovers that wait to be confirmed", name="list_handovers")
def list_handovers(reader: HandingOver, service: TheService) -> Plans:
    """List the planned handovers of your agency's children that nobody has confirmed yet, 200 at most."""
    return Plans(items=[Plan.model_validate(one) for one in shelter.list_handovers(service, reader)])


waiting = (_handovers, _children, _inquiries)
"""To be asked before the records themselves: a reference may hold a slash."""
