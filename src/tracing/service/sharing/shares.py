"""Deciding which record is shared under an agreement, and ending that: each record singly, by a protection officer.

The officer is told all that stands against it; nothing is stored where anything does. What stands against it later stops
it at each read, without anybody's doing (``service.sharing.reading``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym
from tracing.casework.roles import Task
from tracing.casework.sharing.firewall import SHARE_BASES, Basis, stops
from tracing.casework.wording import Sentence
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound, NotYet
from tracing.service.idempotency import Answer, once
from tracing.service.pairs import record_named
from tracing.service.sharing.agreements import in_force, no_agreement, of_office
from tracing.service.sharing.facts import crossing_facts
from tracing.store import records
from tracing.store import sharing as store
from tracing.store.database import Reader, write_audit

__all__ = [
    "ShareView",
    "basis_of",
    "check_crossing",
    "end_share",
    "list_shares",
    "may_give",
    "may_not_cross",
    "share",
    "share_in",
]


@dataclass(frozen=True, slots=True)
class ShareView:
    """A share as whoever decides on it sees it: the record by its pseudonym."""

    id: int
    name: UUID
    record: str
    basis: Sentence
    until: date
    decided_by: int
    decided_at: datetime
    ended_at: datetime | None


def share(
    service: Service, reader: Reader, code: str, record: str, basis: str, until: date, key: str | None = None
) -> Answer:
    """Share a record (by its pseudonym) under an agreement, up to a day within it.

    Raises ``NotYet`` with all that stands against it, each with its rule and what would make it legal.
    """
    require(reader, Task.SHARE)
    asked = {"act": "share", "agreement": code, "record": record, "basis": basis, "until": until}
    with service.database.reading(reader) as connection:
        agreement = in_force(service, connection, code)
        may_give(connection, reader, agreement)
        record_id = _shareable(connection, agreement, record)

        def act() -> Answer:
            grounds = basis_of(basis)
            name = share_in(service, connection, reader, agreement, record_id, grounds, until)
            return Answer(201, {"agreement": code, "share": str(name), "record": record}, None, record_id)

        answer = once(service, connection, reader, key, asked, act)
        if not answer.repeated:
            write_audit(
                connection,
                reader,
                "share",
                "record",
                record_id,
                agreement=code,
                share=answer.body["share"],
                basis=basis,
            )
    return answer


def share_in(
    service: Service,
    connection: sa.Connection,
    reader: Reader,
    agreement: store.Agreement,
    record_id: int,
    basis: Basis,
    until: date,
) -> UUID:
    """Share a record in a transaction that is open; return the share's name."""
    today = service.now().date()
    if not today <= until <= agreement.valid_until:
        text = f"isn't a day from today until the agreement's last, {agreement.valid_until}"
        fault = FieldFault("/until", text, "Name the last day on which it is shared.")
        raise Invalid("invalid", "The record can't be shared like that.", fields=[fault])
    check_crossing(service, agreement, record_id, basis)
    before = store.open_share(connection, agreement.id, record_id)
    if before is not None and before.until < today:
        # It ran out by itself: nobody has to end it before it is decided anew.
        store.end_share(connection, before.id, reader.person or 0, service.now())
    name = store.add_share(
        connection, agreement=agreement.id, record=record_id, basis=basis.value, until=until, person=reader.person,
        at=service.now(),
    )  # fmt: skip
    if name is None:
        raise Conflict(
            "shared_already",
            "The record is shared under this agreement.",
            "End that before it is decided anew.",
        )
    return name


def check_crossing(service: Service, agreement: store.Agreement, record_id: int, basis: Basis) -> None:
    """Raise ``NotYet`` with all that keeps a record from crossing under an agreement."""
    with service.database.working() as connection:
        known = store.known_of(connection, [], [record_id], agreement.receiver_id).get(record_id)
    if known is None:
        raise _no_record(agreement)
    found = stops(crossing_facts(service, agreement, known, basis))
    if found:
        raise may_not_cross(found)


def may_not_cross(found: Sequence[Sentence]) -> NotYet:
    """Return the refusal of what may not cross, with all that stands against it."""
    return NotYet(
        "may_not_cross",
        "This may not cross to that agency now: " + " ".join(s.en for s in found),
        "Todavía no puede compartirse: " + " ".join(s.es for s in found),
        [FieldFault.of(f"rule:{s.code}", s) for s in found],
    )


def end_share(service: Service, reader: Reader, code: str, name: UUID) -> None:
    """End a share, also under an agreement that is over."""
    require(reader, Task.SHARE)
    with service.database.reading(reader) as connection:
        agreement = store.agreement(connection, code) if code.isprintable() else None
        if agreement is None:
            raise no_agreement()
        may_give(connection, reader, agreement)
        found = store.share_named(connection, agreement.id, name)
        if found is None or found.ended_at is not None:
            raise NotFound("no_share", "Nothing of that name is shared under this agreement.")
        store.end_share(connection, found.id, reader.person or 0, service.now())
        write_audit(
            connection, reader, "end_share", "record", found.record_id, agreement=code, share=str(name)
        )


def list_shares(
    service: Service, reader: Reader, code: str, after: int = 0, limit: int = 50
) -> list[ShareView]:
    """Return what is and was shared under an agreement, to officers of the office and of the agency that gives."""
    require(reader, Task.SHARE)
    with service.database.reading(reader) as connection:
        agreement = store.agreement(connection, code) if code.isprintable() else None
        if agreement is None:
            raise no_agreement()
        may_give(connection, reader, agreement)
        found = store.shares_under(connection, agreement.id, after, limit)
        write_audit(connection, reader, "read_shares", "agreement", code, shown=len(found))
    return [
        ShareView(
            one.id, one.name, pseudonym(Side(one.side), one.record_id), SHARE_BASES[Basis(one.basis)], one.until, one.decided_by,
            one.decided_at, one.ended_at,
        )
        for one in found
    ]  # fmt: skip


def may_give(connection: sa.Connection, reader: Reader, agreement: store.Agreement) -> None:
    """Raise ``Forbidden`` unless the reader is of the agency that gives, or of the office."""
    if reader.agency != agreement.sender_id and not of_office(connection, reader):
        raise Forbidden(
            "not_the_sender",
            "What is shared is decided by the agency that holds the record, or the office.",
            f"Ask a protection officer of {agreement.sender}.",
        )


def basis_of(text: str) -> Basis:
    """Return a legal basis by its code; raises ``Invalid``."""
    if text not in set(Basis):
        fault = FieldFault("/basis", "isn't a legal basis", f"Take one of: {', '.join(Basis)}.")
        raise Invalid("invalid", "The record can't be shared like that.", fields=[fault])
    return Basis(text)


def _shareable(connection: sa.Connection, agreement: store.Agreement, name: str) -> int:
    side, record_id = record_named(name)
    found = records.latest(connection, [record_id])
    if not found or found[0].side != side or found[0].agency != agreement.sender:
        raise _no_record(agreement)
    return record_id


def _no_record(agreement: store.Agreement) -> NotFound:
    return NotFound("no_record", f"{agreement.sender} has no such record.")
