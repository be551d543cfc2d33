"""The directory of responsible authorities: searched by all who work on cases, corrected by experts without code.

What nobody has corrected stands as it was shipped; corrections are appended and count from then on. Which authority
receives a child in its country (``reception_authority``) is asked by whoever prepares a return.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

import sqlalchemy as sa

from tracing.casework.agencies import AgencyKind, Side
from tracing.casework.care.directory import (
    Entry,
    check_due,
    entry_faults,
    is_stale,
    matches,
    named,
    reception,
    shipped_entries,
)
from tracing.casework.care.institutions import Function, InstitutionKind
from tracing.casework.competence import OTHER_COUNTRY, works_for
from tracing.casework.law.register import Register
from tracing.casework.law.terms import Term
from tracing.casework.roles import Role, Task, may
from tracing.service.access import require
from tracing.service.care.refusals import LINE, TEXT, refusal
from tracing.service.context import Service
from tracing.service.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound
from tracing.service.idempotency import Answer, once
from tracing.service.law.applied import register_of, register_on
from tracing.service.texts import is_line, is_text
from tracing.store import people
from tracing.store.care import directory as store
from tracing.store.database import Reader, write_audit

__all__ = [
    "EntryVersion",
    "NewEntry",
    "Seen",
    "corrects",
    "entry_versions",
    "get_entry",
    "list_entries",
    "named_authority",
    "reception_authority",
    "write_entry",
]

_KEY = re.compile(r"[A-Z]{2}-[A-Z0-9][A-Z0-9-]{0,30}")


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry as it counts today. ``stale``: checked too long ago to be relied on; ``check_due``: by when it is to be checked
    again, and by which entry of the register of law."""

    entry: Entry
    stale: bool
    check_due: Term


@dataclass(frozen=True, slots=True)
class EntryVersion:
    """A version of an entry. ``by_user`` and ``at`` are None for the one that was shipped."""

    entry: Entry
    reason: str
    by_user: int | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What an expert writes: all of the entry as it shall be. ``version``: the one that was read, 0 for a new entry."""

    version: int
    institution: str
    kind: str
    functions: Sequence[str]
    source: str
    checked_on: date
    checked_by: str
    reason: str = field(repr=False)
    sides: Sequence[str] = ()
    short: str = ""
    subdivision: str = ""
    legal_basis: str = ""
    to_check: str = ""
    contact: str = ""
    retired: bool = False


def list_entries(
    service: Service,
    reader: Reader,
    country: str | None = None,
    kind: str | None = None,
    side: str | None = None,
    subdivision: str | None = None,
    function: str | None = None,
    retired: bool = False,
) -> list[Seen]:
    """Return the entries that were searched for, by their keys; raises ``Invalid`` for a code that isn't one."""
    require(reader, Task.READ_DIRECTORY)
    faults = [
        FieldFault(f"query:{name}", "isn't one of the codes", f"Take one of: {', '.join(sorted(codes))}.")
        for name, code, codes in (
            ("kind", kind, set[str](InstitutionKind)), ("side", side, set[str](Side)), ("function", function, set[str](Function)),
        )
        if code is not None and code not in codes
    ]  # fmt: skip
    if faults:
        raise Invalid("invalid", "The directory can't be asked for like that.", fields=faults)
    with service.database.reading(reader) as connection:
        found, register = _all(connection), register_on(connection)
        write_audit(connection, reader, "list", "directory", country or "all", shown=len(found))
    today = service.now().date()
    return [
        _seen(entry, today, register)
        for _, entry in sorted(found.items())
        if (retired or not entry.retired)
        and matches(
            entry, country, None if kind is None else InstitutionKind(kind), None if side is None else Side(side),
            subdivision, None if function is None else Function(function),
        )
    ]  # fmt: skip


def get_entry(service: Service, reader: Reader, key: str) -> Seen:
    """Return an entry as it counts today."""
    versions = entry_versions(service, reader, key)
    return _seen(versions[-1].entry, service.now().date(), register_of(service))


def _seen(entry: Entry, today: date, register: Register) -> Seen:
    return Seen(entry, is_stale(entry, today, register), check_due(entry, register))


def entry_versions(service: Service, reader: Reader, key: str) -> list[EntryVersion]:
    """Return all versions of an entry, the first first."""
    require(reader, Task.READ_DIRECTORY)
    if not _KEY.fullmatch(key):
        raise _unknown()
    with service.database.reading(reader) as connection:
        written = store.entries(connection, key, all_versions=True)
        write_audit(connection, reader, "read", "directory", key)
    found = [EntryVersion(_read(one), one.reason, one.by_user, one.at) for one in written]
    if (shipped := shipped_entries().get(key)) is not None:
        found.insert(0, EntryVersion(shipped, "", None, None))
    if not found:
        raise _unknown()
    return found


def reception_authority(service: Service, country: str, subdivision: str = "") -> Entry:
    """Return the authority that a child who returns to a country is handed to: child protection, never police or border.

    ``country``: ISO 3166-1; ``subdivision``: ISO 3166-2, where the child's home state is known. Raises ``NotFound`` where
    the directory knows none. For use cases; routes ask ``reception`` of ``list_entries``' reader.
    """
    with service.database.working() as connection:
        found = reception(_all(connection).values(), country, subdivision)
    if found is None:
        raise NotFound(
            "no_reception_authority",
            "The directory knows no child-protection authority of that country that receives children who return"
            " [CRM Regional Guidelines (2009)].",
            "An expert enters one: PUT /v1/directory/… with the function reception.",
        )
    return found


