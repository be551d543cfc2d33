"""The state of a pair: what is known of it put before the rules of ``casework``, and what follows from them stored.

A state is never stored, but the queue's stage and whether a family is to be told follow from it, and are asked for too
often to be worked out each time. They are brought up to date after everything that may change them (``refresh``); the
telling is taken back first, in the transaction that changes something (``store.review.untell``), so that whatever fails in
between, nobody is told who shouldn't be.

What is known of a pair is read with the worker's eyes: rules must know of holds, conflicts and flags that who acts may not
see. Only what the rules conclude is given out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from itertools import product

import sqlalchemy as sa

from tracing.casework.acts import Act, ActKind, Outcome
from tracing.casework.case_facts import Facts, HoldSpan
from tracing.casework.decisions import DecisionKind
from tracing.casework.law.register import Register
from tracing.casework.missing import Missing
from tracing.casework.repatriation.rules import Known, return_of
from tracing.casework.review import Judgement, Review, ReviewState, review_of
from tracing.casework.rights.heard import Change, ChangeKind
from tracing.casework.roles import Role
from tracing.casework.states import State, progress_of, state_of, step
from tracing.service import notices
from tracing.service.context import Service
from tracing.service.errors import FieldFault, Invalid, NotYet
from tracing.service.law.applied import register_on, terms_of
from tracing.service.pairs import Pair
from tracing.service.repatriation.known import known_of
from tracing.service.rights.consent_flags import stops_of
from tracing.service.sets.members import members_of
from tracing.store import repatriation as steps
from tracing.store import review as store
from tracing.store import review_queue, rights
from tracing.store.retention import bring_back
from tracing.store.trafficking.shields import shielded

__all__ = [
    "Case",
    "case_of",
    "case_on",
    "check_step",
    "not_yet",
    "refresh",
    "refresh_record",
    "refresh_records",
    "stage_of",
]

_STAGES = {
    ReviewState.OPEN: "first",
    ReviewState.WAITS_FOR_SECOND: "second",
    ReviewState.WAITS_FOR_THIRD: "third",
}

_OF_WHAT_WAS_SENT = frozenset(
    {
        "outcome", "ground_missing", "ground_unknown", "dna_alone", "review_date", "no_such_act", "no_views_record",
        "no_interests_record", "panel_conflict",
    }
)  # fmt: skip
"""What is wrong with an act as it was sent, rather than with its case."""


@dataclass(frozen=True, slots=True)
class Case:
    """Where a pair stands, by the rules; ``returning``: what is known of the child's way home."""

    facts: Facts
    state: State
    review: Review
    returning: Known

    @property
    def held(self) -> bool:
        """Whether a hold stands."""
        return any(hold.lifted_at is None for hold in self.facts.holds)

    @property
    def barred(self) -> frozenset[int]:
        """Whose judgements count no more."""
        return self.facts.conflicted | self.facts.submitters


def case_of(service: Service, pair: Pair) -> Case:
    """Return where a pair stands; a pair that isn't there is one that nothing is known of."""
    with service.database.working() as connection:
        return case_on(service, connection, pair)


def case_on(service: Service, connection: sa.Connection, pair: Pair) -> Case:
    """Return where a pair stands as a connection of the worker's sees it."""
    members = members_of(connection, [pair.inquiry, pair.child])
    register = register_on(connection)
    case = _case(service, connection, pair, members, register)
    lacks, refused = stops_of(service, connection, members[pair.child], register)
    elsewhere = _handed_over_elsewhere(service, connection, pair, members, register)
    facts = replace(case.facts, consent_lacks=lacks, contact_refused=refused, handed_over_elsewhere=elsewhere)
    # The way home asks for the same as the acts.
    return replace(case, facts=facts, returning=replace(case.returning, facts=facts))


def check_step(case: Case, act: Act) -> State:
    """Return the state that an act would bring a case to; raises ``NotYet`` naming all that is missing, or ``Invalid``
    where the act itself can't be taken."""
    found = step(case.facts, act)
    if isinstance(found, State):
        return found
    faults = [s for s in found.items if s.code in _OF_WHAT_WAS_SENT]
    if faults and len(faults) == len(found.items):
        fields = [FieldFault.of(_POINTERS[s.code], s) for s in faults]
        raise Invalid("invalid", "The step can't be entered like that.", fields=fields)
    raise not_yet(found)


_POINTERS = {
    "outcome": "/outcome",
    "ground_missing": "/grounds",
    "ground_unknown": "/grounds",
    "dna_alone": "/grounds",
    "review_date": "/review_on",
    "no_such_act": "/takes_back",
    "no_views_record": "/views",
    "no_interests_record": "/interests",
    "panel_conflict": "/interests/panel",
}


def not_yet(missing: Missing) -> NotYet:
    """Return a refusal that names what a step lacks, in English and Spanish."""
    return NotYet(
        "not_yet",
        "This step isn't possible yet: " + " ".join(item.en for item in missing.items),
        "Todavía no es posible este paso: " + " ".join(item.es for item in missing.items),
        [FieldFault.of(f"missing:{item.code}", item) for item in missing.items],
    )


