"""Entering a step of a return (``casework.repatriation.rules``); it is appended, never edited.

A step that the case doesn't allow is refused with all that is missing, each with its source, and nothing is stored. What a
step says of people and places is encrypted.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from tracing.casework.acts import Act, ActKind, Outcome
from tracing.casework.hold_kinds import HoldKind
from tracing.casework.holds import review_days
from tracing.casework.missing import Missing
from tracing.casework.repatriation.daylight import daylight_around
from tracing.casework.repatriation.lacks import POINTERS, RETURN_LACKS
from tracing.casework.repatriation.rules import Known, looks_at, try_step
from tracing.casework.repatriation.steps import Finding, Particulars, Step, StepKind
from tracing.casework.roles import Role, Task
from tracing.casework.wording import Sentence
from tracing.service.access import require
from tracing.service.acts import enter, to_act
from tracing.service.care.directory import named_authority
from tracing.service.care.still_placed import still_placed
from tracing.service.context import Service
from tracing.service.errors import FieldFault, Forbidden, Invalid, NotYet, Refused
from tracing.service.idempotency import Answer, once
from tracing.service.law.applied import register_on
from tracing.service.pairs import Pair
from tracing.service.repatriation.known import opened, sealed
from tracing.service.repatriation.reminding import remind_pair
from tracing.service.repatriation.wanted import read_step
from tracing.service.state_of import Case, case_of, refresh, refresh_record
from tracing.store import holds, review
from tracing.store import repatriation as store
from tracing.store.database import Reader, write_audit
from tracing.store.law import held_in

__all__ = ["NewStep", "Read", "StepView", "enter_checked", "enter_step", "list_steps"]


@dataclass(frozen=True, slots=True)
class NewStep:
    """A step to be entered; ``takes_back``: the number of the step that it takes back."""

    kind: str
    outcome: str
    said: Particulars = field(default=Particulars(), repr=False)
    takes_back: int | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A step whose fields were read."""

    kind: StepKind
    outcome: Finding
    said: Particulars = field(repr=False)
    takes_back: int | None = None


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as it was entered; ``said`` None where a record of the pair was erased."""

    id: int
    kind: StepKind
    outcome: Finding
    said: Particulars | None = field(repr=False)
    takes_back: int | None
    person: int
    role: Role
    at: datetime


def enter_step(service: Service, reader: Reader, pair: Pair, new: NewStep, key: str | None = None) -> Answer:
    """Enter a step of a protection officer. Raises ``Invalid``, ``NotYet`` (naming all that is missing), ``NotFound``.

    A concern at a follow-up, or a handover that had to be at night, raises a hold on the child at once; a concern opens a
    closed case again.
    """
    require(reader, Task.CASE_ACTS)
    kind, outcome, said = read_step(new.kind, new.outcome, new.said)
    if (kind is StepKind.TAKEN_BACK) != (new.takes_back is not None):
        fault = FieldFault(
            "/takes_back",
            "goes with taking back alone",
            "Name the step that is taken back, as step_taken_back.",
        )
        raise Invalid("invalid", "The step can't be entered like that.", fields=[fault])
    if reader.person is None:
        raise Forbidden("people_only", "This is for people who sign in, not for keys.")
    asked = {"act": "enter_step", "pair": pair.name, **asdict(new)}
    return enter_checked(service, reader, pair, Read(kind, outcome, said, new.takes_back), asked, key)


def enter_checked(
    service: Service, reader: Reader, pair: Pair, new: Read, asked: object, key: str | None
) -> Answer:
    """Enter a step whose fields were read, if the case allows it; whether the reader may is settled before, but that an
    officer works on the pair."""
    with service.database.reading(reader) as connection:

        def enter_it() -> Answer:
            if reader.role == Role.PROTECTION_OFFICER:
                to_act(connection, reader, pair)
            review.lock_pair(connection, pair.inquiry, pair.child)
            _check_escort(service, new.said)
            case = case_of(service, pair)
            last = max((act.number for act in case.facts.acts), default=0)
            step = Step(
                0, new.kind, new.outcome, reader.person or 0, Role(reader.role), service.now(), last, new.said,
                new.takes_back,
            )  # fmt: skip
            found = try_step(case.returning, step)
            lacks = (() if found is None else found.items) + _of_directory(service, step)
            if lacks:
                raise _refusal(Missing(tuple(dict.fromkeys(lacks))), step, case.returning)
            number = store.next_step(connection)
            store.add_step(
                connection,
                store.Step(
                    number, pair.inquiry, pair.child, step.kind.value, step.outcome.value,
                    sealed(service, number, new.said), step.takes_back, last, step.person, step.role.value, step.at,
                ),
            )  # fmt: skip
            reopened = step.outcome is Finding.CONCERN and _reopen(service, connection, pair, case, step)
            body: dict[str, Any] = {
                "inquiry": pair.inquiry_name, "child": pair.child_name, "step": number, "kind": step.kind.value,
                "outcome": step.outcome.value, "hold": _hold(connection, pair, step), "reopened": reopened,
                "open_placement": step.kind is StepKind.RECEIVED and still_placed(service, pair.child),
            }  # fmt: skip
            return Answer(201, body, None, pair.child)

        answer = once(service, connection, reader, key, asked, enter_it)
        if not answer.repeated:
            write_audit(
                connection, reader, new.kind.value, "pair", pair.name, entered=answer.body["step"],
                outcome=new.outcome.value, hold=answer.body["hold"],
            )  # fmt: skip
    if answer.body["hold"] is not None:
        refresh_record(service, pair.child)
    state = refresh(service, pair).state
    remind_pair(service, pair)
    return Answer(answer.status, {**answer.body, "state": state.value}, None, pair.child, answer.repeated)


def list_steps(service: Service, reader: Reader, pair: Pair) -> list[StepView]:
    """Return all steps of a pair with what they say, the first first."""
    require(reader, Task.CASE_ACTS)
    with service.database.reading(reader) as connection:
        to_act(connection, reader, pair)
        found = [
            StepView(
                one.id, StepKind(one.kind), Finding(one.outcome), opened(service, one), one.takes_back, one.user_id,
                Role(one.role), one.at,
            )
            for one in store.steps_of(connection, pair.inquiry, pair.child)
        ]  # fmt: skip
        write_audit(connection, reader, "read_steps", "pair", pair.name, shown=len(found))
    return found


def _check_escort(service: Service, said: Particulars) -> None:
    if said.person is None:
        return
    with service.database.working() as connection:
        known = store.escort_may_be(connection, said.person)
    if not known:
        fault = FieldFault(
            "/person",
            "isn't an officer of a child-protection authority",
            "Name one by their number, or leave it out and name the escort in by.",
            RETURN_LACKS["not_child_protection"],
        )
        raise Invalid("invalid", "The step can't be entered like that.", fields=[fault])


_WITH_AUTHORITY: Final = (StepKind.ESCORT_NAMED, StepKind.HANDOVER_PLANNED, StepKind.HANDED_OVER)


def _of_directory(service: Service, step: Step) -> tuple[Sentence, ...]:
    """Return what the directory says against the authority that a step names: by whatever name it knows it, whatever kind it is
    said to be. One that it doesn't know may be right; the rules of steps ask for its kind."""
    if step.kind not in _WITH_AUTHORITY or not step.said or not step.said.authority:
        return ()
    entry = named_authority(service, step.said.authority, step.said.country)
    if entry is None:
        return ()
    if entry.firewalled:
        return (RETURN_LACKS["firewall"],)
    return (RETURN_LACKS["authority_retired"],) if entry.retired else ()


