"""Assessments of children found: unaccompanied, separated, accompanied. Appended by the child's own workers and protection
officers; the asking side learns nothing of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym
from tracing.casework.registration.definitions import (
    CARE_STATUSES,
    CareStatus,
    Company,
    KnownBy,
    Lack,
    lacks,
)
from tracing.casework.roles import Role, Task
from tracing.casework.wording import Sentence
from tracing.service.access import require
from tracing.service.children import child_named
from tracing.service.context import Service
from tracing.service.errors import FieldFault, Invalid
from tracing.service.idempotency import Answer, once
from tracing.service.texts import is_text
from tracing.store import registration as store
from tracing.store.database import Reader, write_audit

__all__ = ["DefinitionView", "assess", "list_definitions"]

_LONGEST = 2000
_MENDS = {
    Lack.COMPANY: ("/company", f"Name one or more of: {', '.join(Company)}."),
    Lack.ALONE_WITH_OTHERS: ("/company", "Leave out alone, or the others."),
    Lack.KNOWN_BY: ("/known_by", f"Name one or more of: {', '.join(KnownBy)}."),
    Lack.ADULTS_WORD: ("/known_by", "Name what else it rests on, or assess the child as unaccompanied."),
    Lack.CONTRADICTS: ("/status", "Correct the definition, or who was with the child."),
    Lack.DAY: ("/assessed_on", "Give a day up to today."),
}


@dataclass(frozen=True, slots=True)
class DefinitionView:
    """One assessment: what, on what basis, by whom, when. ``in_force``: the latest, the others are history."""

    record: str
    status: CareStatus
    says: Sentence
    company: tuple[Company, ...]
    known_by: tuple[KnownBy, ...]
    note: str | None = field(repr=False)
    assessed_on: date
    assessed_by: int
    entered_at: datetime
    in_force: bool


def assess(
    service: Service,
    reader: Reader,
    child: str,
    status: str,
    company: Collection[str],
    known_by: Collection[str],
    assessed_on: date | None = None,
    note: str | None = None,
    key: str | None = None,
) -> Answer:
    """Append an assessment of a child by the reader; ``assessed_on`` is today where none is given.

    Raises ``Invalid`` with all that keeps it from being entered, in the words of the rules.
    """
    require(reader, Task.ASSESS_DEFINITION)
    now = service.now()
    on = assessed_on or now.date()
    _check(status, company, known_by, on, now.date(), note)
    asked = {
        "act": "assess", "child": child, "status": status, "company": sorted(company), "known_by": sorted(known_by),
        "on": on, "note": note,
    }  # fmt: skip
    with service.database.reading(reader) as connection:
        record_id = child_named(connection, reader, child)

        def act() -> Answer:
            number = store.next_definition(connection)
            sealed = None
            if note and note.strip():
                sealed = service.keyring.encrypt(note.strip().encode(), f"definitions.note:{number}")
            made = store.Definition(
                number, record_id, status, sorted(set(company)), sorted(set(known_by)), sealed, on, reader.person or 0, now
            )  # fmt: skip
            store.add_definition(connection, made)
            return Answer(
                201, {"child": child, "status": status, "assessed_on": on.isoformat()}, None, record_id
            )

        answer = once(service, connection, reader, key, asked, act)
        if not answer.repeated:
            write_audit(connection, reader, "assess_definition", "record", record_id)
    return answer


def list_definitions(service: Service, reader: Reader, child: str) -> list[DefinitionView]:
    """Return the assessments of a child, the first first, to its own agency and to protection officers."""
    if reader.role != Role.AGENCY:
        require(reader, Task.ASSESS_DEFINITION)
    with service.database.reading(reader) as connection:
        record_id = child_named(connection, reader, child)
        found = store.definitions_of(connection, record_id)
        views = [_view(service, one, one is found[-1]) for one in found]
        write_audit(connection, reader, "read_definitions", "record", record_id, shown=len(views))
    return views


def _view(service: Service, one: store.Definition, in_force: bool) -> DefinitionView:
    note = None
    if one.note is not None:
        note = service.keyring.decrypt(one.note, f"definitions.note:{one.id}").decode()
    status = CareStatus(one.status)
    return DefinitionView(
        pseudonym(Side.CHILD, one.record_id), status, CARE_STATUSES[status], tuple(map(Company, one.company)),
        tuple(map(KnownBy, one.known_by)), note, one.assessed_on, one.user_id, one.at, in_force,
    )  # fmt: skip


def _check(
    status: str, company: Collection[str], known_by: Collection[str], on: date, today: date, note: str | None
) -> None:
    faults = [
        FieldFault(pointer, "isn't a code of the list", f"Take one of: {', '.join(codes)}.")
        for pointer, codes, given in (
            ("/status", CareStatus, [status]),
            ("/company", Company, company),
            ("/known_by", KnownBy, known_by),
        )
        if not set(given) <= set(codes)
    ]
    if note is not None and not is_text(note, _LONGEST):
        faults.append(FieldFault("/note", "isn't a text of up to 2,000 characters", "Write plain text."))
    if not faults:
        lacking = lacks(
            CareStatus(status), [Company(c) for c in company], [KnownBy(k) for k in known_by], on, today
        )
        for says in lacking:
            pointer, mend = _MENDS[Lack(says.code)]
            faults.append(FieldFault(pointer, says.en, mend))
    if faults:
        raise Invalid("invalid", "The assessment can't be entered like that.", fields=faults)
