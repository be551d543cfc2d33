"""Who reads what of a case: officers the whole checklist, each side whom it waits for, the family nothing before it is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.service.cases import Case
from tests.service.laws import enter_law
from tests.service.parties import as_system
from tests.service.repatriation.way import HANDOVER, act, in_contact, step, until
from tracing.casework.repatriation.checklist import ItemState
from tracing.casework.repatriation.parties import Waits
from tracing.casework.repatriation.steps import ORDER, StepKind
from tracing.service import flags, holds, submission
from tracing.service.errors import Forbidden, NotFound
from tracing.service.repatriation.listing import (
    read_checklist,
    read_waits_of_child,
    read_waits_of_family,
)
from tracing.service.repatriation.reminding import list_reminders, remind
from tracing.service.trafficking import shields

K = StepKind


def states(case: Case) -> dict[str, str]:
    items, _ = read_checklist(case.service, case.officer, case.pair)
    return {item.code: item.state.value for item in items}


def of_child(case: Case) -> dict[str, str]:
    return {
        item.code: item.party.value
        for item in read_waits_of_child(case.service, case.found, "A-1")
        if item.state is not ItemState.BLOCKED
    }


def of_family(case: Case) -> tuple[str, bool]:
    found = read_waits_of_family(case.service, case.family, "F-1")
    return found.waits.value, found.due_on is not None


def test_the_checklist_of_a_case_from_its_first_day(case: Case) -> None:
    assert states(case)["review"] == "missing"
    case.settle()
    found = states(case)
    assert (found["screen"], found["review"], found["verify_child"]) == ("done", "done", "missing")
    case.clock.move(days=15)
    assert states(case)["verify_child"] == "overdue"
    act(case, case.officer, "verify_child", "confirmed", "photo")
    items, state = read_checklist(case.service, case.officer, case.pair)
    (verified,) = [item for item in items if item.code == "verify_child"]
    assert (verified.state, verified.by, verified.at) == (
        ItemState.DONE,
        (case.officer.person,),
        case.clock.now,
    )
    assert state.value == "possible"


def test_the_checklist_goes_on_to_the_last_follow_up(at_home: Case) -> None:
    found = states(at_home)
    assert {found[kind] for kind in ORDER} == {"done"}
    assert (found["reunify"], found["follow_up_30"]) == ("done", "missing")
    at_home.clock.now = HANDOVER + timedelta(days=40)
    assert states(at_home)["follow_up_30"] == "overdue"


def test_a_follow_up_is_due_when_the_law_of_the_family_says(at_home: Case) -> None:
    enter_law(at_home.service, at_home.officer.person, "GT", "follow_up_days", "45;90;180")
    items, _ = read_checklist(at_home.service, at_home.officer, at_home.pair)
    (first,) = [item for item in items if item.code == "follow_up_30"]
    (done,) = [item for item in items if item.code == "reunify"]
    assert done.at is not None
    assert first.due_on == done.at.date() + timedelta(days=45)


def test_a_hold_blocks_all_that_is_left(case: Case) -> None:
    case.settle()
    case.clock.move(minutes=1)
    holds.raise_hold(case.service, case.officer, case.pair.child_name, "court_order", "orden del juzgado")
    assert states(case)["verify_child"] == "blocked"


def test_the_shelter_reads_whom_its_childs_case_waits_for(case: Case) -> None:
    assert of_child(case) == {}
    case.settle()
    assert of_child(case) == {
        "verify_child": "found_side",
        "verify_family": "family_side",
        "child_views": "found_side",
    }


def test_the_shelter_reads_the_way_home(in_touch: Case) -> None:
    until(in_touch, K.TRAVEL_DOCUMENT)
    assert of_child(in_touch) == {"travel_document": "consulate"}
    in_touch.clock.move(minutes=1)
    flags.raise_flag(in_touch.service, in_touch.found, "A-1", "asylum_confidential", {})
    stopped = read_waits_of_child(in_touch.service, in_touch.found, "A-1")
    assert {item.state for item in stopped} == {ItemState.BLOCKED}
    assert "consulate" not in {item.party.value for item in stopped}


def test_of_a_shielded_pair_the_shelter_knows_nothing(case: Case) -> None:
    case.settle()
    case.clock.move(days=14)
    remind(case.service)
    assert len(list_reminders(case.service, case.found)) == 2
    on = case.clock.now.date() + timedelta(days=30)
    shields.shield(case.service, case.officer, case.pair.inquiry_name, "podría ser quien le explotó", on)
    assert of_child(case) == {}
    assert list_reminders(case.service, case.found) == []
    assert "verify_child" in {one.says.code for one in list_reminders(case.service, case.officer)}


def _nothing(case: Case) -> None: ...


def _possible(case: Case) -> None:
    case.settle()


def _verified(case: Case) -> None:
    case.settle()
    act(case, case.officer, "verify_child", "confirmed", "photo")
    act(case, case.second_officer, "verify_family", "confirmed", "birth_record")


def _held(case: Case) -> None:
    in_contact(case)
    case.clock.move(minutes=1)
    holds.raise_hold(case.service, case.officer, case.pair.child_name, "asylum", "solicitud")


@pytest.mark.parametrize("come_so_far", [_nothing, _possible, _verified, _held])
def test_the_family_reads_one_constant_answer_until_it_is_told(
    case: Case, come_so_far: Callable[[Case], None]
) -> None:
    come_so_far(case)
    assert of_family(case) == ("nothing", False)


def test_a_told_family_reads_only_whether_it_is_waited_for(in_touch: Case) -> None:
    assert of_family(in_touch) == ("other_side", False)
    until(in_touch, K.FAMILY_ASSESSED)
    assert of_family(in_touch) == ("us", True)
    step(in_touch, K.FAMILY_ASSESSED)
    assert of_family(in_touch) == ("other_side", False)


def test_after_the_follow_ups_nothing_waits(at_home: Case) -> None:
    assert of_family(at_home) == ("nothing", False)
    at_home.clock.now = HANDOVER + timedelta(days=28)
    assert of_family(at_home) == ("us", True)


def test_a_withdrawn_inquiry_waits_for_nobody(in_touch: Case) -> None:
    submission.withdraw(in_touch.service, in_touch.family, "inquiry", "F-1")
    assert of_family(in_touch) == ("nothing", False)


def test_nobody_reads_of_others(case: Case) -> None:
    for reader, wrong in ((case.family, NotFound), (case.found, Forbidden), (case.one, Forbidden)):
        with pytest.raises(wrong):
            read_waits_of_family(case.service, reader, "F-2")
    with pytest.raises(Forbidden):
        read_waits_of_child(case.service, case.family, "A-1")
    for reader in (case.one, case.found, case.family):
        with pytest.raises(Forbidden):
            read_checklist(case.service, reader, case.pair)
    system = read_waits_of_family(case.service, as_system(case.family), "F-1")
    assert (system.reference, system.waits) == ("F-1", Waits.NOTHING)
