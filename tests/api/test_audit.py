"""An auditor reads who did what, and why."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

from tests import accounts
from tests.api.asserts import refused
from tests.api.conftest import Caller
from tests.api.test_submit import CHILD
from tracing.service.context import Service


@pytest.fixture
def auditor(service: Service, as_person: Caller) -> TestClient:
    return as_person(accounts.agency(service, "HN-CONADEH", "oversight").code, "auditor")


def test_it_works(as_key: Caller, auditor: TestClient, senaf: str) -> None:
    client = as_key(senaf, "children:read", "children:write")
    client.post("/v1/children", json=CHILD)
    client.get("/v1/children/A-2026-0117")
    entries = auditor.get("/v1/audit", params={"kind": "record"}).json()["items"]
    assert [e["act"] for e in entries] == ["submit", "read"]
    assert all(e["key"] and e["agency"] and not e["person"] for e in entries)


def test_no_value_of_a_person_stands_in_it(as_key: Caller, auditor: TestClient, senaf: str) -> None:
    client = as_key(senaf, "children:read", "children:write")
    client.post("/v1/children", json=CHILD)
    client.put("/v1/children/A-2026-0117", json={**CHILD, "sex": "X"}, headers={"if-match": '"1"'})
    client.delete("/v1/children/A-2026-0117")
    entries = auditor.get("/v1/audit", params={"limit": 200}).json()["items"]
    assert entries
    for entry in entries:
        # They hold any four digits by chance.
        del entry["hash"], entry["at"]
    text = json.dumps(entries, ensure_ascii=False)
    for value in ("Caal", "Matilde", "5555", "3258765431601", "Tapachula", "hermano"):
        assert value not in text


def test_acts_of_one_person(service: Service, as_person: Caller, auditor: TestClient, senaf: str) -> None:
    client = as_person(senaf, "family_worker")
    person = client.get("/v1/sessions/current").json()["id"]
    client.delete("/v1/sessions/current")
    entries = auditor.get("/v1/audit", params={"person": person}).json()["items"]
    assert [e["act"] for e in entries if e["kind"] == "session"][-2:] == ["sign_in", "sign_out"]
    assert {e["person"] for e in entries} == {person}


def test_failed_sign_ins_stand_in_it(auditor: TestClient, stranger: TestClient) -> None:
    stranger.post("/v1/sessions", json={"login": "nobody", "password": "x"})
    entries = auditor.get("/v1/audit", params={"kind": "user", "object": "unknown"}).json()["items"]
    assert [e["act"] for e in entries] == ["sign_in_failed"]
    assert "nobody" not in str(entries)


def test_reading_it_stands_in_it(auditor: TestClient) -> None:
    auditor.get("/v1/audit", headers={"x-purpose": "yearly_review"})
    entries = auditor.get("/v1/audit", params={"kind": "audit"}).json()["items"]
    assert [(e["act"], e["purpose"]) for e in entries] == [("read_audit", "yearly_review")]


def test_it_comes_in_pages_in_the_order_of_the_chain(auditor: TestClient) -> None:
    first = auditor.get("/v1/audit", params={"limit": 2}).json()
    second = auditor.get("/v1/audit", params={"limit": 2, "cursor": first["next"]}).json()
    numbers = [e["number"] for page in (first, second) for e in page["items"]]
    assert numbers == [1, 2, 3, 4]


@pytest.mark.parametrize("role", ["administrator", "reviewer", "protection_officer", "analyst"])
def test_nobody_else_reads_it(as_person: Caller, office: str, role: str) -> None:
    refused(as_person(office, role).get("/v1/audit"), 403, "role_may_not")


def test_a_key_does_not_read_it(as_key: Caller, senaf: str) -> None:
    refused(as_key(senaf, "children:read").get("/v1/audit"), 403, "scope_missing")
