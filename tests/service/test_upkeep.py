"""What a crash between a change and what follows from it left behind is brought up to date by a job."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.service.at_work import do_jobs
from tests.service.cases import CHILD, INQUIRY, Case, link_records, record_id
from tracing.service import conflicts, holds, placing, queue, screening, submission
from tracing.service.decide import take_back
from tracing.service.pairs import Pair
from tracing.service.placing import place_new
from tracing.service.queue import Filters
from tracing.service.screening import screen_new
from tracing.service.trafficking import shields
from tracing.service.upkeep import keep_up
from tracing.store.tables import matchers
from tracing.store.tables import queue as table


class CrashError(Exception):
    """The process dies."""


def die(*_: object) -> None:
    raise CrashError


def stage(case: Case) -> str:
    """Return what the queue says that the pair waits for."""
    with case.service.database.working() as connection:
        return str(connection.execute(sa.select(table.c.stage)).scalar_one())


def crash(monkeypatch: pytest.MonkeyPatch, where: str, act: Callable[[], object]) -> None:
    """Do something, and die after its commit."""
    with monkeypatch.context() as patch:
        patch.setattr(where, die)
        with pytest.raises(CrashError):
            act()


def test_a_pair_that_was_judged_twice_is_a_case_though_who_judged_it_last_died(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.judge(case.one)
    crash(monkeypatch, "tracing.service.decide.refresh", lambda: case.judge(case.two))
    cases = Filters(cases=True)
    assert queue.page(case.service, case.officer, cases) == []
    do_jobs(case.service, "refresh")
    assert [line.pair for line in queue.page(case.service, case.officer, cases)] == [case.pair]


def _take_back(case: Case) -> object:
    with case.service.database.working() as connection:
        number = connection.execute(sa.text("SELECT max(id) FROM casework.decisions")).scalar_one()
    return take_back(case.service, case.two, case.pair, number, ["mistake"])


def _correct(case: Case) -> object:
    facts = {name: value for name, value in CHILD.items() if name != "record_id"}
    submission.correct(case.service, case.found, "child", "A-1", 1, {**facts, "full_name": "Josué Caal"})
    return screen_new(case.service)


@pytest.mark.parametrize(
    ("where", "act", "left"),
    [
        ("decide.refresh", _take_back, "second"),
        (
            "acts.refresh",
            lambda case: case.act(case.officer, "close", "unsolved", "verification_failed"),
            "done",
        ),
        (
            "conflicts.refresh_record",
            lambda case: conflicts.declare(case.service, case.two, case.pair.child_name),
            "second",
        ),
    ],
)
def test_whatever_moves_a_pair_moves_it_in_the_end(
    case: Case, monkeypatch: pytest.MonkeyPatch, where: str, act: Callable[[Case], Any], left: str
) -> None:
    case.settle()
    do_jobs(case.service, "refresh")
    assert stage(case) == "case"
    crash(monkeypatch, f"tracing.service.{where}", lambda: act(case))
    assert stage(case) == "case"
    do_jobs(case.service, "refresh")
    assert stage(case) == left


def test_a_correction_that_answers_a_question_brings_the_pair_back(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.judge(case.one, "need_information", ["ask_parents"])
    do_jobs(case.service, "refresh")
    assert stage(case) == "done"
    crash(monkeypatch, "tracing.service.screening.refresh_records", lambda: _correct(case))
    assert stage(case) == "done"
    do_jobs(case.service, "refresh")
    assert stage(case) == "first"


def test_holds_and_shields_have_the_pairs_of_their_record_looked_at_again(case: Case) -> None:
    do_jobs(case.service, "refresh")
    again_on = case.clock.now.date() + timedelta(days=30)
    child = case.pair.child_name
    made = holds.raise_hold(case.service, case.officer, child, "other_concern", "por revisar")
    holds.lift_hold(case.service, case.officer, made.body["hold"], "aclarado", again_on)
    shields.shield(case.service, case.officer, child, "por su seguridad", again_on)
    shields.unshield(case.service, case.second_officer, child, "ya no hace falta")
    query = "SELECT args FROM jobs.procrastinate_jobs WHERE task_name = 'refresh' AND status = 'todo'"
    with case.service.database.working() as connection:
        found = connection.execute(sa.text(query)).scalars().all()
    assert found == [{"record": case.pair.child}] * 4


def test_pairs_whose_screening_died_are_screened_and_placed_the_next_time(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    with case.service.database.working() as connection:
        connection.execute(sa.update(table).values(placed_on=None))
    died = "tracing.service.screening.screen_children_of"
    crash(monkeypatch, died, lambda: keep_up(case.service))
    assert placed_on(case) == {None}
    looked: list[object] = []
    monkeypatch.setattr(died, lambda _, pairs: looked.extend(pairs))
    keep_up(case.service)
    assert looked == [(case.pair.inquiry, case.pair.child)]
    assert placed_on(case) == {case.service.now().date()}


def test_a_pair_that_changes_while_it_is_looked_at_is_looked_at_again(case: Case) -> None:
    with case.service.database.working() as connection:
        connection.execute(sa.update(table).values(placed_on=None))
    looked: list[int] = []

    def change(pairs: Collection[tuple[int, int]]) -> None:
        looked.append(len(pairs))
        if len(looked) == 1:
            with case.service.database.working() as connection:
                connection.execute(sa.update(table).values(probability=0.5))

    assert place_new(case.service, change, at_once=1) == 1
    assert looked == [1, 1]
    assert placed_on(case) == {case.service.now().date()}


def test_placing_goes_on_later_where_something_else_is_to_be_done_first(case: Case) -> None:
    with case.service.database.working() as connection:
        connection.execute(sa.update(table).values(placed_on=None))
    asked: list[bool] = []

    def stop() -> bool:
        asked.append(True)
        return True

    assert place_new(case.service, at_once=1, stop=stop) == 1
    assert len(asked) == 1
    assert placed_on(case) == {case.service.now().date()}


@pytest.mark.parametrize(("waits", "share"), [(False, 1), (True, 4)])
def test_less_is_screened_and_placed_at_once_where_something_else_is_to_be_done_first(
    case: Case, monkeypatch: pytest.MonkeyPatch, waits: bool, share: int
) -> None:
    bunches = []
    monkeypatch.setattr(screening, "screen_new", lambda _, at_once, stop: bunches.append(at_once))
    monkeypatch.setattr(placing, "place_new", lambda *given, **_: bunches.append(given[2]))
    keep_up(case.service, lambda: waits)
    assert bunches == [screening.AT_ONCE // share, placing.AT_ONCE // share]


def test_pairs_are_placed_by_what_screening_has_read_until_a_record_is_corrected(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    facts = placing.law_facts
    monkeypatch.setattr(placing, "law_facts", lambda c, ids, today: read.extend(ids) or facts(c, ids, today))
    columns = (table.c.born_from, table.c.born_to, table.c.origin)

    def placed() -> set[tuple[object, ...]]:
        keep_up(case.service)
        with case.service.database.working() as connection:
            return {tuple(row) for row in connection.execute(sa.select(*columns))}

    before = placed()
    assert {row[2] for row in before} == {"GT"}
    submission.submit(case.service, case.family, "inquiry", {**INQUIRY, "record_id": "F-2"})
    with case.service.database.working() as connection:
        matcher = int(connection.execute(sa.select(matchers.c.id)).scalar_one())
    read.clear()
    link_records(case.service, matcher, Pair(record_id(case.service, "F-2"), case.pair.child))
    assert placed() == before
    assert not read
    corrected = {**CHILD, "birth_date": "2015-01-02", "origin_country": "HN", "origin_text": "Danlí"}
    submission.correct(case.service, case.found, "child", "A-1", 1, corrected, reason="acta")
    assert placed() == {(date(2015, 1, 2), date(2015, 1, 2), "HN")}


def test_a_record_that_was_screened_before_anything_was_noted_is_read_anew(case: Case) -> None:
    columns = (table.c.born_from, table.c.born_to, table.c.origin, table.c.place)
    keep_up(case.service)
    with case.service.database.working() as connection:
        before = set(connection.execute(sa.select(*columns)))
        connection.execute(
            sa.text("UPDATE casework.screenings SET born_from = NULL, born_to = NULL, origin = NULL")
        )
        connection.execute(
            sa.update(table).values(placed_on=None, born_from=None, born_to=None, origin=None, place=0)
        )
    keep_up(case.service)
    with case.service.database.working() as connection:
        assert set(connection.execute(sa.select(*columns))) == before


@pytest.mark.parametrize(("band", "looked_at"), [("weak", 0), ("possible", 1), ("strong", 1)])
def test_only_pairs_that_are_claims_are_looked_at_before_they_are_placed(
    case: Case, band: str, looked_at: int
) -> None:
    looked: list[object] = []
    with case.service.database.working() as connection:
        connection.execute(sa.update(table).values(placed_on=None, band=band))
    assert place_new(case.service, looked.extend) == 1
    assert looked == [(case.pair.inquiry, case.pair.child)] * looked_at
    assert placed_on(case) == {case.service.now().date()}


def placed_on(case: Case) -> set[object]:
    with case.service.database.working() as connection:
        return set(connection.execute(sa.select(table.c.placed_on)).scalars())
