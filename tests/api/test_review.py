"""A pair over HTTP, from the queue to what the family's agency is told."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.accounts import agency, key
from tests.api.asserts import refused
from tests.api.conftest import Caller, callers
from tests.service.cases import CHILD, CONSENTS, INQUIRY, enter_matcher, link_records, record_id
from tests.service.rights.samples import as_json, record_of
from tests.stages import staged
from tracing.api.app import create_app
from tracing.api.settings import ApiSettings
from tracing.service import upkeep
from tracing.service.context import Service
from tracing.service.pairs import Pair


class World:
    """Two agencies with a record each, the office that reviews, and the pair's address."""

    def __init__(self, service: Service, call: Caller, as_person: Caller) -> None:
        self.service = service
        agency(service, "MX-ALBERGUE", "shelter", "child")
        agency(service, "GT-BUSCA", "family_tracing", "inquiry")
        agency(service, "GT-OFICINA", "tracing_office")
        agency(service, "HN-OFICINA", "tracing_office")
        scopes = ("children:read", "children:write", "status:read", "flags:raise")
        self.shelter = call(authorization=f"Bearer {key(service, 'MX-ALBERGUE', *scopes)}")
        asking = ("inquiries:read", "inquiries:write", "status:read")
        self.searchers = call(authorization=f"Bearer {key(service, 'GT-BUSCA', *asking)}")
        self.found = as_person("MX-ALBERGUE", "found_worker")
        self.family = as_person("GT-BUSCA", "family_worker")
        self.one, self.two = as_person("GT-OFICINA", "reviewer"), as_person("HN-OFICINA", "reviewer")
        self.officer = as_person("GT-OFICINA", "protection_officer")
        self.second_officer = as_person("HN-OFICINA", "protection_officer")
        assert self.shelter.post("/v1/children", json=CHILD).status_code == 201
        assert self.searchers.post("/v1/inquiries", json=INQUIRY).status_code == 201
        said = {"statements": CONSENTS}
        assert self.shelter.post("/v1/children/A-1/consents", json=said).status_code == 201
        self.pair = Pair(record_id(service, "F-1"), record_id(service, "A-1"))
        link_records(service, enter_matcher(service), self.pair)
        upkeep.keep_up(service)
        self.link = f"/v1/links/{self.pair.inquiry_name}/{self.pair.child_name}"

    def judge(
        self, client: TestClient, kind: str = "possible", reason: str = "names_agree"
    ) -> dict[str, Any]:
        assert client.post("/v1/queue/mine").status_code == 201
        tag = client.get(self.link).headers["etag"]
        body = {"kind": kind, "reasons": [reason]}
        answer = client.post(f"{self.link}/decisions", json=body, headers={"if-match": tag})
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def act(self, client: TestClient, kind: str, outcome: str, ground: str) -> dict[str, Any]:
        needed = record_of(kind, outcome, self.service.now().date())
        body = {"kind": kind, "outcome": outcome, "grounds": [ground]}
        answer = client.post(
            f"{self.link}/acts", json={**body, **{name: as_json(record) for name, record in needed.items()}}
        )
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def status(self) -> str:
        return str(self.searchers.get("/v1/inquiries/F-1/status").json()["status"]["code"])


@staged
def world(service: Service) -> World:
    made = callers(service)
    return World(service, made.call, made.as_person)


@pytest.fixture
def service(world: World) -> Service:
    """The service of the test's own world."""
    return world.service


