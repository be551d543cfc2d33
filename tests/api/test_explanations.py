"""The found side reads why a child of its own was thought to be somebody's, after review and never before."""

from __future__ import annotations

import pytest

from tests.api.asserts import refused
from tests.api.conftest import Caller, callers
from tests.api.test_review import World
from tests.service.cases import INQUIRY
from tests.stages import staged
from tracing.service.context import Service

PATH = "/v1/children/A-1/explanations"


@staged
def world(service: Service) -> World:
    made = callers(service)
    return World(service, made.call, made.as_person)


@pytest.fixture
def service(world: World) -> Service:
    """The service of the test's own world."""
    return world.service


def test_after_review_and_not_before(world: World) -> None:
    assert world.found.get(PATH).json() == {"items": []}
    world.judge(world.one)
    # One of two people: not settled.
    assert world.found.get(PATH).json() == {"items": []}
    world.judge(world.two)
    (shown,) = world.found.get(PATH).json()["items"]
    assert shown["outcome"] == "possible"
    of_officers = world.officer.get(world.link).json()["explanation"]
    assert shown["explanation"] == of_officers
    assert sum(step["bits"] for step in shown["explanation"]["steps"]) == of_officers["weight"]


def test_what_was_rejected_is_told_as_such(world: World) -> None:
    for reviewer in (world.one, world.two):
        world.judge(reviewer, "not_this_child", "namesake")
    assert [one["outcome"] for one in world.found.get(PATH).json()["items"]] == ["not_this_child"]


def test_a_review_opened_again_is_no_review(world: World) -> None:
    world.judge(world.one)
    number = world.judge(world.two)["decision"]
    back = world.two.post(f"{world.link}/decisions/{number}/taking-back", json={"reasons": ["mistake"]})
    assert back.status_code == 201
    assert world.found.get(PATH).json() == {"items": []}


def test_nothing_tells_who_asked(world: World) -> None:
    world.judge(world.one)
    world.judge(world.two)
    text = world.found.get(PATH).text
    (shown,) = world.found.get(PATH).json()["items"]
    assert set(shown) == {"outcome", "explanation"}
    columns = (
        "given_names",
        "birth_date",
        "mother_name",
        "inquirer_name",
        "phones",
        "event_date",
        "event_place",
    )
    for told in (world.pair.inquiry_name, "F-1", "GT-BUSCA", *(str(INQUIRY[column]) for column in columns)):
        assert told not in text


def test_who_may_not(world: World, as_person: Caller) -> None:
    world.judge(world.one)
    world.judge(world.two)
    refused(world.family.get(PATH), 403, "role_may_not")
    for system in (world.shelter, world.searchers):
        refused(system.get(PATH), 403, "scope_missing")
    # They read pairs by their pseudonyms, and have no child of their own.
    for person in (world.one, as_person("GT-OFICINA", "analyst")):
        refused(person.get(PATH), 403, "role_may_not")


def test_of_ones_own_children_only(world: World, as_person: Caller, senaf: str) -> None:
    world.judge(world.one)
    world.judge(world.two)
    refused(as_person(senaf, "found_worker").get(PATH), 404, "no_record")
    refused(world.found.get("/v1/children/A-2/explanations"), 404, "no_record")
