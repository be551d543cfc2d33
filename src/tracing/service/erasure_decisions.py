"""What protection officers decide on records that may be evidence: that one is erased all the same, or that it is kept.

An agency doesn't decide on what may speak against it: an officer of the agency that holds the record doesn't, nor does one
whom a complaint about it means, or who declared a conflict of interest. All of them are refused alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym
from tracing.casework.roles import Task
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.erasure import CAUSES, erase_record
from tracing.service.errors import FieldFault, Forbidden, Invalid, NotFound
from tracing.service.idempotency import Answer, once
from tracing.service.pairs import record_named
from tracing.service.reached import reached
from tracing.service.texts import is_filled
from tracing.store import evidence as store
from tracing.store import holds, people
from tracing.store.database import Reader, write_audit

__all__ = ["AskedErasure", "decide_erasure", "list_erasures"]

_LONGEST: Final = 2000
_ERASE, _KEEP = "erase", "keep"


@dataclass(frozen=True, slots=True)
class AskedErasure:
    """An erasure that was asked for and waits, by the record's pseudonym; ``reason``: why the record is kept."""

    id: int
    record: str
    cause: str
    asked_at: datetime
    kept_by: int | None
    kept_at: datetime | None
    reason: str | None = field(repr=False)


def list_erasures(service: Service, reader: Reader, after: int = 0, limit: int = 50) -> list[AskedErasure]:
    """Return the erasures that wait, of the records that the reader works on."""
    require(reader, Task.DECIDE_ERASURE)
    with service.database.reading(reader) as connection:
        found = store.page(connection, after, limit)
        write_audit(connection, reader, "list", "erasures", reader.agency or 0, shown=len(found))
    return [
        AskedErasure(
            one.record_id, pseudonym(Side(one.side), one.record_id), one.cause, one.asked_at, one.kept_by, one.kept_at,
            None
            if one.reason is None
            else service.keyring.decrypt(one.reason, f"erasures.reason:{one.record_id}").decode(),
        )
        for one in found
    ]  # fmt: skip


def decide_erasure(
    service: Service,
    reader: Reader,
    name: str,
    decision: str,
    reason: str,
    cause: str = "asked",
    key: str | None = None,
) -> Answer:
    """Decide on a withdrawn record, by its pseudonym, that it is erased or kept (``decision``: ``erase``, ``keep``). ``reason``
    is kept with what is kept. Raises ``Invalid``, ``NotFound``, ``Forbidden`` (another officer decides)."""
    require(reader, Task.DECIDE_ERASURE)
    faults = [
        FieldFault(f"/{name_}", "isn't one of its codes", f"Take one of: {', '.join(codes)}.")
        for name_, given, codes in (("decision", decision, (_ERASE, _KEEP)), ("cause", cause, CAUSES))
        if given not in codes
    ]
    if not is_filled(reason, _LONGEST):
        faults.append(
            FieldFault("/reason", "isn't a text of 1 to 2,000 characters", "Say why, in plain text.")
        )
    if faults:
        raise Invalid("invalid", "The erasure can't be decided on like that.", fields=faults)
    side, record_id = record_named(name)
    asked = {
        "act": "decide_erasure", "record": name, "decision": decision, "reason": reason, "cause": cause,
    }  # fmt: skip
    with service.database.reading(reader) as connection:

        def act() -> Answer:
            record = reached(connection, reader, side, record_id, states=("withdrawn", "erased"))
            waits = store.asked_of(connection, record_id)
            if record.state == "erased" and waits is None:
                raise NotFound("no_record", "There is no record of that name.")
            _check_person(service, connection, reader, record_id, record.agency)
            why = cause if waits is None else waits.cause
            if decision == _ERASE:
                erase_record(service, record_id, reader, why)
            else:
                sealed = service.keyring.encrypt(reason.strip().encode(), f"erasures.reason:{record_id}")
                with service.database.working() as working:
                    store.keep(working, record_id, why, reader.person or 0, service.now(), sealed)
            # Without the record's number: the answer stays when the record goes.
            return Answer(200, {"record": name, "decision": decision}, None, None)

        answer = once(service, connection, reader, key, asked, act)
        if not answer.repeated:
            write_audit(connection, reader, f"decide_{decision}", "record", record_id)
    return answer


def _check_person(
    service: Service, connection: sa.Connection, reader: Reader, record_id: int, agency: str
) -> None:
    own = people.agency(connection, reader.agency or 0)
    declared = {record for record, _, _ in holds.conflicts_of(connection, reader.person or 0)}
    with service.database.working() as working:
        meant = store.meant(working, record_id, reader.person or 0, reader.agency or 0)
    if meant or record_id in declared or own is None or own.code == agency:
        raise Forbidden(
            "another_officer",
            "A protection officer of another agency decides on this erasure.",
            "Leave it to one of them.",
        )
