"""Statistics over HTTP: published by a person, read by the role, as JSON, CSV and the CSV's description."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from fastapi.testclient import TestClient

from tests import accounts
from tests.api.asserts import refused
from tests.api.conftest import Caller
from tests.api.test_submit import CHILD, INQUIRY
from tracing.service.context import Service
from tracing.service.statistics.publishing import release_asked
from tracing.store import statistics as store

BASE = "/v1/statistics/publications"


@pytest.fixture
def statistician(as_person: Caller, office: str) -> TestClient:
    return as_person(office, "statistics")


@pytest.fixture
def closed(service: Service) -> Service:
    """A month with twelve children of one town."""
    event = ["found", "GT", "GT-16", "GT-16-10", "M", "12-14", ["", ""], "?", -1]
    sealed = service.keyring.encrypt(json.dumps([event] * 12).encode(), "statistics_months.events:2026-03-01")
    with service.database.working() as connection:
        store.close(connection, date(2026, 3, 1), service.now(), sealed)
    return service


def test_from_asking_to_the_file(closed: Service, statistician: TestClient) -> None:
    made = statistician.post(BASE, json={"period": "2026-03"}, headers={"Idempotency-Key": "a"})
    assert (made.status_code, made.json()) == (202, {"period": "2026-03", "state": "asked"})
    release_asked(closed)
    listed = statistician.get(BASE).json()
    assert [one["state"] for one in listed["items"]] == ["released"]
    assert listed["closed_months"] == ["2026-03-01"]
    assert listed["rule"]["threshold"] == 10
    found = statistician.get(f"{BASE}/2026-03", params={"measure": "found"}).json()
    # Shown without sex and age, or with them: not both, since that would say that there was nobody else.
    assert {cell["value"] for cell in found["cells"]} == {12}
    text = statistician.get(f"{BASE}/2026-03/origin.csv")
    assert text.headers["content-type"].startswith("text/csv")
    assert any(row["count"] == "12" for row in csv.DictReader(io.StringIO(text.text)))
    described = statistician.get(f"{BASE}/2026-03/origin.csv-metadata.json")
    assert described.headers["content-type"].startswith("application/csvm+json")
    assert described.json()["url"] == "origin.csv"


@pytest.mark.parametrize(
    ("period", "status", "code"),
    [("2026-04", 409, "month_open"), ("2026", 409, "month_open"), ("marzo", 422, "no_period")],
)
def test_what_cannot_be_published_is_said_in_both_languages(
    closed: Service, statistician: TestClient, period: str, status: int, code: str
) -> None:
    answer = statistician.post(BASE, json={"period": period})
    refused(answer, status, code)
    (fault,) = answer.json()["errors"]
    assert fault["pointer"] == "/period"
    assert "perio" in fault["mend"]
    assert statistician.get(BASE).json()["items"] == []


@pytest.mark.parametrize("path", ["", "/2026-03", "/2026-03/origin.csv", "/2026-03/origin.csv-metadata.json"])
def test_the_asking_side_reads_none(
    closed: Service, as_key: Caller, as_person: Caller, senaf: str, path: str
) -> None:
    """Published or not, with a child held or none: one answer to a key, one to a worker."""
    key, worker = (
        as_key(senaf, "inquiries:read", "inquiries:write", "status:read"),
        as_person(senaf, "family_worker"),
    )
    before = [(c.get(BASE + path).status_code, c.get(BASE + path).text) for c in (key, worker)]
    as_key(senaf, "children:write").post("/v1/children", json=CHILD)
    key.post("/v1/inquiries", json=INQUIRY)
    publisher = as_person(accounts.agency(closed, "MX-OTRA", "tracing_office").code, "statistics")
    publisher.post(BASE, json={"period": "2026-03"})
    release_asked(closed)
    assert [(c.get(BASE + path).status_code, c.get(BASE + path).text) for c in (key, worker)] == before
    assert [status for status, _ in before] == [403, 403]


def test_what_is_not_there(closed: Service, statistician: TestClient) -> None:
    refused(statistician.get(f"{BASE}/2026-03"), 404, "not_published")
    assert statistician.get(f"{BASE}/2026-03/people.csv").status_code == 422
    assert statistician.get(f"{BASE}/2026-03", params={"measure": "all"}).status_code == 422
