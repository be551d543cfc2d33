"""Many records in one file: CSV, JSON Lines or XLSX, stored by a job in bunches, with a report of what can't be taken.

The upload keeps the file, encrypted, and puts a job in the queue. The job judges the whole file with the records room's
readers and stores it bunch by bunch; a bunch is one transaction that also says up to which line the file is stored. So a
job that is killed or fails goes on where the last bunch ended, and a job that comes twice stores nothing twice. What fails
again and again ends as failed: an upload always ends, and its file goes. A row whose reference is known corrects that
record, or leaves it as it is where nothing has changed.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import procrastinate
import sqlalchemy as sa
from procrastinate import RetryStrategy

from tracing.records import InputError
from tracing.records.open import format_of
from tracing.service import jobs, notices
from tracing.service.contents import seal, take_apart, whole_rows
from tracing.service.context import Service
from tracing.service.errors import FieldFault, Invalid, NotFound, TooLarge
from tracing.service.idempotency import Answer, once
from tracing.service.judging import Judged, Read, Remark, judge_file, remark_of, unquoted
from tracing.service.submission import own_agency, still_said, suppressed
from tracing.store import imports as store
from tracing.store import records
from tracing.store.database import Reader, write_audit

__all__ = [
    "MOST_BYTES", "Upload", "check_file", "import_file", "list_uploads", "read_upload", "store_file", "take_up", "upload",
]  # fmt: skip

MOST_BYTES = 50 * 2**20

_BUNCH = 1000
_MOST_REMARKS = 1000
_LONGEST_NAME = 255
_LONGEST_FAILURE = 1000

_ATTEMPTS = 20
"""How often an upload that fails is tried again: a server that goes away for a while is no reason to lose a file."""

_GAVE_UP = "it couldn't be stored; send it again"


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload as its agency sees it. ``rows`` of the file are ``done`` or ``refused`` (or still to come);
    ``report``: what was remarked, without values, the first thousand remarks; ``failure`` where the whole was unusable."""

    side: str
    number: int
    format: str
    state: str
    rows: int
    done: int
    refused: int
    report: list[dict[str, Any]] = field(repr=False)
    failure: str | None
    at: datetime
    ended_at: datetime | None


