"""Who registers a child is warned of the agency's own records that may be of the same child, and of nobody else's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.parties import agency, person
from tests.stages import staged
from tracing.service import submission
from tracing.service.context import Service
from tracing.service.judging import judge
from tracing.service.matching import match_pending
from tracing.service.own_alike import own_alike
from tracing.service.promotion import ensure_matcher
from tracing.service.registration import quick
from tracing.store.database import Reader

ANA: dict[str, Any] = {
    "event_date": "2026-03-30", "event_place": "Tapachula, Chiapas", "sex": "F", "age": 7, "full_name": "Ana Caal",
    "languages": ["kek"],
}  # fmt: skip


@staged
def shelter(service: Service) -> tuple[Service, Reader]:
    """A service with the shipped matcher, and a worker of a shelter."""
    ensure_matcher(service)
    return service, person(service, agency(service, "MX-ALBERGUE", "shelter", "child"), "found_worker")


def told(service: Service, reader: Reader, **changed: Any) -> list[str]:
    """Return what is warned of while a child is being registered."""
    facts = {name: value for name, value in {**ANA, **changed}.items() if value is not None}
    row = judge(
        "child", "MX-ALBERGUE", submission.with_reference({**facts, "record_id": "new"}, "written")
    ).row
    return own_alike(service, reader, "child", row)


def test_who_was_registered_a_moment_ago_is_told_of(shelter: tuple[Service, Reader]) -> None:
    service, reader = shelter
    quick.register(service, reader, {**ANA, "record_id": "A-1"})
    assert told(service, reader) == ["A-1"]
    match_pending(service)
    assert told(service, reader) == ["A-1"]


def test_what_was_corrected_a_moment_ago_counts_as_it_is_now(shelter: tuple[Service, Reader]) -> None:
    service, reader = shelter
    quick.register(service, reader, {**ANA, "record_id": "A-1"})
    match_pending(service)
    other = {**ANA, "record_id": "A-1", "full_name": "Wendy Argueta", "age": 15, "languages": ["spa"]}
    submission.correct(service, reader, "child", "A-1", 1, other)
    assert told(service, reader) == []
    assert told(service, reader, full_name="Wendy Argueta", age=15, languages=["spa"]) == ["A-1"]


@pytest.mark.parametrize("ready", [False, True])
def test_whats_anothers_or_withdrawn_or_sought_isnt(shelter: tuple[Service, Reader], ready: bool) -> None:
    service, reader = shelter
    other = agency(service, "MX-DIF")
    quick.register(service, person(service, other, "found_worker"), {**ANA, "record_id": "B-1"})
    family = person(service, other, "family_worker")
    submission.submit(service, family, "inquiry", {**ANA, "record_id": "F-1"})
    quick.register(service, reader, {**ANA, "record_id": "A-1"})
    submission.withdraw(service, reader, "child", "A-1")
    if ready:
        match_pending(service)
    assert told(service, reader) == []


@pytest.mark.parametrize(
    ("before", "now", "alike"),
    [
        ({}, {"full_name": "Ana Kaal"}, True),
        ({}, {"full_name": "Anita Caal"}, True),
        ({}, {"age": 8}, True),
        ({"full_name": "Ana Lucía Caal Pop"}, {"full_name": "Lucía Caal"}, True),
        ({"age": None, "birth_date": "2018-05-04"}, {}, True),
        # A common name and a common name of the mother: blocking has no key for either.
        (
            {"full_name": "María López", "mother_name": "Rosa Pérez"},
            {"full_name": "María López", "mother_name": "Rosa Pérez"},
            True,
        ),
        # What many children have in common says too little: a first name, or a common name with an age.
        ({}, {"full_name": "Ana"}, False),
        ({"full_name": "María López"}, {"full_name": "María López"}, False),
        ({"marks": "cicatriz"}, {"full_name": None, "marks": "cicatriz"}, False),
        ({}, {"full_name": "Brenda Flores"}, False),
    ],
)
def test_how_much_two_forms_must_have_in_common(
    shelter: tuple[Service, Reader], before: dict[str, Any], now: dict[str, Any], alike: bool
) -> None:
    service, reader = shelter
    facts = {name: value for name, value in {**ANA, **before}.items() if value is not None}
    quick.register(service, reader, {**facts, "record_id": "A-1"})
    assert told(service, reader, **now) == (["A-1"] if alike else [])
    match_pending(service)
    assert told(service, reader, **now) == (["A-1"] if alike else [])


def test_without_a_matcher_nothing_is_told(service: Service) -> None:
    reader = person(service, agency(service, "MX-ALBERGUE", "shelter", "child"), "found_worker")
    quick.register(service, reader, {**ANA, "record_id": "A-1"})
    assert told(service, reader) == []
