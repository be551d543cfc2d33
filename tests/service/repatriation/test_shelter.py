"""The agency that has the child confirms its side of the handover, and learns nothing of who takes the child home."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta

import pytest

from tests.service.cases import Case
from tests.service.parties import agency, person
from tests.service.repatriation.way import HANDOVER, act, before_handover, said, step
from tests.stages import staged
from tracing.casework.repatriation.steps import Particulars, StepKind
from tracing.casework.roles import Role
from tracing.casework.states import State
from tracing.service import holds
from tracing.service.context import Service
from tracing.service.errors import Forbidden, Invalid, NotFound, NotYet
from tracing.service.repatriation.entering import NewStep, enter_step, list_steps
from tracing.service.repatriation.shelter import confirm_handover, list_handovers, read_handover
from tracing.service.state_of import case_of
from tracing.service.trafficking.shields import shield

K = StepKind


@staged
def case(service: Service) -> Case:
    return before_handover(service)


def given(case: Case, **changed: object) -> Particulars:
    made = replace(said(case, K.HANDED_OVER), country="")
    return replace(made, **changed)  # type: ignore[arg-type]


def test_the_shelter_hands_over_and_another_person_receives(case: Case) -> None:
    plan = read_handover(case.service, case.found, "A-1")
    assert (plan.at, plan.authority, plan.country, plan.escort) == (HANDOVER, "PGN", "GT", "Rubén Paz")
    assert "Matilde" not in str(asdict(plan))
    answer = confirm_handover(case.service, case.found, "A-1", given(case), "k-1")
    assert answer.body == {"reference": "A-1", "confirmed": True}
    assert confirm_handover(case.service, case.found, "A-1", given(case), "k-1").repeated
    step(case, K.RECEIVED, reader=case.officer)
    act(case, case.officer, "reunify", "reunified", "handover")
    assert case_of(case.service, case.pair).state is State.REUNIFIED
    by = {one.kind: (one.person, one.role) for one in list_steps(case.service, case.officer, case.pair)}
    assert by[K.HANDED_OVER] == (case.found.person, Role.FOUND_WORKER)


def test_a_handover_is_confirmed_once_and_what_stops_it_reads_alike(case: Case) -> None:
    confirm_handover(case.service, case.found, "A-1", given(case))
    with pytest.raises(NotYet) as twice:
        confirm_handover(case.service, case.found, "A-1", given(case))
    assert (twice.value.code, twice.value.fields) == ("not_now", [])


def test_what_waits_to_be_confirmed_is_listed_for_the_childs_agency_until_it_is(case: Case) -> None:
    (plan,) = list_handovers(case.service, case.found)
    assert (plan.reference, plan.at, plan.confirmed) == ("A-1", HANDOVER, False)
    confirm_handover(case.service, case.found, "A-1", given(case))
    assert list_handovers(case.service, case.found) == []
    assert read_handover(case.service, case.found, "A-1").confirmed
    other = person(case.service, agency(case.service, "MX-OTRO", "shelter", "child"), "found_worker")
    assert list_handovers(case.service, other) == []
    for reader in (case.one, case.family, case.officer):
        with pytest.raises(Forbidden):
            list_handovers(case.service, reader)


def test_a_plan_that_counts_no_more_waits_for_nobody(case: Case) -> None:
    (planned,) = [
        one.id for one in list_steps(case.service, case.officer, case.pair) if one.kind is K.HANDOVER_PLANNED
    ]
    back = NewStep("step_taken_back", "done", Particulars(), planned)
    enter_step(case.service, case.officer, case.pair, back)
    assert list_handovers(case.service, case.found) == []


def test_of_a_record_that_is_shielded_its_agency_is_told_no_plan(case: Case) -> None:
    on = case.clock.now.date() + timedelta(days=10)
    shield(case.service, case.officer, case.pair.child_name, "amenazas en el albergue", on)
    assert list_handovers(case.service, case.found) == []


def test_a_hold_stops_it_without_telling_why(case: Case) -> None:
    holds.raise_hold(case.service, case.officer, case.pair.inquiry_name, "false_family", "no era la madre")
    case.clock.move(minutes=1)
    with pytest.raises(NotYet) as refused:
        confirm_handover(case.service, case.found, "A-1", given(case))
    assert (refused.value.code, refused.value.fields) == ("not_now", [])


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"authority_kind": "migration"}, "/authority_kind"),
        ({"authority": "Policía Nacional Civil"}, "/authority"),
        ({"at": HANDOVER.replace(hour=4)}, "/at"),
        ({"signed_by": ()}, "/signed_by"),
        ({"received_by": "Rubén Paz"}, "/given_by"),
    ],
)
def test_what_a_shelter_may_not_record(case: Case, changed: dict[str, object], pointer: str) -> None:
    case.clock.now = HANDOVER + timedelta(days=1)
    with pytest.raises(Invalid) as refused:
        confirm_handover(case.service, case.found, "A-1", given(case, **changed))
    assert pointer in {fault.pointer for fault in refused.value.fields}
    assert StepKind.HANDED_OVER not in {one.kind for one in list_steps(case.service, case.officer, case.pair)}


def test_nobody_hands_over_the_child_of_others(case: Case) -> None:
    other = person(case.service, agency(case.service, "MX-OTRO", "shelter", "child"), "found_worker")
    with pytest.raises(NotFound):
        confirm_handover(case.service, other, "A-1", given(case))
    for reader in (case.one, case.family, case.officer):
        with pytest.raises(Forbidden):
            confirm_handover(case.service, reader, "A-1", given(case))
        with pytest.raises(Forbidden):
            read_handover(case.service, reader, "A-1")


def test_where_none_is_planned_there_is_nothing_to_confirm(in_touch: Case) -> None:
    with pytest.raises(NotFound):
        read_handover(in_touch.service, in_touch.found, "A-1")
    with pytest.raises(NotFound):
        confirm_handover(in_touch.service, in_touch.found, "A-1", given(in_touch))
