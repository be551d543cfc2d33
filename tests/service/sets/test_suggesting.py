"""Records of one side that may be of one child are found as they come in, by the matcher in use."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.accounts import Clock
from tests.service.cases import CHILD, record_id
from tests.service.parties import agency, person
from tests.stages import staged
from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym
from tracing.service import submission, upkeep
from tracing.service.context import Service
from tracing.service.matching import match_pending
from tracing.service.promotion import ensure_matcher
from tracing.service.sets.same import LikeView, list_likenesses, say
from tracing.service.sets.suggesting import suggest_new
from tracing.store.database import Reader

BROTHER = {
    **CHILD,
    "record_id": "A-2",
    "full_name": "Martín Caal Pop",
    "birth_date": "2013-02-11",
    "marks": "",
}
AGAIN = {**CHILD, "record_id": "H-1", "birth_date": "2016-07", "event_place": "Ciudad Hidalgo, Chiapas"}


@staged
def office(service: Service) -> tuple[Service, Reader, Reader, Reader]:
    """The service with a clock; a shelter's worker, a hospital's, and a reviewer."""
    service = replace(service, now=Clock())
    ensure_matcher(service)
    shelter = person(service, agency(service, "MX-ALBERGUE", "shelter", "child"), "found_worker")
    hospital = person(service, agency(service, "MX-HOSPITAL", "child_protection", "child"), "found_worker")
    reviewer = person(service, agency(service, "GT-OFICINA", "tracing_office", ""), "reviewer")
    return service, shelter, hospital, reviewer


def submit(service: Service, reader: Reader, row: dict[str, Any]) -> None:
    submission.submit(service, reader, "child", row)
    match_pending(service)
    upkeep.keep_up(service)
    suggest_new(service)


def test_a_worker_that_is_to_end_looks_no_further(office: tuple[Service, Reader, Reader, Reader]) -> None:
    service, shelter, hospital, _ = office
    submission.submit(service, shelter, "child", CHILD)
    submission.submit(service, hospital, "child", AGAIN)
    match_pending(service)
    upkeep.keep_up(service)
    assert suggest_new(service, stop=lambda: True) == 0
    assert suggest_new(service) == 2


def found(service: Service, reviewer: Reader) -> list[LikeView]:
    return list_likenesses(service, reviewer, Side.CHILD)


def test_the_hospitals_record_is_like_the_shelters_and_the_brothers_isnt(
    office: tuple[Service, Reader, Reader, Reader],
) -> None:
    service, shelter, hospital, reviewer = office
    for reader, row in ((shelter, CHILD), (shelter, BROTHER), (hospital, AGAIN)):
        submit(service, reader, row)
    (like,) = found(service, reviewer)
    named = {pseudonym(Side.CHILD, record_id(service, reference)) for reference in ("A-1", "H-1")}
    assert {like.first, like.second} == named
    assert like.warnings == ()


def test_whichever_comes_first_the_pair_is_found(office: tuple[Service, Reader, Reader, Reader]) -> None:
    service, shelter, hospital, reviewer = office
    submit(service, hospital, AGAIN)
    submit(service, shelter, CHILD)
    assert len(found(service, reviewer)) == 1


def test_a_correction_that_makes_them_unlike_takes_the_suggestion_away(
    office: tuple[Service, Reader, Reader, Reader],
) -> None:
    service, shelter, hospital, reviewer = office
    submit(service, shelter, CHILD)
    submit(service, hospital, AGAIN)
    unlike = {
        **AGAIN, "full_name": "Wendy Argueta", "sex": "F", "birth_date": "2009-01-30", "mother_name": "Ana Argueta",
        "origin_country": "SV", "origin_text": "Ilobasco", "marks": "", "phones": [], "caregiver_name": "",
    }  # fmt: skip
    submission.correct(service, hospital, "child", "H-1", 1, unlike, reason="otra persona")
    match_pending(service)
    upkeep.keep_up(service)
    suggest_new(service)
    assert found(service, reviewer) == []


def test_what_somebody_has_told_apart_is_not_asked_again(
    office: tuple[Service, Reader, Reader, Reader],
) -> None:
    service, shelter, hospital, reviewer = office
    submit(service, shelter, CHILD)
    submit(service, hospital, AGAIN)
    (like,) = found(service, reviewer)
    say(service, reviewer, "apart", [like.first, like.second], ["namesake"])
    assert found(service, reviewer) == []


def test_a_withdrawn_record_is_like_nobody(office: tuple[Service, Reader, Reader, Reader]) -> None:
    service, shelter, hospital, reviewer = office
    submit(service, shelter, CHILD)
    submit(service, hospital, AGAIN)
    submission.withdraw(service, hospital, "child", "H-1", reason="repetido")
    assert found(service, reviewer) == []
