"""A child's way home through the service: from a shelter in Tapachula to its mother in Guatemala, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from tests.service.cases import Case, open_case
from tracing.casework.repatriation.steps import FOLLOW_UPS, ORDER, Particulars, StepKind
from tracing.service.context import Service
from tracing.service.idempotency import Answer
from tracing.service.repatriation.entering import NewStep, enter_step
from tracing.store.database import Reader

__all__ = ["GUATEMALA", "HANDOVER", "act", "before_handover", "home", "in_contact", "said", "step", "until"]

GUATEMALA = timezone(timedelta(hours=-6))
HANDOVER = datetime(2026, 4, 20, 10, 0, tzinfo=GUATEMALA)
"""The clock of a case begins on 31 March 2026."""

_TO = {"authority": "PGN", "authority_kind": "child_protection", "country": "GT"}
_OUTCOMES = {
    StepKind.PROTECTION_SCREENED: "no_need",
    StepKind.FAMILY_ASSESSED: "suitable",
    StepKind.CHILD_CONSULTED: "agrees",
    **dict.fromkeys(FOLLOW_UPS, "well"),
}
_SAID: dict[StepKind, dict[str, Any]] = {
    StepKind.DETERMINATION_WRITTEN: {"destination": "GT", "document": "DIS 14/2026"},
    StepKind.PROTECTION_SCREENED: {"by": "Inés Díaz", "language": "kek"},
    StepKind.FAMILY_ASSESSED: {"by": "Olga Mejía", "methods": ("home_study",)},
    StepKind.CHILD_CONSULTED: {"by": "Inés Díaz", "language": "kek"},
    StepKind.TRAVEL_DOCUMENT: {"way": "consulate", "document": "SC 7781"},
    StepKind.ESCORT_NAMED: {"by": "Rubén Paz", "authority": "PFPNNA", "authority_kind": "child_protection"},
    StepKind.HANDOVER_PLANNED: {
        "at": HANDOVER, "place": "Casa Nuestras Raíces", "latitude": 14.63, "longitude": -90.51, "adult": "Matilde Pop Xol",
        **_TO,
    },
    StepKind.RECEPTION_CONFIRMED: {"by": "Delia Cruz"},
    StepKind.RECEIVER_IDENTIFIED: {"adult": "Matilde Pop Xol", "checks": ("verified_record", "identity_document")},
    StepKind.HANDED_OVER: {
        "at": HANDOVER, "given_by": "Rubén Paz", "received_by": "Delia Cruz", "signed_by": ("giver",), **_TO,
    },
    StepKind.RECEIVED: {
        "received_by": "Delia Cruz", "adult": "Matilde Pop Xol", "checks": ("verified_record", "photograph"),
        "signed_by": ("receiver",),
    },
    **{
        kind: {"by": "Delia Cruz", "language": "kek", "topics": ("safety", "wishes", "school")} for kind in FOLLOW_UPS
    },
}  # fmt: skip


def said(case: Case, kind: StepKind, **changed: Any) -> Particulars:
    """Return what a step says as it should, with some of it changed."""
    values = dict(_SAID[kind])
    if kind is StepKind.DETERMINATION_WRITTEN:
        values["on"] = case.clock.now.date()
    if kind is StepKind.RECEPTION_CONFIRMED:
        values["notified_at"] = case.clock.now
    return Particulars(**{**values, **changed})


def act(case: Case, reader: Reader, kind: str, outcome: str, ground: str) -> None:
    """Enter an act."""
    case.act(reader, kind, outcome, ground)


def in_contact(case: Case) -> None:
    """Bring a case to where child and family are in contact and the best interests say reunification."""
    case.settle()
    act(case, case.officer, "verify_child", "confirmed", "photo")
    act(case, case.second_officer, "verify_family", "confirmed", "birth_record")
    act(case, case.officer, "child_views", "agrees", "own_language")
    for officer in (case.officer, case.second_officer):
        act(case, officer, "disclosure", "disclose", "verified")
    for kind, outcome, ground in (
        ("assess_relationship", "established", "documented"),
        ("best_interests", "reunification", "panel"),
        ("contact_child", "agrees", "asked_alone"),
        ("contact_family", "agrees", "asked"),
        ("contact", "took_place", "call"),
    ):
        act(case, case.officer, kind, outcome, ground)


def step(
    case: Case,
    kind: StepKind,
    outcome: str = "",
    reader: Reader | None = None,
    key: str | None = None,
    **changed: Any,
) -> Answer:
    """Enter a step as it should be, with some of what it says changed; the second side of a handover by another officer."""
    usual = case.second_officer if kind is StepKind.RECEIVED else case.officer
    new = NewStep(kind.value, outcome or _OUTCOMES.get(kind, "done"), said(case, kind, **changed))
    return enter_step(case.service, reader or usual, case.pair, new, key)


def until(case: Case, kind: StepKind) -> None:
    """Make all steps before one; from the handover on the clock shows an hour after it."""
    for before in ORDER[: ORDER.index(kind)]:
        _go_to(case, before)
        step(case, before)
    _go_to(case, kind)


def _go_to(case: Case, kind: StepKind) -> None:
    if kind in (StepKind.HANDED_OVER, StepKind.RECEIVED):
        case.clock.now = max(case.clock.now, HANDOVER + timedelta(hours=1))


def home(case: Case, kinds: Sequence[StepKind] = ORDER) -> None:
    """Bring the child home: all steps, and the act of reunification."""
    in_contact(case)
    for kind in kinds:
        _go_to(case, kind)
        step(case, kind)
    act(case, case.officer, "reunify", "reunified", "handover")


def before_handover(service: Service) -> Case:
    """Open a case in which everything before the handover is done, an hour after it."""
    case = open_case(service)
    in_contact(case)
    until(case, StepKind.HANDED_OVER)
    return case
