"""What is flagged, held and claimed on one record of a child counts for the child: it stops telling at once, and the rules see it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.service.cases import INQUIRY, link_records, record_id
from tests.service.sets.twice import Twice, recorded_twice
from tests.service.test_disclose import heard, told, verified
from tracing.casework.agencies import Side
from tracing.service import flags, holds, queue, submission, upkeep
from tracing.service.context import Service
from tracing.service.erasure import erase_record
from tracing.service.errors import NotYet
from tracing.service.pairs import Pair
from tracing.service.screening import screen_children_of
from tracing.service.state_of import case_of
from tracing.service.status import read_status
from tracing.service.trafficking import shields
from tracing.store.tables import holds as hold_table
from tracing.store.tables import protection_flags, tellings
from tracing.store.tables import queue as queue_table


def status(twice: Twice) -> str:
    return read_status(twice.case.service, twice.case.family, Side.INQUIRY, "F-1").says.code


def told_on_the_first(service: Service, joined: bool = True) -> Twice:
    twice = recorded_twice(service, joined=joined)
    verified(twice.case)
    heard(twice.case)
    told(twice.case)
    assert status(twice) == "contact_your_agency"
    return twice


def hold_on_the_other(twice: Twice) -> int:
    answer = holds.raise_hold(
        twice.case.service, twice.case.officer, twice.names[1], "coached_answers", "respuestas de memoria"
    )
    return int(answer.body["hold"])


def standing(twice: Twice) -> dict[str, list[str]]:
    """Return the kinds of the holds that stand, by reference."""
    found = holds.list_holds(twice.case.service, twice.case.officer)
    names = dict(zip(twice.names, ("A-1", "H-1"), strict=True))
    return {
        reference: sorted(one.kind.value for one in found if one.record == name)
        for name, reference in names.items()
    }


# Telling


def test_a_hold_on_one_record_silences_what_was_told_on_the_other(service: Service) -> None:
    twice = told_on_the_first(service)
    number = hold_on_the_other(twice)
    assert status(twice) == "search_continues"
    on = twice.case.clock.now.date().replace(month=4, day=20)
    holds.lift_hold(twice.case.service, twice.case.officer, number, "aclarado", on)
    assert status(twice) == "contact_your_agency"


def test_so_does_one_that_stood_before_the_records_were_joined(service: Service) -> None:
    twice = told_on_the_first(service, joined=False)
    hold_on_the_other(twice)
    assert status(twice) == "contact_your_agency"
    twice.join()
    assert status(twice) == "search_continues"
    twice.split()
    assert status(twice) == "contact_your_agency"


def test_a_shield_on_one_record_silences_it_too(service: Service) -> None:
    twice = told_on_the_first(service)
    case = twice.case
    on = case.clock.now.date().replace(month=4, day=20)
    shields.shield(case.service, case.officer, twice.names[1], "amenazas", on)
    assert status(twice) == "search_continues"
    shields.unshield(case.service, case.second_officer, twice.names[1], "ya no hay peligro")
    assert status(twice) == "contact_your_agency"


def test_what_was_told_on_another_record_goes_with_the_split(service: Service) -> None:
    twice = told_on_the_first(service)
    case = twice.case
    first, case.pair = case.pair, twice.other
    heard(case)
    twice.split()
    with case.service.database.working() as connection:
        found = {
            tuple(row) for row in connection.execute(sa.select(tellings.c.inquiry_id, tellings.c.child_id))
        }
    assert found == {(first.inquiry, first.child)}


def test_no_reviewer_takes_a_pair_whose_child_is_on_hold_on_another_record(service: Service) -> None:
    twice = recorded_twice(service, joined=False)
    case = twice.case
    hold_on_the_other(twice)

    def held() -> dict[int, bool]:
        with case.service.database.working() as connection:
            rows = connection.execute(sa.select(queue_table.c.child_id, queue_table.c.held))
            return {row[0]: row[1] for row in rows}

    assert held() == {case.pair.child: False, twice.other.child: True}
    twice.join()
    assert held() == {case.pair.child: True, twice.other.child: True}
    with pytest.raises(NotYet) as refused:
        queue.take(case.service, case.one, pair=case.pair)
    assert refused.value.code == "on_hold"
    twice.split()
    assert held() == {case.pair.child: False, twice.other.child: True}


# What the rules see


@pytest.mark.parametrize("first", ["flag", "set"])
def test_somebody_whom_one_record_bars_is_put_against_who_asks_for_the_other(
    service: Service, first: str
) -> None:
    twice = recorded_twice(service, joined=first == "set", linked=False)
    case = twice.case
    flags.raise_flag(
        case.service, twice.nurse, "H-1", "no_contact_with", {"person": str(INQUIRY["inquirer_name"])}
    )
    if first == "flag":
        assert standing(twice) == {"A-1": [], "H-1": []}
        twice.join()
    assert sum(kinds.count("no_contact_with_inquirer") for kinds in standing(twice).values()) == 1
    assert case_of(case.service, case.pair).held


@pytest.mark.parametrize("first", ["claim", "set"])
def test_two_families_that_ask_for_two_records_of_one_child_are_in_conflict(
    service: Service, first: str
) -> None:
    twice = recorded_twice(service, joined=first == "set", linked=False)
    case = twice.case
    other = {
        **INQUIRY, "record_id": "F-2", "inquirer_name": "Juana Tiul", "phones": ["+502 5555 0177"],
    }  # fmt: skip
    submission.submit(case.service, case.family, "inquiry", other)
    upkeep.keep_up(case.service)
    link_records(case.service, 1, Pair(record_id(case.service, "F-2"), twice.other.child))
    case.settle()
    if first == "claim":
        assert standing(twice) == {"A-1": [], "H-1": []}
        twice.join()
    else:
        screen_children_of(case.service, [(record_id(case.service, "F-2"), twice.other.child)])
    assert sum(kinds.count("conflicting_inquirers") for kinds in standing(twice).values()) == 1


def test_what_stands_on_one_record_isnt_raised_on_the_other_and_what_was_lifted_isnt_either(
    twice: Twice,
) -> None:
    case = twice.case
    flags.raise_flag(case.service, case.found, "A-1", "trafficking_concern")
    assert standing(twice) == {"A-1": ["trafficking_concern"], "H-1": []}
    with case.service.database.working() as connection:
        number = connection.execute(
            sa.select(hold_table.c.id).where(hold_table.c.kind == "trafficking_concern")
        ).scalar_one()
    on = case.clock.now.date().replace(month=4, day=20)
    holds.lift_hold(case.service, case.officer, number, "aclarado", on)
    flags.raise_flag(case.service, twice.nurse, "H-1", "medical_need")
    assert standing(twice) == {"A-1": [], "H-1": []}
    # A set that was a mistake takes nothing along: the other child isn't flagged.
    twice.split()
    assert standing(twice)["H-1"] == []


# Erasing


def test_what_protects_a_child_stays_with_its_other_record_when_one_is_erased(twice: Twice) -> None:
    case = twice.case
    flags.raise_flag(case.service, case.found, "A-1", "no_contact_with", {"person": "Ramón Caal"})
    flags.raise_flag(case.service, case.found, "A-1", "trafficking_concern")
    holds.raise_hold(case.service, case.officer, twice.names[0], "court_order", "orden del juzgado")
    holds.raise_hold(case.service, case.officer, twice.names[0], "debt_owed", "lo dijo el niño")
    found = {one.kind.value: one.id for one in holds.list_holds(case.service, case.officer)}
    on = case.clock.now.date().replace(month=4, day=20)
    holds.lift_hold(case.service, case.officer, found["debt_owed"], "aclarado", on)
    submission.withdraw(case.service, case.found, "child", "A-1", reason="registro repetido")
    erase_record(case.service, case.pair.child, case.officer, "entered_by_mistake")
    kept = {
        one.kind.value: one.detail
        for one in flags.list_flags(case.service, twice.nurse, "H-1")
        if one.kind != "consent"
    }
    assert kept == {"no_contact_with": {"person": "Ramón Caal"}, "trafficking_concern": {}}
    assert standing(twice) == {"A-1": [], "H-1": ["court_order", "trafficking_concern"]}
    assert case_of(case.service, twice.other).held


@pytest.mark.parametrize("left", ["withdrawn", "split"])
def test_where_no_other_record_tells_of_the_child_nothing_is_kept(twice: Twice, left: str) -> None:
    case = twice.case
    flags.raise_flag(case.service, case.found, "A-1", "trafficking_concern")
    if left == "split":
        twice.split()
    else:
        submission.withdraw(case.service, twice.nurse, "child", "H-1")
    submission.withdraw(case.service, case.found, "child", "A-1")
    erase_record(case.service, case.pair.child, case.officer, "asked")
    with case.service.database.working() as connection:
        kinds = connection.execute(sa.select(protection_flags.c.kind)).scalars()
        assert set(kinds) == {"consent"}
    assert standing(twice) == {"A-1": [], "H-1": []}
