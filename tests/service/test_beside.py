"""Two people at one pair see each other, and no more of each other than they may."""

from __future__ import annotations

import pytest

from tests.service.cases import Case
from tests.service.parties import agency, person
from tracing.service import queue
from tracing.service.beside import LOOKS_FOR, Colleague, beside
from tracing.service.errors import Forbidden, NotFound


def test_nobody_is_at_a_pair_that_waits(case: Case) -> None:
    there = beside(case.service, case.two, case.pair)
    assert (there.until, there.mine, there.holder, there.lookers) == (None, False, None, ())


def test_a_colleague_of_one_s_agency_is_named(case: Case) -> None:
    taken = queue.take(case.service, case.one, pair=case.pair)
    there = beside(case.service, case.two, case.pair)
    assert (there.until, there.mine, there.holder) == (
        taken.until,
        False,
        Colleague("reviewer", "GT-OFICINA"),
    )
    own = beside(case.service, case.one, case.pair)
    assert (own.mine, own.holder) == (True, None)


def test_of_another_agency_s_reviewer_the_agency_is_said_alone_but_to_protection_officers(case: Case) -> None:
    office = agency(case.service, "MX-OFICINA", "tracing_office", "")
    other = person(case.service, office, "reviewer", "otra")
    officer = person(case.service, office, "protection_officer", "otro")
    queue.take(case.service, case.one, pair=case.pair)
    assert beside(case.service, other, case.pair).holder == Colleague(None, "GT-OFICINA")
    assert beside(case.service, officer, case.pair).holder == Colleague("reviewer", "GT-OFICINA")


def test_whoever_has_it_open_sees_who_looks_on_and_no_longer_once_they_have_gone(case: Case) -> None:
    queue.take(case.service, case.one, pair=case.pair)
    beside(case.service, case.officer, case.pair)
    assert beside(case.service, case.one, case.pair).lookers == (
        Colleague("protection_officer", "GT-OFICINA"),
    )
    # Whoever has it open isn't counted among those who look on, nor is oneself.
    assert beside(case.service, case.officer, case.pair).lookers == ()
    case.clock.move(seconds=LOOKS_FOR.total_seconds() + 1)
    assert beside(case.service, case.one, case.pair).lookers == ()


def test_a_reviewer_who_may_not_see_a_pair_doesn_t_look_at_it(case: Case) -> None:
    queue.take(case.service, case.one, pair=case.pair)
    beside(case.service, case.two, case.pair)
    assert beside(case.service, case.one, case.pair).lookers == ()


def test_a_pair_that_was_taken_by_another_after_one_s_time_is_theirs(case: Case) -> None:
    queue.take(case.service, case.one, pair=case.pair)
    case.clock.move(minutes=31)
    queue.take(case.service, case.two, pair=case.pair)
    there = beside(case.service, case.one, case.pair)
    assert (there.mine, there.holder) == (False, Colleague("reviewer", "GT-OFICINA"))


def test_looking_says_nothing_of_the_score(case: Case) -> None:
    queue.take(case.service, case.one, pair=case.pair, blind=True)
    beside(case.service, case.one, case.pair)
    case.judge(case.one)  # takes it again, with the score
    with case.service.database.working() as connection:
        assert connection.exec_driver_sql("SELECT scored FROM casework.pair_views").scalars().all() == [False]


def test_strangers_to_a_pair_learn_nothing(case: Case) -> None:
    queue.take(case.service, case.one, pair=case.pair)
    with pytest.raises(Forbidden):
        beside(case.service, case.found, case.pair)
    abroad = person(case.service, agency(case.service, "HN-SENAF"), "protection_officer")
    with pytest.raises(NotFound):
        beside(case.service, abroad, case.pair)
