"""The child's right to its consulate: that it was told, what it wished, and that a consulate was notified.

A child's own workers and protection officers write down what was said; only a protection officer notifies, under an
agreement with that consulate, once the child has said yes. Entries are appended; the child's last word counts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa

from tracing.casework.agencies import AgencyKind, Side
from tracing.casework.pseudonyms import pseudonym
from tracing.casework.roles import Task
from tracing.casework.sharing.consular import Informing, Wish, informing_lacks
from tracing.casework.sharing.firewall import Basis
from tracing.service.access import require
from tracing.service.children import child_named
from tracing.service.context import Service
from tracing.service.errors import FieldFault, Invalid
from tracing.service.idempotency import Answer, once
from tracing.service.sharing.agreements import in_force
from tracing.service.sharing.shares import may_give, share_in
from tracing.service.texts import is_line, is_text
from tracing.store import people
from tracing.store import sharing as store
from tracing.store.database import Reader, write_audit

__all__ = ["ConsularView", "NewInforming", "list_consular", "notify", "record_informing"]

_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class NewInforming:
    """That a child was told of the right to its consulate (an agency's code), and what it said. ``note``: its own words."""

    consulate: str
    on: date
    language: str
    explained_by: str = field(repr=False)
    wish: str = "undecided"
    interpreter: str = field(default="", repr=False)
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ConsularView:
    """An entry. ``wish`` where the child was told; ``detail``: who explained it, the interpreter, the note."""

    id: int
    consulate: str
    kind: str
    wish: str | None
    on: date
    language: str
    detail: dict[str, str] = field(repr=False)
    by: int
    at: datetime


def record_informing(
    service: Service, reader: Reader, child: str, new: NewInforming, key: str | None = None
) -> Answer:
    """Write down that a child was told, and what it wishes. Raises ``Invalid`` with what is missing."""
    require(reader, Task.RECORD_CONSULAR)
    asked = {
        "act": "record_informing", "child": child, "consulate": new.consulate, "on": new.on, "language": new.language,
        "by": new.explained_by, "wish": new.wish, "interpreter": new.interpreter, "note": new.note,
    }  # fmt: skip
    with service.database.reading(reader) as connection:
        record_id = child_named(connection, reader, child)
        found = people.agency_by_code(connection, new.consulate) if new.consulate.isprintable() else None
        _check(service, new, found)

        def act() -> Answer:
            said = {"explained_by": new.explained_by, "interpreter": new.interpreter, "note": new.note}
            _enter(
                service, connection, reader, record_id, 0 if found is None else found.id, "informed", new.wish, new.on,
                new.language, {name: text.strip() for name, text in said.items() if text.strip()},
            )  # fmt: skip
            body = {"child": child, "consulate": new.consulate, "wish": new.wish}
            return Answer(201, body, None, record_id)

        answer = once(service, connection, reader, key, asked, act)
        if not answer.repeated:
            write_audit(connection, reader, "consular_right_told", "record", record_id, language=new.language)
    return answer


def notify(
    service: Service,
    reader: Reader,
    child: str,
    code: str,
    language: str,
    until: date,
    key: str | None = None,
) -> Answer:
    """Notify a consulate under its agreement: from now on it reads the child's fields that are agreed.

    Raises ``NotYet`` naming what is missing: the child's yes first of all.
    """
    require(reader, Task.NOTIFY_CONSULATE)
    asked = {
        "act": "notify_consulate",
        "child": child,
        "agreement": code,
        "language": language,
        "until": until,
    }
    with service.database.reading(reader) as connection:
        agreement = in_force(service, connection, code)
        may_give(connection, reader, agreement)
        record_id = child_named(connection, reader, child)
        faults = []
        if agreement.receiver_kind != AgencyKind.CONSULATE:
            faults.append(
                FieldFault("/agreement", "isn't one with a consulate", "Name one for consular assistance.")
            )
        if not is_line(language, 80):
            faults.append(FieldFault("/language", "isn't a line of 1 to 80 characters", "Name the language."))
        if faults:
            raise Invalid("invalid", "The consulate can't be notified like that.", fields=faults)

        def act() -> Answer:
            name = share_in(service, connection, reader, agreement, record_id, Basis.CONSENT, until)
            today = service.now().date()
            _enter(
                service,
                connection,
                reader,
                record_id,
                agreement.receiver_id,
                "notified",
                None,
                today,
                language,
                {},
            )
            store.add_transfer(
                connection, agreement, "notification", name, record_id, "child", Basis.CONSENT.value, [],
                reader.person or 0, service.now(),
            )  # fmt: skip
            return Answer(201, {"child": child, "agreement": code, "share": str(name)}, None, record_id)

        answer = once(service, connection, reader, key, asked, act)
        if not answer.repeated:
            write_audit(
                connection,
                reader,
                "notify_consulate",
                "record",
                record_id,
                agreement=code,
                share=answer.body["share"],
            )
    return answer


def list_consular(service: Service, reader: Reader, child: str) -> tuple[str, list[ConsularView]]:
    """Return a child's pseudonym and what is written down of it, to its own workers and protection officers."""
    require(reader, Task.RECORD_CONSULAR)
    with service.database.reading(reader) as connection:
        record_id = child_named(connection, reader, child)
        found = [
            ConsularView(
                one.id, one.consulate, one.kind, one.wish, one.on_day, one.language, _detail(service, one), one.by_user,
                one.at,
            )
            for one in store.consular_of(connection, record_id)
        ]  # fmt: skip
        write_audit(connection, reader, "read_consular", "record", record_id, shown=len(found))
    return pseudonym(Side.CHILD, record_id), found


def _enter(
    service: Service,
    connection: sa.Connection,
    reader: Reader,
    record_id: int,
    consulate: int,
    kind: str,
    wish: str | None,
    on: date,
    language: str,
    detail: dict[str, str],
) -> None:
    number = store.next_consular(connection)
    sealed = None
    if detail:
        text = json.dumps(detail, ensure_ascii=False).encode()
        sealed = service.keyring.encrypt(text, f"consular_records.detail:{number}")
    store.add_consular(
        connection, id=number, record=record_id, consulate=consulate, kind=kind, wish=wish, on_day=on,
        language=language.strip(), detail=sealed, person=reader.person, at=service.now(),
    )  # fmt: skip


def _check(service: Service, new: NewInforming, found: people.Agency | None) -> None:
    consulate = found is not None and found.kind == AgencyKind.CONSULATE and found.active
    informing = Informing(consulate, new.on, new.language, new.explained_by)
    faults = [
        FieldFault.of(f"/{where}", why) for where, why in informing_lacks(informing, service.now().date())
    ]
    if new.wish not in set(Wish):
        faults.append(FieldFault("/wish", "isn't one of the answers", f"Take one of: {', '.join(Wish)}."))
    lines = (("language", new.language, 80), ("explained_by", new.explained_by, 200))
    faults += [
        FieldFault(f"/{name}", f"isn't a line of up to {most} characters", "Write plain text.")
        for name, text, most in (*lines, ("interpreter", new.interpreter, 200))
        if text.strip() and not is_line(text, most)
    ]
    if not is_text(new.note, _LONGEST):
        faults.append(FieldFault("/note", "isn't a text of up to 2,000 characters", "Write plain text."))
    if faults:
        raise Invalid("invalid", "That can't be written down like that.", fields=faults)


def _detail(service: Service, one: store.Consular) -> dict[str, str]:
    if one.detail is None:
        return {}
    found: dict[str, str] = json.loads(
        service.keyring.decrypt(one.detail, f"consular_records.detail:{one.id}")
    )
    return found
