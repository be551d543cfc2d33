"""Quick registration: the least that begins the search, and what is still to be had."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from tests.accounts import Clock
from tests.service.parties import agency, as_system, person
from tracing.service import flags, submission
from tracing.service.context import Service
from tracing.service.errors import Conflict, Forbidden, Invalid, NotFound
from tracing.service.registration import definitions
from tracing.service.registration.quick import list_registrations, read_registration, register
from tracing.store.database import Reader
from tracing.store.tables import pending, records

ANA: dict[str, Any] = {
    "record_id": "A-1", "event_date": "2026-03-30", "event_place": "Tapachula, Chiapas", "sex": "F", "age": 7,
    "full_name": "Ana Caal", "languages": ["kek"],
}  # fmt: skip


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(service: Service, clock: Clock) -> Service:
    return replace(service, now=clock)


@pytest.fixture
def worker(service: Service) -> Reader:
    return person(service, agency(service, "MX-DIF"), "found_worker")


def test_the_child_is_stored_and_matched_and_the_answer_says_what_is_lacking(
    service: Service, worker: Reader
) -> None:
    answer = register(service, worker, ANA)
    assert answer.status == 201
    assert {"reference": "A-1", "version": 1, "state": "live"}.items() <= answer.body.items()
    lacking = {one["code"]: one for one in answer.body["lacking"]}
    assert list(lacking)[:2] == ["definition", "consent"]
    assert not {"language", "name"} & set(lacking)
    assert lacking["definition"]["due_on"] == "2026-04-01"
    assert lacking["origin"]["due_on"] == "2026-04-03"
    assert all(one["es"] and one["en"] and one["source"] for one in lacking.values())
    with service.database.working() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(pending)).scalar_one() == 1
    held = submission.read_own(service, worker, "child", "A-1").content
    assert held == {
        **{name: str(v) for name, v in ANA.items() if name not in ("record_id", "languages")},
        "languages": ["kek"],
    }


def test_sent_again_it_does_nothing_and_says_the_same_even_days_later(
    service: Service, worker: Reader, clock: Clock
) -> None:
    first = register(service, worker, ANA, key="k")
    clock.move(days=3)
    again = register(service, worker, ANA, key="k")
    assert again.repeated
    assert again.body == first.body
    with pytest.raises(Conflict) as refused:
        register(service, worker, ANA)
    assert refused.value.code == "reference_taken"


@pytest.mark.parametrize(
    "change",
    [
        {"sex": None}, {"event_place": None}, {"event_date": "ayer"}, {"age": None}, {"full_name": None}, {"sex": "niña"},
        {"asilo": "sí"}, {"languages": "kek"}, {"record_id": None},
    ],
)  # fmt: skip
def test_less_than_the_least_isnt_stored(service: Service, worker: Reader, change: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        register(service, worker, {**ANA, **change})
    assert refused.value.fields
    assert stored(service) == 0


def test_what_the_file_contract_refuses_is_refused_here_too(service: Service, worker: Reader) -> None:
    with pytest.raises(Invalid):
        register(service, worker, {**ANA, "birth_date": "31/02/2012"})
    assert stored(service) == 0


def test_a_form_in_a_vocabulary_that_never_was_isnt_stored(service: Service, worker: Reader) -> None:
    with pytest.raises(Invalid) as refused:
        register(service, worker, ANA, vocabulary="99")
    assert refused.value.code == "vocabulary_unknown"
    assert stored(service) == 0


def test_what_is_lacking_goes_as_it_comes_in(service: Service, worker: Reader, clock: Clock) -> None:
    register(service, worker, ANA)
    settle(service, clock)
    before = {one.thing.value for one in read_registration(service, worker, "A-1").lacking}
    submission.correct(
        service, worker, "child", "A-1", 1, {**ANA, "mother_name": "Matilde", "marks": "lunar", "birth_date": "2018"}
    )  # fmt: skip
    definitions.assess(service, worker, "A-1", "unaccompanied", ["alone"], ["child_says"])
    flags.raise_flag(
        service, worker, "A-1", "consent", {"status": "refused", "who": "la niña", "on": "2026-03-31"}
    )
    after = {one.thing.value for one in read_registration(service, worker, "A-1").lacking}
    assert before - after == {"family", "marks", "birth", "definition", "consent"}
    assert not after - before


def test_what_is_overdue(service: Service, worker: Reader, clock: Clock) -> None:
    register(service, worker, ANA)
    settle(service, clock)
    whole = {
        **ANA, "record_id": "B-1", "birth_date": "2018-01-01", "origin_text": "Chamelco", "mother_name": "M",
        "siblings": ["E"], "marks": "lunar", "documents": ["CUI:1"],
    }  # fmt: skip
    submission.submit(service, worker, "child", whole)
    settle(service, clock)
    assert [one.reference for one in list_registrations(service, worker)[0]] == ["A-1", "B-1"]
    assert list_registrations(service, worker, overdue_only=True)[0] == []
    clock.move(days=1)
    assert list_registrations(service, worker, overdue_only=True)[0] == []  # due today
    clock.move(days=1)
    found, _ = list_registrations(service, worker, overdue_only=True)
    assert [one.reference for one in found] == ["A-1", "B-1"]
    assert {o.thing.value for o in found[1].lacking if o.due_on < found[1].today} == {"definition", "consent"}


def test_pages_hold_no_child_twice(service: Service, worker: Reader) -> None:
    for number in range(5):
        register(service, worker, {**ANA, "record_id": f"A-{number}"})
    seen, after = [], ""
    while True:
        found, rest = list_registrations(service, worker, after, 2)
        seen += [one.reference for one in found]
        if rest is None:
            break
        after = rest
    assert seen == [f"A-{n}" for n in range(5)]


def test_nobody_registers_or_reads_for_another_agency_or_the_other_side(
    service: Service, worker: Reader
) -> None:
    register(service, worker, ANA)
    other = agency(service, "GT-PGN")
    with pytest.raises(NotFound):
        read_registration(service, person(service, other, "found_worker"), "A-1")
    for role in ("family_worker", "reviewer", "statistics"):
        with pytest.raises(Forbidden):
            register(service, person(service, other, role), ANA)
        with pytest.raises(Forbidden):
            list_registrations(service, person(service, other, role, f"{role}-again"))
    searchers = agency(service, "GT-BUSCA", "family_tracing", "inquiry")
    with pytest.raises(Forbidden):
        register(service, as_system(person(service, searchers, "family_worker")), ANA)


def stored(service: Service) -> int:
    with service.database.working() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(records)).scalar_one())


def settle(service: Service, clock: Clock) -> None:
    """Let records have been made by the test's clock: the database has one of its own."""
    with service.database.working() as connection:
        connection.execute(sa.update(records).values(created_at=clock.now))
