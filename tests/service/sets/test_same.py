"""A child recorded twice: people confirm the set, the case follows the child, and a set that was a mistake is split."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.service.cases import CHILD, CONSENT, Case, link_records, record_id
from tests.service.parties import agency, person
from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym
from tracing.casework.states import State
from tracing.service import flags, holds, submission, upkeep
from tracing.service.errors import Forbidden, Invalid, NotFound, NotYet
from tracing.service.pairs import Pair
from tracing.service.sets.same import list_likenesses, read_set, say
from tracing.service.state_of import case_of
from tracing.service.trafficking.shields import shield
from tracing.store.tables import queue, set_acts

HOSPITAL_CHILD = {
    **CHILD,
    "record_id": "H-1",
    "given_names": "Josue",
    "event_place": "Ciudad Hidalgo, Chiapas",
}


@pytest.fixture
def hospital(case: Case) -> int:
    """The hospital's record of the same child."""
    house = agency(case.service, "MX-HOSPITAL", "child_protection", "child")
    nurse = person(case.service, house, "found_worker")
    submission.submit(case.service, nurse, "child", HOSPITAL_CHILD)
    flags.raise_flag(case.service, nurse, "H-1", "consent", CONSENT)
    upkeep.keep_up(case.service)
    return record_id(case.service, "H-1")


def names(*records: int) -> list[str]:
    return [pseudonym(Side.CHILD, record) for record in records]


def confirm(case: Case, *records: int, reader: Any = None, **given: Any) -> Any:
    return say(case.service, reader or case.one, "confirm", names(*records), ["same_document"], **given)


def test_the_case_follows_the_child(case: Case, hospital: int) -> None:
    case.settle()
    other = Pair(case.pair.inquiry, hospital)
    assert case_of(case.service, case.pair).state is State.POSSIBLE
    assert case_of(case.service, other).state is State.SCREENED
    answer = confirm(case, case.pair.child, hospital)
    assert (answer.status, answer.body["sets"]) == (201, [sorted(names(case.pair.child, hospital))])
    assert case_of(case.service, other).state is State.POSSIBLE
    say(case.service, case.two, "split", names(hospital), ["mistake"])
    assert case_of(case.service, other).state is State.SCREENED
    assert case_of(case.service, case.pair).state is State.POSSIBLE


def test_a_pair_of_the_set_waits_for_nothing_that_was_judged_on_another(case: Case, hospital: int) -> None:
    other = Pair(case.pair.inquiry, hospital)
    with case.service.database.working() as connection:
        matcher = connection.execute(sa.select(queue.c.matcher_id)).scalar_one()
    link_records(case.service, matcher, other)
    case.settle()
    stage = sa.select(queue.c.stage).where(queue.c.child_id == hospital)
    with case.service.database.working() as connection:
        assert connection.execute(stage).scalar_one() == "first"
    confirm(case, case.pair.child, hospital)
    with case.service.database.working() as connection:
        assert connection.execute(stage).scalar_one() == "case"


def test_a_withdrawn_record_ends_no_case_of_a_child_that_another_record_tells_of(
    case: Case, hospital: int
) -> None:
    case.settle()
    confirm(case, case.pair.child, hospital)
    submission.withdraw(case.service, case.found, "child", "A-1", reason="registro repetido")
    assert not case_of(case.service, case.pair).facts.withdrawn
    say(case.service, case.two, "split", names(hospital), ["mistake"])
    assert case_of(case.service, case.pair).facts.withdrawn


def test_a_hold_on_one_record_stops_the_case_of_the_child(case: Case, hospital: int) -> None:
    confirm(case, case.pair.child, hospital)
    assert not case_of(case.service, case.pair).held
    holds.raise_hold(
        case.service, case.officer, names(hospital)[0], "coached_answers", "respuestas de memoria"
    )
    assert case_of(case.service, case.pair).held


def test_what_is_said_is_kept_with_who_said_it(case: Case, hospital: int) -> None:
    confirm(case, case.pair.child, hospital, note="acta 12-345 cotejada")
    found = read_set(case.service, case.two, names(hospital)[0])
    assert set(found.records) == set(names(case.pair.child, hospital))
    (act,) = found.acts
    assert (act.kind.value, act.reasons, act.note, act.person) == (
        "confirm",
        ("same_document",),
        "acta 12-345 cotejada",
        case.one.person,
    )
    with case.service.database.working() as connection:
        sealed = bytes(connection.execute(sa.select(set_acts.c.note)).scalar_one())
    assert b"acta" not in sealed


