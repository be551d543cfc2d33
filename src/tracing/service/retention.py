"""What the clocks of retention bring (``casework.retention``): once a day, as a job.

Answers kept for requests that come again, sessions that are over, and failures to sign in go here too.

Erased is what was withdrawn, and what was resolved once its time is over; a record that may be evidence
(``service.evidence``) is left to a protection officer. Resolved is a case with a durable solution, not one that was closed
without: a family looks on. Open searches that nobody has spoken of for a year are marked to be reviewed with the family: nothing
of a family that still looks goes by itself. Pairs that came to nothing leave the queue, with what was noted of them, and are
kept out of it; their links stay, since what is stored of live records is what a fresh match gives. The chain of audit isn't
shortened here, but by the owner of the database, against an export (``service.audit_shortening``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import procrastinate

from tracing.casework.law.entries import EVERYWHERE
from tracing.casework.law.rules import Rule
from tracing.casework.retention import Clocks, DueKind, Kept, Proposed, Status, clocks_of, due, pair_due
from tracing.casework.review import ReviewState
from tracing.casework.states import progress_of
from tracing.service import attempts, drafts, idempotency, import_previews, sign_in
from tracing.service.context import Service
from tracing.service.erasure import erase_record
from tracing.service.evidence import complaints_over, evidence_among
from tracing.service.jobs import app, service_of
from tracing.service.law.applied import register_of
from tracing.service.law.person import law_facts
from tracing.service.pairs import Pair
from tracing.service.state_of import case_of, case_on
from tracing.store import retention as store
from tracing.store.database import Reader, write_audit
from tracing.store.erasure import forget_complaints
from tracing.store.evidence import without_record
from tracing.store.law import held_in
from tracing.store.review import lock_pair
from tracing.store.trafficking.concerns import forget_traces

__all__ = ["REPORTS_KEPT", "Retained", "keep_clocks"]

REPORTS_KEPT = timedelta(days=90)
"""How long an agency finds the report of an upload."""

_READER = Reader("worker", purpose="retention")
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Retained:
    """How many records were erased, by cause, how many were marked for review, and how many pairs left the queue."""

    withdrawn: int
    resolved: int
    to_review: int
    retired: int


def keep_clocks(service: Service, clocks: Clocks | None = None) -> Retained:
    """Erase and mark what is due on the service's day, by the clocks of the register of law unless others are given."""
    today = service.now().date()
    register = register_of(service)
    clocks = clocks or clocks_of(register, today)
    done = Retained(
        _withdrawn(service, today, clocks),
        _resolved(service, today, clocks),
        _review(service, today, clocks),
        _retire(service, today, clocks),
    )
    kept = timedelta(days=register.number(EVERYWHERE, Rule.CONTACT_HASHES_KEPT_DAYS, today))
    idempotency.forget_old(service)
    attempts.forget_old(service)
    sign_in.forget_old(service)
    drafts.forget_old(service)
    import_previews.forget_old(service)
    with service.database.working() as connection:
        store.forget_reports(connection, service.now() - REPORTS_KEPT)
        forget_traces(connection, service.now() - kept)
        orphans = without_record(connection)
        forget_complaints(connection, complaints_over(connection, orphans, today))
    return done


@app.periodic(cron="40 9 * * *", queueing_lock="retention")
@app.task(name="retention", queue="retention", pass_context=True)
def _retention(context: procrastinate.JobContext, timestamp: int) -> None:
    keep_clocks(service_of(context))


def _is_due(kept: Kept, kind: DueKind, today: date, clocks: Clocks) -> date | None:
    return next((one.since for one in due(kept, today, clocks) if one.kind is kind), None)


def _withdrawn(service: Service, today: date, clocks: Clocks) -> int:
    erased, after = 0, 0
    while True:
        with service.database.working() as connection:
            found = store.withdrawn(connection, after, _AT_ONCE)
            evidence = evidence_among(connection, [one.id for one in found], today)
        if not found:
            return erased
        for one in found:
            if one.id in evidence:
                continue
            kept = Kept(Status.WITHDRAWN, one.changed_at.date())
            if _is_due(kept, DueKind.ERASE_LINKABLE, today, clocks):
                erased += erase_record(service, one.id, _READER, "withdrawn")
        after = found[-1].id


