"""The way home over HTTP: the checklist, steps and their refusals, whom a case waits for, reminders."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.api.asserts import refused
from tests.api.conftest import callers
from tests.api.test_review import World
from tests.stages import staged
from tracing.service.context import Service
from tracing.service.repatriation.reminding import remind


@staged
def world(service: Service) -> World:
    made = callers(service)
    return World(service, made.call, made.as_person)


@pytest.fixture
def service(world: World) -> Service:
    """The service of the test's own world."""
    return world.service


def in_contact(world: World) -> None:
    """Bring the case to where steps of a return may begin."""
    world.judge(world.one)
    world.judge(world.two)
    world.act(world.officer, "verify_child", "confirmed", "photo")
    world.act(world.second_officer, "verify_family", "confirmed", "birth_record")
    world.act(world.officer, "child_views", "agrees", "own_language")
    for client in (world.officer, world.second_officer):
        world.act(client, "disclosure", "disclose", "verified")
    for kind, outcome, ground in (
        ("assess_relationship", "established", "documented"),
        ("best_interests", "reunification", "panel"),
    ):
        world.act(world.officer, kind, outcome, ground)


def send(world: World, kind: str, outcome: str, **says: Any) -> Any:
    body = {"kind": kind, "outcome": outcome, "says": says}
    return world.officer.post(f"{world.link}/steps", json=body)


def items(world: World) -> dict[str, dict[str, Any]]:
    answer = world.officer.get(f"{world.link}/checklist")
    assert answer.status_code == 200, answer.text
    return {item["item"]: item for item in answer.json()["items"]}


def test_the_checklist_says_who_must_do_what_by_when_and_by_which_rule(world: World) -> None:
    first = items(world)
    assert (first["review"]["state"]["code"], first["review"]["party"]["code"]) == ("missing", "reviewers")
    in_contact(world)
    found = items(world)
    assert found["verify_child"]["state"]["code"] == "done"
    assert found["verify_child"]["by"] != found["verify_family"]["by"]
    waiting = found["determination_written"]
    assert (waiting["waits"], waiting["party"]["code"]) == (True, "protection")
    assert waiting["due_on"] is not None
    assert waiting["says"]["source"] == "CRC 3; GC 6 §84-88"
    lacks = {rule["code"]: rule["source"] for rule in found["handed_over"]["lacks"]}
    assert lacks["no_receiver_identified"]
    assert "no_contact" in lacks


def test_steps_are_entered_and_read(world: World) -> None:
    in_contact(world)
    today = str(world.service.now().date())
    made = send(world, "determination_written", "done", destination="Guatemala", document="DIS 14", on=today)
    assert made.status_code == 201, made.text
    assert (made.json()["hold"], made.json()["state"]) == (None, "best_interests_determined")
    assert (
        send(world, "protection_screened", "no_need", by="Inés Díaz", language="q'eqchi'").status_code == 201
    )
    steps = world.officer.get(f"{world.link}/steps").json()["items"]
    assert [one["says"] for one in steps] == [
        {"destination": "GT", "document": "DIS 14", "on": today},
        {"by": "Inés Díaz", "language": "kek"},
    ]
    assert items(world)["family_assessed"]["party"]["code"] == "family_side"


def test_a_step_that_is_not_legal_names_the_rule_its_source_and_what_would_make_it_legal(
    world: World,
) -> None:
    in_contact(world)
    at = (world.service.now() + timedelta(days=9)).replace(hour=5, minute=0, second=0, microsecond=0)
    plan = {
        "at": at.isoformat(), "place": "Frontera", "latitude": 14.6, "longitude": -90.5, "authority": "PNC",
        "authority_kind": "police", "country": "GT", "adult": "Matilde Pop",
    }  # fmt: skip
    problem = refused(send(world, "handover_planned", "done", **plan), 409, "not_yet")
    told = {fault["pointer"]: fault for fault in problem["errors"]}
    assert {"/at", "/authority_kind", "missing:no_determination_written", "missing:no_contact"} <= set(told)
    assert "CRC GC 22 and 23" in told["/authority_kind"]["rule"]["source"]
    assert "autoridad de protección" in told["/authority_kind"]["mend"]
    assert world.officer.get(f"{world.link}/steps").json()["items"] == []


