"""Entering a version of the register, and deciding on one that would protect less (``casework.law.entering``).

Protection officers do both: of the office for every place, of a child-protection authority for their own country. Nothing is
overwritten; who entered what, when, and who agreed stays to be read.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date

import sqlalchemy as sa

from tracing.casework.agencies import AgencyKind
from tracing.casework.law.entering import LAW_LACKS, LONGEST, deciding_lack, entering_faults, may_enter_for
from tracing.casework.law.entries import Check, Entered, Entry, EntryState
from tracing.casework.roles import Task
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound
from tracing.service.idempotency import Answer, once
from tracing.service.law.applied import register_on
from tracing.store import law as store
from tracing.store import people
from tracing.store.database import Reader, write_audit

__all__ = ["NewEntry", "decide_on_entry", "enter_entry"]


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A version to be entered, as ``casework.law.entries.Entry`` has its fields."""

    place: str
    rule: str
    es: str
    en: str
    source: str
    value: str | None = None
    ends: bool = False
    cite: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    check: str = Check.NOT_CHECKED.value
    checked_on: date | None = None
    checked_by: str = ""


def enter_entry(service: Service, reader: Reader, new: NewEntry, key: str | None = None) -> Answer:
    """Append a version. It counts at once, unless it protects less than what it stands before, or may: then it waits for
    another officer. Raises ``Invalid`` naming the fields, ``Forbidden`` (law of another country)."""
    require(reader, Task.ENTER_LAW)
    person = _person(reader)
    if new.check not in set(Check):
        fault = FieldFault(
            "/check", "isn't one of the values it may have", f"Take one of: {', '.join(Check)}."
        )
        raise _invalid([fault])
    now = service.now()
    entry = Entry(
        **{**asdict(new), "check": Check(new.check)},
        version=0,
        state=EntryState.IN_FORCE,
        entered=Entered(person, now),
    )
    asked = {"act": "enter_law", **asdict(new)}
    with service.database.reading(reader) as connection:
        _check_reach(connection, reader, entry.place)

        def act() -> Answer:
            store.lock(connection)
            register = register_on(connection)
            faults = entering_faults(register, entry, now.date())
            if faults:
                told = [FieldFault.of(f"/{fault.field}", fault.what) for fault in faults]
                raise _invalid(told, " ".join(fault.written for fault in faults if fault.written))
            versions = [v for v in register.versions(entry.place, entry.rule) if not v.shipped]
            weakens = register.weakened_by(entry)
            made = replace(entry, version=len(versions) + 1)
            store.add(connection, _stored(made, weakens, person))
            state = EntryState.WAITS if weakens else EntryState.IN_FORCE
            return Answer(
                201, {"place": made.place, "rule": made.rule, "version": made.version, "state": state.value}
            )

        answer = once(service, connection, reader, key, asked, act)
        if not answer.repeated:
            write_audit(
                connection, reader, "enter_law", "law", entry.name, version=answer.body["version"],
                state=answer.body["state"],
            )  # fmt: skip
    return answer


def decide_on_entry(
    service: Service,
    reader: Reader,
    place: str,
    rule: str,
    version: int,
    agreed: bool,
    reason: str,
    key: str | None = None,
) -> Answer:
    """Agree to a version that waits, or refuse it. Who entered it can't; raises ``Forbidden`` then, ``Conflict`` where it
    doesn't wait, ``NotFound``."""
    require(reader, Task.ENTER_LAW)
    person = _person(reader)
    if not (1 <= len(reason.strip()) <= LONGEST and reason.isprintable()):
        raise _invalid([FieldFault("/reason", f"isn't a line of 1 to {LONGEST:,} characters", "Say why.")])
    asked = {
        "act": "decide_law", "place": place, "rule": rule, "version": version, "agreed": agreed, "reason": reason,
    }  # fmt: skip
    with service.database.reading(reader) as connection:

        def act() -> Answer:
            store.lock(connection)
            register = register_on(connection)
            entry = next(
                (v for v in register.versions(place, rule) if not v.shipped and v.version == version), None
            )
            if entry is None:
                raise NotFound("no_entry", "The register has no such version.")
            _check_reach(connection, reader, place)
            lack = deciding_lack(register, entry, person)
            if lack is not None:
                refused = Forbidden if lack.code == "own_entry" else Conflict
                raise refused.of(lack)
            stored = {
                (s.what.place, s.what.rule, s.what.version): s.id for s in store.all_versions(connection)
            }
            store.decide(
                connection, stored[place, rule, version], agreed, reason.strip(), person, service.now()
            )
            state = EntryState.IN_FORCE if agreed else EntryState.REFUSED
            return Answer(200, {"place": place, "rule": rule, "version": version, "state": state.value})

        answer = once(service, connection, reader, key, asked, act)
        if not answer.repeated:
            write_audit(
                connection, reader, "decide_law", "law", f"{place}/{rule}", version=version, state=answer.body["state"]
            )  # fmt: skip
    return answer


def _person(reader: Reader) -> int:
    if reader.person is None:
        raise Forbidden("people_only", "This is for people who sign in, not for keys.")
    return reader.person


def _check_reach(connection: sa.Connection, reader: Reader, place: str) -> None:
    agency = None if reader.agency is None else people.agency(connection, reader.agency)
    if agency is None or not may_enter_for(AgencyKind(agency.kind), agency.country, place):
        lack = LAW_LACKS["not_your_country"]
        raise Forbidden.of(lack)


def _stored(entry: Entry, weakens: bool, person: int) -> store.NewVersion:
    if entry.entered is None:
        raise ValueError("a version is entered by somebody")
    return store.NewVersion(
        entry.place, entry.rule, entry.version, entry.value, entry.ends, entry.es, entry.en, entry.source, entry.cite,
        entry.valid_from, entry.valid_until, entry.check.value, entry.checked_on, entry.checked_by, weakens, person,
        entry.entered.at,
    )  # fmt: skip


def _invalid(faults: list[FieldFault], mend: str = "") -> Invalid:
    return Invalid("invalid", "The entry can't be taken like that.", mend, faults)
