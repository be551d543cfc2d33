"""What may be evidence isn't erased by whom it may speak against: who decides, what each side learns, and what is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.databases import Host
from tests.service.cases import Case, open_case
from tests.service.parties import agency, person
from tests.service.rights.test_complaints import entered, login_of
from tests.service.rights.test_complaints import step as complaint_step
from tests.service.test_retention import rows
from tests.service.trafficking.test_referrals import referral
from tracing.service import conflicts, holds, submission
from tracing.service.context import Service
from tracing.service.erasure import carry_out, erase_own
from tracing.service.erasure_decisions import decide_erasure, list_erasures
from tracing.service.errors import Conflict, Forbidden, Invalid, NotFound
from tracing.service.keyring import Keyring
from tracing.service.retention import keep_clocks
from tracing.service.rights.complaints import read_complaint
from tracing.service.trafficking import referrals
from tracing.store.database import Database, Reader


def hold(case: Case, name: str = "", kind: str = "court_order") -> None:
    holds.raise_hold(case.service, case.officer, name or case.pair.child_name, kind, "orden del juzgado")


STANDS: dict[str, Callable[[Case], Any]] = {
    "a hold": hold,
    "a confidential hold": lambda case: hold(case, kind="asylum"),
    "a complaint": lambda case: entered(case, record="A-1", about_agency="MX-ALBERGUE"),
    "a referral": lambda case: referrals.refer(case.service, case.officer, referral(case)),
}


def state(case: Case, record: int) -> tuple[str, int]:
    """A record's state, and how many versions of it are left."""
    with case.service.database.working() as connection:
        query = sa.text(
            "SELECT r.state, (SELECT count(*) FROM casework.record_versions v WHERE v.record_id = r.id)"
            " FROM casework.records r WHERE r.id = :id"
        )
        row = connection.execute(query, {"id": record}).one()
    return row[0], int(row[1])


def refuse(case: Case) -> Conflict:
    """Withdraw the child, and let its agency try to erase it."""
    submission.withdraw(case.service, case.found, "child", "A-1")
    with pytest.raises(Conflict) as refused:
        erase_own(case.service, case.found, "child", "A-1", "asked")
    return refused.value


@pytest.fixture
def services(host: Host) -> Iterator[Callable[[], Service]]:
    """Make services, each with a database of its own."""
    with ExitStack() as stack:

        def make() -> Service:
            database = Database(stack.enter_context(host.database(host.template)), size=4)
            stack.callback(database.close)
            return Service(database, Keyring.new())

        yield make


def test_an_agency_is_refused_alike_whatever_stands_on_its_child(services: Callable[[], Service]) -> None:
    told = []
    for stands in STANDS.values():
        case = open_case(services())
        stands(case)
        refused = refuse(case)
        told.append((refused.code, refused.text, refused.mend))
        assert state(case, case.pair.child) == ("withdrawn", 2)
    assert set(told) == {
        (
            "officer_decides",
            "A protection officer decides on this erasure.",
            "Wait for that decision: nothing more is to be sent.",
        )
    }


def test_another_officer_decides_that_it_is_erased_or_kept(case: Case) -> None:
    hold(case)
    refuse(case)
    (asked,) = list_erasures(case.service, case.officer)
    assert (asked.record, asked.cause, asked.kept_at) == (case.pair.child_name, "asked", None)
    decide_erasure(case.service, case.officer, case.pair.child_name, "keep", "hay una causa penal")
    (kept,) = list_erasures(case.service, case.officer)
    assert (kept.kept_by, kept.reason) == (case.officer.person, "hay una causa penal")
    # Also once nothing else stands on it.
    holds.lift_hold(case.service, case.officer, 1, "se aclaró", case.clock.now.date() + timedelta(days=30))
    assert carry_out(case.service) == 0
    keep_clocks(case.service)
    assert state(case, case.pair.child)[0] == "withdrawn"
    answer = decide_erasure(
        case.service, case.officer, case.pair.child_name, "erase", "la causa terminó", key="k-1"
    )
    assert answer.body == {"record": case.pair.child_name, "decision": "erase"}
    assert state(case, case.pair.child) == ("erased", 0)
    assert list_erasures(case.service, case.officer) == []
    # The same request again is the same answer; another one finds nothing.
    again = decide_erasure(
        case.service, case.officer, case.pair.child_name, "erase", "la causa terminó", key="k-1"
    )
    assert again.repeated
    with pytest.raises(NotFound):
        decide_erasure(case.service, case.officer, case.pair.child_name, "erase", "otra vez")
    with case.service.database.reading(Reader("auditor")) as connection:
        acts = connection.execute(sa.text("SELECT act FROM casework.audit ORDER BY number")).scalars().all()
    assert {"ask_erasure", "decide_keep", "erase", "decide_erase"} <= set(acts)


