"""A child of whom two records tell is one child: its way home is one, it is handed over once, and who waits is reminded once."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.service.repatriation.way import act, home, in_contact, said, step, until
from tests.service.sets.twice import Twice, recorded_twice
from tracing.casework.repatriation.steps import StepKind
from tracing.casework.states import State
from tracing.service.context import Service
from tracing.service.errors import NotFound, NotYet
from tracing.service.repatriation.reminding import list_reminders, remind
from tracing.service.repatriation.shelter import confirm_handover, list_handovers, read_handover
from tracing.service.state_of import case_of
from tracing.store.tables import reminders


def test_a_child_of_two_records_is_handed_over_once(twice: Twice) -> None:
    case = twice.case
    home(case)
    assert case_of(case.service, twice.other).state is State.REUNIFIED
    case.pair = twice.other
    with pytest.raises(NotYet) as refused:
        step(case, StepKind.HANDED_OVER)
    assert "missing:handover_done" in {fault.pointer for fault in refused.value.fields}


def test_the_way_goes_on_from_either_record(twice: Twice) -> None:
    case = twice.case
    in_contact(case)
    until(case, StepKind.CHILD_CONSULTED)
    case.pair = twice.other
    assert step(case, StepKind.CHILD_CONSULTED).status == 201


def test_the_agency_of_a_record_that_nobody_acted_on_hands_over_what_was_planned_on_the_other(
    service: Service,
) -> None:
    twice = recorded_twice(service, linked=False)
    case = twice.case
    in_contact(case)
    until(case, StepKind.HANDED_OVER)
    assert read_handover(case.service, twice.nurse, "H-1").authority == "PGN"
    assert [one.reference for one in list_handovers(case.service, twice.nurse)] == ["H-1"]
    given = replace(said(case, StepKind.HANDED_OVER), country="")
    assert confirm_handover(case.service, twice.nurse, "H-1", given).body["confirmed"]
    with pytest.raises(NotYet):
        confirm_handover(case.service, case.found, "A-1", given)
    step(case, StepKind.RECEIVED, reader=case.officer)
    act(case, case.officer, "reunify", "reunified", "handover")
    assert case_of(case.service, case.pair).state is State.REUNIFIED


def test_of_a_record_that_was_split_off_nothing_is_planned(twice: Twice) -> None:
    in_contact(twice.case)
    until(twice.case, StepKind.HANDED_OVER)
    twice.split()
    with pytest.raises(NotFound):
        read_handover(twice.case.service, twice.nurse, "H-1")


def test_each_agency_is_reminded_on_its_own_record_and_all_others_once(twice: Twice) -> None:
    case = twice.case
    case.settle()
    case.clock.move(days=14)
    # Both agencies that have the child: to verify, to hear it. The family's: to verify.
    assert remind(case.service) == 2 * 2 + 1
    assert remind(case.service) == 0
    for reader, reference in ((case.found, "A-1"), (twice.nurse, "H-1")):
        found = list_reminders(case.service, reader)
        assert {one.reference for one in found} == {reference}
        assert sorted(one.says.code for one in found) == ["child_views", "verify_child"]
    act(case, case.officer, "verify_child", "confirmed", "photo")
    act(case, case.second_officer, "verify_family", "confirmed", "birth_record")
    act(case, case.officer, "child_views", "agrees", "own_language")
    case.clock.move(days=30)
    remind(case.service)
    with case.service.database.working() as connection:
        rows = connection.execute(
            sa.select(reminders.c.item, reminders.c.party, sa.func.count())
            .where(reminders.c.ended_at.is_(None))
            .group_by(reminders.c.item, reminders.c.party)
        ).all()
    assert {row[0] for row in rows if row[1] == "protection"}
    assert {row[2] for row in rows if row[1] != "found_side"} == {1}


def test_a_family_is_reminded_once_it_is_told_on_whatever_record(twice: Twice) -> None:
    case = twice.case
    case.pair, first = twice.other, case.pair
    home(case)
    assert case_of(case.service, first).state is State.REUNIFIED
    case.clock.move(days=24)
    remind(case.service)
    (one,) = list_reminders(case.service, case.family)
    assert (one.says.code, one.reference) == ("something_waits", "F-1")