def upload(
    service: Service,
    reader: Reader,
    side: str,
    data: bytes,
    name: str = "",
    key: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Answer:
    """Take a file to be stored by a job; the answer (202) names the upload's number. ``columns``: which of its headers mean
    what (``records.headers.put_under``), where they aren't the contract's.

    Nothing is kept of a file that is too large, is no table, would unpack to far more than its size, or whose name holds
    a path: raises ``TooLarge`` or ``Invalid``. The name isn't kept of any.
    """
    kind = check_file(data, name)
    asked: dict[str, object] = {"act": "upload", "side": side, "file": hashlib.sha256(data).hexdigest()}
    if columns:
        asked["columns"] = dict(columns)
    with service.database.reading(reader) as connection:
        agency = own_agency(connection, reader, side, writes=True)
        made = 0

        def act() -> Answer:
            nonlocal made
            made, number = store.add(connection, agency.id, side, kind, reader.person, reader.key)
            named = None
            if columns:
                # Where a file has no header, what stands in its place are values of a person.
                named = service.keyring.encrypt(json.dumps(dict(columns)).encode(), f"imports.columns:{made}")
            store.set_file(connection, made, service.keyring.encrypt(data, f"imports.file:{made}"), named)
            jobs.enqueue(connection, "import", number=made)
            return Answer(202, {"number": number, "side": side, "format": kind, "state": "received"})

        answer = once(service, connection, reader, key, asked, act)
        if made:
            write_audit(connection, reader, "upload", "import", made, side=side, format=kind, bytes=len(data))
    return answer


def read_upload(service: Service, reader: Reader, side: str, number: int) -> Upload:
    """Return how far an upload of the reader's agency is."""
    with service.database.reading(reader) as connection:
        agency = own_agency(connection, reader, side, writes=False)
        found = store.find(connection, agency.id, side, number) if 0 < number < 2**31 else None
    if found is None:
        raise NotFound("no_import", "Your agency has no upload with this number.")
    return _shown(found)


def list_uploads(
    service: Service, reader: Reader, side: str, before: int | None = None, limit: int = 20
) -> list[Upload]:
    """Return uploads of the reader's agency numbered below ``before``, the newest first, without their reports."""
    with service.database.reading(reader) as connection:
        agency = own_agency(connection, reader, side, writes=False)
        before = None if before is None else max(0, min(before, 2**31 - 1))
        found = store.page(connection, agency.id, side, before, max(1, min(limit, 100)))
    return [_shown(one, report=False) for one in found]


@jobs.app.task(
    name="import", queue="import", retry=RetryStrategy(max_attempts=_ATTEMPTS, wait=2), pass_context=True
)
def import_file(context: procrastinate.JobContext, number: int) -> None:
    """The job: ``number`` is the upload's id. The last attempt to fail ends the upload."""
    service, before = jobs.service_of(context), context.job.attempts
    if before > _ATTEMPTS:
        # Whoever tried last didn't live to say that it failed.
        _end(service, number, "failed", _GAVE_UP)
        return
    try:
        store_file(service, number)
    except Exception:
        if before == _ATTEMPTS:
            _end(service, number, "failed", _GAVE_UP)
        raise


def take_up(service: Service) -> None:
    """Put jobs in the queue for uploads that aren't stored whole and have none."""
    with service.database.working() as connection:
        for import_id in store.left(connection):
            jobs.enqueue(connection, "import", number=import_id)


def store_file(service: Service, import_id: int, bunch: int = _BUNCH) -> None:
    """Store an upload from where it was left, ``bunch`` rows in a transaction."""
    with service.database.working() as connection:
        found = store.locked(connection, import_id)
        sealed, named = store.file_of(connection, import_id)
    if found is None or sealed is None or found.state not in ("received", "reading"):
        return
    data = service.keyring.decrypt(sealed, f"imports.file:{import_id}")
    del sealed
    columns = (
        None if named is None else json.loads(service.keyring.decrypt(named, f"imports.columns:{import_id}"))
    )
    try:
        read = judge_file(found.side, found.agency, data, columns)
    except InputError as error:
        _end(service, found.id, "failed", unquoted(str(error).removeprefix("<file>: "))[:_LONGEST_FAILURE])
        return
    del data
    _start(service, found, len(read.lines), read.remarks)
    while _next_bunch(service, import_id, read, bunch):
        pass


def _start(service: Service, found: store.Import, accepted: int, remarks: list[Remark]) -> None:
    refused = len({r.line for r in remarks if r.severity == "refused" and r.line is not None})
    # What keeps rows out comes first where not all fits.
    shown = sorted(remarks, key=lambda r: r.severity != "refused")[:_MOST_REMARKS]
    shown.sort(key=lambda r: r.line or 0)
    with service.database.working() as connection:
        now = store.locked(connection, found.id)
        # A job before this one may have begun: what it reported stays.
        if now is not None and now.state == "received":
            store.start(connection, found.id, accepted + refused, refused, [asdict(r) for r in shown])


def _next_bunch(service: Service, import_id: int, read: Read, size: int) -> bool:
    """Store the next rows in one transaction; return whether there may be more."""
    with service.database.working() as connection:
        found = store.locked(connection, import_id)
        if found is None or found.state != "reading":
            return False
        # Another job may have gone on with the file meanwhile; where it is said what is stored.
        bunch = read.part(bisect_right(read.lines, found.line), size)
        if bunch:
            refusals, changed = _store(service, connection, found, bunch)
            room = max(0, _MOST_REMARKS - len(found.report))
            report = [asdict(r) for r in refusals[:room]]
            done = len(bunch) - len(refusals)
            store.advance(connection, import_id, bunch[-1].line, done, len(refusals), report)
            _audit(connection, found, "import_rows", records=changed)
            return True
        store.end(connection, import_id, "done", None, service.now())
        notices.import_ended(
            connection, found.agency_id, found.side, found.number, "done", found.done, found.refused
        )
        _audit(connection, found, "import_done", done=found.done, refused=found.refused)
    return False


def _store(
    service: Service, connection: sa.Connection, found: store.Import, bunch: Sequence[Judged]
) -> tuple[list[Remark], list[int]]:
    """Enter or correct the records of a bunch; return what can't be taken, and the ids of what was new or changed."""
    refusals: list[Remark] = []
    made: list[records.NewVersion] = []
    corrected: list[tuple[int, int]] = []
    waiting = list(bunch)
    while waiting:
        tokens = {suppressed(service, found.agency_id, found.side, j.reference): j.reference for j in waiting}
        references = [*tokens.values(), *tokens]
        there = records.find(connection, found.side, found.agency_id, references, lock=True)
        erased = {tokens[reference] for reference in there if reference in tokens}
        new = [j.reference for j in waiting if j.reference not in there and j.reference not in erased]
        ids = records.add(connection, found.side, found.agency_id, new) if new else {}
        old = [one.id for one in there.values() if one.state == "live"]
        before = records.latest(connection, old) if old else []
        rows = whole_rows(service.keyring, connection, before)
        said = {one.id: one.provenance for one in before}
        again = []
        for judged in waiting:
            record = there.get(judged.reference)
            if judged.reference in erased or (record is not None and record.state != "live"):
                refusals.append(_gone(judged, judged.reference in erased))
            elif record is None and judged.reference not in ids:
                # Somebody submitted it between looking and entering.
                again.append(judged)
            else:
                version, provenance, record_id = 1, [], ids.get(judged.reference, 0)
                if record is not None:
                    facts, record_id = {**judged.row, **judged.extra}, record.id
                    if rows[record_id] == facts:
                        continue
                    version = record.version + 1
                    provenance = still_said(said[record_id], rows[record_id], facts, ())
                    corrected.append((record_id, version))
                parts = take_apart(found.side, found.agency, judged.row, judged.extra)
                made.append(seal(service.keyring, record_id, version, parts, provenance))
        waiting = again
    changed = [version.record_id for version in made]
    if corrected:
        records.change(connection, "live", corrected)
    if made:
        records.add_versions(connection, made, None, found.by_user, found.by_key)
        jobs.enqueue_match(connection, changed)
    return refusals, changed


def _gone(judged: Judged, erased: bool) -> Remark:
    if erased:
        return remark_of(
            judged.line, "record_id", "refused", "the record was erased and isn't taken in again",
            "Take the row out of your files.",
        )  # fmt: skip
    return remark_of(
        judged.line, "record_id", "refused", "the record was withdrawn",
        "Give it a new reference if the search is to begin again.",
    )  # fmt: skip


def _end(service: Service, import_id: int, state: str, failure: str | None) -> None:
    with service.database.working() as connection:
        now = store.locked(connection, import_id)
        if now is not None and now.state in ("received", "reading"):
            store.end(connection, now.id, state, failure, service.now())
            notices.import_ended(
                connection, now.agency_id, now.side, now.number, state, now.done, now.refused
            )
            _audit(connection, now, "import_failed")


def _audit(connection: sa.Connection, found: store.Import, act: str, **detail: Any) -> None:
    reader = Reader("worker", key=found.by_key, purpose="import")
    write_audit(connection, reader, act, "import", found.id, agency=found.agency, side=found.side, **detail)


def _shown(found: store.Import, report: bool = True) -> Upload:
    return Upload(
        found.side, found.number, found.format, found.state, found.rows, found.done, found.refused,
        found.report if report else [], found.failure, found.at, found.ended_at,
    )  # fmt: skip


def check_file(data: bytes, name: str = "") -> str:
    """Return the format of a file that can be taken; raises ``TooLarge`` or ``Invalid`` as ``upload`` does."""
    if len(data) > MOST_BYTES:
        raise TooLarge(
            "file_too_large", f"The file has more than {MOST_BYTES // 2**20} MB.", "Send it in several parts."
        )
    _check_name(name)
    return _format(data)


def _format(data: bytes) -> str:
    try:
        kind = format_of(data, "the file")
    except InputError as error:
        raise Invalid("unusable_file", str(error), "Send CSV, JSON Lines or XLSX.") from None
    if kind == "parquet":
        raise Invalid("unusable_file", "The file is a Parquet file.", "Send CSV, JSON Lines or XLSX.")
    return kind


def _check_name(name: str) -> None:
    if len(name) > _LONGEST_NAME or not name.isprintable() or set(name) & set("/\\") or name in (".", ".."):
        fault = FieldFault(
            "/name", "isn't the plain name of a file", "Send the name without folders, or none."
        )
        raise Invalid("bad_file_name", "The file's name can't be taken.", fields=[fault])
