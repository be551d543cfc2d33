"""What a case allows now agrees with what can be entered in it."""

from __future__ import annotations

import pytest

from tests.service.cases import Case
from tracing.casework.acts import ActKind, Outcome
from tracing.casework.states import State
from tracing.service import holds
from tracing.service.errors import Forbidden
from tracing.service.offers import offers_of, states_of


def offered(case: Case, who: str = "officer") -> set[tuple[ActKind, Outcome]]:
    found = offers_of(case.service, getattr(case, who), case.pair)
    return {(one.kind, one.outcome) for one in found if not one.lacks}


def test_what_is_offered_can_be_entered_and_what_isnt_says_what_is_missing(case: Case) -> None:
    assert (ActKind.VERIFY_CHILD, Outcome.CONFIRMED) not in offered(case)
    case.settle()
    assert (ActKind.VERIFY_CHILD, Outcome.CONFIRMED) in offered(case)
    case.act(case.officer, "verify_child", "confirmed", "photo")
    # The second side is another person's.
    assert (ActKind.VERIFY_FAMILY, Outcome.CONFIRMED) not in offered(case)
    assert (ActKind.VERIFY_FAMILY, Outcome.CONFIRMED) in offered(case, "second_officer")
    (contact,) = [
        one for one in offers_of(case.service, case.officer, case.pair)
        if (one.kind, one.outcome) == (ActKind.CONTACT, Outcome.TOOK_PLACE)
    ]  # fmt: skip
    assert "family_not_verified" in {lack.code for lack in contact.lacks}


def test_a_hold_leaves_what_doesnt_go_forward(case: Case) -> None:
    case.settle()
    holds.raise_hold(case.service, case.officer, case.pair.child_name, "court_order", "juzgado")
    found = offered(case)
    assert (ActKind.DISCLOSURE, Outcome.WITHHOLD) in found
    assert (ActKind.CHILD_VIEWS, Outcome.AGREES) in found
    assert (ActKind.VERIFY_CHILD, Outcome.CONFIRMED) not in found


def test_states_of_a_list(case: Case) -> None:
    case.settle()
    assert states_of(case.service, case.officer, [case.pair]) == {case.pair: State.POSSIBLE}


@pytest.mark.parametrize("who", ["one", "found", "family"])
def test_others_are_offered_nothing(case: Case, who: str) -> None:
    with pytest.raises(Forbidden):
        offers_of(case.service, getattr(case, who), case.pair)
    with pytest.raises(Forbidden):
        states_of(case.service, getattr(case, who), [case.pair])
