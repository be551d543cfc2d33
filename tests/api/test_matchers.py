"""Matchers over HTTP: who enters one, who puts it in use, how far it is."""

from __future__ import annotations

import hashlib

import pytest
from fastapi.testclient import TestClient

from tests.api.asserts import refused
from tests.api.conftest import Caller
from tests.service.test_promotion import STRICT
from tracing.linkage.matcher import load_matcher, matcher_text
from tracing.service.context import Service
from tracing.service.promotion import build_some, ensure_matcher

TOML = {"content-type": "application/toml"}


SIGNED = {"reason": "for a test"}


@pytest.fixture
def analyst(service: Service, as_person: Caller, office: str) -> TestClient:
    ensure_matcher(service)
    return as_person(office, "analyst")


def test_from_the_file_to_its_being_in_use(
    service: Service, analyst: TestClient, administrator: TestClient
) -> None:
    entered = analyst.post("/v1/matchers", content=STRICT, headers=TOML)
    assert entered.status_code == 201, entered.text
    made = entered.json()
    assert (made["state"], made["built"]) == ("entered", None)
    path = f"/v1/matchers/{made['id']}"
    read = administrator.get(path).json()
    assert read["file"] == STRICT
    assert read["digest"] == hashlib.sha256(STRICT.encode()).hexdigest()
    refused(analyst.post(f"{path}/promotion"), 403, "role_may_not")
    # Neither a report nor a reason; a report that is none.
    refused(administrator.post(f"{path}/promotion"), 409, "no_report")
    refused(administrator.post(f"{path}/promotion", json={"report": {"format": "x"}}), 422, "not_a_report")
    promoted = administrator.post(f"{path}/promotion", json=SIGNED)
    assert (promoted.status_code, promoted.json()["state"]) == (202, "building")
    assert [one["state"] for one in analyst.get("/v1/matchers").json()["items"]] == ["building", "active"]
    refused(administrator.post(f"{path}/promotion", json=SIGNED), 409, "matcher_building")
    while build_some(service, made["id"]):
        pass
    assert [one["state"] for one in analyst.get("/v1/matchers").json()["items"]] == ["active", "retired"]
    refused(administrator.post(f"{path}/promotion", json=SIGNED), 409, "matcher_in_use")


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (b"name,sex\nJosue,M\n", "no_matcher"),
        (b"\xff\xfe", "no_matcher"),
        (b"", "no_matcher"),
        (b"prior = " + b"[" * 100_000, "no_matcher"),
        (b"prior = " + b"9" * 10_000, "no_matcher"),
        (STRICT.replace('name = "default"', 'name = "a\\u0000b"').encode(), "no_matcher"),
        (STRICT.replace("output = 9", "output = 20").encode(), "no_matcher"),
        (matcher_text(load_matcher("febrl")).encode(), "matcher_of_tables"),
    ],
)
def test_a_file_that_is_no_matcher(analyst: TestClient, file: bytes, code: str) -> None:
    refused(analyst.post("/v1/matchers", content=file, headers=TOML), 422, code)
    assert len(analyst.get("/v1/matchers").json()["items"]) == 1


def test_a_file_that_is_too_long(analyst: TestClient) -> None:
    answer = analyst.post("/v1/matchers", content=b"#" * 1_000_001, headers=TOML)
    refused(answer, 413, "body_too_large")


def test_there_is_no_such_matcher(analyst: TestClient, administrator: TestClient) -> None:
    refused(analyst.get("/v1/matchers/77"), 404, "no_matcher")
    refused(administrator.post("/v1/matchers/77/promotion", json=SIGNED), 404, "no_matcher")


@pytest.mark.parametrize(
    "role", ["reviewer", "protection_officer", "statistics", "found_worker", "family_worker"]
)
def test_matchers_are_nothing_for_casework(as_person: Caller, senaf: str, role: str) -> None:
    client = as_person(senaf, role)
    refused(client.get("/v1/matchers"), 403, "role_may_not")
    refused(client.get("/v1/matchers/1"), 403, "role_may_not")
    refused(client.post("/v1/matchers", content=STRICT, headers=TOML), 403, "role_may_not")
    refused(client.post("/v1/matchers/1/promotion"), 403, "role_may_not")


def test_a_key_has_no_way_in(as_key: Caller, senaf: str) -> None:
    system = as_key(senaf, "children:read", "children:write", "status:read")
    refused(system.get("/v1/matchers"), 403, "scope_missing")
