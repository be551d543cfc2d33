"""What can still be done on a pair of which a record was withdrawn, and what the asking side learns of it: nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.service.cases import Case, open_case
from tests.service.parties import agency, person
from tests.service.repatriation.way import HANDOVER, step
from tests.stages import staged
from tracing.casework.missing import LACKS
from tracing.casework.repatriation.steps import StepKind
from tracing.casework.states import State
from tracing.service import submission
from tracing.service.acts import list_acts
from tracing.service.context import Service
from tracing.service.decide import decide, take_back
from tracing.service.erasure import erase_record
from tracing.service.errors import NotFound, NotYet
from tracing.service.repatriation.listing import read_checklist
from tracing.service.repatriation.reminding import list_reminders, remind
from tracing.store.database import Reader


@staged
def case(service: Service) -> Case:
    """A possible pair whose family has withdrawn its inquiry."""
    made = open_case(service)
    made.settle()
    submission.withdraw(made.service, made.family, "inquiry", "F-1")
    return made


def lacks(refused: pytest.ExceptionInfo[NotYet]) -> list[str]:
    return [fault.pointer for fault in refused.value.fields]


def test_a_step_forward_says_that_a_record_was_withdrawn(case: Case) -> None:
    with pytest.raises(NotYet) as refused:
        case.act(case.officer, "verify_child", "confirmed", "photo")
    assert "missing:withdrawn" in lacks(refused)


def test_the_case_can_be_closed_and_a_step_taken_back(opened: Case) -> None:
    opened.settle()
    made = opened.act(opened.officer, "verify_child", "confirmed", "photo")
    submission.withdraw(opened.service, opened.family, "inquiry", "F-1")
    opened.act(opened.officer, "taken_back", "done", "mistake", takes_back=made.body["act"])
    assert (
        opened.act(opened.officer, "close", "unsolved", "family_withdrew").body["state"] == State.CLOSED.value
    )
    acts, state = list_acts(opened.service, opened.officer, opened.pair)
    assert ([one.kind.value for one in acts], state) == (
        ["verify_child", "taken_back", "close"], State.CLOSED,
    )  # fmt: skip


def test_whoever_judged_it_reads_why_they_cant_judge_it_again(case: Case) -> None:
    for reader in (case.one, case.officer):
        with pytest.raises(NotYet) as refused:
            decide(case.service, reader, case.pair, "possible", ["names_agree"], (1, 1))
        assert lacks(refused) == ["missing:withdrawn"]
        assert LACKS["withdrawn"].es in refused.value.mend
    with pytest.raises(NotFound) as gone:
        decide(case.service, case.three, case.pair, "possible", ["names_agree"], (1, 1))
    assert gone.value.code == "no_pair"


def test_a_judgement_can_be_taken_back(case: Case) -> None:
    assert take_back(case.service, case.one, case.pair, 1, ["mistake"]).status == 201


def test_of_a_pair_that_nobody_had_begun_with_nothing_is_left(opened: Case) -> None:
    submission.withdraw(opened.service, opened.family, "inquiry", "F-1")
    with pytest.raises(NotFound):
        list_acts(opened.service, opened.officer, opened.pair)
    with pytest.raises(NotFound):
        decide(opened.service, opened.officer, opened.pair, "possible", ["names_agree"], (1, 1))


def test_officers_of_both_countries_keep_it_and_those_of_a_third_never_had_it(case: Case) -> None:
    def officer(code: str) -> Reader:
        return person(case.service, agency(case.service, code), "protection_officer")

    for code in ("MX-PFPNNA", "GT-PGN"):
        assert list_acts(case.service, officer(code), case.pair)[0] == []
    with pytest.raises(NotFound):
        list_acts(case.service, officer("CR-PANI"), case.pair)


def test_follow_ups_go_on_after_a_family_withdraws_and_end_with_the_record(at_home: Case) -> None:
    submission.withdraw(at_home.service, at_home.family, "inquiry", "F-1")
    at_home.clock.now = HANDOVER + timedelta(days=31)
    remind(at_home.service)
    assert [one.says.code for one in list_reminders(at_home.service, at_home.officer)] == ["follow_up_30"]
    assert step(at_home, StepKind.FOLLOW_UP_30).status == 201
    assert list_reminders(at_home.service, at_home.officer) == []
    assert read_checklist(at_home.service, at_home.officer, at_home.pair)[0]
    erase_record(at_home.service, at_home.pair.inquiry, Reader("worker", purpose="test"), "asked")
    at_home.clock.now = HANDOVER + timedelta(days=91)
    assert remind(at_home.service) == 0
    assert list_reminders(at_home.service, at_home.officer, open_only=False) == []
    with pytest.raises(NotFound):
        read_checklist(at_home.service, at_home.officer, at_home.pair)
