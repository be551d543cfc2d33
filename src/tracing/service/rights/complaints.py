"""Complaints: taken in by workers, dealt with by protection officers who aren't complained about, answered and told.

What the asking side is told when it complains is a receipt that is the same whatever is held, whoever is meant, and whether
there is an account of that name: the name of the complaint, and the day by which it is answered. Row-level security keeps a
complaint from whoever it is about; whoever took it in reads what it was answered, to tell it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from tracing.casework.agencies import Side
from tracing.casework.law.terms import Terms
from tracing.casework.rights.complaints import (
    Complainant,
    Complaint,
    ComplaintState,
    ComplaintStep,
    Step,
    Subject,
    answer_by,
    complaint_due,
    complaint_state,
    step_lacks,
)
from tracing.casework.roles import Role, Task
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound
from tracing.service.idempotency import Answer, once
from tracing.service.law.applied import terms_of_agencies
from tracing.service.pairs import record_named
from tracing.service.reached import reached
from tracing.service.rights.texts import LONGEST, line_faults
from tracing.service.submission import own_agency
from tracing.service.texts import is_text
from tracing.store import complaints as store
from tracing.store import records
from tracing.store.database import Reader, write_audit

__all__ = [
    "ComplaintView",
    "NewComplaint",
    "StepView",
    "complain",
    "list_complaints",
    "make_step",
    "read_complaint",
    "to_rules",
]

_OFFICERS_ONLY = frozenset(
    {ComplaintStep.TAKE, ComplaintStep.HAND_BACK, ComplaintStep.NAME, ComplaintStep.ANSWER}
)
_WITH_WORDS = frozenset({ComplaintStep.ANSWER, ComplaintStep.TELL, ComplaintStep.CONTEST})


@dataclass(frozen=True, slots=True)
class NewComplaint:
    """A complaint as it is told. ``record``: the child's or family's own reference, for their agency's workers, or its
    pseudonym, for protection officers. ``about_login``, ``about_agency``: who is meant, as far as it is known;
    ``about``: in the complainant's words."""

    complainant: str
    subject: str
    language: str
    said: str = field(repr=False)
    received_on: date
    urgent: bool = False
    by: str | None = field(default=None, repr=False)
    about: str | None = field(default=None, repr=False)
    about_login: str | None = None
    about_agency: str | None = None
    record: str | None = None


@dataclass(frozen=True, slots=True)
class StepView:
    """A step: ``said`` the answer, how it was told, or why it is contested."""

    kind: ComplaintStep
    person: int | None
    said: str | None = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class ComplaintView:
    """A complaint to whoever deals with it; to whoever took it in without what others do with it."""

    name: UUID
    state: ComplaintState | None
    due_on: date | None
    due_basis: str | None
    answer_by: date
    answer_basis: str
    urgent: bool
    complainant: Complainant
    subject: Subject
    language: str = field(repr=False)
    said: str = field(repr=False)
    by: str | None = field(repr=False)
    about: str | None = field(repr=False)
    about_agency: int | None
    about_persons: tuple[int, ...]
    received_by: int
    received_on: date
    steps: tuple[StepView, ...]


def complain(service: Service, reader: Reader, new: NewComplaint, key: str | None = None) -> Answer:
    """Take in a complaint. Returns the same receipt whoever it is about. Raises ``Invalid``, ``NotFound``."""
    require(reader, Task.COMPLAIN)
    _check(new, service.now().date())
    asked = {"act": "complain", **{name: getattr(new, name) for name in NewComplaint.__slots__}}
    with service.database.working() as connection:
        # By the worker: whether there is an account of a name isn't the reader's to know.
        person = store.account_named(connection, (new.about_login or "").strip().lower())
        terms = terms_of_agencies(connection, [reader.agency or 0])[reader.agency or 0]
    with service.database.reading(reader) as connection:

        def enter() -> Answer:
            record_id = None if new.record is None else _record(connection, reader, new.record)
            agency = None if new.about_agency is None else store.agency_named(connection, new.about_agency)
            if new.about_agency is not None and agency is None:
                fault = FieldFault(
                    "/about_agency", "isn't an agency's code", "Leave it out, and say it in words."
                )
                raise Invalid("invalid", "The complaint can't be taken as it is.", fields=[fault])
            number, name = store.next_complaint(connection), uuid4()
            words = {
                "language": new.language.strip(), "said": new.said.strip(), "by": new.by, "about": new.about,
                "about_login": new.about_login,
            }  # fmt: skip
            store.add_complaint(
                connection,
                store.Complaint(
                    number, name, reader.agency or 0, record_id, new.complainant, new.subject,
                    [] if person is None else [person], agency, new.urgent, reader.person or 0, new.received_on,
                    _seal(service, words, f"complaints.record:{number}"), service.now(),
                ),
            )  # fmt: skip
            return Answer(201, _receipt(name, new, terms), None, record_id)

        answer = once(service, connection, reader, key, asked, enter)
        if not answer.repeated:
            write_audit(connection, reader, "complain", "complaint", answer.body["complaint"])
    return answer