def test_the_act_of_reunification_needs_the_handover_record(world: World) -> None:
    in_contact(world)
    for kind, outcome, ground in (
        ("contact_child", "agrees", "asked_alone"),
        ("contact_family", "agrees", "asked"),
        ("contact", "took_place", "call"),
    ):
        world.act(world.officer, kind, outcome, ground)
    body = {"kind": "reunify", "outcome": "reunified", "grounds": ["handover"]}
    problem = refused(world.officer.post(f"{world.link}/acts", json=body), 409, "not_yet")
    assert [fault["pointer"] for fault in problem["errors"]] == ["missing:no_handover"]


def test_a_step_sent_again_is_entered_once(world: World) -> None:
    in_contact(world)
    body = {
        "kind": "determination_written", "outcome": "done",
        "says": {"destination": "GT", "document": "DIS 14", "on": str(world.service.now().date())},
    }  # fmt: skip
    headers = {"idempotency-key": "1f0c"}
    answers = [world.officer.post(f"{world.link}/steps", json=body, headers=headers) for _ in range(2)]
    assert [a.status_code for a in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize("path", ["checklist", "steps"])
def test_the_way_home_is_for_protection_officers(world: World, path: str) -> None:
    for client in (world.one, world.found, world.family, world.shelter, world.searchers):
        assert client.get(f"{world.link}/{path}").status_code == 403
    refused(world.officer.get(f"/v1/links/B-3K7Q2MF/N-58TY0AC/{path}"), 404, "no_pair")


def test_each_side_reads_whom_its_case_waits_for(world: World) -> None:
    family, child = "/v1/inquiries/F-1/waiting", "/v1/children/A-1/waiting"
    constant = world.searchers.get(family).json()
    assert (constant["waits"]["code"], constant["due_on"]) == ("nothing", None)
    assert world.shelter.get(child).json() == {"reference": "A-1", "items": []}
    world.judge(world.one)
    world.judge(world.two)
    assert world.searchers.get(family).json() == constant
    told = world.found.get(child).json()["items"]
    assert {one["item"]: one["party"]["code"] for one in told} == {
        "verify_child": "found_side", "verify_family": "family_side", "child_views": "found_side",
    }  # fmt: skip


def test_a_told_family_reads_us_or_the_other_side_and_nothing_else(world: World) -> None:
    in_contact(world)
    answer = world.family.get("/v1/inquiries/F-1/waiting").json()
    assert set(answer) == {"reference", "waits", "due_on"}
    assert answer["waits"]["code"] == "us"  # whether it agrees to contact
    world.act(world.officer, "contact_family", "agrees", "asked")
    assert world.family.get("/v1/inquiries/F-1/waiting").json()["waits"]["code"] == "other_side"


def test_reminders_are_listed_paged_and_acknowledged(world: World, service: Service) -> None:
    world.judge(world.one)
    world.judge(world.two)
    later = Service(service.database, service.keyring, lambda: service.now() + timedelta(days=20))
    assert remind(later) == 3
    page = world.officer.get("/v1/reminders", params={"limit": 2}).json()
    assert len(page["items"]) == 2
    rest = world.officer.get("/v1/reminders", params={"limit": 2, "cursor": page["next"]}).json()["items"]
    assert len(rest) == 1
    (one, _) = world.found.get("/v1/reminders").json()["items"]
    assert (one["reference"], one["inquiry"], one["party"]["code"]) == ("A-1", None, "found_side")
    assert world.family.get("/v1/reminders").json()["items"] == []
    path = f"/v1/reminders/{UUID(one['reminder'])}/acknowledgement"
    refused(world.family.post(path), 404, "no_reminder")
    assert world.found.post(path).status_code == 200
    refused(world.found.post(path), 409, "acknowledged")
    assert len(world.officer.get("/v1/reminders").json()["items"]) == 2
    assert len(world.officer.get("/v1/reminders", params={"all": True}).json()["items"]) == 3
    refused(world.officer.get("/v1/reminders", params={"party": "all"}), 422, "invalid")
    refused(world.officer.post(f"/v1/reminders/{uuid4()}/acknowledgement"), 404, "no_reminder")
    refused(world.officer.post("/v1/reminders/7/acknowledgement"), 422, "invalid")
    refused(world.one.get("/v1/reminders"), 403, "role_may_not")
