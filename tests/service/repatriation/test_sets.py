"""A child of whom two records tell is one child: its way home is one, and it is handed over once."""

from __future__ import annotations

import pytest

from tests.service.cases import CHILD, CONSENT, Case, link_records, open_case, record_id
from tests.service.parties import agency, person
from tests.service.repatriation.way import home, in_contact, step, until
from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym
from tracing.casework.repatriation.steps import StepKind
from tracing.casework.states import State
from tracing.service import flags, submission, upkeep
from tracing.service.context import Service
from tracing.service.errors import NotYet
from tracing.service.pairs import Pair
from tracing.service.sets.same import say
from tracing.service.state_of import case_of


def recorded_twice(service: Service) -> tuple[Case, Pair]:
    """A case of a child whom a hospital has recorded as well, as a reviewer says; with the hospital's pair."""
    case = open_case(service)
    nurse = person(
        case.service, agency(case.service, "MX-HOSPITAL", "child_protection", "child"), "found_worker"
    )
    submission.submit(case.service, nurse, "child", {**CHILD, "record_id": "H-1"})
    flags.raise_flag(case.service, nurse, "H-1", "consent", CONSENT)
    other = Pair(case.pair.inquiry, record_id(case.service, "H-1"))
    link_records(case.service, 1, other)
    upkeep.keep_up(case.service)
    names = [pseudonym(Side.CHILD, number) for number in (case.pair.child, other.child)]
    say(case.service, case.three, "confirm", names, ["same_document"])
    return case, other


def test_a_child_of_two_records_is_handed_over_once(service: Service) -> None:
    case, other = recorded_twice(service)
    home(case)
    assert case_of(case.service, other).state is State.REUNIFIED
    case.pair = other
    with pytest.raises(NotYet) as refused:
        step(case, StepKind.HANDED_OVER)
    assert "missing:handover_done" in {fault.pointer for fault in refused.value.fields}


def test_the_way_goes_on_from_either_record(service: Service) -> None:
    case, other = recorded_twice(service)
    in_contact(case)
    until(case, StepKind.CHILD_CONSULTED)
    case.pair = other
    assert step(case, StepKind.CHILD_CONSULTED).status == 201
