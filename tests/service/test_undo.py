"""One's last decision, and taking it back for as long as nobody acted on it."""

from __future__ import annotations

import pytest

from tests.service.cases import Case
from tracing.casework.decisions import DecisionKind
from tracing.casework.review import ReviewState
from tracing.service.errors import Conflict, Forbidden
from tracing.service.undo import SHOWN_FOR, last_decision, undo


def test_who_has_decided_nothing_has_nothing_to_undo(case: Case) -> None:
    assert last_decision(case.service, case.one) is None


def test_the_last_decision_is_one_s_own(case: Case) -> None:
    made = case.judge(case.one)
    found = last_decision(case.service, case.one)
    assert found is not None
    assert (found.pair, found.number, found.kind) == (case.pair, made.body["decision"], DecisionKind.POSSIBLE)
    assert (found.review, found.undoable) == (ReviewState.WAITS_FOR_SECOND, True)
    assert last_decision(case.service, case.two) is None


def test_it_can_be_undone_once(case: Case) -> None:
    number = case.judge(case.one).body["decision"]
    undo(case.service, case.one, case.pair, number, ["mistake"])
    found = last_decision(case.service, case.one)
    assert found is not None
    assert (found.kind, found.review, found.undoable) == (DecisionKind.TAKEN_BACK, ReviewState.OPEN, False)
    with pytest.raises(Conflict) as refusal:
        undo(case.service, case.one, case.pair, number, ["mistake"])
    assert refusal.value.code == "already_taken_back"


def test_another_person_s_agreement_doesn_t_stand_in_the_way(case: Case) -> None:
    number = case.judge(case.one).body["decision"]
    case.judge(case.two)
    assert undo(case.service, case.one, case.pair, number, ["mistake"]).body["review"] == "waits_for_second"


def test_once_somebody_has_gone_on_with_the_case_only_an_officer_takes_it_back(case: Case) -> None:
    case.judge(case.one)
    number = case.judge(case.two).body["decision"]
    case.clock.move(hours=1)
    case.act(case.officer, "child_views", "agrees", "own_language")
    found = last_decision(case.service, case.two)
    assert found is not None
    assert not found.undoable
    with pytest.raises(Conflict) as refusal:
        undo(case.service, case.two, case.pair, number, ["mistake"])
    assert refusal.value.code == "acted_on"
    assert undo(case.service, case.officer, case.pair, number, ["new_information"]).status == 201


def test_nobody_undoes_another_s_decision(case: Case) -> None:
    number = case.judge(case.one).body["decision"]
    with pytest.raises(Forbidden):
        undo(case.service, case.two, case.pair, number, ["mistake"])


def test_what_was_decided_yesterday_isn_t_offered_any_more(case: Case) -> None:
    case.judge(case.one)
    case.clock.move(hours=SHOWN_FOR.total_seconds() / 3600 + 1)
    assert last_decision(case.service, case.one) is None


def test_workers_of_the_two_sides_decide_nothing(case: Case) -> None:
    with pytest.raises(Forbidden):
        last_decision(case.service, case.found)