_CONCERN: Final = "A follow-up found a protection concern."
_NIGHT: Final = "A child was handed over at night."


def _hold(connection: sa.Connection, pair: Pair, step: Step) -> int | None:
    """Raise the hold that a step calls for; return its number."""
    if not looks_at(step):
        return None
    reason = _CONCERN if step.outcome is Finding.CONCERN else _NIGHT
    # It stands after the step that raised it, which it doesn't stop.
    since = step.at + timedelta(microseconds=1)
    held = held_in(connection, [pair.child])[pair.child]
    days = review_days(register_on(connection), since.date(), held)
    made = holds.NewHold(
        pair.child, HoldKind.OTHER_CONCERN.value, True, None, None, reason, step.person, since,
        since.date() + timedelta(days=days),
    )  # fmt: skip
    return holds.add_hold(connection, made)


def _reopen(service: Service, connection: sa.Connection, pair: Pair, case: Case, step: Step) -> bool:
    if case.state.value != "closed":
        return False
    reopening = Act(0, ActKind.REOPEN, Outcome.DONE, step.person, step.role, step.at, ("new_information",))
    enter(service, connection, pair, reopening, None)
    return True


def _refusal(missing: Missing, step: Step, known: Known) -> Refused:
    """Return a refusal that names each rule, its source, and what would make the step legal."""
    fields = [
        FieldFault.of(POINTERS.get(item.code, f"missing:{item.code}"), item, _hours(item, step, known))
        for item in missing.items
    ]
    if all(item.code in POINTERS for item in missing.items):
        return Invalid("invalid", "The step can't be entered like that.", fields=fields)
    return NotYet(
        "not_yet",
        "This step isn't possible yet: " + " ".join(item.en for item in missing.items),
        "Todavía no es posible este paso: " + " ".join(item.es for item in missing.items),
        fields,
    )


def _hours(item: Sentence, step: Step, known: Known) -> str:
    """Return when the sun rises and sets where and when a child was to be handed over at night."""
    if item.code != "night" or step.said is None or step.said.at is None:
        return ""
    place = step.said
    if place.latitude is None or place.longitude is None:
        plans = [s.said for s in known.steps if s.kind is StepKind.HANDOVER_PLANNED and s.said is not None]
        place = plans[-1] if plans else place
    if place.latitude is None or place.longitude is None:
        return ""
    day = daylight_around(step.said.at, place.latitude, place.longitude)
    return "" if day is None else f" {day[0]:%H:%M}-{day[1]:%H:%M}."
