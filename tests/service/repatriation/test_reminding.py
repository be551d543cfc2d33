"""Reminders: raised once whatever the clock does, seen by whom they wait for, ended by what is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.service.cases import CONSENTS, Case, link_records, open_case, record_id
from tests.service.parties import agency, person
from tests.service.repatriation.way import HANDOVER, act, step, until
from tests.stages import staged
from tracing.casework.reminders import RemindedOf
from tracing.casework.repatriation.checklist import Item
from tracing.casework.repatriation.steps import StepKind
from tracing.service import holds, state_of, submission, upkeep
from tracing.service.context import Service
from tracing.service.errors import Conflict, Forbidden, Invalid, NotFound
from tracing.service.pairs import Pair
from tracing.service.repatriation import reminding
from tracing.service.repatriation.reminding import acknowledge, list_reminders, remind
from tracing.service.rights.consents import enter_consents
from tracing.store.database import Reader
from tracing.store.tables import repatriation_steps


@staged
def case(service: Service) -> Case:
    """A possible pair: both sides are to be verified, and the child heard."""
    case = open_case(service)
    case.settle()
    return case


def listed(case: Case, reader: Reader | None = None, **asked: bool) -> list[str]:
    """Return what an officer, or somebody, is reminded of in cases."""
    found = (one.says.code for one in list_reminders(case.service, reader or case.officer, **asked))
    return sorted(code for code in found if code not in set(RemindedOf))


TO_VERIFY = ["child_views", "verify_child", "verify_family"]


def test_what_is_due_is_reminded_of_on_its_day(case: Case) -> None:
    case.clock.move(days=13)
    assert remind(case.service) == 0
    case.clock.move(days=1)
    assert remind(case.service) == 3
    assert listed(case) == TO_VERIFY
    (one,) = [r for r in list_reminders(case.service, case.officer) if r.says.code == "verify_child"]
    assert (one.inquiry, one.child) == (case.pair.inquiry_name, case.pair.child_name)
    assert one.due_on == case.clock.now.date()


def test_a_service_that_was_down_for_a_week_raises_each_once(case: Case) -> None:
    case.clock.move(days=21)
    upkeep.daily(case.service)
    assert listed(case) == TO_VERIFY
    for _ in range(3):
        case.clock.move(hours=1)
        assert remind(case.service) == 0
    assert listed(case, open_only=False) == TO_VERIFY


def test_a_clock_that_goes_back_raises_nothing_twice_and_undoes_nothing(case: Case) -> None:
    case.clock.move(days=21)
    remind(case.service)
    (first, *_) = list_reminders(case.service, case.officer)
    acknowledge(case.service, case.officer, first.name)
    case.clock.move(days=-20)
    remind(case.service)
    case.clock.move(days=20)
    assert remind(case.service) == 0
    every = list_reminders(case.service, case.officer, open_only=False)
    assert len(every) == 3
    assert [one.acknowledged_by for one in every if one.name == first.name] == [case.officer.person]
    assert len(list_reminders(case.service, case.officer)) == 2


def test_a_reminder_ends_with_what_it_reminds_of(case: Case) -> None:
    case.clock.move(days=14)
    remind(case.service)
    act(case, case.officer, "verify_child", "confirmed", "photo")
    assert remind(case.service) == 0
    assert listed(case) == ["child_views", "verify_family"]
    assert listed(case, open_only=False) == TO_VERIFY


def test_while_a_hold_stands_nobody_is_reminded(case: Case) -> None:
    case.clock.move(days=14)
    remind(case.service)
    holds.raise_hold(case.service, case.officer, case.pair.child_name, "court_order", "orden del juzgado")
    case.clock.move(minutes=1)
    remind(case.service)
    assert listed(case) == []
    case.clock.move(days=20)
    assert remind(case.service) == 0


def test_the_days_of_a_hold_dont_count(case: Case) -> None:
    made = holds.raise_hold(
        case.service, case.officer, case.pair.child_name, "court_order", "orden del juzgado"
    )
    case.clock.move(days=40)
    on = case.clock.now.date() + timedelta(days=90)
    holds.lift_hold(case.service, case.officer, made.body["hold"], "el juzgado la levantó", on)
    case.clock.move(days=13)
    assert remind(case.service) == 0
    case.clock.move(days=1)
    assert remind(case.service) == 3
    assert listed(case) == TO_VERIFY


def test_whoever_must_hear_the_child_again_is_reminded(in_touch: Case) -> None:
    until(in_touch, StepKind.HANDOVER_PLANNED)
    in_touch.clock.move(days=60)
    remind(in_touch.service)
    assert listed(in_touch) == ["handover_planned"]
    in_touch.clock.move(days=1)
    remind(in_touch.service)
    assert listed(in_touch) == ["child_views"]
    assert listed(in_touch, in_touch.found) == ["child_views"]
    act(in_touch, in_touch.officer, "child_views", "agrees", "own_language")
    remind(in_touch.service)
    assert listed(in_touch) == ["handover_planned"]


def another(case: Case) -> Case:
    """A second case of the same people: another child, another family."""
    child = {
        "record_id": "A-2", "full_name": "Eva Ical Bo", "sex": "F", "birth_date": "2015-02-01", "origin_country": "GT",
        "phones": ["+502 5555 0133"],
    }  # fmt: skip
    inquiry = {
        "record_id": "F-2", "given_names": "Eva", "first_surname": "Ical", "second_surname": "Bo", "sex": "F",
        "birth_date": "2015-02-01", "origin_country": "GT", "inquirer_name": "Rosa Bo", "inquirer_relation": "mother",
        "phones": ["+502 5555 0144"],
    }  # fmt: skip
    submission.submit(case.service, case.found, "child", child)
    submission.submit(case.service, case.family, "inquiry", inquiry)
    enter_consents(case.service, case.found, "A-2", CONSENTS)
    pair = Pair(record_id(case.service, "F-2"), record_id(case.service, "A-2"))
    link_records(case.service, 1, pair)
    upkeep.keep_up(case.service)
    made = replace(case, pair=pair)
    made.settle()
    return made


def test_a_case_that_cant_be_read_holds_up_no_other(case: Case, caplog: pytest.LogCaptureFixture) -> None:
    second = another(case)
    with case.service.database.working() as connection:
        connection.execute(
            sa.insert(repatriation_steps).values(
                inquiry_id=case.pair.inquiry, child_id=case.pair.child, kind="determination_written", outcome="done",
                detail=b"unreadable", after_act=1, user_id=case.officer.person, role="protection_officer",
            )
        )  # fmt: skip
    case.clock.move(days=14)
    assert remind(case.service) == 3
    found = list_reminders(case.service, case.officer)
    assert [one.says.code for one in found] == ["verify_child", "verify_family", "child_views"]
    assert {one.child for one in found} == {second.pair.child_name}
    (told,) = [record for record in caplog.records if record.name == reminding.__name__]
    assert told.levelname == "ERROR"
    assert told.getMessage().startswith(f"case {case.pair.inquiry}/{case.pair.child} ")
    assert "unreadable" not in told.getMessage()


def test_what_is_due_is_worked_out_by_one_at_a_time(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = []
    usual = reminding.items_on

    def watched(
        service: Service, connection: sa.Connection, pair: Pair, known: state_of.Case
    ) -> tuple[Item, ...]:
        with service.database.working() as other:
            query = "SELECT pg_try_advisory_xact_lock(hashtextextended('casework.pair:' || :name, 0))"
            name = f"{pair.inquiry}/{pair.child}"
            alone.append(not other.execute(sa.text(query), {"name": name}).scalar_one())
        return usual(service, connection, pair, known)

    monkeypatch.setattr(reminding, "items_on", watched)
    case.clock.move(days=14)
    assert remind(case.service) == 3
    assert alone == [True]


def test_each_side_is_reminded_of_its_own_and_the_family_of_nothing_before_it_is_told(case: Case) -> None:
    case.clock.move(days=14)
    remind(case.service)
    assert listed(case, case.found) == ["child_views", "verify_child"]
    (one, _) = list_reminders(case.service, case.found)
    assert (one.reference, one.inquiry, one.child) == ("A-1", None, None)
    # It is asked to verify; that somebody waits for its answer it isn't told.
    assert listed(case, case.family) == []


def test_a_told_family_reads_that_something_waits_and_not_what(at_home: Case) -> None:
    at_home.clock.now = HANDOVER + timedelta(days=24)
    remind(at_home.service)
    (one,) = list_reminders(at_home.service, at_home.family)
    assert (one.says.code, one.reference) == ("something_waits", "F-1")
    assert (one.inquiry, one.child) == (None, None)
    assert listed(at_home) == ["follow_up_30"]
    at_home.clock.move(days=7)
    step(at_home, StepKind.FOLLOW_UP_30)
    assert list_reminders(at_home.service, at_home.family) == []
    # And again at 90 and 180 days, in a closed case too.
    act(at_home, at_home.officer, "close", "solved", "durable_solution")
    for kind, days in ((StepKind.FOLLOW_UP_90, 90), (StepKind.FOLLOW_UP_180, 180)):
        at_home.clock.now = HANDOVER + timedelta(days=days, hours=2)
        remind(at_home.service)
        assert listed(at_home) == [kind.value]
        step(at_home, kind)
        assert listed(at_home) == []


def test_a_hold_silences_the_family_at_once(in_touch: Case) -> None:
    until(in_touch, StepKind.FAMILY_ASSESSED)
    in_touch.clock.move(days=21)
    remind(in_touch.service)
    assert len(list_reminders(in_touch.service, in_touch.family)) == 1
    holds.raise_hold(
        in_touch.service, in_touch.officer, in_touch.pair.inquiry_name, "false_family", "no era la madre"
    )
    assert list_reminders(in_touch.service, in_touch.family) == []


def test_a_reminder_is_acknowledged_once_by_whom_it_waits_for(case: Case) -> None:
    case.clock.move(days=14)
    remind(case.service)
    (one, _) = list_reminders(case.service, case.found)
    other = person(case.service, agency(case.service, "MX-OTRO", "shelter", "child"), "found_worker")
    for stranger in (case.family, other):
        with pytest.raises(NotFound):
            acknowledge(case.service, stranger, one.name)
    assert acknowledge(case.service, case.found, one.name, "k-1").status == 200
    assert acknowledge(case.service, case.found, one.name, "k-1").repeated
    with pytest.raises(Conflict):
        acknowledge(case.service, case.found, one.name)
    assert len(list_reminders(case.service, case.found)) == 1


def test_officers_are_reminded_of_the_cases_they_work_on(case: Case) -> None:
    case.clock.move(days=14)
    remind(case.service)
    readers = {
        country: person(
            case.service, agency(case.service, f"{country}-PN", "child_protection"), "protection_officer"
        )
        for country in ("MX", "CR")
    }
    assert len(listed(case, readers["MX"])) == 3
    assert listed(case, readers["CR"]) == []


@pytest.mark.parametrize(
    "ask",
    [
        lambda case: list_reminders(case.service, case.one),
        lambda case: remind_nobody(case, "consulate"),
        lambda case: remind_nobody(case, "auditor"),
    ],
)
def test_nobody_else_is_reminded(case: Case, ask: Callable[[Case], object]) -> None:
    with pytest.raises(Forbidden):
        ask(case)


def remind_nobody(case: Case, role: str) -> object:
    return list_reminders(case.service, person(case.service, case.office, role))


def test_a_party_that_there_isnt(case: Case) -> None:
    with pytest.raises(Invalid):
        list_reminders(case.service, case.officer, party="everybody")
    assert [one.party for one in list_reminders(case.service, case.officer, party="found_side")] == []