def list_complaints(
    service: Service, reader: Reader, after: int = 0, limit: int = 50
) -> list[tuple[int, ComplaintView]]:
    """Return (number, complaint) in the order in which they came: those that aren't about them or their agency to protection
    officers, those that they took in to workers."""
    require(reader, Task.COMPLAIN)
    with service.database.reading(reader) as connection:
        found = store.page(connection, after, limit)
        steps = store.steps_of(connection, [one.id for one in found])
        write_audit(connection, reader, "list", "complaints", reader.agency or 0, shown=len(found))
    with service.database.working() as connection:
        terms = terms_of_agencies(connection, {one.agency_id for one in found})
    return [
        (
            one.id,
            _view(service, reader, one, [s for s in steps if s.complaint_id == one.id], terms[one.agency_id]),
        )
        for one in found
    ]


def read_complaint(service: Service, reader: Reader, name: UUID) -> ComplaintView:
    """Return a complaint. Whoever it is about finds none."""
    require(reader, Task.COMPLAIN)
    with service.database.reading(reader) as connection:
        found = store.complaint(connection, name)
        if found is None:
            raise _nothing()
        steps = store.steps_of(connection, [found.id])
        write_audit(connection, reader, "read_complaint", "complaint", str(name))
    return _view(service, reader, found, steps, _terms_of(service, found))


def make_step(
    service: Service,
    reader: Reader,
    name: UUID,
    kind: str,
    said: str | None = None,
    login: str | None = None,
    key: str | None = None,
) -> Answer:
    """Take a complaint, answer it, tell the answer, contest it, leave it to another, or name (``login``) who is complained
    about. ``said``: the answer, how it was told, or why it is contested. Raises ``Conflict`` naming the rule."""
    step = _checked_step(kind, said, login)
    require(reader, Task.HANDLE_COMPLAINTS if step in _OFFICERS_ONLY else Task.COMPLAIN)
    asked = {"act": "complaint_step", "complaint": str(name), "kind": kind, "said": said, "login": login}
    with service.database.reading(reader) as connection:

        def enter() -> Answer:
            found = store.complaint(connection, name)
            if found is None:
                raise _nothing()
            store.lock(connection, found.id)
            known, steps = _for_rules(service, found)
            now, person = service.now(), reader.person or 0
            if lacks := step_lacks(
                known, steps, step, person, reader.agency, now.date(), _terms_of(service, found)
            ):
                raise Conflict.of(lacks[0])
            if step is ComplaintStep.NAME:
                _name(service, connection, found, reader, login or "")
            number = store.next_step(connection)
            sealed = None
            if said is not None:
                sealed = _seal(service, {"said": said.strip()}, f"complaint_steps.record:{number}")
            store.add_step(connection, store.Step(number, found.id, step.value, person, sealed, now))
            return Answer(201, {"complaint": str(name), "step": step.value}, None, found.record_id)

        answer = once(service, connection, reader, key, asked, enter)
        if not answer.repeated:
            write_audit(connection, reader, f"complaint_{step.value}", "complaint", str(name))
    return answer


def _name(
    service: Service, connection: sa.Connection, found: store.Complaint, reader: Reader, login: str
) -> None:
    with service.database.working() as working:
        meant = store.account_named(working, login.strip().lower())
    if meant is None:
        fault = FieldFault("/login", "isn't anybody's", "Ask the administrator for the login.")
        raise Invalid("invalid", "The step can't be entered like that.", fields=[fault])
    if meant == reader.person:
        raise Forbidden(
            "complained_about",
            "The complaint is about you: another person names you, and deals with it.",
            "Leave it to another person.",
        )
    store.name_persons(connection, found.id, {*found.about_persons, meant})


def _check(new: NewComplaint, today: date) -> None:
    faults = [
        FieldFault(f"/{name}", "isn't a code", f"Take one of: {', '.join(codes)}.")
        for name, given, codes in (
            ("complainant", new.complainant, list(Complainant)),
            ("subject", new.subject, list(Subject)),
        )
        if given not in codes
    ]
    faults += line_faults(
        "",
        {
            "language": new.language, "by": new.by, "about": new.about, "about_login": new.about_login,
            "about_agency": new.about_agency, "record": new.record,
        },
    )  # fmt: skip
    if not new.said.strip() or not is_text(new.said, LONGEST):
        faults.append(
            FieldFault("/said", "isn't a text of 1 to 8,000 characters", "Write what is complained about.")
        )
    if not new.language.strip():
        faults.append(FieldFault("/language", "is missing", "Say in which language it was told."))
    if not 0 <= (today - new.received_on).days <= 365:
        faults.append(
            FieldFault("/received_on", "isn't a day of the year up to today", "Write it as 2026-03-31.")
        )
    if faults:
        raise Invalid("invalid", "The complaint can't be taken as it is.", fields=faults)


