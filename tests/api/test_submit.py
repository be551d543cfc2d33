"""An agency submits a record."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import accounts
from tests.api.asserts import refused
from tests.api.conftest import Caller
from tracing.service.context import Service

CHILD = {
    "record_id": "A-2026-0117", "full_name": "Josué Caal Pop", "sex": "M", "age": 9, "age_date": "2026-03-30",
    "origin_country": "GT", "origin_text": "aldea Chamelco, Alta Verapaz", "languages": ["kek", "spa"],
    "mother_name": "Matilde Pop", "siblings": ["Elvin"], "event_date": "2026-03-30",
    "event_place": "Tapachula, Chiapas", "documents": ["GT-CUI:3258765431601"], "phones": ["+502 5555 0101"],
    "notes": "llegó con su hermano",
}  # fmt: skip
INQUIRY = {
    "record_id": "F-88", "given_names": "Josué Elvin", "first_surname": "Caal", "second_surname": "Pop", "sex": "M",
    "birth_date": "2016-07-03", "mother_name": "Matilde Pop Xol", "inquirer_name": "Matilde Pop Xol",
    "inquirer_relation": "mother",
}  # fmt: skip


@pytest.fixture
def client(as_key: Caller, senaf: str) -> TestClient:
    return as_key(senaf, "children:read", "children:write", "inquiries:read", "inquiries:write")


@pytest.mark.parametrize(("path", "record"), [("/v1/children", CHILD), ("/v1/inquiries", INQUIRY)])
def test_it_works(client: TestClient, path: str, record: dict[str, Any]) -> None:
    answer = client.post(path, json=record)
    assert answer.status_code == 201, answer.text
    reference = record["record_id"]
    assert answer.json() == {"reference": reference, "version": 1, "state": "live", "remarks": []}
    assert answer.headers["etag"] == '"1"'
    assert answer.headers["location"] == f"{path}/{reference}"
    read = client.get(f"{path}/{reference}")
    assert read.headers["etag"] == '"1"'
    facts = read.json()["facts"]
    assert facts["mother_name"] == record["mother_name"]


def test_everything_comes_back_as_it_was_written(client: TestClient) -> None:
    client.post("/v1/children", json=CHILD)
    facts = client.get("/v1/children/A-2026-0117").json()["facts"]
    assert facts == {**{k: v for k, v in CHILD.items() if k != "record_id"}, "age": "9"}


def test_who_said_it_is_kept(client: TestClient) -> None:
    said = {
        "fields": ["full_name", "age"], "said_by": "la niña", "said_on": "2026-03-30", "language": "kek",
        "interpreter": "Marta Cuc",
    }  # fmt: skip
    client.post("/v1/children", json={**CHILD, "provenance": [said]})
    assert client.get("/v1/children/A-2026-0117").json()["provenance"] == [said]


def test_the_same_request_again_does_nothing(client: TestClient) -> None:
    headers = {"idempotency-key": str(uuid.uuid4())}
    first = client.post("/v1/children", json=CHILD, headers=headers)
    again = client.post("/v1/children", json=CHILD, headers=headers)
    assert first.status_code == 201
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert dict(first.headers) == dict(again.headers)
    assert len(client.get("/v1/children").json()["items"]) == 1


def test_another_request_with_a_used_key(client: TestClient) -> None:
    headers = {"idempotency-key": "one"}
    client.post("/v1/children", json=CHILD, headers=headers)
    answer = client.post("/v1/children", json={**CHILD, "record_id": "other"}, headers=headers)
    refused(answer, 409, "idempotency_key_used")


def test_what_was_refused_may_be_mended_with_the_same_key(client: TestClient) -> None:
    headers = {"idempotency-key": "one"}
    bad = client.post("/v1/children", json={**CHILD, "birth_date": "never"}, headers=headers)
    assert bad.status_code == 422
    assert client.post("/v1/children", json=CHILD, headers=headers).status_code == 201


@pytest.mark.parametrize(
    ("changed", "pointers"),
    [
        ({"record_id": ""}, ["/record_id"]),
        ({"record_id": None}, ["/record_id"]),
        ({"birth_date": "31/02/2012"}, ["/birth_date"]),
        ({"event_date": "soon"}, ["/event_date"]),
        ({"inquirer_name": "Matilde"}, ["/inquirer_name"]),
        ({"agency": "GT-PGN"}, ["/agency"]),
        ({"full_name": {"given": "Josué"}}, ["/full_name"]),
        ({"provenance": [{"fields": ["sexo"], "said_by": "x"}]}, ["/provenance/0/fields"]),
        ({"provenance": [{"fields": [], "said_by": "x"}]}, ["/provenance/0/fields"]),
        ({"provenance": [{"fields": ["sex"]}]}, ["/provenance/0/said_by"]),
        (
            {"provenance": [{"fields": ["sex"], "said_by": "x", "said_on": "2999-01-01"}]},
            ["/provenance/0/said_on"],
        ),
        ({"provenance": "x"}, ["/provenance"]),
    ],
)
def test_what_is_not_taken(client: TestClient, changed: dict[str, Any], pointers: list[str]) -> None:
    answer = client.post("/v1/children", json={**CHILD, **changed})
    assert answer.status_code == 422, answer.text
    problem = answer.json()
    assert [e["pointer"] for e in problem["errors"]] == pointers
    for error in problem["errors"]:
        assert error["reason"]
        assert error["mend"]
    assert "Caal" not in answer.text
    assert client.get("/v1/children").json()["items"] == []


def test_a_field_that_is_unknown_is_kept_and_said(client: TestClient) -> None:
    answer = client.post("/v1/children", json={**CHILD, "shoe_size": "34"})
    assert answer.status_code == 201
    assert [r["pointer"] for r in answer.json()["remarks"]] == ["/shoe_size"]
    assert client.get("/v1/children/A-2026-0117").json()["facts"]["shoe_size"] == "34"


def test_a_reference_is_used_once(client: TestClient) -> None:
    client.post("/v1/children", json=CHILD)
    refused(client.post("/v1/children", json=CHILD), 409, "reference_taken")


@pytest.mark.parametrize(
    "reference", ["A/2026/17", "ñandú 7", "a?b#c", "100%", "'; DROP TABLE casework.records; --"]
)
def test_references_as_agencies_write_them(client: TestClient, reference: str) -> None:
    answer = client.post("/v1/children", json={**CHILD, "record_id": reference})
    assert answer.status_code == 201, answer.text
    read = client.get(answer.headers["location"])
    assert read.json()["reference"] == reference
    assert client.get(answer.headers["location"] + "/versions").status_code == 200


@pytest.mark.parametrize(
    "name", ["Robert'); DROP TABLE casework.records;--", "<script>alert(1)</script>", "%s%n {0}"]
)
def test_names_that_are_program_text_elsewhere(client: TestClient, name: str) -> None:
    assert client.post("/v1/children", json={**CHILD, "full_name": name}).status_code == 201
    assert client.get("/v1/children/A-2026-0117").json()["facts"]["full_name"] == name


def test_an_agency_that_only_asks_submits_no_child(service: Service, as_key: Caller) -> None:
    accounts.agency(service, "GT-CONS", "consulate", "inquiry")
    client = as_key("GT-CONS", "inquiries:write")
    refused(client.post("/v1/children", json=CHILD), 403, "scope_missing")


@pytest.mark.parametrize("role", ["family_worker", "reviewer", "protection_officer"])
def test_who_submits_no_children(as_person: Caller, senaf: str, role: str) -> None:
    refused(as_person(senaf, role).post("/v1/children", json=CHILD), 403, "role_may_not")


def test_a_worker_submits_for_their_side(as_person: Caller, senaf: str) -> None:
    assert as_person(senaf, "found_worker").post("/v1/children", json=CHILD).status_code == 201
    assert as_person(senaf, "family_worker").post("/v1/inquiries", json=INQUIRY).status_code == 201


def test_a_stranger_submits_nothing(stranger: TestClient) -> None:
    refused(stranger.post("/v1/children", json=CHILD), 401, "not_signed_in")
