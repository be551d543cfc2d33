"""A case from an inquiry to its closing, act by act, for tests to cut off where they want."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from tracing.casework.acts import GROUNDS, Act, ActKind, Outcome
from tracing.casework.case_facts import Facts
from tracing.casework.decisions import DecisionKind
from tracing.casework.review import Judgement
from tracing.casework.roles import Role
from tracing.casework.states import State

REVIEWER, SECOND_REVIEWER, THIRD_REVIEWER = 1, 2, 3
FOUND_WORKER, FAMILY_WORKER = 4, 5
OFFICER, SECOND_OFFICER = 6, 7

ROLE_OF = {
    REVIEWER: Role.REVIEWER,
    SECOND_REVIEWER: Role.REVIEWER,
    THIRD_REVIEWER: Role.REVIEWER,
    FOUND_WORKER: Role.FOUND_WORKER,
    FAMILY_WORKER: Role.FAMILY_WORKER,
    OFFICER: Role.PROTECTION_OFFICER,
    SECOND_OFFICER: Role.PROTECTION_OFFICER,
}

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = date(2026, 4, 1)


def day(number: int) -> datetime:
    """Return nine in the morning, so many days after the start."""
    return START + timedelta(days=number)


def act(kind: ActKind, outcome: Outcome, person: int = OFFICER, on: int = 10, **more: object) -> Act:
    """Return an act of a person, on the first ground of its kind, with the record that it needs, not yet entered."""
    grounds = (GROUNDS[kind][0].code,)
    recorded = kind in (ActKind.CHILD_VIEWS, ActKind.BEST_INTERESTS)
    made = Act(0, kind, outcome, person, ROLE_OF[person], day(on), grounds, recorded=recorded)
    return replace(made, **more)  # type: ignore[arg-type]


def says(number: int, person: int, kind: DecisionKind = DecisionKind.POSSIBLE, **more: object) -> Judgement:
    """Return a decision of a person on the pair."""
    return replace(Judgement(number, person, kind), **more)  # type: ignore[arg-type]


POSSIBLE = Facts(
    candidate=True,
    strong=True,
    screened=True,
    judgements=(says(1, REVIEWER), says(2, SECOND_REVIEWER)),
    handed_over=True,
)
"""A strong pair that two reviewers think possible; were it to come to a handover, that would be on record."""

WAY = (
    (State.POSSIBLE, act(ActKind.VERIFY_CHILD, Outcome.CONFIRMED, FOUND_WORKER)),
    (State.VERIFIED, act(ActKind.VERIFY_FAMILY, Outcome.CONFIRMED, FAMILY_WORKER)),
    (State.VERIFIED, act(ActKind.CHILD_VIEWS, Outcome.AGREES)),
    (State.VERIFIED, act(ActKind.DISCLOSURE, Outcome.DISCLOSE, OFFICER)),
    (State.VERIFIED, act(ActKind.DISCLOSURE, Outcome.DISCLOSE, SECOND_OFFICER)),
    (State.RELATIONSHIP_ASSESSED, act(ActKind.ASSESS_RELATIONSHIP, Outcome.ESTABLISHED)),
    (State.BEST_INTERESTS_DETERMINED, act(ActKind.BEST_INTERESTS, Outcome.REUNIFICATION)),
    (State.BEST_INTERESTS_DETERMINED, act(ActKind.CONTACT_CHILD, Outcome.AGREES)),
    (State.CONTACT_AGREED, act(ActKind.CONTACT_FAMILY, Outcome.AGREES)),
    (State.CONTACT, act(ActKind.CONTACT, Outcome.TOOK_PLACE)),
    (State.REUNIFIED, act(ActKind.REUNIFY, Outcome.REUNIFIED)),
    (State.CLOSED, act(ActKind.CLOSE, Outcome.SOLVED)),
)
"""The whole way after the review: each act, and the state that it brings."""


def append(facts: Facts, *acts: Act) -> Facts:
    """Return the facts with acts entered after the others, legal or not."""
    first = len(facts.acts) + 1
    return replace(facts, acts=facts.acts + tuple(replace(a, number=first + n) for n, a in enumerate(acts)))


def after(kind: ActKind, outcome: Outcome | None = None) -> Facts:
    """Return the case just after the last act of a kind on the way."""
    ends = [n for n, (_, a) in enumerate(WAY, start=1) if a.kind is kind and outcome in (None, a.outcome)]
    return append(POSSIBLE, *(a for _, a in WAY[: ends[-1]]))
