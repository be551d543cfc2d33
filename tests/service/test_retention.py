"""The clocks of retention on stored records: what goes, what is marked, what is left to a protection officer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests import accounts
from tests.service.cases import CHILD, CONSENTS, Case, link_records, record_id
from tests.service.parties import agency, person
from tests.service.repatriation.way import in_contact
from tracing.casework.acts import ActKind, Outcome
from tracing.casework.case_facts import Progress
from tracing.casework.law.files import shipped
from tracing.casework.retention import clocks_of
from tracing.service import retention, sign_in, submission, upkeep
from tracing.service.context import Service
from tracing.service.errors import Unknown
from tracing.service.idempotency import KEPT_FOR
from tracing.service.imports import read_upload, store_file, upload
from tracing.service.pairs import Pair
from tracing.service.retention import REPORTS_KEPT, Retained, keep_clocks
from tracing.service.rights.consents import enter_consents
from tracing.service.submission import correct, read_own, submit, withdraw
from tracing.store import review_queue
from tracing.store.database import Reader

CLOCKS = clocks_of(shipped(), datetime.now(UTC).date())
NOTHING = Retained(withdrawn=0, resolved=0, to_review=0, retired=0)


@pytest.fixture
def found(service: Service) -> Reader:
    """A worker of the found side."""
    return person(service, agency(service, "MX-DIF"), "found_worker")


def on(service: Service, days: float) -> Service:
    """Return the service as it is so many days from now."""
    return replace(service, now=lambda: datetime.now(UTC) + timedelta(days=days))


def rows(service: Service, query: str) -> list[Any]:
    with service.database.working() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


def states(service: Service) -> dict[int, str]:
    return dict(rows(service, "SELECT id, state FROM casework.records"))


def hold(service: Service, record: int) -> None:
    with service.database.working() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO casework.holds (record_id, kind, confidential, reason, review_on)"
                f" VALUES ({record}, 'x', false, 'x', now())"
            )
        )


def test_what_was_withdrawn_goes_and_what_is_held_stays(service: Service, found: Reader) -> None:
    for reference in ("C1", "C2", "C3"):
        submit(service, found, "child", {"record_id": reference, "full_name": "Ana"})
    for reference in ("C1", "C2"):
        withdraw(service, found, "child", reference)
    hold(service, 2)
    assert keep_clocks(service) == replace(NOTHING, withdrawn=1)
    assert states(service) == {1: "erased", 2: "withdrawn", 3: "live"}
    assert keep_clocks(service) == NOTHING
    with service.database.working() as connection:
        connection.execute(sa.text("UPDATE casework.holds SET lifted_at = now()"))
    assert keep_clocks(service) == replace(NOTHING, withdrawn=1)


def test_a_year_of_silence_is_reviewed_with_the_family_and_erases_nothing(
    service: Service, found: Reader
) -> None:
    for reference in ("C1", "C2"):
        submit(service, found, "child", {"record_id": reference, "full_name": "Ana"})
    assert keep_clocks(on(service, 364)) == NOTHING
    assert keep_clocks(on(service, 366)) == replace(NOTHING, to_review=2)
    due = (datetime.now(UTC) + timedelta(days=365)).date()
    assert rows(service, "SELECT review_on FROM casework.records") == [(due,), (due,)]
    assert keep_clocks(on(service, 400)) == NOTHING
    assert read_own(service, found, "child", "C1").review_on == due
    # Whatever its agency says of a record begins its year anew.
    correct(service, found, "child", "C1", 1, {"full_name": "Ana Xol"})
    assert read_own(service, found, "child", "C1").review_on is None
    assert read_own(service, found, "child", "C2").review_on == due
    assert states(service) == {1: "live", 2: "live"}
    at_home = replace(CLOCKS, review_days_in={"MX": 30})
    assert keep_clocks(on(service, 29), at_home) == NOTHING
    assert keep_clocks(on(service, 31), replace(CLOCKS, review_days_in={"GT": 30})) == NOTHING
    assert keep_clocks(on(service, 31), at_home) == replace(NOTHING, to_review=1)


def test_a_resolved_case_is_kept_until_the_child_is_grown(
    service: Service, found: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """18 and, where no other law is set, five years more."""
    family = person(service, agency(service, "GT-PGN"), "family_worker")
    born = datetime.now(UTC).date().replace(day=1) - timedelta(days=365 * 17)
    submit(service, found, "child", {"record_id": "C1", "full_name": "Ana", "birth_date": born.isoformat()})
    submit(
        service, family, "inquiry", {"record_id": "F1", "full_name": "Ana", "birth_date": born.isoformat()}
    )
    submit(service, found, "child", {"record_id": "C2", "full_name": "Leo"})
    act(service, ActKind.REUNIFY, family)
    reached = Progress()
    monkeypatch.setattr(retention, "progress_of", lambda _: reached)
    later = on(service, 365 * 7)
    clocks = replace(CLOCKS, review_days=10_000)
    # An act that wasn't legal when it was made counts for nothing.
    assert keep_clocks(later, clocks) == NOTHING
    reached = Progress(solution=Outcome.REUNIFIED)
    assert keep_clocks(on(service, 365 * 5), clocks) == NOTHING
    assert keep_clocks(
        on(service, 365 * 5), replace(CLOCKS, review_days=10_000, years_after_18={"MX": 1})
    ) == replace(NOTHING, resolved=1)
    assert states(service) == {1: "erased", 2: "live", 3: "live"}
    hold(service, 2)
    assert keep_clocks(later, clocks) == NOTHING
    with service.database.working() as connection:
        connection.execute(sa.text("UPDATE casework.holds SET lifted_at = now()"))
    assert keep_clocks(later, clocks) == replace(NOTHING, resolved=1)
    assert states(service) == {1: "erased", 2: "erased", 3: "live"}


def _solve(case: Case) -> None:
    in_contact(case)
    case.act(case.officer, "reunify", "reunified", "already_together")


def _close(case: Case) -> None:
    case.settle()
    case.act(case.officer, "close", "unsolved", "verification_failed")


@pytest.mark.parametrize(
    ("ends", "other_open", "gone"),
    [
        (_solve, False, {"A-1", "F-1"}),
        # The family still looks for the child of the other pair; the one that was brought home is grown.
        (_solve, True, {"A-1"}),
        # Closed without a solution is not resolved: the search goes on.
        (_close, False, set()),
        (_close, True, set()),
    ],
)
def test_a_search_that_is_open_is_not_erased_though_a_case_of_it_ended(
    case: Case, ends: Callable[[Case], None], other_open: bool, gone: set[str]
) -> None:
    ends(case)
    if other_open:
        child = {**CHILD, "record_id": "A-2", "phones": [], "caregiver_name": "Petrona Choc"}
        submission.submit(case.service, case.found, "child", child)
        other = Pair(case.pair.inquiry, record_id(case.service, "A-2"))
        with case.service.database.working() as connection:
            matcher = review_queue.active_matcher(connection)
        assert matcher is not None
        link_records(case.service, matcher[0], other)
        enter_consents(case.service, case.found, "A-2", CONSENTS)
        upkeep.keep_up(case.service)
        replace(case, pair=other).settle()
    keep_clocks(on(case.service, 365 * 40), replace(CLOCKS, review_days=100_000))
    left = {
        row[0] for row in rows(case.service, "SELECT reference FROM casework.records WHERE state = 'live'")
    }
    assert left == {"A-1", "F-1", *(["A-2"] if other_open else [])} - gone


def act(service: Service, kind: ActKind, who: Reader) -> None:
    with service.database.working() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO casework.acts (inquiry_id, child_id, kind, outcome, reasons, user_id, role)"
                " VALUES (2, 1, :kind, :outcome, '{}', :user, 'protection_officer')"
            ),
            {"kind": kind.value, "outcome": next(iter(Outcome)).value, "user": who.person},
        )


def test_answers_and_reports_are_forgotten_in_time(service: Service, found: Reader) -> None:
    upload(service, found, "child", b"record_id,full_name,birth_date\nC1,Ana,31/02/2012\n", key="k-1")
    store_file(service, 1)
    keep_clocks(service)
    assert len(rows(service, "SELECT 1 FROM casework.idempotency")) == 1
    keep_clocks(on(service, KEPT_FOR.days + 1))
    assert rows(service, "SELECT 1 FROM casework.idempotency") == []
    assert len(read_upload(service, found, "child", 1).report) == 1
    keep_clocks(on(service, REPORTS_KEPT.days + 1))
    kept = read_upload(service, found, "child", 1)
    assert (kept.report, kept.refused) == ([], 1)


def test_sessions_and_failures_are_forgotten_in_time(service: Service) -> None:
    agency_of, clock = accounts.senaf(service), accounts.Clock(datetime.now(UTC))
    service = accounts.at(service, clock)
    password = accounts.person(service, agency_of.code, "ana", "family_worker")
    rows_of_setting_up = len(rows(service, "SELECT 1 FROM casework.sessions"))
    sign_in.sign_in(service, "ana", password, None, accounts.ADDRESS)
    with pytest.raises(Unknown):
        sign_in.sign_in(service, "ana", "otra", None, "192.0.2.8")
    keep_clocks(service)
    assert len(rows(service, "SELECT 1 FROM casework.sessions")) == rows_of_setting_up + 1
    assert len(rows(service, "SELECT 1 FROM casework.sign_in_failures")) == 1
    clock.move(days=1, minutes=1)
    keep_clocks(service)
    assert rows(service, "SELECT 1 FROM casework.sign_in_failures") == []
    # The session's longest time of half a day, and then the days that it is kept.
    clock.move(days=sign_in.SESSIONS_KEPT.days - 1)
    keep_clocks(service)
    assert len(rows(service, "SELECT 1 FROM casework.sessions")) == 1
    clock.move(days=1)
    keep_clocks(service)
    assert rows(service, "SELECT 1 FROM casework.sessions") == []


def test_a_live_record_is_never_erased_by_time(service: Service, found: Reader) -> None:
    submit(service, found, "child", {"record_id": "C1", "full_name": "Ana", "birth_date": "1980"})
    keep_clocks(on(service, 365 * 60))
    assert read_own(service, found, "child", "C1").content["full_name"] == "Ana"
