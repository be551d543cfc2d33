"""Submitting, correcting and withdrawing records, and reading one's own.

An agency knows its records by its own references; numbers of ours would tell it how much others submit. Whatever is
stored about other records, a submission takes the same path and gets the same receipt: nothing here looks at a record of
the other side, and matching follows as a job (brief I6, oracle risk).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from tracing.casework.law.rules import Rule
from tracing.casework.roles import Role, Task
from tracing.service import jobs, notices
from tracing.service.access import require
from tracing.service.contents import full_rows, listed, seal, take_apart, unsealed
from tracing.service.context import Service
from tracing.service.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound
from tracing.service.idempotency import Answer, once
from tracing.service.judging import Judged, judge
from tracing.service.law.applied import terms_of
from tracing.service.provenance import checked_provenance
from tracing.store import people
from tracing.store import records as store
from tracing.store.database import Reader, write_audit

__all__ = [
    "OwnRecord",
    "Page",
    "Version",
    "correct",
    "enter",
    "history",
    "list_own",
    "own_agency",
    "own_record",
    "read_own",
    "still_said",
    "submit",
    "suppressed",
    "with_reference",
    "withdraw",
]

_LONGEST_REASON = 2000
_MOST_LISTED = 200

_TASKS = {
    ("child", False): Task.READ_CHILDREN,
    ("child", True): Task.WRITE_CHILDREN,
    ("inquiry", False): Task.READ_INQUIRIES,
    ("inquiry", True): Task.WRITE_INQUIRIES,
}


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """A record as its agency reads it: all that was submitted, lists as lists. Without ``content`` where it was
    withdrawn; what it held stands in its history. ``review_on``: since when the family is to be asked whether the search goes
    on, None where it isn't yet, and ``review_basis`` by which entry of the register of law."""

    reference: str
    version: int
    state: str
    submitted_at: datetime
    changed_at: datetime
    review_on: date | None
    review_basis: str | None
    content: dict[str, str | list[str]] = field(repr=False)
    provenance: list[dict[str, Any]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a record: what it held, why it was made, by whom (a user or a key)."""

    version: int
    at: datetime
    reason: str | None = field(repr=False)
    by_user: int | None
    by_key: int | None
    content: dict[str, str | list[str]] = field(repr=False)
    provenance: list[dict[str, Any]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Page:
    """Records in the order of their references, without content; ``after`` asks for the next page, None at the end."""

    records: list[store.Record]
    after: str | None


def submit(
    service: Service,
    reader: Reader,
    side: str,
    facts: Mapping[str, object],
    provenance: Sequence[Mapping[str, object]] = (),
    key: str | None = None,
    also: Callable[[Judged], Mapping[str, Any]] | None = None,
) -> Answer:
    """Store a new record and have it matched.

    ``side``: ``child`` or ``inquiry``. ``facts``: the contract's columns with text, numbers, or lists. ``provenance``:
    who said what (``{fields, said_by, said_on, language, interpreter}``). ``also`` says what stands in the receipt beside the
    usual. Raises ``Invalid`` with the fields at fault, ``Conflict`` where the agency has used the reference.
    """
    act_name = "submit" if also is None else "register"
    asked = {"act": act_name, "side": side, "facts": dict(facts), "provenance": [dict(p) for p in provenance]}
    with service.database.reading(reader, together=True) as connection:
        agency = own_agency(connection, reader, side, writes=True)

        def act() -> Answer:
            return enter(service, connection, reader, agency, side, facts, provenance, also)

        answer = once(service, connection, reader, key, asked, act)
        if not answer.repeated:
            notices.record_received(connection, side, answer.body)
            write_audit(connection, reader, "submit", "record", answer.record_id, side=side, version=1)
    return answer


def enter(
    service: Service,
    connection: sa.Connection,
    reader: Reader,
    agency: people.Agency,
    side: str,
    facts: Mapping[str, object],
    provenance: Sequence[Mapping[str, object]] = (),
    also: Callable[[Judged], Mapping[str, Any]] | None = None,
) -> Answer:
    """Store a new record in a transaction that is open, and have it matched; refuses as ``submit`` does, before anything of
    it is stored. Whoever calls it writes the audit."""
    judged = judge(side, agency.code, facts)
    said = checked_provenance(provenance, judged, service.now().date())
    token = suppressed(service, agency.id, side, judged.reference)
    new = store.add(connection, side, agency.id, [judged.reference], unless=[token])
    if not new:
        taken = store.find(connection, side, agency.id, [judged.reference, token])
        raise _taken(next(iter(taken.values()), None))
    record_id = new[judged.reference]
    _store(service, connection, reader, side, agency.code, record_id, 1, judged, said, None)
    jobs.enqueue_match(connection, [record_id])
    answer = _receipt(201, record_id, judged.reference, 1, "live", judged.remarks)
    return answer if also is None else replace(answer, body={**answer.body, **also(judged)})


def correct(
    service: Service,
    reader: Reader,
    side: str,
    reference: str,
    version: int,
    facts: Mapping[str, object],
    provenance: Sequence[Mapping[str, object]] = (),
    reason: str | None = None,
    key: str | None = None,
) -> Answer:
    """Put new facts in the place of a record's; what is left out isn't known any more.

    ``version`` is the one that was read: raises ``Conflict`` (``version_changed``) where there is a newer one. The
    reference can't be changed. What was said of fields that stay as they are is kept. Facts that change nothing make no
    version.
    """
    reason = _reason(reason)
    asked = {
        "act": "correct", "side": side, "reference": reference, "version": version, "facts": dict(facts),
        "provenance": [dict(p) for p in provenance], "reason": reason,
    }  # fmt: skip
    with service.database.reading(reader) as connection:
        agency = own_agency(connection, reader, side, writes=True)
        made = False

        def act() -> Answer:
            nonlocal made
            record = _locked(connection, side, agency.id, reference, version)
            judged = judge(side, agency.code, with_reference(facts, reference))
            if judged.reference != reference:
                fault = FieldFault("/record_id", "the reference can't be changed", "Leave it out.")
                raise Invalid("reference_changed", "A record keeps its reference.", fields=[fault])
            (before,) = store.latest(connection, [record.id])
            old = full_rows(service.keyring, connection, [record.id])[record.id]
            new = {**judged.row, **judged.extra}
            said = checked_provenance(provenance, judged, service.now().date())
            said = [*still_said(before.provenance, old, new, said), *said]
            if old == new and said == before.provenance:
                return _receipt(200, record.id, reference, record.version, "live", judged.remarks)
            store.change(connection, "live", [(record.id, record.version + 1)])
            _store(
                service,
                connection,
                reader,
                side,
                agency.code,
                record.id,
                record.version + 1,
                judged,
                said,
                reason,
            )
            jobs.enqueue_match(connection, [record.id])
            made = True
            return _receipt(200, record.id, reference, record.version + 1, "live", judged.remarks)

        answer = once(service, connection, reader, key, asked, act)
        if made:
            notices.record_received(connection, side, answer.body)
            write_audit(
                connection,
                reader,
                "correct",
                "record",
                answer.record_id,
                side=side,
                version=int(answer.etag or 0),
            )
    return answer


def withdraw(
    service: Service,
    reader: Reader,
    side: str,
    reference: str,
    version: int | None = None,
    reason: str | None = None,
    key: str | None = None,
) -> Answer:
    """Take a record out of the search. What matching made of it is gone when this returns; its versions are kept until
    they are erased. A record that is withdrawn already stays so."""
    reason = _reason(reason)
    asked = {"act": "withdraw", "side": side, "reference": reference, "version": version, "reason": reason}
    with service.database.reading(reader) as connection:
        agency = own_agency(connection, reader, side, writes=True)
        made = False

        def act() -> Answer:
            nonlocal made
            record = own_record(connection, side, agency.id, reference, lock=True)
            if record.state == "withdrawn":
                return _receipt(200, record.id, reference, record.version, record.state, ())
            _check_version(record, version)
            last = record.version + 1
            store.change(connection, "withdrawn", [(record.id, last)])
            empty = store.NewVersion(record.id, last, {}, (), None, False, (), None)
            store.add_versions(connection, [empty], reason, reader.person, reader.key)
            store.forget_matching(connection, record.id)
            jobs.enqueue_match(connection, [record.id])
            made = True
            return _receipt(200, record.id, reference, last, "withdrawn", ())

        answer = once(service, connection, reader, key, asked, act)
        if made:
            notices.record_received(connection, side, answer.body)
            write_audit(
                connection,
                reader,
                "withdraw",
                "record",
                answer.record_id,
                side=side,
                version=int(answer.etag or 0),
            )
    return answer


def read_own(service: Service, reader: Reader, side: str, reference: str) -> OwnRecord:
    """Return a record of the reader's agency with all it holds."""
    with service.database.reading(reader) as connection:
        agency = own_agency(connection, reader, side, writes=False)
        record = own_record(connection, side, agency.id, reference)
        (latest,) = store.latest(connection, [record.id])
        row = full_rows(service.keyring, connection, [record.id])[record.id]
        basis = terms_of(connection, [record.id]).basis(Rule.SEARCH_REVIEW_DAYS, service.now().date())
        write_audit(connection, reader, "read", "record", record.id, side=side, version=record.version)
    return OwnRecord(
        record.reference, record.version, record.state, record.created_at, record.changed_at,
        record.review_on, None if record.review_on is None else basis, listed(row), latest.provenance,
    )  # fmt: skip


def list_own(
    service: Service, reader: Reader, side: str, after: str = "", limit: int = 50, state: str | None = None
) -> Page:
    """Return a page of the agency's records after a reference; ``state``: ``live`` or ``withdrawn`` only."""
    if state not in (None, "live", "withdrawn"):
        fault = FieldFault("/state", "there is no such state", "Ask for live or withdrawn.")
        raise Invalid("invalid", "The list can't be asked for like that.", fields=[fault])
    if not after.isprintable():
        fault = FieldFault("/after", "no list gave this", "Send what the page before gave, or nothing.")
        raise Invalid("invalid", "The list can't be asked for like that.", fields=[fault])
    limit = max(1, min(limit, _MOST_LISTED))
    with service.database.reading(reader) as connection:
        agency = own_agency(connection, reader, side, writes=False)
        found = store.page(connection, side, agency.id, after, limit + 1, state)
        write_audit(connection, reader, "list", "records", agency.id, side=side, shown=min(len(found), limit))
    return Page(found[:limit], found[limit - 1].reference if len(found) > limit else None)


def history(service: Service, reader: Reader, side: str, reference: str) -> list[Version]:
    """Return all versions of a record of the reader's agency, the first first."""
    with service.database.reading(reader) as connection:
        agency = own_agency(connection, reader, side, writes=False)
        record = own_record(connection, side, agency.id, reference)
        versions = [
            Version(
                past.version, past.at, past.reason, past.by_user, past.by_key, listed(row), past.provenance
            )
            for past, row in unsealed(service.keyring, connection, record.id)
        ]
        write_audit(
            connection, reader, "read_history", "record", record.id, side=side, version=record.version
        )
    return versions


def own_agency(connection: sa.Connection, reader: Reader, side: str, writes: bool) -> people.Agency:
    """Return the reader's agency; raises ``Forbidden`` unless both may hold records of the side."""
    if reader.role != Role.AGENCY:
        require(reader, _TASKS[side, writes])
    agency = None if reader.agency is None else people.agency(connection, reader.agency)
    if agency is None or side not in agency.sides or not agency.active:
        raise Forbidden("not_your_side", "Your agency has no records of this kind.")
    return agency


def suppressed(service: Service, agency_id: int, side: str, reference: str) -> str:
    """Return what stands in the place of an erased record's reference: it tells whether the reference comes again, and
    nothing else."""
    return "erased:" + service.keyring.digest("records.reference", f"{agency_id}/{side}/{reference}").hex()


def _store(
    service: Service,
    connection: sa.Connection,
    reader: Reader,
    side: str,
    agency: str,
    record_id: int,
    version: int,
    judged: Judged,
    said: list[dict[str, Any]],
    reason: str | None,
) -> None:
    parts = take_apart(side, agency, judged.row, judged.extra)
    made = seal(service.keyring, record_id, version, parts, said)
    store.add_versions(connection, [made], reason, reader.person, reader.key)


def _receipt(
    status: int, record_id: int, reference: str, version: int, state: str, remarks: Sequence[FieldFault]
) -> Answer:
    body = {
        "reference": reference,
        "version": version,
        "state": state,
        "remarks": [one.told() for one in remarks],
    }
    return Answer(status, body, str(version), record_id)


def own_record(
    connection: sa.Connection, side: str, agency_id: int, reference: str, lock: bool = False
) -> store.Record:
    """Return a record of an agency by its own reference, live or withdrawn; raises ``NotFound``."""
    record = None
    if reference.isprintable():  # what isn't, no record has; PostgreSQL would refuse to look for it
        record = store.find(connection, side, agency_id, [reference], lock).get(reference)
    if record is None or record.state == "erased":
        raise NotFound("no_record", "Your agency has no record with this reference.")
    return record


def _locked(
    connection: sa.Connection, side: str, agency_id: int, reference: str, version: int
) -> store.Record:
    record = own_record(connection, side, agency_id, reference, lock=True)
    if record.state != "live":
        raise _taken(record)
    _check_version(record, version)
    return record


def _check_version(record: store.Record, version: int | None) -> None:
    if version is not None and record.version != version:
        raise Conflict(
            "version_changed",
            f"The record has changed since it was read: its version is {record.version}.",
            "Read it again, and send your change with that version.",
        )


def _taken(record: store.Record | None) -> Conflict:
    if record is not None and record.state == "erased":
        return Conflict(
            "erased",
            "The record with this reference was erased and isn't taken in again.",
            "Ask the protection officer before you submit it under another reference.",
        )
    if record is not None and record.state == "withdrawn":
        return Conflict(
            "withdrawn",
            "The record with this reference was withdrawn.",
            "Submit the record under a new reference if the search is to begin again.",
        )
    return Conflict(
        "reference_taken",
        "Your agency has a record with this reference.",
        "Correct that one, or give the new one a reference of its own.",
    )


def with_reference(facts: Mapping[str, object], reference: str) -> Mapping[str, object]:
    return facts if any(_is_reference(key) for key in facts) else {**facts, "record_id": reference}


def _is_reference(key: str) -> bool:
    return "".join(c for c in key.casefold() if c.isalnum()) == "recordid"


def _reason(text: str | None) -> str | None:
    if text is None or not text.strip():
        return None
    if len(text) > _LONGEST_REASON or not text.replace("\n", " ").replace("\t", " ").isprintable():
        fault = FieldFault(
            "/reason", "isn't a text of up to 2,000 characters", "Write it shorter, as plain text."
        )
        raise Invalid("invalid", "The reason can't be taken as it is.", fields=[fault])
    return text.strip()


def still_said(
    before: Sequence[Mapping[str, Any]],
    old: Mapping[str, str],
    new: Mapping[str, str],
    said: Sequence[Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """Return what was said before of fields that are as they were and that nobody speaks of anew."""
    anew = {name for entry in said for name in entry["fields"]}
    kept = []
    for entry in before:
        fields = [n for n in entry["fields"] if n in new and old.get(n) == new[n] and n not in anew]
        if fields:
            kept.append({**entry, "fields": fields})
    return kept
