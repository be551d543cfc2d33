"""Acts: what moves a case on from a possible pair (``casework.states``). They are appended, never edited.

An act that the case doesn't allow is refused with all that is missing. What an act says of people is encrypted.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from tracing.casework.acts import Act, ActKind, Outcome
from tracing.casework.law.rules import Rule
from tracing.casework.law.terms import Terms
from tracing.casework.roles import Role, Task
from tracing.casework.states import State
from tracing.service.access import require
from tracing.service.care.still_placed import still_placed
from tracing.service.context import Service
from tracing.service.errors import FieldFault, Forbidden, Invalid
from tracing.service.idempotency import Answer, once
from tracing.service.jobs import enqueue_refresh
from tracing.service.pairs import Pair, no_such_pair
from tracing.service.queue import to_work_on
from tracing.service.rights.hearings import NewViews
from tracing.service.rights.interests import NewInterests
from tracing.service.rights.records import checked_record, store_record, with_record
from tracing.service.state_of import Case, case_of, check_step, refresh
from tracing.service.texts import is_text
from tracing.store import review as store
from tracing.store import review_queue
from tracing.store.database import Reader, write_audit

__all__ = ["ActView", "NewAct", "checked", "enter", "enter_act", "list_acts", "read_case", "to_act"]

_LONGEST_NOTE = 8000
_TASKS = {
    ActKind.VERIFY_CHILD: Task.VERIFY_CHILD,
    ActKind.VERIFY_FAMILY: Task.VERIFY_FAMILY,
    ActKind.DISCLOSURE: Task.DISCLOSE,
}


@dataclass(frozen=True, slots=True)
class NewAct:
    """An act to be entered. ``grounds``: codes of what it rests on; ``review_on``: when a withholding is decided anew;
    ``takes_back``: the number of the act that it takes back; ``views``, ``interests``: the record that hearing a child and
    best interests need."""

    kind: str
    outcome: str
    grounds: tuple[str, ...]
    note: str | None = field(default=None, repr=False)
    review_on: date | None = None
    takes_back: int | None = None
    views: NewViews | None = None
    interests: NewInterests | None = None


@dataclass(frozen=True, slots=True)
class ActView:
    """An act as it was entered; ``review_basis``: the entry of the register of law that ``review_on`` follows."""

    id: int
    kind: ActKind
    outcome: Outcome
    grounds: tuple[str, ...]
    note: str | None = field(repr=False)
    review_on: date | None
    review_basis: str | None
    takes_back: int | None
    person: int
    role: Role
    at: datetime


def enter_act(service: Service, reader: Reader, pair: Pair, new: NewAct, key: str | None = None) -> Answer:
    """Enter an act of a protection officer.

    Raises ``Invalid``, ``NotYet`` (naming all that is missing), ``NotFound``.
    """
    act = checked(service, reader, new)
    require(reader, _TASKS.get(act.kind, Task.CASE_ACTS))
    asked = {
        "act": "enter_act", "pair": pair.name, "kind": new.kind, "outcome": new.outcome, "grounds": list(new.grounds),
        "note": new.note, "review_on": new.review_on, "takes_back": new.takes_back,
        "views": new.views and asdict(new.views), "interests": new.interests and asdict(new.interests),
    }  # fmt: skip
    with service.database.reading(reader) as connection:

        def enter_it() -> Answer:
            to_act(connection, reader, pair)
            store.lock_pair(connection, pair.inquiry, pair.child)
            check_step(case_of(service, pair), act)
            record = checked_record(service, pair, act, new.views, new.interests)
            number = enter(service, connection, pair, act, new.note)
            store_record(service, connection, number, record)
            body: dict[str, Any] = {
                "inquiry": pair.inquiry_name, "child": pair.child_name, "act": number, "kind": act.kind.value,
                "outcome": act.outcome.value,
                "open_placement": act.kind is ActKind.REUNIFY and still_placed(service, pair.child),
            }  # fmt: skip
            return Answer(201, body, None, pair.inquiry)

        answer = once(service, connection, reader, key, asked, enter_it)
        if not answer.repeated:
            write_audit(
                connection, reader, act.kind.value, "pair", pair.name, entered=answer.body["act"],
                outcome=act.outcome.value, grounds=list(act.grounds),
            )  # fmt: skip
    state = refresh(service, pair).state
    return Answer(answer.status, {**answer.body, "state": state.value}, None, pair.inquiry, answer.repeated)


def read_case(service: Service, reader: Reader, pair: Pair) -> Case:
    """Return where a pair stands that the reader works on, for all that is shown of it at once."""
    require(reader, Task.CASE_ACTS)
    with service.database.reading(reader) as connection:
        to_act(connection, reader, pair)
    return case_of(service, pair)


def list_acts(
    service: Service, reader: Reader, pair: Pair, case: Case | None = None
) -> tuple[list[ActView], State]:
    """Return all acts on a pair with what they say, the first first, and the state that they have brought it to. ``case``: where
    it stands, once that is known."""
    require(reader, Task.CASE_ACTS)
    with service.database.reading(reader) as connection:
        to_act(connection, reader, pair)
        found = store.acts_of(connection, pair.inquiry, pair.child)
        write_audit(connection, reader, "read_acts", "pair", pair.name, shown=len(found))
    case = case or case_of(service, pair)
    return [_view(service, act, case.facts.terms) for act in found], case.state


def to_act(connection: sa.Connection, reader: Reader, pair: Pair) -> None:
    """Raise ``NotFound`` unless the pair is one that the reader's agency works on: before anything else is looked at, so that
    one behind the firewall takes no longer than one that never was."""
    matcher = review_queue.active_matcher(connection)
    if matcher is None:
        raise no_such_pair()
    to_work_on(connection, reader, matcher[0], pair)


def checked(service: Service, reader: Reader, new: NewAct) -> Act:
    """Return an act as the rules need it; raises ``Invalid`` for what isn't a kind, an outcome or a text."""
    faults = []
    if new.kind not in set(ActKind):
        faults.append(FieldFault("/kind", "isn't a kind of act", f"Take one of: {', '.join(ActKind)}."))
    if not new.outcome:
        faults.append(FieldFault("/outcome", "is missing", "Choose what came of the step."))
    elif new.outcome not in set(Outcome):
        faults.append(FieldFault("/outcome", "isn't an outcome", "See the code list of outcomes."))
    if new.note is not None and not is_text(new.note, _LONGEST_NOTE):
        faults.append(FieldFault("/note", "isn't a text of up to 8,000 characters", "Write plain text."))
    if faults:
        raise Invalid("invalid", "The step can't be entered like that.", fields=faults)
    kind = ActKind(new.kind)
    if (kind is ActKind.TAKEN_BACK) != (new.takes_back is not None):
        fault = FieldFault("/takes_back", "goes with taking back alone", "Name the act that is taken back.")
        raise Invalid("invalid", "The step can't be entered like that.", fields=[fault])
    if reader.person is None:
        raise Forbidden("people_only", "This is for people who sign in, not for keys.")
    act = Act(
        0, kind, Outcome(new.outcome), reader.person, Role(reader.role), service.now(), tuple(new.grounds),
        new.review_on, new.takes_back,
    )  # fmt: skip
    return with_record(act, new.views, new.interests)