def test_from_the_queue_to_the_family(world: World) -> None:
    (line,) = world.one.get("/v1/queue").json()["items"]
    assert (line["inquiry"], line["child"]) == (world.pair.inquiry_name, world.pair.child_name)
    assert world.judge(world.one)["review"] == "waits_for_second"
    assert world.judge(world.two)["outcome"] == "possible"

    for side, question in (("child", "¿Cómo te dice tu abuela?"), ("inquiry", "¿Qué apodo tiene?")):
        body = {"side": side, "questions": [question]}
        assert world.officer.post(f"{world.link}/questions", json=body).status_code == 201
    for client, side, reference in ((world.found, "children", "A-1"), (world.family, "inquiries", "F-1")):
        (asked,) = client.get(f"/v1/verifications/{side}").json()["items"]
        assert (asked["reference"], asked["number"]) == (reference, 1)
        answer = {"reference": reference, "number": 1, "place": 1, "answer": "Chepe"}
        assert client.post(f"/v1/verifications/{side}/answers", json=answer).status_code == 204
        outcome = {"reference": reference, "number": 1, "outcome": "confirmed", "grounds": ["nicknames"]}
        assert client.post(f"/v1/verifications/{side}/outcomes", json=outcome).status_code == 201
    both = world.officer.get(f"{world.link}/questions").json()["items"]
    assert [q["answer"] for one in both for q in one["questions"]] == ["Chepe", "Chepe"]

    world.act(world.officer, "child_views", "agrees", "own_language")
    for client in (world.officer, world.second_officer):
        assert world.status() == "search_continues"
        tell = {"outcome": "disclose", "grounds": ["verified"]}
        assert client.post(f"{world.link}/disclosure", json=tell).status_code == 201
    assert world.status() == "contact_your_agency"
    assert world.officer.get(f"{world.link}/disclosure").json()["decided"]
    assert world.shelter.get("/v1/children/A-1/status").json()["status"]["code"] == "verified"
    assert [a["kind"] for a in world.officer.get(f"{world.link}/acts").json()["items"]] == [
        "verify_child", "verify_family", "child_views", "disclosure", "disclosure",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/queue"),
        ("GET", "/v1/queue/counts"),
        ("POST", "/v1/queue/mine"),
        ("GET", "{link}"),
        ("POST", "{link}/decisions"),
        ("GET", "{link}/acts"),
        ("POST", "{link}/acts"),
        ("GET", "{link}/questions"),
        ("POST", "{link}/questions"),
        ("POST", "{link}/disclosure"),
        ("POST", "{link}/revealed"),
        ("GET", "/v1/links/decisions"),
        ("POST", "/v1/holds"),
        ("DELETE", "/v1/flags/1"),
    ],
)
def test_the_two_sides_have_no_way_in(world: World, method: str, path: str) -> None:
    for client, status in (
        (world.found, 403),
        (world.family, 403),
        (world.shelter, 403),
        (world.searchers, 403),
    ):
        answer = client.request(method, path.format(link=world.link), headers={"if-match": '"1.1"'})
        assert answer.status_code == status, answer.text


@pytest.mark.parametrize("path", ["/acts", "/questions", "/disclosure"])
def test_what_follows_on_a_possible_pair_is_the_protection_officers(world: World, path: str) -> None:
    assert world.one.get(world.link + path).status_code == 403


def test_a_pair_that_isnt_open_is_not_shown(world: World) -> None:
    refused(world.one.get(world.link), 409, "not_open")
    for path in ("/v1/links/B-0000000/N-0000000", "/v1/links/x/y", world.link[:-1] + "U"):
        refused(world.officer.get(path), 404, "no_pair")


def test_a_decision_names_the_pair_as_it_was_read(world: World) -> None:
    world.one.post("/v1/queue/mine")
    body = {"kind": "possible", "reasons": ["names_agree"]}
    refused(world.one.post(f"{world.link}/decisions", json=body), 428, "condition_missing")
    for tag in ('"1"', "*", '"9.9"'):
        answer = world.one.post(f"{world.link}/decisions", json=body, headers={"if-match": tag})
        refused(answer, 412, "version_changed")


def test_a_decision_on_what_has_changed_says_what(world: World) -> None:
    world.one.post("/v1/queue/mine")
    tag = world.one.get(world.link).headers["etag"]
    changed = {**CHILD, "birth_date": "2015-01-02"}
    assert world.shelter.put("/v1/children/A-1", json=changed, headers={"if-match": '"1"'}).status_code == 200
    body = {"kind": "possible", "reasons": ["names_agree"]}
    answer = world.one.post(f"{world.link}/decisions", json=body, headers={"if-match": tag})
    problem = refused(answer, 412, "version_changed")
    assert [fault["pointer"] for fault in problem["errors"]] == ["/child/birth_date"]