def test_who_may_not_say_it(case: Case, hospital: int) -> None:
    for reader in (case.found, case.family):
        with pytest.raises(Forbidden):
            confirm(case, case.pair.child, hospital, reader=reader)
    with pytest.raises(NotFound):
        say(case.service, case.one, "confirm", [*names(hospital), "N-0000000"], ["same_document"])


@pytest.mark.parametrize(
    ("kind", "reasons", "note", "code"),
    [
        ("merge", ["same_document"], None, "/kind"),
        ("confirm", [], None, "/reasons"),
        ("confirm", ["other"], None, "/note"),
        ("confirm", ["same_document"], "x" * 2001, "/note"),
    ],
)
def test_what_cant_be_said(
    case: Case, hospital: int, kind: str, reasons: list[str], note: str | None, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        say(case.service, case.one, kind, names(case.pair.child, hospital), reasons, note)
    assert [fault.pointer for fault in refused.value.fields] == [code]
    with case.service.database.working() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(set_acts)).scalar_one() == 0


def test_a_set_isnt_split_twice(case: Case, hospital: int) -> None:
    confirm(case, case.pair.child, hospital)
    say(case.service, case.one, "split", names(hospital), ["mistake"])
    with pytest.raises(NotYet) as refused:
        say(case.service, case.one, "split", names(hospital), ["mistake"])
    assert [fault.pointer for fault in refused.value.fields] == ["missing:not_in_set"]


def test_said_twice_with_one_key_it_is_said_once(case: Case, hospital: int) -> None:
    first = confirm(case, case.pair.child, hospital, key="k-1")
    again = confirm(case, case.pair.child, hospital, key="k-1")
    assert (again.body, again.repeated) == (first.body, True)


def test_nothing_alike_is_listed_before_anything_was_matched(case: Case) -> None:
    assert list_likenesses(case.service, case.one, Side.CHILD) == []


# Sets with records that aren't there for whoever asks


@pytest.fixture
def shielded_set(case: Case, hospital: int) -> list[int]:
    """The shelter's record, in a set with the hospital's, which is shielded; and a third of the same child."""
    confirm(case, case.pair.child, hospital)
    house = agency(case.service, "MX-DIF", "child_protection", "child")
    worker = person(case.service, house, "found_worker")
    submission.submit(case.service, worker, "child", {**CHILD, "record_id": "D-1"})
    upkeep.keep_up(case.service)
    shield(
        case.service, case.officer, names(hospital)[0], "amenazas", case.clock.now.date() + timedelta(days=20)
    )
    return [case.pair.child, hospital, record_id(case.service, "D-1")]


@pytest.mark.parametrize(
    ("kind", "which", "reason"),
    [
        ("confirm", (0, 2), "same_document"),
        ("split", (0,), "mistake"),
        ("apart", (0, 2), "namesake"),
        # What is wrong with it beside that isn't told either.
        ("confirm", (0,), "namesake"),
    ],
)
def test_where_a_set_has_a_record_that_isnt_seen_an_officer_decides(
    case: Case, shielded_set: list[int], kind: str, which: tuple[int, ...], reason: str
) -> None:
    asked = names(*(shielded_set[place] for place in which))
    with pytest.raises(NotYet) as refused:
        say(case.service, case.one, kind, asked, [reason])
    assert [fault.pointer for fault in refused.value.fields] == ["missing:officer_decides"]
    assert names(shielded_set[1])[0] not in str(refused.value.fields)
    with case.service.database.working() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(set_acts)).scalar_one() == 1


def test_the_officer_names_every_record_of_the_set(case: Case, shielded_set: list[int]) -> None:
    first, _, third = shielded_set
    with pytest.raises(NotYet) as refused:
        confirm(case, first, third, reader=case.officer)
    assert [fault.pointer for fault in refused.value.fields] == ["missing:whole_set"]
    answer = confirm(case, *shielded_set, reader=case.officer)
    assert answer.body["sets"] == [sorted(names(*shielded_set))]
    # To the reviewer it is a record by itself.
    assert read_set(case.service, case.one, names(first)[0]).records == (names(first)[0],)
