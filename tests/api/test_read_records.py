"""An agency reads its own records, and no other's."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import accounts
from tests.api.asserts import refused
from tests.api.conftest import Caller
from tests.api.test_submit import CHILD, INQUIRY
from tracing.service.context import Service
from tracing.service.read_audit import read_audit
from tracing.store.database import Reader

AUDITOR = Reader("auditor", purpose="test")


@pytest.fixture
def client(as_key: Caller, senaf: str) -> TestClient:
    return as_key(senaf, "children:read", "children:write", "inquiries:read", "inquiries:write")


@pytest.fixture
def other(service: Service, as_key: Caller) -> TestClient:
    accounts.agency(service, "GT-PGN", "child_protection", "child", "inquiry")
    return as_key("GT-PGN", "children:read", "children:write")


def test_it_works(client: TestClient) -> None:
    client.post("/v1/inquiries", json=INQUIRY)
    read = client.get("/v1/inquiries/F-88").json()
    assert (read["reference"], read["version"], read["state"]) == ("F-88", 1, "live")
    assert read["facts"]["inquirer_name"] == "Matilde Pop Xol"


def test_the_list_is_in_the_order_of_references_and_in_pages(client: TestClient) -> None:
    references = [f"R{n}" for n in range(7)]
    for reference in reversed(references):
        client.post("/v1/children", json={**CHILD, "record_id": reference})
    shown: list[str] = []
    params: dict[str, Any] = {"limit": 3}
    while True:
        page = client.get("/v1/children", params=params).json()
        shown += [r["reference"] for r in page["items"]]
        if page["next"] is None:
            break
        params["cursor"] = page["next"]
    assert shown == references
    assert "facts" not in page["items"][0]


def test_a_cursor_tells_nothing_and_fits_its_list_alone(client: TestClient) -> None:
    for n in range(3):
        client.post("/v1/children", json={**CHILD, "record_id": f"SECRET-{n}"})
        client.post("/v1/inquiries", json={**INQUIRY, "record_id": f"SECRET-{n}"})
    cursor = client.get("/v1/children", params={"limit": 1}).json()["next"]
    assert "SECRET" not in cursor
    answer = client.get("/v1/inquiries", params={"cursor": cursor})
    problem = refused(answer, 422, "bad_cursor")
    assert problem["errors"][0]["pointer"] == "query:cursor"


@pytest.mark.parametrize("cursor", ["x", "AAAA", "A" * 400, "é", "===", "-_-_"])
def test_what_is_no_cursor(client: TestClient, cursor: str) -> None:
    refused(client.get("/v1/children", params={"cursor": cursor}), 422, "bad_cursor")


@pytest.mark.parametrize("params", [{"limit": 0}, {"limit": 201}, {"limit": "x"}, {"state": "erased"}])
def test_lists_that_are_not_given(client: TestClient, params: dict[str, Any]) -> None:
    refused(client.get("/v1/children", params=params), 422, "invalid")


def test_another_agency_sees_nothing(client: TestClient, other: TestClient) -> None:
    client.post("/v1/children", json=CHILD)
    there = other.get("/v1/children/A-2026-0117")
    nowhere = other.get("/v1/children/NOTHING")
    refused(there, 404, "no_record")
    assert there.content == nowhere.content
    assert other.get("/v1/children").json() == {"items": [], "next": None}
    assert other.post("/v1/children", json=CHILD).status_code == 201


@pytest.mark.parametrize("role", ["reviewer", "auditor", "administrator", "analyst"])
def test_other_roles_read_no_records_here(
    service: Service, as_person: Caller, client: TestClient, office: str, role: str
) -> None:
    client.post("/v1/children", json=CHILD)
    code = office
    if role == "auditor":
        code = accounts.agency(service, "HN-CONADEH", "oversight").code
    reader = as_person(code, role)
    refused(reader.get("/v1/children"), 403, "role_may_not")
    refused(reader.get("/v1/children/A-2026-0117"), 403, "role_may_not")


def test_each_reading_is_in_the_audit_with_its_purpose(service: Service, client: TestClient) -> None:
    client.post("/v1/children", json=CHILD)
    client.get("/v1/children/A-2026-0117", headers={"x-purpose": "data_subject_request"})
    client.get("/v1/children/A-2026-0117")
    reads = [e.purpose for e in read_audit(service, AUDITOR) if e.act == "read"]
    assert reads == ["data_subject_request", "tracing"]


@pytest.mark.parametrize("purpose", ["", "Josué Caal", "x", "a" * 41, "tracing;", "Tracing"])
def test_a_purpose_is_a_word(client: TestClient, purpose: str) -> None:
    answer = client.get("/v1/children", headers={"x-purpose": purpose.encode()})
    problem = refused(answer, 422, "invalid")
    assert [e["pointer"] for e in problem["errors"]] == ["header:X-Purpose"]