def test_the_same_decision_sent_again_is_one(world: World) -> None:
    world.one.post("/v1/queue/mine")
    headers = {"if-match": world.one.get(world.link).headers["etag"], "idempotency-key": "1f0c"}
    body = {"kind": "possible", "reasons": ["names_agree"], "note": "misma aldea"}
    answers = [world.one.post(f"{world.link}/decisions", json=body, headers=headers) for _ in range(2)]
    assert [a.status_code for a in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()


def test_a_decision_is_taken_back(world: World) -> None:
    number = world.judge(world.one)["decision"]
    path = f"{world.link}/decisions/{number}/taking-back"
    refused(world.two.post(path, json={"reasons": ["mistake"]}), 403, "not_yours")
    assert world.one.post(path, json={"reasons": ["mistake"]}).json()["review"] == "open"
    refused(world.one.post(path, json={"reasons": ["mistake"]}), 409, "already_taken_back")


def test_fields_are_revealed_for_a_purpose(world: World) -> None:
    world.one.post("/v1/queue/mine")
    body = {"side": "child", "fields": ["full_name"], "purpose": "compare"}
    shown = world.one.post(f"{world.link}/revealed", json=body).json()
    assert shown["fields"]["full_name"] == "Josué Caal Pop"
    refused(world.one.post(f"{world.link}/revealed", json={**body, "purpose": "curiosity"}), 422, "invalid")


def test_an_illegal_step_names_what_is_missing(world: World) -> None:
    body = {"kind": "reunify", "outcome": "reunified", "grounds": ["handover"]}
    problem = refused(world.officer.post(f"{world.link}/acts", json=body), 409, "not_yet")
    missing = {fault["pointer"] for fault in problem["errors"]}
    assert {"missing:not_reviewed", "missing:child_not_verified", "missing:no_contact"} <= missing


def test_the_explanation_sums_in_json_too(world: World) -> None:
    explanation = world.officer.get(world.link).json()["explanation"]
    assert sum(step["bits"] for step in explanation["steps"]) == explanation["weight"]


def test_pairs_are_kept_and_given_back(world: World) -> None:
    mine = f"/v1/queue/mine/{world.pair.inquiry_name}/{world.pair.child_name}"
    named = {"inquiry": world.pair.inquiry_name, "child": world.pair.child_name, "blind": True}
    assert world.one.post("/v1/queue/mine", json=named).status_code == 201
    assert world.one.get(world.link).json()["explanation"] is None
    assert world.one.put(mine).status_code == 200
    assert len(world.one.get("/v1/queue/mine").json()["items"]) == 1
    refused(world.two.post("/v1/queue/mine", json=named), 409, "leased")
    assert world.one.delete(mine).status_code == 204
    assert world.two.post("/v1/queue/mine").status_code == 201


def test_the_queue_is_filtered_counted_and_paged(world: World) -> None:
    assert world.one.get("/v1/queue/counts").json()["by_stage"] == {"first": 1}
    assert world.one.get("/v1/queue", params={"country": "HN"}).json()["items"] == []
    assert len(world.one.get("/v1/queue", params={"youngest": 6, "band": "strong"}).json()["items"]) == 1
    first = world.one.get("/v1/queue", params={"limit": 1}).json()
    assert world.one.get("/v1/queue", params={"limit": 1, "cursor": first["next"]}).json()["items"] == []
    refused(world.two.get("/v1/queue", params={"limit": 1, "cursor": first["next"]}), 422, "bad_cursor")
    refused(world.one.get("/v1/queue", params={"band": "sure"}), 422, "invalid")


def test_where_review_is_blind_nobody_can_ask_for_the_score(
    world: World, service: Service, settings: ApiSettings
) -> None:
    blind = TestClient(create_app(service, settings.model_copy(update={"blind_review": True})))
    blind.cookies = world.one.cookies
    (line,) = blind.get("/v1/queue").json()["items"]
    assert (line["band"], line["probability"]) == (None, None)
    assert blind.post("/v1/queue/mine", json={"blind": False}).status_code == 201
    assert blind.get(world.link).json()["explanation"] is None
    refused(blind.get("/v1/queue", params={"band": "strong"}), 422, "invalid")


def test_holds_over_http(world: World) -> None:
    body = {"record": world.pair.child_name, "kind": "coached_answers", "reason": "de memoria"}
    hold = world.one.post("/v1/holds", json=body).json()["hold"]
    refused(world.one.post("/v1/holds", json={**body, "kind": "asylum"}), 403, "role_may_not")
    refused(world.one.get("/v1/holds"), 403, "role_may_not")
    refused(world.two.post("/v1/queue/mine"), 404, "nothing_waits")
    (own,) = world.found.get("/v1/holds").json()["items"]
    assert (own["reference"], own["kind"]["code"]) == ("A-1", "coached_answers")
    (seen,) = world.officer.get("/v1/holds", params={"kind": "coached_answers"}).json()["items"]
    assert (seen["record"], seen["reference"]) == (world.pair.child_name, None)
    path = f"/v1/holds/{hold}/lifting"
    refused(world.officer.post(path, json={"reason": "visto"}), 422, "invalid")
    far = {"reason": "visto", "review_on": "2100-01-01"}
    refused(world.officer.post(path, json=far), 422, "invalid")
    soon = world.service.now().date().replace(day=1)
    review_on = soon.replace(year=soon.year + 1).isoformat()
    assert world.officer.post(path, json={**far, "review_on": review_on}).status_code == 200
    assert world.two.post("/v1/queue/mine").status_code == 201


def test_flags_over_http(world: World) -> None:
    flag = {"child": "A-1", "kind": "no_contact_with", "detail": {"person": "Bernabé Tot"}}
    assert world.shelter.post("/v1/flags", json=flag).json() == {"child": "A-1", "kind": "no_contact_with"}
    refused(world.searchers.post("/v1/flags", json=flag), 403, "scope_missing")
    refused(world.shelter.post("/v1/flags", json={**flag, "child": "A-9"}), 404, "no_record")
    refused(world.shelter.post("/v1/flags", json={**flag, "detail": {}}), 422, "invalid")
    shown = world.officer.get("/v1/flags", params={"child": world.pair.child_name}).json()["items"]
    assert [one["kind"] for one in shown] == ["consent", "consent", "no_contact_with"]
    assert world.officer.delete(f"/v1/flags/{shown[2]['id']}").status_code == 204
    assert len(world.shelter.get("/v1/flags", params={"child": "A-1"}).json()["items"]) == 2


def test_conflicts_over_http(world: World) -> None:
    body = {"record": world.pair.inquiry_name}
    assert world.one.post("/v1/conflicts", json=body).status_code == 204
    assert [one["record"] for one in world.one.get("/v1/conflicts").json()["items"]] == [body["record"]]
    refused(world.one.post("/v1/queue/mine"), 404, "nothing_waits")
    refused(world.one.post("/v1/conflicts", json={"record": "N-0000000"}), 404, "no_record")


def test_decisions_are_exported_as_csv(world: World, as_person: Caller) -> None:
    world.judge(world.one)
    world.judge(world.two)
    answer = as_person("GT-OFICINA", "analyst").get("/v1/links/decisions")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text.splitlines()[0] == "child_id,inquiry_id,decision,officer,when"
    assert answer.text.splitlines()[1].startswith(
        f"{world.pair.child_name},{world.pair.inquiry_name},possible,"
    )


def test_the_asking_sides_status_is_the_same_to_the_byte_whatever_is_held(world: World) -> None:
    lonely = {**INQUIRY, "record_id": "F-2", "given_names": "Nadie", "birth_date": "2011-01-01"}
    assert world.searchers.post("/v1/inquiries", json=lonely).status_code == 201
    world.judge(world.one)
    world.judge(world.two)
    answers = [world.searchers.get(f"/v1/inquiries/F-{n}/status") for n in (1, 2)]
    assert answers[0].content == answers[1].content.replace(b"F-2", b"F-1")
    volatile = {"date"}
    headers = [{k: v for k, v in a.headers.items() if k not in volatile} for a in answers]
    assert headers[0] == headers[1]
    refused(world.searchers.get("/v1/inquiries/F-3/status"), 404, "no_record")
