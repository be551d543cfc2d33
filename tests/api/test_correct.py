"""An agency corrects a record: only what it has seen, and every version is kept."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.asserts import refused
from tests.api.conftest import Caller
from tests.api.test_submit import CHILD

PATH = "/v1/children/A-2026-0117"


@pytest.fixture
def client(as_key: Caller, senaf: str) -> TestClient:
    client = as_key(senaf, "children:read", "children:write")
    assert client.post("/v1/children", json=CHILD).status_code == 201
    return client


def put(client: TestClient, version: str | None, **changed: Any) -> Any:
    headers = {} if version is None else {"if-match": version}
    return client.put(PATH, json={**CHILD, **changed}, headers=headers)


def test_it_works(client: TestClient) -> None:
    answer = put(client, '"1"', full_name="Josué Elvin Caal Pop", reason="acta de nacimiento")
    assert answer.status_code == 200, answer.text
    assert answer.json()["version"] == 2
    assert answer.headers["etag"] == '"2"'
    read = client.get(PATH)
    assert read.headers["etag"] == '"2"'
    assert read.json()["facts"]["full_name"] == "Josué Elvin Caal Pop"
    assert "reason" not in read.json()["facts"]


def test_every_version_is_kept(client: TestClient) -> None:
    put(client, '"1"', full_name="Josué Elvin Caal Pop", reason="acta de nacimiento")
    items = client.get(f"{PATH}/versions").json()["items"]
    assert [v["version"] for v in items] == [1, 2]
    assert [v["facts"]["full_name"] for v in items] == ["Josué Caal Pop", "Josué Elvin Caal Pop"]
    assert [v["reason"] for v in items] == [None, "acta de nacimiento"]


def test_the_reference_need_not_be_repeated(client: TestClient) -> None:
    body = {k: v for k, v in CHILD.items() if k != "record_id"}
    answer = client.put(PATH, json={**body, "sex": "X"}, headers={"if-match": '"1"'})
    assert answer.json()["version"] == 2


def test_what_changes_nothing_makes_no_version(client: TestClient) -> None:
    assert put(client, '"1"').json()["version"] == 1


def test_nobody_overwrites_what_they_have_not_seen(client: TestClient) -> None:
    put(client, '"1"', sex="X")
    refused(put(client, '"1"', sex="F"), 412, "version_changed")
    assert client.get(PATH).json()["facts"]["sex"] == "X"


@pytest.mark.parametrize(
    "tag", ["1", '"0"', '"one"', 'W/"1"', "*", '"1", "2"', '"99999999999999999999"', '"-1"']
)
def test_a_tag_that_is_not_the_one(client: TestClient, tag: str) -> None:
    refused(put(client, tag, sex="X"), 412, "version_changed")


def test_without_a_tag(client: TestClient) -> None:
    refused(put(client, None, sex="X"), 428, "condition_missing")


def test_a_reference_stays(client: TestClient) -> None:
    problem = refused(put(client, '"1"', record_id="OTHER"), 422, "reference_changed")
    assert [e["pointer"] for e in problem["errors"]] == ["/record_id"]


def test_what_is_not_taken(client: TestClient) -> None:
    problem = refused(put(client, '"1"', birth_date="31/02/2012"), 422, "invalid_record")
    assert [e["pointer"] for e in problem["errors"]] == ["/birth_date"]
    assert client.get(PATH).json()["version"] == 1


def test_a_record_that_is_not_there(client: TestClient) -> None:
    answer = client.put("/v1/children/NOTHING", json=CHILD, headers={"if-match": '"1"'})
    refused(answer, 404, "no_record")


def test_the_same_correction_again_does_nothing(client: TestClient) -> None:
    headers = {"if-match": '"1"', "idempotency-key": "one"}
    first = client.put(PATH, json={**CHILD, "sex": "X"}, headers=headers)
    again = client.put(PATH, json={**CHILD, "sex": "X"}, headers=headers)
    assert (first.status_code, first.content) == (again.status_code, again.content) == (200, first.content)


def test_with_a_key_to_read_only(as_key: Caller, client: TestClient) -> None:
    reading = as_key("HN-SENAF", "children:read")
    answer = reading.put(PATH, json=CHILD, headers={"if-match": '"1"'})
    refused(answer, 403, "scope_missing")