def stage_of(case: Case) -> str:
    """Return what a pair waits for in the queue."""
    if case.review.state in _STAGES:
        return _STAGES[case.review.state]
    open_case = case.review.outcome is DecisionKind.POSSIBLE and case.state is not State.CLOSED
    return "case" if open_case else "done"


def refresh(service: Service, pair: Pair) -> Case:
    """Bring up to date what is stored of a pair's state; return where it stands."""
    with service.database.working() as connection:
        store.lock_pair(connection, pair.inquiry, pair.child)
        members = members_of(connection, [pair.inquiry, pair.child])
        case = _case(service, connection, pair, members, register_on(connection))
        for inquiry, child in product(sorted(members[pair.inquiry]), sorted(members[pair.child])):
            if stage_of(case) != "done":
                # What had come to nothing may be something yet.
                bring_back(connection, inquiry, child)
            review_queue.set_stage(connection, inquiry, child, stage_of(case))
        # Open holds are looked at when somebody asks (casework.told): what is noted here is what was decided.
        kept = shielded(connection, members[pair.inquiry] | members[pair.child])
        if progress_of(case.facts).disclosed and not case.facts.withdrawn and not kept:
            store.tell(connection, pair.inquiry, pair.child)
            if not case.held:
                notices.next_step(connection, pair.inquiry)
        else:
            store.forget_telling(connection, pair.inquiry, pair.child)
    return case


def refresh_record(service: Service, record_id: int) -> None:
    """Bring up to date all pairs that people have begun with, of a record and of all that are of the same child or inquiry."""
    refresh_records(service, [record_id])


def refresh_records(service: Service, record_ids: Collection[int]) -> None:
    """Bring up to date all pairs that people have begun with, of records and of all that are of the same child or inquiry."""
    if not record_ids:
        return
    with service.database.working() as connection:
        members = members_of(connection, record_ids)
        found = store.pairs_begun(connection, frozenset[int]().union(*members.values()))
    for inquiry, child in found:
        refresh(service, Pair(inquiry, child))


def _handed_over_elsewhere(
    service: Service,
    connection: sa.Connection,
    pair: Pair,
    members: Mapping[int, frozenset[int]],
    register: Register,
) -> bool:
    """Say whether the child was handed over to whoever made another inquiry, by the same rules."""
    received = steps.inquiries_received(connection, members[pair.child]) - members[pair.inquiry]
    others = (Pair(inquiry, pair.child) for inquiry in sorted(received))
    return any(
        _case(
            service, connection, other, members_of(connection, [other.inquiry, other.child]), register
        ).facts.handed_over
        for other in others
    )


def _case(
    service: Service,
    connection: sa.Connection,
    pair: Pair,
    members: Mapping[int, frozenset[int]],
    register: Register,
) -> Case:
    # A case follows the child and the family, not single records of them.
    inquiries, children = members[pair.inquiry], members[pair.child]
    known = store.facts(connection, inquiries, children)
    versions = store.versions_of(connection, inquiries | children)
    decisions = store.decisions_among(connection, inquiries, children)
    acts = store.acts_among(connection, inquiries, children)
    spans = store.hold_spans(connection, inquiries | children)
    records = {one.act_id: one for one in rights.records_of_acts(connection, [act.id for act in acts])}
    facts = Facts(
        candidate=known.linked or bool(decisions),
        strong=known.strong or any(d.band == "strong" for d in decisions),
        screened=known.screened and known.consented,
        judgements=tuple(_judgement(d, versions) for d in decisions),
        acts=tuple(_act(a, records.get(a.id)) for a in acts),
        holds=tuple(HoldSpan(raised, lifted) for raised, lifted in spans),
        withdrawn=not known.live,
        submitters=frozenset(known.submitters),
        conflicted=frozenset(known.conflicted),
        other_claim=known.other_claim,
        changes=tuple(
            Change(ChangeKind.WHO_ASKS, at) for at in rights.who_asks_changed(connection, inquiries)
        ),
        terms=terms_of(connection, children, register),
    )
    known_return = known_of(service, connection, inquiries, children, facts)
    facts = replace(facts, handed_over=return_of(known_return).handed_over)
    barred = facts.conflicted | facts.submitters
    review = review_of(facts.judgements, strong=facts.strong, barred=barred)
    return Case(facts, state_of(facts), review, replace(known_return, facts=facts))


def _judgement(decision: store.Decision, versions: Mapping[int, int]) -> Judgement:
    return Judgement(
        decision.id,
        decision.user_id,
        DecisionKind(decision.kind),
        decision.takes_back,
        decision.inquiry_version == versions.get(decision.inquiry_id)
        and decision.child_version == versions.get(decision.child_id),
    )


def _act(act: store.Act, record: rights.RecordOfAct | None) -> Act:
    return Act(
        act.id,
        ActKind(act.kind),
        Outcome(act.outcome),
        act.user_id,
        Role(act.role),
        act.at,
        tuple(act.reasons),
        act.review_on,
        act.takes_back,
        record is not None,
        () if record is None else tuple(record.panel),
        None if record is None else record.hear_again_on,
        None if record is None else record.heard_on,
    )