def test_it_goes_by_itself_once_nothing_stands_on_it(case: Case) -> None:
    hold(case)
    refuse(case)
    assert carry_out(case.service) == 0
    holds.lift_hold(case.service, case.officer, 1, "se aclaró", case.clock.now.date() + timedelta(days=30))
    assert carry_out(case.service) == 1
    assert state(case, case.pair.child) == ("erased", 0)
    assert carry_out(case.service) == 0


def test_whoever_it_may_speak_against_doesnt_decide_and_isnt_told_why(case: Case) -> None:
    entered(case, record="A-1", about_login=login_of(case, case.second_officer))
    refuse(case)
    holder = agency(case.service, "MX-DIF")
    own = person(case.service, holder, "protection_officer")
    with case.service.database.working() as connection:
        query = "UPDATE casework.records SET agency_id = :a WHERE id = :child"
        connection.execute(sa.text(query), {"a": holder, "child": case.pair.child})
    conflicted = person(case.service, case.office, "protection_officer", "oficial-3")
    conflicts.declare(case.service, conflicted, case.pair.child_name)
    told = set()
    for reader in (case.second_officer, own, conflicted):
        with pytest.raises(Forbidden) as refused:
            decide_erasure(case.service, reader, case.pair.child_name, "erase", "x")
        told.add((refused.value.code, refused.value.text))
    assert len(told) == 1
    with pytest.raises(Forbidden):
        decide_erasure(case.service, case.one, case.pair.child_name, "erase", "x")
    decide_erasure(case.service, case.officer, case.pair.child_name, "erase", "se resolvió")
    assert state(case, case.pair.child) == ("erased", 0)


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"decision": "burn"}, "/decision"),
        ({"cause": "because"}, "/cause"),
        ({"reason": " "}, "/reason"),
    ],
)
def test_what_isnt_a_decision(case: Case, given: dict[str, str], pointer: str) -> None:
    hold(case)
    refuse(case)
    asked = {"decision": "keep", "reason": "x", "cause": "asked", **given}
    with pytest.raises(Invalid) as refused:
        decide_erasure(
            case.service,
            case.officer,
            case.pair.child_name,
            asked["decision"],
            asked["reason"],
            asked["cause"],
        )
    assert [fault.pointer for fault in refused.value.fields] == [pointer]


def test_a_live_record_isnt_decided_on(case: Case) -> None:
    with pytest.raises(NotFound):
        decide_erasure(case.service, case.officer, case.pair.child_name, "erase", "x")


# Inquiries: to whoever asks there is no difference


AFTERWARDS: tuple[Callable[[Case], object], ...] = (
    lambda case: submission.read_own(case.service, case.family, "inquiry", "F-1"),
    lambda case: submission.history(case.service, case.family, "inquiry", "F-1"),
    lambda case: submission.withdraw(case.service, case.family, "inquiry", "F-1"),
    lambda case: erase_own(case.service, case.family, "inquiry", "F-1", "asked"),  # type: ignore[func-returns-value]
    lambda case: submission.submit(
        case.service, case.family, "inquiry", {"record_id": "F-1", "given_names": "Josué"}
    ),
)
"""What its agency may try afterwards."""


