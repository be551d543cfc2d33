"""A child found is registered quickly, assessed, and captured offline, over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.asserts import refused
from tests.api.conftest import Caller
from tracing.casework.vocabulary.edition import in_force
from tracing.service.capture import writing
from tracing.service.capture.layout import read_key

ANA: dict[str, Any] = {
    "record_id": "A-1", "event_date": "2026-03-30", "event_place": "Tapachula", "sex": "F", "age": 7, "full_name": "Ana Caal",
}  # fmt: skip


@pytest.fixture
def client(as_key: Caller, senaf: str) -> TestClient:
    return as_key(
        senaf, "children:read", "children:write", "inquiries:read", "inquiries:write", "imports:write"
    )


def test_quickly_and_then_completed(client: TestClient) -> None:
    answer = client.post("/v1/children/quick", json={**ANA, "vocabulary": in_force().name})
    assert answer.status_code == 201, answer.text
    assert (answer.headers["etag"], answer.headers["location"]) == ('"1"', "/v1/children/A-1")
    lacking = answer.json()["lacking"]
    assert lacking[0]["code"] == "definition"
    assert client.get("/v1/registrations/A-1").json()["lacking"][0]["code"] == "definition"
    whole = {**ANA, "mother_name": "Matilde Pop", "languages": ["kek"]}
    assert client.put("/v1/children/A-1", json=whole, headers={"If-Match": '"1"'}).status_code == 200
    now = {one["code"] for one in client.get("/v1/registrations/A-1").json()["lacking"]}
    assert {one["code"] for one in lacking} - now == {"family", "language"}
    (listed,) = client.get("/v1/registrations").json()["items"]
    assert listed["reference"] == "A-1"
    assert client.get("/v1/children/A-1").json()["facts"]["age"] == "7"


def test_a_child_whose_reference_is_quick_can_be_read(client: TestClient) -> None:
    client.post("/v1/children/quick", json={**ANA, "record_id": "quick"})
    assert client.get("/v1/children/quick").json()["reference"] == "quick"


def test_what_is_wrong_with_a_form_is_said_by_field(client: TestClient) -> None:
    problem = client.post("/v1/children/quick", json={**ANA, "sex": "niña", "event_place": ""})
    refused(problem, 422, "invalid_form")
    assert {fault["pointer"] for fault in problem.json()["errors"]} == {"/sex", "/event_place"}
    assert "GC 6" in problem.json()["detail"]
    refused(client.get("/v1/registrations/A-1"), 404, "no_record")


@pytest.mark.parametrize("path", ["/v1/children/quick", "/v1/children", "/v1/inquiries"])
def test_a_form_in_another_vocabulary_isnt_stored(client: TestClient, path: str) -> None:
    refused(client.post(path, json={**ANA, "vocabulary": "999"}), 422, "vocabulary_unknown")
    assert client.get("/v1/children").json()["items"] == client.get("/v1/inquiries").json()["items"] == []
    assert (
        client.post(path, json={**ANA, "vocabulary": "1"}).status_code == 201
    )  # codes were only added since
    if path != "/v1/children/quick":
        name = path.rsplit("/", 1)[1]
        bad = client.put(f"/v1/{name}/A-1", json={**ANA, "vocabulary": "x"}, headers={"If-Match": '"1"'})
        refused(bad, 422, "vocabulary_unknown")
        assert "vocabulary" not in client.get(f"/v1/{name}/A-1").json()["facts"]


def test_so_isnt_a_file(client: TestClient) -> None:
    file = b"record_id,full_name\nA1,Ana\n"
    refused(client.post("/v1/imports/children?vocabulary=999", content=file), 422, "vocabulary_unknown")
    assert client.get("/v1/imports/children").json()["items"] == []
    assert client.post("/v1/imports/children?vocabulary=1", content=file).status_code == 202


def test_assessed_by_a_person(client: TestClient, as_person: Caller, senaf: str) -> None:
    client.post("/v1/children/quick", json=ANA)
    worker = as_person(senaf, "found_worker")
    body = {"child": "A-1", "status": "separated", "company": ["relative"], "known_by": ["documents"]}
    assert worker.post("/v1/definitions", json=body).status_code == 201
    (one,) = client.get("/v1/definitions", params={"child": "A-1"}).json()["items"]
    assert (one["status"]["code"], one["company"], one["in_force"]) == ("separated", ["relative"], True)
    wrong = worker.post("/v1/definitions", json={**body, "status": "accompanied"})
    refused(wrong, 422, "invalid")
    assert wrong.json()["errors"][0]["rule"]["source"] == "GC 6 §7-8"
    refused(client.post("/v1/definitions", json=body), 403, "scope_missing")


def test_the_asking_side_gets_the_same_for_a_child_that_is_held_and_one_that_isnt(
    client: TestClient, as_key: Caller, as_person: Caller, senaf: str
) -> None:
    client.post("/v1/children/quick", json=ANA)
    asking = as_key(senaf, "inquiries:read", "inquiries:write", "imports:write", "status:read")
    family = as_person(senaf, "family_worker")
    for caller in (asking, family):
        for paths in (
            ("/v1/definitions?child=A-1", "/v1/definitions?child=Z-9"),
            ("/v1/registrations/A-1", "/v1/registrations/Z-9"),
        ):
            one, other = (caller.get(path) for path in paths)
            assert one.status_code == other.status_code == 403
            assert one.content == other.content
        assert caller.get("/v1/registrations").status_code == 403
        assert caller.post("/v1/children/quick", json=ANA).status_code == 403
        assert caller.post("/v1/imports/captures", content=b"x").status_code == 403


def test_captured_offline_and_taken_in_once(client: TestClient, tmp_path: Path) -> None:
    key = client.get("/v1/imports/captures/key").json()["key"]
    path = tmp_path / "puente.capture"
    writing.begin(path, read_key(key), "HN-SENAF", "found_child_quick", in_force().name)
    writing.add(path, ANA)
    writing.close(path)
    first = client.post("/v1/imports/captures", content=path.read_bytes())
    assert first.status_code == 200, first.text
    assert (first.json()["stored"], first.json()["closed"]) == (1, True)
    again = client.post("/v1/imports/captures", content=path.read_bytes(), headers={"Idempotency-Key": "k"})
    assert (again.json()["stored"], again.json()["stored_before"]) == (0, 1)
    assert [line["reference"] for line in client.get("/v1/children").json()["items"]] == ["A-1"]
    for query, pointer in (
        ("as=9:P-9", "query:as"),
        ("without=9:sex", "query:without"),
        ("as=P-9", "query:as"),
    ):
        answer = client.post(f"/v1/imports/captures?{query}", content=path.read_bytes())
        assert [
            fault["pointer"].partition("/")[0] for fault in refused(answer, 422, "invalid")["errors"]
        ] == [pointer]
    refused(client.post("/v1/imports/captures", content=path.read_bytes()[5:]), 422, "no_capture")
    refused(client.post("/v1/imports/captures", content=b""), 422, "no_capture")
