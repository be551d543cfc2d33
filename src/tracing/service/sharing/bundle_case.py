"""What stands in a bundle of a case beside its two records: what was done and when, where the child has lived, how it was heard, what is
still to be done.

Never who did it nor what they wrote. Nor what stops a case: an item of the checklist that waits reads the same whether a hold stops
it or nobody has come to it, and whether a family was told isn't in it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from tracing.casework.acts import ACT_KINDS, OUTCOMES, ActKind
from tracing.casework.agencies import AgencyKind
from tracing.casework.care.placements import BASES, PLACEMENT_KINDS, Basis, PlacementKind
from tracing.casework.decisions import DECISION_KINDS, DecisionKind
from tracing.casework.repatriation.checklist import ITEM_STATES, ItemState
from tracing.casework.rights.views import ANSWERS, QUESTIONS, WAYS
from tracing.casework.sharing.matrix import Part, placements_cross
from tracing.casework.states import STATES, counted_acts
from tracing.casework.wording import Sentence
from tracing.service.care.placement_views import detail_of
from tracing.service.context import Service
from tracing.service.pairs import Pair
from tracing.service.repatriation.listing import items_of
from tracing.service.rights.hearings import opened
from tracing.service.sets.members import members_of
from tracing.service.state_of import Case
from tracing.store import records, review, rights
from tracing.store import sharing as store
from tracing.store.care import placements, shelters

__all__ = ["parts_of", "said"]


def parts_of(
    service: Service,
    connection: sa.Connection,
    pair: Pair,
    case: Case,
    agreement: store.Agreement,
    *,
    whereabouts_withheld: bool,
) -> dict[Part, Any]:
    """Return what an agreement names of a case, in the matrix's order. A case follows the child and the family: it is of all records
    of both sets, and of acts only those that count; where the child has lived is of its record alone, as the reader sees it."""

    def stays() -> list[dict[str, Any]]:
        kind = AgencyKind(agreement.receiver_kind)
        asks = _asks(service, pair, agreement)
        if not placements_cross(kind, asks=asks, whereabouts_withheld=whereabouts_withheld):
            # As of a child of whom no placement is known.
            return []
        return _placements(service, connection, pair.child)

    made: dict[Part, Callable[[], Any]] = {
        Part.STATE: lambda: said(STATES[case.state]),
        Part.DECISIONS: lambda: _decisions(service, pair),
        Part.ACTS: lambda: _acts(case),
        Part.PLACEMENTS: stays,
        Part.HEARINGS: lambda: _hearings(service, case),
        Part.CHECKLIST: lambda: _checklist(service, pair, case),
    }
    return {part: made[part]() for part in Part if part in agreement.fields}


def said(sentence: Sentence) -> dict[str, str]:
    """Return a sentence as it stands in a bundle."""
    return {"code": sentence.code, "es": sentence.es, "en": sentence.en}


def _asks(service: Service, pair: Pair, agreement: store.Agreement) -> bool:
    """Say whether an inquiry for the child is the receiver's own, on whatever record of the family's set."""
    with service.database.working() as connection:
        inquiries = members_of(connection, [pair.inquiry])[pair.inquiry]
        return any(one.agency == agreement.receiver for one in records.latest(connection, inquiries))


def _decisions(service: Service, pair: Pair) -> list[dict[str, Any]]:
    with service.database.working() as connection:
        members = members_of(connection, [pair.inquiry, pair.child])
        decisions = review.decisions_among(connection, members[pair.inquiry], members[pair.child])
    undone = {decision.takes_back for decision in decisions}
    return [
        {"decision": said(DECISION_KINDS[DecisionKind(one.kind)]), "on": one.at.date().isoformat()}
        for one in decisions
        if one.takes_back is None and one.id not in undone
    ]


def _acts(case: Case) -> list[dict[str, Any]]:
    # Whether a family was told, or not and why not, may tell of what is feared.
    return [
        {
            "step": said(ACT_KINDS[act.kind]),
            "outcome": said(OUTCOMES[act.outcome]),
            "on": act.at.date().isoformat(),
        }
        for act in counted_acts(case.facts)
        if act.kind not in (ActKind.DISCLOSURE, ActKind.TAKEN_BACK)
    ]


def _placements(service: Service, connection: sa.Connection, child: int) -> list[dict[str, Any]]:
    found = []
    for one in placements.latest(connection, [child]):
        if one.void:
            continue
        house = None
        if one.shelter_id is not None:
            house = next(iter(shelters.shelters(connection, id=one.shelter_id)), None)
        stay = {
            "kind": said(PLACEMENT_KINDS[PlacementKind(one.kind)]),
            "basis": said(BASES[Basis(one.basis)]),
            "from": one.begins.isoformat(),
            "until": None if one.ends is None else one.ends.isoformat(),
            # A shelter by its code, which tells no name.
            "place": detail_of(service, one)["place"] if house is None else f"{house.agency}/{house.code}",
        }
        found.append({name: value for name, value in stay.items() if value})
    return found


def _hearings(service: Service, case: Case) -> list[dict[str, Any]]:
    found = []
    with service.database.working() as connection:
        for act in counted_acts(case.facts):
            if act.kind is not ActKind.CHILD_VIEWS:
                continue
            row = rights.hearing(connection, act.number)
            heard: dict[str, Any] = {
                "outcome": said(OUTCOMES[act.outcome]),
                "on": (act.at.date() if row is None else row.heard_on).isoformat(),
            }
            if row is not None and row.record is not None:
                views = opened(service, row)
                heard |= {
                    "way": said(WAYS[views.way]),
                    "language": views.language,
                    "answers": [
                        {"question": said(QUESTIONS[question]), "answer": said(ANSWERS[answer])}
                        for question, answer in views.answers.items()
                    ],
                }
            found.append(heard)
    return found


def _checklist(service: Service, pair: Pair, case: Case) -> list[dict[str, Any]]:
    shown = {ItemState.DONE: ItemState.DONE, ItemState.NOT_NEEDED: ItemState.NOT_NEEDED}
    found = []
    for item in items_of(service, pair, case):
        if item.code == ActKind.DISCLOSURE:
            continue
        line = {
            "step": said(item.says),
            "outcome": said(ITEM_STATES[shown.get(item.state, ItemState.MISSING)]),
            "on": None if item.at is None else item.at.date().isoformat(),
        }
        found.append({name: value for name, value in line.items() if value is not None})
    return found
