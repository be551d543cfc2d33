"""Erasing records: everything known of a person goes, derived data too, and a token is left.

The token is a keyed hash in the place of the reference. It tells only whether the same agency sends the same reference
again, as it does when an old file is uploaded once more; it can't be turned back. What stays beside it: that decisions
were made, by whom and when, without what they say of anybody; and the audit, which holds numbers and no values.

What may be evidence (``service.evidence``) no agency erases. One that holds a child is told that an officer decides. The
asking side isn't: to it an inquiry is erased at once, whatever stands on it, by the same statements; what is left goes by a
job as soon as nothing stands in the way.
"""

from __future__ import annotations

import procrastinate
import sqlalchemy as sa

from tracing.service import jobs
from tracing.service.context import Service
from tracing.service.errors import Conflict
from tracing.service.evidence import evidence_among, over_of
from tracing.service.jobs import app, service_of
from tracing.service.submission import own_agency, own_record, suppressed
from tracing.store import erasure as store
from tracing.store import evidence
from tracing.store.database import Reader, write_audit
from tracing.store.locks import SCREENING, lock

__all__ = ["CAUSES", "carry_out", "close_inquiry", "erase_own", "erase_record"]

CAUSES = ("asked", "withdrawn", "retention_ended", "entered_by_mistake")
"""Why a record is erased: the person or family asked, it had been withdrawn, its time was over, it never belonged here."""

_READER = Reader("worker", purpose="erasure")
_AT_ONCE = 500


def erase_own(service: Service, reader: Reader, side: str, reference: str, cause: str) -> None:
    """Erase a record of the reader's agency that was withdrawn before; ``cause`` is one of ``CAUSES``.

    Raises ``NotFound``, or ``Conflict`` where it is still searched for, and of a child where an officer decides.
    """
    with service.database.reading(reader) as connection:
        agency = own_agency(connection, reader, side, writes=True)
        record = own_record(connection, side, agency.id, reference)
        if record.state != "withdrawn":
            raise Conflict("not_withdrawn", "The record is still searched for.", "Withdraw it first.")
    if side == "inquiry":
        close_inquiry(service, record.id, reader, cause)
    elif _waits(service, record.id, reader, cause):
        # The same words whatever stands on it: a complaint about this agency, or a hold.
        raise Conflict(
            "officer_decides",
            "A protection officer decides on this erasure.",
            "Wait for that decision: nothing more is to be sent.",
        )
    else:
        erase_record(service, record.id, reader, cause)


def erase_record(service: Service, record_id: int, reader: Reader, cause: str) -> bool:
    """Erase a record, whatever its state and whatever stands on it; whether the ``reader`` may is settled before. False where
    it was erased already.

    Runs as the worker: nobody who reads may remove a version.
    """
    _check(cause)
    with service.database.working() as connection:
        # Who is screening the record now would note again what is removed.
        lock(connection, SCREENING)
        record = store.locked(connection, record_id)
        if record is None:
            return False
        removed: dict[str, int] = {}
        if record.state != "erased":
            removed = _close(service, connection, record)
        elif evidence.asked_of(connection, record_id) is None:
            return False
        # Who asks, withdraws and asks again is to be found; whoever asks to be erased is.
        removed |= store.remove(connection, record.id, cause == "withdrawn" and record.side == "inquiry")
        jobs.enqueue_match(connection, [record.id])
        write_audit(
            connection, reader, "erase", "record", record.id, side=record.side, agency=record.agency, cause=cause,
            removed=removed,
        )  # fmt: skip
    return True


def carry_out(service: Service) -> int:
    """Erase what was asked for and nothing stands on any more; return how many."""
    erased, after = 0, 0
    while True:
        with service.database.working() as connection:
            found = evidence.waiting(connection, after, _AT_ONCE)
            kept = evidence_among(connection, [record for record, _ in found], service.now().date())
        if not found:
            return erased
        for record, cause in found:
            if record not in kept:
                erased += erase_record(service, record, _READER, cause)
        after = found[-1][0]


@app.periodic(cron="25 * * * *", queueing_lock="carry_out")
@app.task(name="erase", queue="erase", lock="erase", pass_context=True)
def _erase(context: procrastinate.JobContext, timestamp: int = 0) -> None:
    carry_out(service_of(context))


def _check(cause: str) -> None:
    if cause not in CAUSES:
        raise ValueError(f"{cause!r}: expected one of {', '.join(CAUSES)}")


def close_inquiry(service: Service, record_id: int, reader: Reader, cause: str) -> bool:
    """Have an inquiry erased for its agency, and the rest of it removed by a job; whether the ``reader`` may is settled before.
    False where it was."""
    _check(cause)
    with service.database.working() as connection:
        lock(connection, SCREENING)
        record = store.locked(connection, record_id)
        if record is None or record.state == "erased":
            return False
        removed = _close(service, connection, record)
        evidence.ask(connection, record.id, cause, service.now())
        jobs.enqueue_match(connection, [record.id])
        jobs.enqueue(connection, "erase")
        write_audit(
            connection, reader, "ask_erasure", "record", record.id, side=record.side, agency=record.agency, cause=cause,
            removed=removed,
        )  # fmt: skip
    return True


def _close(service: Service, connection: sa.Connection, record: store.ToErase) -> dict[str, int]:
    """Have a record erased for its agency; return what was removed."""
    token = suppressed(service, record.agency_id, record.side, record.reference)
    return store.close(connection, record, token, over_of(connection, record.id, service.now().date()))


def _waits(service: Service, record_id: int, reader: Reader, cause: str) -> bool:
    """Say whether an officer decides on the erasure of a child's record, and note that it was asked for."""
    _check(cause)
    with service.database.working() as connection:
        now = service.now()
        if not evidence_among(connection, [record_id], now.date()):
            return False
        evidence.ask(connection, record_id, cause, now)
        write_audit(connection, reader, "ask_erasure", "record", record_id, side="child", cause=cause)
    return True
