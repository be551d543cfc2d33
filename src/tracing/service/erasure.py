"""Erasing records: everything known of a person goes, derived data too, and a token is left.

The token is a keyed hash in the place of the reference. It tells only whether the same agency sends the same reference
again, as it does when an old file is uploaded once more; it can't be turned back. What stays beside it: that decisions
were made, by whom and when, without what they say of anybody; and the audit, which holds numbers and no values.
"""

from __future__ import annotations

from tracing.service import jobs
from tracing.service.context import Service
from tracing.service.errors import Conflict
from tracing.service.submission import own_agency, own_record, suppressed
from tracing.store import erasure as store
from tracing.store.database import Reader, write_audit
from tracing.store.locks import SCREENING, lock

__all__ = ["CAUSES", "erase_own", "erase_record"]

CAUSES = ("asked", "withdrawn", "retention_ended", "entered_by_mistake")
"""Why a record is erased: the person or family asked, it had been withdrawn, its time was over, it never belonged here."""


def erase_own(service: Service, reader: Reader, side: str, reference: str, cause: str) -> None:
    """Erase a record of the reader's agency that was withdrawn before; ``cause`` is one of ``CAUSES``.

    Raises ``NotFound``, or ``Conflict`` where it is still searched for.
    """
    with service.database.reading(reader) as connection:
        agency = own_agency(connection, reader, side, writes=True)
        record = own_record(connection, side, agency.id, reference)
        if record.state != "withdrawn":
            raise Conflict("not_withdrawn", "The record is still searched for.", "Withdraw it first.")
    erase_record(service, record.id, reader, cause)


def erase_record(service: Service, record_id: int, reader: Reader, cause: str) -> bool:
    """Erase a record, whatever its state; whether the ``reader`` may is settled before. False where it was erased already.

    Runs as the worker: nobody who reads may remove a version.
    """
    if cause not in CAUSES:
        raise ValueError(f"{cause!r}: expected one of {', '.join(CAUSES)}")
    with service.database.working() as connection:
        # Who is screening the record now would note again what is removed.
        lock(connection, SCREENING)
        record = store.locked(connection, record_id)
        if record is None or record.state == "erased":
            return False
        token = suppressed(service, record.agency_id, record.side, record.reference)
        # Who asks, withdraws and asks again is to be found; whoever asks to be erased is.
        keep = cause == "withdrawn" and record.side == "inquiry"
        removed = store.erase(connection, record, token, keep)
        jobs.enqueue_match(connection, [record.id])
        write_audit(
            connection, reader, "erase", "record", record.id, side=record.side, agency=record.agency, cause=cause,
            removed=removed,
        )  # fmt: skip
    return True