def _resolved(service: Service, today: date, clocks: Clocks) -> int:
    with service.database.working() as connection:
        found = store.maybe_resolved(connection)
        evidence = evidence_among(connection, {one.id for one in found}, today)
    # Cases of one child or one family are asked of by each of their records.
    solved = cache(lambda pair: progress_of(case_of(service, pair).facts).solution is not None)
    ended: dict[int, list[store.Ended]] = {}
    for one in found:
        if one.id not in evidence and solved(Pair(one.inquiry, one.child)):
            ended.setdefault(one.id, []).append(one)
    erased = 0
    for record_id, cases in ended.items():
        with service.database.working() as connection:
            others = store.cases_of(connection, record_id)
        if not all(solved(Pair(*other)) for other in others):
            continue
        latest, held = _birth_and_place(service, record_id)
        kept = Kept(
            Status.RESOLVED,
            max(one.at for one in cases).date(),
            held,
            latest=latest,
            recorded_on=cases[0].recorded_at.date(),
        )
        if _is_due(kept, DueKind.ERASE_CASE, today, clocks):
            erased += erase_record(service, record_id, _READER, "retention_ended")
    return erased


def _birth_and_place(service: Service, record_id: int) -> tuple[date | None, str]:
    """Return a record's latest day of birth, and where it is held."""
    with service.database.working() as connection:
        facts = law_facts(connection, [record_id], service.now().date())
    latest = next((one.birth.latest for one in facts if one.birth is not None), None)
    return latest, next((one.held for one in facts), "")


def _retire(service: Service, today: date, clocks: Clocks) -> int:
    before = _end_of_day(today - timedelta(days=clocks.candidate_days))
    retired, after = 0, (0, 0)
    while True:
        with service.database.working() as connection:
            found = store.came_to_nothing(connection, before, service.now(), after, _AT_ONCE)
            records = {record for one in found for record in (one.inquiry, one.child)}
            evidence = evidence_among(connection, records, today)
        if not found:
            return retired
        for one in found:
            if not evidence & {one.inquiry, one.child}:
                retired += _retire_pair(service, one, today, clocks)
        after = (found[-1].inquiry, found[-1].child)


def _retire_pair(service: Service, one: store.Quiet, today: date, clocks: Clocks) -> bool:
    pair = Pair(one.inquiry, one.child)
    with service.database.working() as connection:
        lock_pair(connection, pair.inquiry, pair.child)
        # On a weak pair that waits for a first judgement nothing was decided: there may be very many of them.
        known = Proposed(one.since.date(), ReviewState.OPEN, None, weak=True)
        if not one.unjudged:
            case = case_on(service, connection, pair)
            known = replace(
                known, review=case.review.state, outcome=case.review.outcome, weak=not case.facts.strong,
                acted=bool(case.facts.acts),
            )  # fmt: skip
        if pair_due(known, today, clocks) is None:
            return False
        store.retire(connection, pair.inquiry, pair.child, not one.unjudged, service.now())
        write_audit(connection, _READER, "retire", "pair", pair.name)
    return True


def _end_of_day(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def _review(service: Service, today: date, clocks: Clocks) -> int:
    soonest = min([clocks.review_days, *clocks.review_days_in.values()])
    before = _end_of_day(today - timedelta(days=soonest))
    marked, after = 0, 0
    while True:
        with service.database.working() as connection:
            found = store.unspoken_of(connection, before, after, _AT_ONCE)
            held = held_in(connection, [one.id for one in found])
            days = [(one.id, day) for one in found if (day := _review_day(one, held[one.id], today, clocks))]
            if days:
                store.mark_for_review(connection, days)
        marked += len(days)
        if not found:
            return marked
        after = found[-1].id


def _review_day(one: store.Waiting, held: str, today: date, clocks: Clocks) -> date | None:
    kept = Kept(Status.OPEN, one.changed_at.date(), held)
    return _is_due(kept, DueKind.REVIEW_WITH_FAMILY, today, clocks)