def named_authority(service: Service, said: str, country: str = "") -> Entry | None:
    """Return the entry of an authority by its key, short name or institution, retired ones as well; None where the directory
    has none that is called so. For use cases that ask whether anything may go there."""
    with service.database.working() as connection:
        return named(_all(connection).values(), said, country)


def corrects(service: Service, reader: Reader, country: str) -> bool:
    """Say whether somebody may correct the entries of a country."""
    if not may(Role(reader.role), Task.CORRECT_DIRECTORY):
        return False
    with service.database.reading(reader) as connection:
        return _keeps(connection, reader, country)


def write_entry(
    service: Service, reader: Reader, key: str, new: NewEntry, request_key: str | None = None
) -> Answer:
    """Append a version of an entry, or a new entry.

    Raises ``Invalid`` with the rules that it breaks, ``Conflict`` (``version_changed``) where somebody wrote meanwhile.
    """
    require(reader, Task.CORRECT_DIRECTORY)
    made = _checked(key, new)
    asked = {"act": "write_entry", "key": key, **asdict(new)}
    with service.database.reading(reader) as connection:

        def act() -> Answer:
            if not _keeps(connection, reader, made.country):
                raise Forbidden.of(OTHER_COUNTRY)
            store.lock(connection, key)
            before = _all(connection, key).get(key)
            if new.version != (0 if before is None else before.version):
                raise Conflict(
                    "version_changed",
                    "The entry isn't as you read it, or there is none of this key.",
                    "Read it again; a new entry has version 0.",
                )
            if broken := entry_faults(made, service.now().date(), before):
                raise refusal("The entry can't be written like that.", broken)
            store.add(connection, _written(made, new.reason.strip(), reader.person or 0, service.now()))
            status = 200 if before is not None else 201
            return Answer(status, {"key": key, "version": made.version}, str(made.version))

        answer = once(service, connection, reader, request_key, asked, act)
        if not answer.repeated:
            write_audit(connection, reader, "write_entry", "directory", key, version=made.version)
    return answer


def _keeps(connection: sa.Connection, reader: Reader, country: str) -> bool:
    """Officers of an authority enter institutions of their own country; administrators keep the whole directory."""
    if reader.role == Role.ADMINISTRATOR:
        return True
    own = None if reader.agency is None else people.agency(connection, reader.agency)
    return own is not None and works_for(AgencyKind(own.kind), own.country, country)


def _all(connection: sa.Connection, key: str | None = None) -> dict[str, Entry]:
    """Return the entries as they count: what an expert wrote stands before what was shipped."""
    return {**shipped_entries(), **{one.key: _read(one) for one in store.entries(connection, key)}}


def _unknown() -> NotFound:
    return NotFound("no_entry", "The directory has no such entry.")


def _checked(key: str, new: NewEntry) -> Entry:
    faults = []
    if not _KEY.fullmatch(key):
        faults.append(FieldFault("path:key", "isn't a key", "Write it as MX-DIF."))
    lines: Mapping[str, tuple[str, bool]] = {
        "institution": (new.institution, False), "source": (new.source, False), "checked_by": (new.checked_by, False),
        "short": (new.short, True), "legal_basis": (new.legal_basis, True), "contact": (new.contact, True),
        "to_check": (new.to_check, True), "subdivision": (new.subdivision, True),
    }  # fmt: skip
    faults += [
        FieldFault(f"/{name}", "isn't a line of plain text", "Write up to 200 characters.")
        for name, (text, empty) in lines.items()
        if not is_line(text, LINE, empty)
    ]
    if not new.reason.strip() or not is_text(new.reason, TEXT):
        faults.append(
            FieldFault("/reason", "isn't a text of 1 to 2,000 characters", "Say why it is corrected.")
        )
    for name, codes, known in (
        ("kind", [new.kind], set[str](InstitutionKind)),
        ("functions", new.functions, set[str](Function)),
        ("sides", new.sides, set[str](Side)),
    ):
        if not set(codes) <= known:
            faults.append(
                FieldFault(f"/{name}", "isn't one of the codes", f"Take of: {', '.join(sorted(known))}.")
            )
    if faults:
        raise Invalid("invalid", "The entry can't be written like that.", fields=faults)
    return Entry(
        key, new.version + 1, key[:2], new.institution.strip(), InstitutionKind(new.kind),
        tuple(dict.fromkeys(Function(f) for f in new.functions)), tuple(sorted({Side(s) for s in new.sides})),
        new.legal_basis.strip(), new.source.strip(), new.checked_on, new.checked_by.strip(), new.short.strip(),
        new.subdivision.strip(), new.to_check.strip(), new.contact.strip(), new.retired,
    )  # fmt: skip


def _read(one: store.Written) -> Entry:
    return Entry(
        one.key, one.version, one.country, one.institution, InstitutionKind(one.kind),
        tuple(Function(f) for f in one.functions), tuple(Side(s) for s in one.sides), one.legal_basis, one.source,
        one.checked_on, one.checked_by, one.short, one.subdivision, one.to_check, one.contact, one.retired,
    )  # fmt: skip


def _written(entry: Entry, reason: str, person: int, at: datetime) -> store.Written:
    return store.Written(
        entry.key, entry.version, entry.country, entry.institution, entry.kind.value,
        [f.value for f in entry.functions], [s.value for s in entry.sides], entry.legal_basis, entry.source,
        entry.checked_on, entry.checked_by, entry.short, entry.subdivision, entry.to_check, entry.contact,
        entry.retired, reason, person, at,
    )  # fmt: skip