def _checked_step(kind: str, said: str | None, login: str | None) -> ComplaintStep:
    if kind not in set(ComplaintStep):
        fault = FieldFault("/kind", "isn't a step", f"Take one of: {', '.join(ComplaintStep)}.")
        raise Invalid("invalid", "The step can't be entered like that.", fields=[fault])
    step, faults = ComplaintStep(kind), list[FieldFault]()
    if (step in _WITH_WORDS) != bool(said and said.strip()):
        mend = "Write it." if step in _WITH_WORDS else "Leave it out."
        faults.append(
            FieldFault("/said", "goes with answering, telling and contesting, and with nothing else", mend)
        )
    if said is not None and not is_text(said, LONGEST):
        faults.append(FieldFault("/said", "isn't a text of up to 8,000 characters", "Write plain text."))
    if (step is ComplaintStep.NAME) != bool(login and login.strip()):
        faults.append(
            FieldFault("/login", "goes with naming who is meant, and with nothing else", "See `kind`.")
        )
    faults += line_faults("", {"login": login})
    if faults:
        raise Invalid("invalid", "The step can't be entered like that.", fields=faults)
    return step


def _record(connection: sa.Connection, reader: Reader, name: str) -> int:
    """Return the record that a complaint is about: one's own by its reference, by its pseudonym for officers."""
    role = Role(reader.role)
    if role is Role.PROTECTION_OFFICER:
        side, record_id = record_named(name)
        return reached(connection, reader, side, record_id, states=("live", "withdrawn", "erased")).id
    side = Side.CHILD if role is Role.FOUND_WORKER else Side.INQUIRY
    agency = own_agency(connection, reader, side.value, writes=False)
    record = records.find(connection, side.value, agency.id, [name]).get(name)
    if record is not None and record.state != "erased":
        return record.id
    raise NotFound("no_record", "There is no such record, or it isn't your agency's.")


def _receipt(name: UUID, new: NewComplaint, terms: Terms) -> dict[str, Any]:
    term = answer_by(new.received_on, new.urgent, terms)
    return {
        "complaint": str(name),
        "state": ComplaintState.RECEIVED.value,
        "answer_by": term.on.isoformat(),
        "answer_basis": term.basis,
    }


def _terms_of(service: Service, found: store.Complaint) -> Terms:
    """Return the register as it is applied where the agency is that took a complaint in: whoever is meant, it is the same."""
    with service.database.working() as connection:
        return terms_of_agencies(connection, [found.agency_id])[found.agency_id]


def _for_rules(service: Service, found: store.Complaint) -> tuple[Complaint, tuple[Step, ...]]:
    """Return a complaint with all its steps: the rules must know of those that the reader may not see."""
    with service.database.working() as connection:
        return to_rules(found, store.steps_of(connection, [found.id]))


def to_rules(found: store.Complaint, steps: Iterable[store.Step]) -> tuple[Complaint, tuple[Step, ...]]:
    """Return a complaint and what was done with it as the rules need them."""
    about = frozenset(found.about_persons)
    return (
        Complaint(found.received_on, found.urgent, about, found.about_agency),
        tuple(Step(ComplaintStep(step.kind), step.person, step.at) for step in steps),
    )


def _view(
    service: Service, reader: Reader, found: store.Complaint, steps: Sequence[store.Step], terms: Terms
) -> ComplaintView:
    words = json.loads(service.keyring.decrypt(found.record, f"complaints.record:{found.id}"))
    deals = reader.role == Role.PROTECTION_OFFICER
    complaint, known = to_rules(found, steps)
    due = complaint_due(complaint, known, terms) if deals else None
    answered = answer_by(found.received_on, found.urgent, terms)
    shown = tuple(
        StepView(
            ComplaintStep(step.kind),
            step.person if deals else None,
            None
            if step.record is None
            else json.loads(service.keyring.decrypt(step.record, f"complaint_steps.record:{step.id}"))[
                "said"
            ],
            step.at,
        )
        for step in steps
    )
    return ComplaintView(
        name=found.name,
        state=complaint_state(known) if deals else None,
        due_on=None if due is None else due.on,
        due_basis=None if due is None else due.basis,
        answer_by=answered.on,
        answer_basis=answered.basis,
        urgent=found.urgent,
        complainant=Complainant(found.complainant),
        subject=Subject(found.subject),
        language=words["language"],
        said=words["said"],
        by=words["by"],
        about=words["about"],
        about_agency=found.about_agency if deals else None,
        about_persons=tuple(found.about_persons) if deals else (),
        received_by=found.received_by,
        received_on=found.received_on,
        steps=shown,
    )


def _seal(service: Service, words: object, context: str) -> bytes:
    return service.keyring.encrypt(json.dumps(words, ensure_ascii=False).encode(), context)


def _nothing() -> NotFound:
    return NotFound("no_complaint", "There is no complaint of that name.")
