"""Deciding on pairs: a judgement, and taking one back, which is a decision too.

A judgement is made by whoever has the pair open, on the versions that they read: where a record has changed since, it is
refused and says what has. Who may judge, and how many must, is said by ``casework.review``; here one decision on a pair
follows the other, so that two people who decide at once count as two.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from tracing.casework.agencies import Side
from tracing.casework.decisions import NOTE_LIMIT, DecisionKind, lacking
from tracing.casework.missing import Missing
from tracing.casework.review import Review, may_judge, may_take_back
from tracing.casework.roles import Role, Task
from tracing.casework.visibility import Relation, Show, show
from tracing.casework.wording import Sentence
from tracing.service.access import require
from tracing.service.contents import unsealed
from tracing.service.context import Service
from tracing.service.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound, Refused
from tracing.service.idempotency import Answer, once
from tracing.service.jobs import enqueue_refresh
from tracing.service.pairs import Pair, no_such_pair
from tracing.service.queue import lease_missing, on_hold, to_work_on
from tracing.service.state_of import Case, case_of, not_yet, refresh
from tracing.store import review as store
from tracing.store import review_queue
from tracing.store.database import Reader, write_audit

__all__ = ["decide", "take_back", "taking_back_refused"]

_POINTERS = {
    "reason_missing": "/reasons",
    "reason_unknown": "/reasons",
    "reason_twice": "/reasons",
    "note_missing": "/note",
    "note_too_long": "/note",
    "which_record": "/note",
    "which_decision": "/takes_back",
    "takes_nothing_back": "/takes_back",
}


def decide(
    service: Service,
    reader: Reader,
    pair: Pair,
    kind: str,
    reasons: Sequence[str],
    versions: tuple[int, int],
    note: str | None = None,
    key: str | None = None,
) -> Answer:
    """Enter a judgement on a pair that the reader has open; the pair is given back with it.

    ``versions``: of inquiry and child, as they were read. Raises ``Invalid``, ``Forbidden`` (who may not judge it),
    ``Conflict`` (``not_open``; ``version_changed`` naming the fields), ``NotYet`` (on hold).
    """
    require(reader, Task.REVIEW)
    made = _kind(kind)
    if made is DecisionKind.TAKEN_BACK:
        raise _invalid([FieldFault("/kind", "takes back a decision", "Name the decision to take back.")])
    _complete(made, reasons, note, None)
    asked = {
        "act": "decide", "pair": pair.name, "kind": kind, "reasons": list(reasons), "note": note,
        "versions": list(versions),
    }  # fmt: skip
    with service.database.reading(reader) as connection:

        def act() -> Answer:
            person, now = _person(reader), service.now()
            store.lock_pair(connection, pair.inquiry, pair.child)
            matcher = review_queue.active_matcher(connection)
            if matcher is None:
                raise no_such_pair()
            if to_work_on(connection, reader, matcher[0], pair) is None:
                raise _left(connection, reader, pair)
            case = case_of(service, pair)
            _may_judge(case, person, pair)
            lease = review_queue.lease_of(connection, pair.inquiry, pair.child, now)
            view = store.view(connection, person, pair.inquiry, pair.child)
            if lease is None or lease.user_id != person or view is None:
                raise lease_missing()
            if case.held and reader.role != Role.PROTECTION_OFFICER:
                raise on_hold()
            _check_versions(service, connection, reader, pair, versions)
            link = store.link(connection, matcher[0], pair.inquiry, pair.child)
            decision = store.NewDecision(
                pair.inquiry, pair.child, versions[0], versions[1], matcher[0],
                None if link is None else link.weight, None if link is None else link.probability,
                None if link is None else link.band, view.blind and not view.scored, made.value, None, list(reasons),
                _note(note), person, now,
            )  # fmt: skip
            number = store.add_decision(connection, decision)
            review_queue.release(connection, pair.inquiry, pair.child, person)
            # What may have been decided on is looked at anew before anybody is told.
            store.untell(connection, pair.inquiry, pair.child)
            enqueue_refresh(connection, inquiry=pair.inquiry, child=pair.child)
            return _answer(pair, number, made)

        answer = once(service, connection, reader, key, asked, act)
        if not answer.repeated:
            write_audit(
                connection, reader, "decide", "pair", pair.name, decision=answer.body["decision"], judged=kind,
                inquiry=versions[0], child=versions[1],
            )  # fmt: skip
    return _with_review(service, pair, answer)


def taking_back_refused(case: Case, pair: Pair, number: int, person: int, role: Role) -> Sentence | None:
    """Return why somebody may not take a decision on a pair back, None where they may."""
    return may_take_back(
        case.facts.judgements, number, person, role, records=(pair.inquiry, pair.child),
        submitters=case.facts.submitters,
        conflicts=(pair.inquiry,) if person in case.facts.conflicted else (),
    )  # fmt: skip


def take_back(
    service: Service,
    reader: Reader,
    pair: Pair,
    number: int,
    reasons: Sequence[str],
    note: str | None = None,
    key: str | None = None,
) -> Answer:
    """Take back a decision: one's own, or as a protection officer anybody's. It stays to be read, and counts no more."""
    require(reader, Task.REVIEW)
    _complete(DecisionKind.TAKEN_BACK, reasons, note, number)
    asked = {
        "act": "take_back",
        "pair": pair.name,
        "decision": number,
        "reasons": list(reasons),
        "note": note,
    }
    with service.database.reading(reader) as connection:

        def act() -> Answer:
            person = _person(reader)
            store.lock_pair(connection, pair.inquiry, pair.child)
            matcher = review_queue.active_matcher(connection)
            if matcher is None:
                raise no_such_pair()
            to_work_on(connection, reader, matcher[0], pair)
            case = case_of(service, pair)
            refusal = taking_back_refused(case, pair, number, person, Role(reader.role))
            if refusal is not None:
                raise _refused(refusal)
            versions = store.versions_now(connection, pair.inquiry, pair.child)
            decision = store.NewDecision(
                pair.inquiry, pair.child, versions["inquiry"][1], versions["child"][1], matcher[0], None, None, None, False,
                DecisionKind.TAKEN_BACK.value, number, list(reasons), _note(note), person, service.now(),
            )  # fmt: skip
            made = store.add_decision(connection, decision)
            store.untell(connection, pair.inquiry, pair.child)
            enqueue_refresh(connection, inquiry=pair.inquiry, child=pair.child)
            return _answer(pair, made, DecisionKind.TAKEN_BACK)

        answer = once(service, connection, reader, key, asked, act)
        if not answer.repeated:
            write_audit(
                connection,
                reader,
                "take_back",
                "pair",
                pair.name,
                decision=answer.body["decision"],
                of=number,
            )
    return _with_review(service, pair, answer)


def _left(connection: sa.Connection, reader: Reader, pair: Pair) -> Refused:
    """Return the refusal of a judgement on a pair that has left the queue: where a record was withdrawn as such, to officers and
    to whoever had judged the pair."""
    now = store.versions_now(connection, pair.inquiry, pair.child)
    if {state for _, _, state in now.values()} == {"live"}:
        return lease_missing()
    judged = store.decisions_of(connection, pair.inquiry, pair.child)
    if reader.role == Role.PROTECTION_OFFICER or any(one.user_id == reader.person for one in judged):
        return not_yet(Missing.of(["withdrawn"]))
    return no_such_pair()


def _answer(pair: Pair, number: int, kind: DecisionKind) -> Answer:
    body: dict[str, Any] = {
        "inquiry": pair.inquiry_name, "child": pair.child_name, "decision": number, "kind": kind.value,
    }  # fmt: skip
    return Answer(201, body, None, pair.inquiry)


def _with_review(service: Service, pair: Pair, answer: Answer) -> Answer:
    """Add where the review stands now: it may have moved since an answer that is repeated."""
    case = refresh(service, pair)
    body = {**answer.body, "review": case.review.state.value, "outcome": _outcome(case.review)}
    return Answer(answer.status, body, answer.etag, answer.record_id, answer.repeated)


def _outcome(review: Review) -> str | None:
    return None if review.outcome is None else review.outcome.value


def _kind(kind: str) -> DecisionKind:
    if kind not in set(DecisionKind):
        fault = FieldFault("/kind", "isn't a kind of decision", f"Take one of: {', '.join(DecisionKind)}.")
        raise _invalid([fault])
    return DecisionKind(kind)


def _complete(kind: DecisionKind, reasons: Sequence[str], note: str | None, takes_back: int | None) -> None:
    faults = [FieldFault.of(_POINTERS[lack.code], lack) for lack in lacking(kind, reasons, note, takes_back)]
    if note is not None and not note.replace("\n", " ").replace("\t", " ").isprintable():
        faults.append(FieldFault("/note", "holds characters that can't be seen", "Write it as plain text."))
    if faults:
        raise _invalid(faults)


def _note(note: str | None) -> str | None:
    written = (note or "").strip()[:NOTE_LIMIT]
    return written or None


def _invalid(faults: list[FieldFault]) -> Invalid:
    return Invalid("invalid", "The decision can't be entered like that.", fields=faults)


def _person(reader: Reader) -> int:
    if reader.person is None:
        raise Forbidden("people_only", "This is for people who sign in, not for keys.")
    return reader.person


def _may_judge(case: Case, person: int, pair: Pair) -> None:
    refusal = may_judge(
        case.facts.judgements, person, strong=case.facts.strong, records=(pair.inquiry, pair.child),
        submitters=case.facts.submitters, conflicts=(pair.inquiry,) if person in case.facts.conflicted else (),
        barred=case.barred,
    )  # fmt: skip
    if refusal is not None:
        raise _refused(refusal)


def _refused(refusal: Sentence) -> Refused:
    if refusal.code == "no_such_decision":
        return NotFound.of(refusal)
    stands = refusal.code in ("settled", "already_taken_back")
    return (Conflict if stands else Forbidden).of(refusal)


def _check_versions(
    service: Service, connection: sa.Connection, reader: Reader, pair: Pair, versions: tuple[int, int]
) -> None:
    now = store.versions_now(connection, pair.inquiry, pair.child)
    if set(now) != {"inquiry", "child"} or any(state != "live" for _, _, state in now.values()):
        raise no_such_pair()
    changed: list[FieldFault] = []
    stale = False
    for side, read in ((Side.INQUIRY, versions[0]), (Side.CHILD, versions[1])):
        if now[side.value][1] != read:
            stale = True
            changed += [
                FieldFault(f"/{side.value}/{name}", "has changed since it was read", "Read the pair again.")
                for name in _changed(service, connection, reader, side, pair.record(side), read)
            ]
    if stale:
        raise Conflict(
            "version_changed",
            "A record of the pair has changed since it was read.",
            "Read the pair again, and decide on what it says now.",
            changed,
        )


def _changed(
    service: Service, connection: sa.Connection, reader: Reader, side: Side, record_id: int, read: int
) -> list[str]:
    """Return which columns differ from the version that was read, of those that the reader may know of."""
    rows = {past.version: row for past, row in unsealed(service.keyring, connection, record_id)}
    if read not in rows:
        return []
    before, after = rows[read], rows[max(rows)]
    role = Role(reader.role)
    return [
        name
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
        and show(role, Relation.REVIEW, side, name) not in (Show.HIDDEN, Show.REGION)
    ]
