"""An agency has a record erased, because somebody asked for it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from tests.accounts import Clock, at
from tests.api.asserts import refused
from tests.api.conftest import Caller
from tests.api.test_submit import CHILD, INQUIRY
from tracing.service.context import Service
from tracing.service.retention import keep_clocks

PATH = "/v1/children/A-2026-0117"
ASKED = {"cause": "asked"}


@pytest.fixture
def client(as_key: Caller, senaf: str) -> TestClient:
    client = as_key(senaf, "children:read", "children:write")
    assert client.post("/v1/children", json=CHILD).status_code == 201
    return client


def test_nothing_is_left(client: TestClient, service: Service) -> None:
    client.delete(PATH)
    answer = client.post(f"{PATH}/erasure", json=ASKED)
    assert (answer.status_code, answer.content) == (204, b"")
    refused(client.get(PATH), 404, "no_record")
    refused(client.get(f"{PATH}/versions"), 404, "no_record")
    assert client.get("/v1/children").json()["items"] == []
    refused(client.post("/v1/children", json=CHILD), 409, "erased")
    refused(client.post(f"{PATH}/erasure", json=ASKED), 404, "no_record")
    with service.database.working() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM casework.record_versions")).scalar_one() == 0


def test_what_is_searched_for_is_withdrawn_first(client: TestClient) -> None:
    refused(client.post(f"{PATH}/erasure", json=ASKED), 409, "not_withdrawn")
    assert client.get(PATH).json()["state"] == "live"


@pytest.mark.parametrize("body", [{}, {"cause": "retention_ended"}, {"cause": "porque sí"}])
def test_why_is_said(client: TestClient, body: dict[str, str]) -> None:
    client.delete(PATH)
    refused(client.post(f"{PATH}/erasure", json=body), 422, "invalid")


def test_a_reference_may_hold_a_slash(client: TestClient) -> None:
    client.post("/v1/children", json={**CHILD, "record_id": "2026/erasure/7"})
    path = "/v1/children/2026/erasure/7"
    client.delete(path)
    assert client.post(f"{path}/erasure", json=ASKED).status_code == 204
    assert client.get(PATH).status_code == 200


def test_who_may(client: TestClient, as_key: Caller, as_person: Caller, senaf: str, office: str) -> None:
    client.delete(PATH)
    refused(as_key(senaf, "children:read").post(f"{PATH}/erasure", json=ASKED), 403, "scope_missing")
    other = as_key(senaf, "inquiries:write")
    refused(other.post(f"{PATH}/erasure", json=ASKED), 403, "scope_missing")
    for code, role in ((senaf, "protection_officer"), (senaf, "family_worker"), (office, "administrator")):
        refused(as_person(code, role).post(f"{PATH}/erasure", json=ASKED), 403, "role_may_not")
    assert as_person(senaf, "found_worker").post(f"{PATH}/erasure", json=ASKED).status_code == 204


def test_the_family_side_has_the_same(as_key: Caller, senaf: str) -> None:
    client = as_key(senaf, "inquiries:read", "inquiries:write")
    made = client.post("/v1/inquiries", json=INQUIRY)
    path = f"/v1/inquiries/{made.json()['reference']}"
    client.delete(path)
    assert client.post(f"{path}/erasure", json={"cause": "entered_by_mistake"}).status_code == 204
    refused(client.get(path), 404, "no_record")


def test_an_old_search_is_shown_to_be_reviewed(client: TestClient, service: Service) -> None:
    assert client.get(PATH).json()["review_on"] is None
    later = Clock(service.now() + timedelta(days=400))
    keep_clocks(at(service, later))
    due = client.get(PATH).json()["review_on"]
    assert service.now().date() + timedelta(days=360) < date.fromisoformat(due) < later.now.date()