def enter(service: Service, connection: sa.Connection, pair: Pair, act: Act, note: str | None) -> int:
    """Enter an act that was checked; return its number. Whatever was to be told isn't any more until ``refresh``."""
    number = store.next_act(connection)
    detail = None
    if note is not None and note.strip():
        detail = service.keyring.encrypt(note.strip().encode(), f"acts.detail:{number}")
    made = store.Act(
        number, pair.inquiry, pair.child, act.kind.value, act.outcome.value, list(act.grounds), detail, act.review_on,
        act.takes_back, act.person, act.role.value, act.at,
    )  # fmt: skip
    store.add_act(connection, made)
    store.untell(connection, pair.inquiry, pair.child)
    enqueue_refresh(connection, inquiry=pair.inquiry, child=pair.child)
    return number


_REVIEWED_BY = {
    ActKind.DISCLOSURE: Rule.WITHHOLDING_REVIEW_DAYS,
    ActKind.BEST_INTERESTS: Rule.INTERESTS_REVIEW_DAYS,
}


def _view(service: Service, act: store.Act, terms: Terms) -> ActView:
    note, rule = None, _REVIEWED_BY.get(ActKind(act.kind))
    basis = None if act.review_on is None or rule is None else terms.basis(rule, act.at.date())
    if act.detail is not None:
        note = service.keyring.decrypt(act.detail, f"acts.detail:{act.id}").decode()
    return ActView(
        act.id, ActKind(act.kind), Outcome(act.outcome), tuple(act.reasons), note, act.review_on, basis,
        act.takes_back, act.user_id, Role(act.role), act.at,
    )  # fmt: skip
