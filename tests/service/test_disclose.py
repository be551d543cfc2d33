"""Disclosure: nothing goes out by itself, two people decide, and the asking side reads one sentence until they have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.service.cases import Case, open_case
from tests.service.parties import as_system
from tests.stages import staged
from tracing.casework.agencies import Side
from tracing.service import conflicts, holds, submission
from tracing.service.context import Service
from tracing.service.decide import take_back
from tracing.service.disclose import disclose, read_disclosure, withhold
from tracing.service.errors import Forbidden, Invalid, NotFound, NotYet
from tracing.service.status import read_status
from tracing.store.database import Reader
from tracing.store.tables import decisions

TELL = ("verified", "child_agrees")


@staged
def case(service: Service) -> Case:
    """A case verified on both sides, in which the child was heard."""
    case = open_case(service)
    verified(case)
    heard(case)
    return case


def act(case: Case, reader: Reader, kind: str, outcome: str, *grounds: str, **more: object) -> None:
    case.act(reader, kind, outcome, *grounds, **more)


def verified(case: Case) -> None:
    case.settle()
    act(case, case.officer, "verify_child", "confirmed", "photo")
    act(case, case.second_officer, "verify_family", "confirmed", "birth_record")


def heard(case: Case, outcome: str = "agrees") -> None:
    act(case, case.officer, "child_views", outcome, "own_language")


def told(case: Case) -> None:
    for officer in (case.officer, case.second_officer):
        disclose(case.service, officer, case.pair, TELL)


def status(case: Case, side: Side = Side.INQUIRY) -> str:
    reader = case.family if side is Side.INQUIRY else case.found
    return read_status(case.service, reader, side, "F-1" if side is Side.INQUIRY else "A-1").says.code


def test_by_default_nothing_is_told(case: Case) -> None:
    found = read_disclosure(case.service, case.officer, case.pair)
    assert (found.decided, found.author) == (False, None)
    assert found.review_on == case.clock.now.date() + timedelta(days=30)
    assert status(case) == "search_continues"


def test_two_people_decide_that_the_family_is_told(case: Case) -> None:
    disclose(case.service, case.officer, case.pair, TELL)
    assert status(case) == "search_continues"
    disclose(case.service, case.second_officer, case.pair, TELL)
    assert read_disclosure(case.service, case.officer, case.pair).decided
    assert status(case) == "contact_your_agency"


def test_the_same_person_isnt_two(case: Case) -> None:
    disclose(case.service, case.officer, case.pair, TELL)
    with pytest.raises(NotYet) as refused:
        disclose(case.service, case.officer, case.pair, TELL)
    assert [fault.pointer for fault in refused.value.fields] == ["missing:second_person"]
    assert status(case) == "search_continues"


@pytest.mark.parametrize("who", ["one", "found", "family"])
def test_nobody_but_protection_officers_decides(case: Case, who: str) -> None:
    for decide in (
        lambda r: disclose(case.service, r, case.pair, TELL),
        lambda r: withhold(case.service, r, case.pair, ("safety",), None),
        lambda r: read_disclosure(case.service, r, case.pair),
    ):
        with pytest.raises(Forbidden):
            decide(getattr(case, who))


def _nothing(case: Case) -> None: ...


def _one_review(case: Case) -> None:
    case.judge(case.one)


def _possible(case: Case) -> None:
    case.settle()


def _child_verified(case: Case) -> None:
    case.settle()
    act(case, case.officer, "verify_child", "confirmed", "photo")


def _not_heard(case: Case) -> None:
    verified(case)


def _refuses(case: Case) -> None:
    verified(case)
    heard(case, "refuses")


def _held(case: Case) -> None:
    verified(case)
    heard(case)
    case.clock.move(minutes=1)
    holds.raise_hold(case.service, case.officer, case.pair.child_name, "court_order", "orden del juzgado")


@pytest.mark.parametrize(
    ("come_so_far", "missing"),
    [
        (_nothing, {"not_reviewed", "child_not_verified", "family_not_verified", "child_not_heard"}),
        (_one_review, {"not_reviewed", "child_not_verified", "family_not_verified", "child_not_heard"}),
        (_possible, {"child_not_verified", "family_not_verified", "child_not_heard"}),
        (_child_verified, {"family_not_verified", "child_not_heard"}),
        (_not_heard, {"child_not_heard"}),
        (_refuses, {"child_refuses"}),
        (_held, {"hold_open"}),
    ],
)
def test_what_is_missing_before_a_family_may_be_told(
    opened: Case, come_so_far: Callable[[Case], None], missing: set[str]
) -> None:
    come_so_far(opened)
    with pytest.raises(NotYet) as refused:
        disclose(opened.service, opened.officer, opened.pair, TELL)
    assert {fault.pointer.removeprefix("missing:") for fault in refused.value.fields} == missing
    assert all(fault.reason in refused.value.text for fault in refused.value.fields)
    assert status(opened) == "search_continues"


def test_withholding_says_why_until_when_and_who(case: Case) -> None:
    on = case.clock.now.date() + timedelta(days=60)
    withhold(case.service, case.officer, case.pair, ("safety", "relatives_in_danger"), on, "amenazas al tío")
    found = read_disclosure(case.service, case.second_officer, case.pair)
    assert (found.decided, found.author, found.review_on) == (False, case.officer.person, on)
    assert [reason.code for reason in found.reasons] == ["safety", "relatives_in_danger"]


@pytest.mark.parametrize("days", [None, 0, -1, 181])
def test_withholding_needs_a_day_to_be_decided_anew(case: Case, days: int | None) -> None:
    on = None if days is None else case.clock.now.date() + timedelta(days=days)
    with pytest.raises(Invalid) as refused:
        withhold(case.service, case.officer, case.pair, ("safety",), on)
    assert [fault.pointer for fault in refused.value.fields] == ["/review_on"]


def _withheld(case: Case) -> None:
    withhold(case.service, case.officer, case.pair, ("safety",), case.clock.now.date() + timedelta(days=9))


def _refused_later(case: Case) -> None:
    heard(case, "refuses")


def _refuted(case: Case) -> None:
    act(case, case.second_officer, "verify_family", "refuted", "document")


def _taken_back(case: Case) -> None:
    with case.service.database.working() as connection:
        first = connection.execute(sa.select(decisions.c.id).order_by(decisions.c.id)).scalars().first()
    take_back(case.service, case.officer, case.pair, int(first or 0), ["mistake"])


def _conflict(case: Case) -> None:
    conflicts.declare(case.service, case.one, case.pair.inquiry_name)


def _hold(case: Case) -> None:
    case.clock.move(minutes=1)
    holds.raise_hold(case.service, case.officer, case.pair.inquiry_name, "false_family", "no era la madre")


def _child_withdrawn(case: Case) -> None:
    submission.withdraw(case.service, case.found, "child", "A-1")


@pytest.mark.parametrize(
    "undo", [_withheld, _refused_later, _refuted, _taken_back, _conflict, _hold, _child_withdrawn]
)
def test_whatever_undoes_the_decision_silences_it_at_once(case: Case, undo: Callable[[Case], None]) -> None:
    told(case)
    assert status(case) == "contact_your_agency"
    undo(case)
    assert status(case) == "search_continues"


def test_a_hold_that_is_lifted_lets_the_decision_stand(case: Case) -> None:
    told(case)
    _hold(case)
    (hold,) = holds.list_holds(case.service, case.officer)
    case.clock.move(minutes=1)
    on = case.clock.now.date() + timedelta(days=30)
    holds.lift_hold(case.service, case.second_officer, hold.id, "era un error", on)
    assert status(case) == "contact_your_agency"


@pytest.mark.parametrize(
    "come_so_far", [_nothing, _one_review, _possible, _child_verified, _not_heard, _refuses, _held]
)
def test_the_asking_side_reads_the_same_whatever_goes_on(
    opened: Case, come_so_far: Callable[[Case], None]
) -> None:
    come_so_far(opened)
    assert read_status(opened.service, opened.family, Side.INQUIRY, "F-1").says.en == "The search continues."


def test_a_family_that_ended_its_search_reads_that(case: Case) -> None:
    told(case)
    submission.withdraw(case.service, case.family, "inquiry", "F-1")
    assert status(case) == "search_ended"


def test_the_found_side_reads_how_far_its_childs_case_has_come(case: Case) -> None:
    assert status(case, Side.CHILD) == "verified"
    act(case, case.officer, "assess_relationship", "established", "documented")
    assert status(case, Side.CHILD) == "relationship_assessed"


def test_nobody_reads_the_status_of_others(case: Case) -> None:
    with pytest.raises(NotFound):
        read_status(case.service, case.family, Side.INQUIRY, "F-2")
    for reader, side in ((case.family, Side.CHILD), (case.found, Side.INQUIRY), (case.one, Side.INQUIRY)):
        with pytest.raises(Forbidden):
            read_status(case.service, reader, side, "A-1")
    assert read_status(case.service, as_system(case.family), Side.INQUIRY, "F-1").reference == "F-1"


def test_raw_sql_of_the_asking_side_tells_no_more(case: Case) -> None:
    told(case)
    asked = sa.text("SELECT casework.told(:inquiry), (SELECT count(*) FROM casework.tellings)")
    with case.service.database.reading(case.family) as connection:
        assert tuple(connection.execute(asked, {"inquiry": case.pair.inquiry}).one()) == (True, 0)
    other = Reader("family_worker", case.shelter, case.family.person)
    with case.service.database.reading(other) as connection:
        assert connection.execute(asked, {"inquiry": case.pair.inquiry}).one()[0] is False


def test_raw_sql_cant_enter_an_act_in_anothers_role(case: Case) -> None:
    entry = sa.text(
        "INSERT INTO casework.acts (inquiry_id, child_id, kind, outcome, reasons, user_id, role) VALUES"
        " (:inquiry, :child, 'disclosure', 'disclose', '{verified}', :person, 'protection_officer')"
    )
    given = {"inquiry": case.pair.inquiry, "child": case.pair.child, "person": case.one.person}
    with (
        pytest.raises(sa.exc.ProgrammingError, match="row-level security"),
        case.service.database.reading(case.one) as connection,
    ):
        connection.execute(entry, given)


def test_the_way_to_the_end(case: Case) -> None:
    told(case)
    for kind, outcome, ground in (
        ("assess_relationship", "established", "documented"),
        ("best_interests", "reunification", "panel"),
        ("contact_child", "agrees", "asked_alone"),
        ("contact_family", "agrees", "asked"),
        ("contact", "took_place", "call"),
        ("reunify", "reunified", "already_together"),
        ("close", "solved", "durable_solution"),
    ):
        act(case, case.officer, kind, outcome, ground)
    assert status(case, Side.CHILD) == "closed"
