"""Erasures over HTTP: an agency is refused in neutral words, and an officer of another agency decides."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import Caller
from tests.api.test_submit import CHILD
from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym

NAME = pseudonym(Side.CHILD, 1)


@pytest.fixture
def officer(as_person: Caller, office: str) -> TestClient:
    """A protection officer of the office."""
    return as_person(office, "protection_officer")


@pytest.fixture
def system(as_key: Caller, officer: TestClient, senaf: str) -> TestClient:
    """The system of an agency whose child was put on hold, and then withdrawn."""
    made = as_key(senaf, "children:read", "children:write")
    assert made.post("/v1/children", json=CHILD).status_code == 201
    hold = {"record": NAME, "kind": "court_order", "reason": "orden del juzgado"}
    assert officer.post("/v1/holds", json=hold).status_code == 201
    path = f"/v1/children/{CHILD['record_id']}"
    assert (
        made.request("DELETE", path, headers={"if-match": made.get(path).headers["etag"]}).status_code == 200
    )
    return made


def test_an_agency_asks_and_an_officer_decides(
    system: TestClient, officer: TestClient, as_person: Caller, senaf: str, office: str
) -> None:
    path = f"/v1/children/{CHILD['record_id']}/erasure"
    refused = system.post(path, json={"cause": "asked"})
    assert refused.status_code == 409
    problem = refused.json()
    assert problem["type"] == "urn:tracing:problem:officer_decides"
    assert "hold" not in refused.text
    (item,) = officer.get("/v1/erasures").json()["items"]
    assert (item["record"], item["cause"], item["kept_at"]) == (NAME, "asked", None)
    own = as_person(senaf, "protection_officer")
    body = {"decision": "erase", "reason": "la familia lo pide"}
    assert own.post(f"/v1/records/{NAME}/erasure", json=body).status_code == 403
    done = officer.post(f"/v1/records/{NAME}/erasure", json=body)
    assert (done.status_code, done.json()) == (200, {"record": NAME, "decision": "erase"})
    assert officer.get("/v1/erasures").json()["items"] == []
    assert system.get(f"/v1/children/{CHILD['record_id']}").status_code == 404
    for other in ("reviewer", "found_worker", "administrator"):
        assert (
            as_person(office if other != "found_worker" else senaf, other).get("/v1/erasures").status_code
            == 403
        )
