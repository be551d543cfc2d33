"""Training over HTTP: from the list of courses to the report of an attempt."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.api.asserts import refused
from tests.api.conftest import Caller
from tracing.service.context import Service
from tracing.service.practice.sandbox import mark_sandbox

BASE = "/v1/training"


@pytest.fixture
def reviewer(as_person: Caller, office: str) -> TestClient:
    return as_person(office, "reviewer")


def test_from_the_list_to_the_report(service: Service, reviewer: TestClient) -> None:
    mark_sandbox(service)
    listed = reviewer.get(f"{BASE}/courses").json()
    assert [(one["code"], one["open"]) for one in listed["items"]][:2] == [
        ("first_steps", True),
        ("names", False),
    ]
    made = reviewer.post(f"{BASE}/attempts", json={"course": "first_steps"}, headers={"Idempotency-Key": "a"})
    assert made.status_code == 201
    attempt = f"{BASE}/attempts/{made.json()['attempt']}"
    pair = reviewer.get(f"{attempt}/pair").json()
    assert pair["place"] == 1
    assert pair["child"]["given_names"]
    done = reviewer.post(f"{attempt}/answers", json={"place": 1, "decision": "possible"}).json()
    assert done["left"] == pair["of"] - 1
    report = reviewer.get(attempt).json()
    assert report["score"]["decided"] == 1
    (item,) = report["items"]
    assert item["truth"]["code"] in ("same", "other")
    assert item["lesson"]["es"]
    assert item["comparisons"]
    refused(reviewer.post(f"{BASE}/attempts", json={"course": "names"}), 409, "course_before")
    refused(
        reviewer.post(f"{attempt}/answers", json={"place": 1, "decision": "possible"}), 409, "not_this_pair"
    )
    refused(reviewer.post(f"{attempt}/answers", json={"place": 2, "decision": "perhaps"}), 422, "invalid")
    assert reviewer.get(f"{BASE}/decisions").json()["items"] == []


@pytest.mark.parametrize("path", ["/courses", "/decisions", "/attempts/1", "/attempts/1/pair"])
def test_a_real_installation_refuses(reviewer: TestClient, path: str) -> None:
    refused(reviewer.get(BASE + path), 403, "no_sandbox")


def test_administrators_see_progress_and_officers_dont(
    service: Service, reviewer: TestClient, administrator: TestClient
) -> None:
    mark_sandbox(service)
    assert administrator.get(f"{BASE}/officers").json() == {"items": []}
    refused(reviewer.get(f"{BASE}/officers"), 403, "role_may_not")
    refused(administrator.get(f"{BASE}/courses"), 403, "role_may_not")
