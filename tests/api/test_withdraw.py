"""An agency withdraws a record."""

from __future__ import annotations

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


def test_it_works(client: TestClient) -> None:
    answer = client.delete(PATH)
    assert answer.status_code == 200, answer.text
    assert answer.json()["state"] == "withdrawn"
    read = client.get(PATH).json()
    assert (read["state"], read["version"], read["facts"]) == ("withdrawn", 2, {})
    assert [r["state"] for r in client.get("/v1/children", params={"state": "withdrawn"}).json()["items"]]
    assert client.get("/v1/children", params={"state": "live"}).json()["items"] == []


def test_the_reason_is_kept(client: TestClient) -> None:
    client.request("DELETE", PATH, json={"reason": "la familia lo pidió"})
    assert client.get(f"{PATH}/versions").json()["items"][-1]["reason"] == "la familia lo pidió"


def test_once_withdrawn_it_stays_so(client: TestClient) -> None:
    client.delete(PATH)
    assert client.delete(PATH).json()["version"] == 2
    refused(client.put(PATH, json=CHILD, headers={"if-match": '"2"'}), 409, "withdrawn")
    refused(client.post("/v1/children", json=CHILD), 409, "withdrawn")


def test_of_a_version_that_is_no_longer_the_one(client: TestClient) -> None:
    client.put(PATH, json={**CHILD, "sex": "X"}, headers={"if-match": '"1"'})
    refused(client.delete(PATH, headers={"if-match": '"1"'}), 412, "version_changed")
    assert client.delete(PATH, headers={"if-match": '"2"'}).status_code == 200


def test_a_record_that_is_not_there(client: TestClient) -> None:
    refused(client.delete("/v1/children/NOTHING"), 404, "no_record")


def test_with_a_key_to_read_only(as_key: Caller, client: TestClient) -> None:
    refused(as_key("HN-SENAF", "children:read").delete(PATH), 403, "scope_missing")