def test_an_inquiry_is_erased_for_its_agency_at_once_whatever_stands_on_it(
    services: Callable[[], Service],
) -> None:
    told = []
    for stands in (None, "inquiry", "child"):
        case = open_case(services())
        if stands is not None:
            hold(case, case.pair.inquiry_name if stands == "inquiry" else case.pair.child_name)
        submission.withdraw(case.service, case.family, "inquiry", "F-1")
        ran: list[str] = []

        def note(_: Any, __: Any, statement: str, *___: Any, ran: list[str] = ran) -> None:
            ran.append(statement)

        for engine in (case.service.database._app, case.service.database._worker):
            sa.event.listen(engine, "before_cursor_execute", note)
        erase_own(case.service, case.family, "inquiry", "F-1", "asked")
        seen: list[Any] = [list(ran)]
        for ask in AFTERWARDS:
            with pytest.raises((NotFound, Conflict)) as refused:
                ask(case)
            seen.append((refused.value.code, refused.value.text))
        seen.append(submission.list_own(case.service, case.family, "inquiry").records)
        told.append(seen)
        carry_out(case.service)
        # What stands on the inquiry keeps what was said of it, for officers.
        assert state(case, case.pair.inquiry) == ("erased", 2 if stands == "inquiry" else 0)
    assert all(seen == told[0] for seen in told)


def test_what_is_left_of_an_inquiry_goes_with_its_hold(case: Case) -> None:
    hold(case, case.pair.inquiry_name)
    submission.withdraw(case.service, case.family, "inquiry", "F-1")
    erase_own(case.service, case.family, "inquiry", "F-1", "asked")
    assert carry_out(case.service) == 0
    (held,) = holds.list_holds(case.service, case.officer)
    on = case.clock.now.date() + timedelta(days=30)
    holds.lift_hold(case.service, case.officer, held.id, "se aclaró", on)
    assert carry_out(case.service) == 1
    assert state(case, case.pair.inquiry) == ("erased", 0)


# Complaints


def complaint_left(case: Case) -> list[tuple[Any, ...]]:
    return rows(case.service, "SELECT record_id, record_erased FROM casework.complaints")


def test_a_complaint_outlives_its_record_until_it_is_told_and_contesting_has_run_out(case: Case) -> None:
    name: UUID = entered(case, record="A-1")
    refuse(case)
    decide_erasure(case.service, case.officer, case.pair.child_name, "erase", "la familia lo pide")
    assert complaint_left(case) == [(None, True)]
    complaint_step(case, case.officer, name, "take")
    complaint_step(case, case.officer, name, "answer", "se le pidió perdón")
    keep_clocks(case.service)
    complaint_step(case, case.found, name, "tell", "en persona")
    case.clock.move(days=60)
    keep_clocks(case.service)
    assert read_complaint(case.service, case.found, name).said
    case.clock.move(days=1)
    keep_clocks(case.service)
    assert complaint_left(case) == []


def test_a_complaint_without_a_record_isnt_removed(case: Case) -> None:
    name = entered(case)
    complaint_step(case, case.officer, name, "take")
    complaint_step(case, case.officer, name, "answer", "se le pidió perdón")
    complaint_step(case, case.found, name, "tell", "en persona")
    case.clock.move(days=400)
    keep_clocks(case.service)
    assert complaint_left(case) == [(None, False)]


@pytest.mark.parametrize("stands", ["a complaint", "a referral"])
def test_the_clock_spares_it_too(case: Case, stands: str) -> None:
    STANDS[stands](case)
    submission.withdraw(case.service, case.found, "child", "A-1")
    keep_clocks(case.service)
    assert state(case, case.pair.child)[0] == "withdrawn"


def test_an_answered_referral_and_a_complaint_that_is_over_stand_no_more(case: Case) -> None:
    name = entered(case, record="A-1")
    complaint_step(case, case.officer, name, "take")
    complaint_step(case, case.officer, name, "answer", "se le pidió perdón")
    complaint_step(case, case.found, name, "tell", "en persona")
    number = referrals.refer(case.service, case.officer, referral(case)).body["referral"]
    referrals.note_outcome(case.service, case.officer, number, "received")
    submission.withdraw(case.service, case.found, "child", "A-1")
    case.clock.move(days=61)
    keep_clocks(case.service)
    assert state(case, case.pair.child)[0] == "withdrawn"
    referrals.note_outcome(case.service, case.officer, number, "declined")
    erase_own(case.service, case.found, "child", "A-1", "asked")
    assert state(case, case.pair.child) == ("erased", 0)
    assert complaint_left(case) == []
